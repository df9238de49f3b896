//! The objects of the API: types, names and documentation, and how they are read and written as JSON.
//!
//! One file a noun. Each object is a plain struct declared through [`object!`], which also writes down the
//! table of its members; [`object`] explains the table and how code walks it. Start with [`job::Job`].
//!
//! These are the *wire types*: what a client sends and what the server prints. They are complete (every member
//! that Nomad 0.12.4 has), and they are not what the scheduler's inner loops walk: `state` keeps what is hot in
//! a form of its own.
//!
//! This module knows no other.

pub mod acl;
pub mod allocation;
pub mod connect;
pub mod constraint;
pub mod csi;
pub mod deployment;
pub mod device;
pub mod evaluation;
pub mod field;
pub mod job;
pub mod job_diff;
pub mod json;
pub mod member;
pub mod metric;
pub mod multiregion;
pub mod network;
pub mod node;
pub mod object;
pub mod policy;
pub mod request;
pub mod resources;
pub mod scaling;
pub mod scheduler_config;
pub mod service;
pub mod summary;
pub mod task;
pub mod task_group;
pub mod task_state;
pub mod time;
pub mod volume;

pub use object::object;

use object::{Described, ObjectType};

/// What clients submit as the body of a request.
pub const REQUESTS: &[&ObjectType] = &[
    node::DrainSpec::TYPE,
    request::JobDispatchRequest::TYPE,
    request::JobPlanRequest::TYPE,
    request::JobRegisterRequest::TYPE,
    request::JobRevertRequest::TYPE,
    request::JobStabilityRequest::TYPE,
    request::JobValidateRequest::TYPE,
    request::JobsParseRequest::TYPE,
];

/// What the server answers; with what they are made of, these and [`REQUESTS`] are all objects of the API.
pub const OBJECTS: &[&ObjectType] = &[
    acl::AclPolicy::TYPE,
    acl::AclPolicyListStub::TYPE,
    acl::AclToken::TYPE,
    acl::AclTokenListStub::TYPE,
    allocation::Allocation::TYPE,
    allocation::AllocListStub::TYPE,
    csi::CsiPlugin::TYPE,
    csi::CsiPluginListStub::TYPE,
    csi::CsiVolListStub::TYPE,
    csi::CsiVolume::TYPE,
    deployment::Deployment::TYPE,
    evaluation::Evaluation::TYPE,
    job::Job::TYPE,
    job_diff::JobDiff::TYPE,
    node::Node::TYPE,
    node::NodeListStub::TYPE,
    request::JobDeregisterResponse::TYPE,
    request::JobDispatchResponse::TYPE,
    request::JobPlanResponse::TYPE,
    request::JobRegisterResponse::TYPE,
    request::JobStabilityResponse::TYPE,
    request::JobValidateResponse::TYPE,
    request::JobVersionsResponse::TYPE,
    scaling::ScalingPolicy::TYPE,
    scaling::ScalingPolicyListStub::TYPE,
    scheduler_config::SchedulerConfiguration::TYPE,
    summary::JobListStub::TYPE,
    summary::JobScaleStatus::TYPE,
    summary::JobSummary::TYPE,
];
