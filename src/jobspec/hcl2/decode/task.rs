//! The task, and its scaling policies.

use super::argument::{ENV, META};
use super::body::{Block, Body};
use super::{Decoder, messages as words};
use crate::jobspec::hcl2::syntax::{BlockSchema, Schema};
use crate::model::scaling::ScalingPolicy;
use crate::model::task::Task;

const SCALING: Schema<'static> = Schema {
    attributes: &[],
    blocks: &[BlockSchema {
        kind: "scaling",
        labels: &["name"],
    }],
};

/// What a task's scaling policies are for: label, and type.
const SCALED: [(&str, &str); 2] = [("cpu", "vertical_cpu"), ("mem", "vertical_mem")];

impl<'a> Decoder<'a> {
    pub(super) fn task(&mut self, task: &mut Task, body: &Body<'a>) {
        let (env, body) = self.either_way(body, &ENV);
        let (meta, body) = self.either_way(&body, &META);
        let (content, body) = self.partial_content(&body, &SCALING);
        // They are decoded first, and their free maps are looked at last.
        let before = std::mem::take(&mut self.late_faults);
        self.scaling_policies(task, &content.blocks);
        let late_faults = std::mem::replace(&mut self.late_faults, before);
        self.stanza(task, &body);
        self.late_faults.extend(late_faults);
        if env.is_some() {
            task.env = env;
        }
        if meta.is_some() {
            task.meta = meta;
        }
    }

    fn scaling_policies(&mut self, task: &mut Task, blocks: &[Block<'a>]) {
        let mut seen: Vec<(&str, &Block<'a>)> = Vec::new();
        for block in blocks {
            let label = block
                .labels
                .first()
                .map(|label| label.to_lowercase())
                .unwrap_or_default();
            let Some((label, policy_type)) = SCALED.iter().find(|(known, _)| *known == label) else {
                let span = block.label_spans.first().copied().unwrap_or(block.header_span);
                self.fault(block.file, span, words::scaling_name());
                continue;
            };
            if let Some((_, first)) = seen.iter().find(|(known, _)| known == label) {
                self.duplicate(first, block, |first| words::duplicate_scaling(label, first));
                continue;
            }
            seen.push((label, block));
            let mut policy = ScalingPolicy::default();
            let policies = task.scaling_policies.as_deref().unwrap_or_default();
            self.places.enter_member("ScalingPolicies", block.body.span());
            self.places.enter_index(policies.len(), block.body.span());
            self.object(&mut policy, &block.body);
            self.places.leave();
            self.places.leave();
            if policy.policy_type.is_empty() {
                policy.policy_type = (*policy_type).to_owned();
            } else if policy.policy_type != *policy_type {
                self.fault(
                    block.file,
                    block.header_span,
                    words::scaling_type(&policy.policy_type, policy_type),
                );
                continue;
            }
            task.scaling_policies.get_or_insert_default().push(policy);
        }
    }
}
