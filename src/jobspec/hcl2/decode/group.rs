//! The group: its `vault` stanza, which is its tasks', and its scaling policy.

use super::argument::META;
use super::body::Body;
use super::schema::optional;
use super::{Decoder, messages as words};
use crate::jobspec::hcl2::syntax::{AttributeSchema, BlockSchema, Schema};
use crate::model::scaling::ScalingPolicy;
use crate::model::task::Vault;
use crate::model::task_group::TaskGroup;

const VAULT: Schema<'static> = Schema {
    attributes: &[],
    blocks: &[BlockSchema {
        kind: "vault",
        labels: &[],
    }],
};

const SCALING: Schema<'static> = Schema {
    attributes: &[],
    blocks: &[BlockSchema {
        kind: "scaling",
        labels: &[],
    }],
};

const SCALING_ARGUMENTS: Schema<'static> = Schema {
    attributes: &[
        AttributeSchema {
            name: "max",
            required: true,
        },
        optional("type"),
    ],
    blocks: &[],
};

impl<'a> Decoder<'a> {
    pub(super) fn group(&mut self, group: &mut TaskGroup, body: &Body<'a>) {
        let before = self.faults.len();
        let (meta, body) = self.either_way(body, &META);
        let (content, body) = self.partial_content(&body, &VAULT);
        if self.faults.len() > before {
            return;
        }
        // The reference forgets what is wrong with it.
        let (vault, _) = self.apart(|decoder| {
            let mut vault = None;
            for block in &content.blocks {
                decoder.object(vault.insert(Vault::default()), &block.body);
            }
            vault
        });
        self.stanza(group, &body);
        if meta.is_some() {
            group.meta = meta;
        }
        if let Some(vault) = vault {
            for task in group.tasks.iter_mut().flatten() {
                task.vault.get_or_insert_with(|| vault.clone());
            }
        }
        if let Some(scaling) = &mut group.scaling {
            if scaling.policy_type.is_empty() {
                scaling.policy_type = HORIZONTAL.to_owned();
            }
            self.check_scaling(scaling, &body);
        }
    }

    /// A group's scaling policy has a maximum and scales the count.
    fn check_scaling(&mut self, scaling: &ScalingPolicy, body: &Body<'a>) {
        if scaling.max.is_some() && scaling.policy_type == HORIZONTAL {
            return;
        }
        let ((content, _), faults) = self.apart(|decoder| decoder.partial_content(body, &SCALING));
        let Some(block) = content.blocks.first() else {
            return self.faults.extend(faults);
        };
        let (content, _) = self.partial_content(&block.body, &SCALING_ARGUMENTS);
        let given = content
            .attributes
            .iter()
            .find(|attribute| attribute.name == "type");
        if let Some(given) = given.filter(|_| scaling.policy_type != HORIZONTAL) {
            self.fault(
                given.value.file(),
                given.value.span(),
                words::group_scaling_type(&scaling.policy_type),
            );
        }
    }
}

const HORIZONTAL: &str = "horizontal";
