//! Scaling of task groups: the policy a job gives, and what happened.

use std::collections::BTreeMap;

use serde_json::Value;

use super::object::object;

object! {
    /// Between which counts, and by what policy, a group is scaled.
    pub struct ScalingPolicy => "ScalingPolicy" {
        /// The policy's identifier, given by the server.
        id: String => "ID" { presence: Presence::Assigned },
        /// The namespace of the job.
        namespace: String => "Namespace" { presence: Presence::Submitted },
        /// What is scaled: namespace, job and group.
        target: Option<BTreeMap<String, String>> => "Target" { copied_empty: Empty::Made },
        /// The autoscaler's policy; foreplan keeps it and never reads it.
        policy: Option<BTreeMap<String, Value>> => "Policy" {
            hcl: Hcl::Key("policy"), stored_empty: Empty::Kept, copied_empty: Empty::Kept,
        },
        /// The lowest count.
        min: Option<i64> => "Min" { hcl: Hcl::Key("min"), go_type: "int64" },
        /// The highest count.
        max: Option<i64> => "Max" { hcl: Hcl::Key("max"), go_type: "int64" },
        /// Whether the autoscaler acts on it.
        enabled: Option<bool> => "Enabled" { hcl: Hcl::Key("enabled"), default: Literal::Bool(true) },
        /// What is scaled: the count of a group (`horizontal`), or what a task asks for.
        policy_type: String => "Type" { hcl: Hcl::Key("type"), presence: Presence::Newer, diff: Diff::Hidden },
        /// The index at which it was made.
        create_index: u64 => "CreateIndex" { go_type: "uint64", presence: Presence::Assigned },
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex" { go_type: "uint64", presence: Presence::Assigned },
    }

    /// A scaling policy as lists show it.
    pub struct ScalingPolicyListStub => "ScalingPolicyListStub" {
        /// The policy's identifier.
        id: String => "ID",
        /// Whether the autoscaler acts on it.
        enabled: bool => "Enabled",
        /// What is scaled: namespace, job and group.
        target: Option<BTreeMap<String, String>> => "Target",
        /// The index at which it was made.
        create_index: u64 => "CreateIndex",
        /// The index at which it last changed.
        modify_index: u64 => "ModifyIndex",
    }

    /// Something that happened to the count of a group.
    pub struct ScalingEvent => "ScalingEvent" {
        /// When, in unix nanoseconds.
        time: i64 => "Time",
        /// The count that was asked for, if one was.
        count: Option<i64> => "Count" { nullable: true },
        /// The count before.
        previous_count: i64 => "PreviousCount",
        /// Why, in the words of who asked.
        message: String => "Message",
        /// Whether it tells of an error.
        error: bool => "Error",
        /// What else who asked wanted kept.
        meta: Option<BTreeMap<String, Value>> => "Meta",
        /// The evaluation it led to.
        eval_id: Option<String> => "EvalID" { nullable: true },
        /// The index at which it was recorded.
        create_index: u64 => "CreateIndex",
    }
}
