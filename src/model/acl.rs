//! Access control: policies and tokens.

use serde_json::Value;

use super::member::Bytes;
use super::object::object;
use super::time::Time;

const TOKEN_TYPES: &[&str] = &["client", "management"];

object! {
    /// A set of permissions.
    pub struct AclPolicy => "ACLPolicy" {
        /// The policy's name.
        name: String => "Name",
        /// What it is for.
        description: String => "Description",
        /// Its rules, in HCL.
        rules: String => "Rules",
        /// Its rules, as they were read.
        rules_json: Value => "RulesJSON",
        /// A hash of all that.
        hash: Option<Bytes> => "Hash",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// A policy as lists show it.
    pub struct AclPolicyListStub => "ACLPolicyListStub" {
        /// The policy's name.
        name: String => "Name",
        /// What it is for.
        description: String => "Description",
        /// A hash of the policy.
        hash: Option<Bytes> => "Hash",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// Who may do something.
    pub struct AclToken => "ACLToken" {
        /// The public identifier.
        accessor_id: String => "AccessorID",
        /// The secret that is sent with requests.
        secret_id: String => "SecretID",
        /// A name for people.
        name: String => "Name",
        /// `client` or `management`.
        token_type: String => "Type" { values: Values::Only(TOKEN_TYPES) },
        /// The names of its policies.
        policies: Option<Vec<String>> => "Policies",
        /// Whether it holds in all regions.
        global: bool => "Global",
        /// A hash of all that.
        hash: Option<Bytes> => "Hash",
        /// When it was made.
        create_time: Time => "CreateTime",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// A token as lists show it.
    pub struct AclTokenListStub => "ACLTokenListStub" {
        /// The public identifier.
        accessor_id: String => "AccessorID",
        /// A name for people.
        name: String => "Name",
        /// `client` or `management`.
        token_type: String => "Type" { values: Values::Only(TOKEN_TYPES) },
        /// The names of its policies.
        policies: Option<Vec<String>> => "Policies",
        /// Whether it holds in all regions.
        global: bool => "Global",
        /// A hash of the token.
        hash: Option<Bytes> => "Hash",
        /// When it was made.
        create_time: Time => "CreateTime",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }
}
