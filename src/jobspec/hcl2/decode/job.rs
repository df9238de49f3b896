//! The job: what is right in it and belongs to its groups and tasks.

use super::argument::META;
use super::body::{Block, Body};
use super::{Decoder, finish, messages as words};
use crate::jobspec::hcl2::fault::Fault;
use crate::jobspec::hcl2::syntax::{self, BlockSchema, Schema};
use crate::model::job::Job;
use crate::model::task::{Task, Vault};

const EXTRAS: Schema<'static> = Schema {
    attributes: &[],
    blocks: &[
        BlockSchema {
            kind: "vault",
            labels: &[],
        },
        BlockSchema {
            kind: "task",
            labels: &["name"],
        },
    ],
};

impl<'a> Decoder<'a> {
    /// Decodes the `job` block among the blocks of a file, and completes the job.
    pub(super) fn job(&mut self, blocks: &[syntax::Block<'a>]) -> Job {
        let mut job = Job::default();
        let mut jobs = blocks.iter().filter(|block| block.kind == "job");
        let Some(first) = jobs.next() else {
            let (summary, detail) = words::no_job();
            self.faults.push(Fault::nowhere(summary, detail));
            return job;
        };
        self.note_label("ID", &first.label_spans);
        self.job_body(&mut job, &Body::new(first.body.clone(), None));
        for second in jobs {
            let (summary, detail) =
                words::duplicate_outer_block("job", &self.range(first.file, first.header_span));
            let fault = Fault::at(second.file, second.header_span, summary, detail);
            self.faults.push(fault.about(first.file, first.header_span));
        }
        let id = first.labels.first().copied().unwrap_or_default();
        finish::finish(
            &mut job,
            id,
            std::mem::take(&mut self.lone_tasks),
            self.vault.take(),
        );
        job
    }

    fn job_body(&mut self, job: &mut Job, body: &Body<'a>) {
        let (meta, body) = self.either_way(body, &META);
        let (extras, body) = self.partial_content(&body, &EXTRAS);
        // They are decoded first, and their free maps are looked at last.
        self.extras(&extras.blocks);
        let late_faults = std::mem::take(&mut self.late_faults);
        self.stanza(job, &body);
        self.late_faults.extend(late_faults);
        if meta.is_some() {
            job.meta = meta;
        }
    }

    fn extras(&mut self, blocks: &[Block<'a>]) {
        let mut first_vault: Option<&Block<'a>> = None;
        for block in blocks {
            if block.kind == "task" {
                let mut task = Task::default();
                self.places.enter_member("TaskGroups", block.body.span());
                self.places.enter_index(self.lone_tasks.len(), block.body.span());
                self.places.enter_member("Tasks", block.body.span());
                self.places.enter_index(0, block.body.span());
                self.task(&mut task, &block.body);
                for _ in 0..4 {
                    self.places.leave();
                }
                task.name = block.labels.first().cloned().unwrap_or_default();
                self.lone_tasks.push(task);
            } else if let Some(first) = first_vault {
                self.duplicate(first, block, |first| {
                    words::duplicate_outer_block(block.kind, first)
                });
            } else {
                first_vault = Some(block);
                let mut vault = Vault::default();
                // It is its tasks' and has no place in the job.
                let places = std::mem::take(&mut self.places);
                self.object(&mut vault, &block.body);
                self.places = places;
                self.vault = Some(vault);
            }
        }
    }
}
