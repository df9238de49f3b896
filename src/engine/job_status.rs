//! The status of a job, and how its parent counts it.

use crate::model::job::{JOB_STATUS_DEAD, JOB_STATUS_PENDING, JOB_STATUS_RUNNING, JOB_TYPE_SYSTEM, Job};
use crate::model::summary::JobChildrenSummary;

/// The status of a job: what it is, and of each of its allocations and evaluations whether it is over.
///
/// Jobs that only make others, and system jobs, run until they are stopped. Others run while an allocation does,
/// are pending while an evaluation is, and are dead once all of that is over.
#[must_use]
pub fn job_status(
    job: &Job,
    allocs_are_over: impl IntoIterator<Item = bool>,
    evaluations_are_over: impl IntoIterator<Item = bool>,
) -> &'static str {
    if job.job_type() == JOB_TYPE_SYSTEM || job.is_parameterized() || job.is_periodic() {
        return if job.stopped() {
            JOB_STATUS_DEAD
        } else {
            JOB_STATUS_RUNNING
        };
    }
    let mut has_any = false;
    for is_over in allocs_are_over {
        has_any = true;
        if !is_over {
            return JOB_STATUS_RUNNING;
        }
    }
    for is_over in evaluations_are_over {
        has_any = true;
        if !is_over {
            return JOB_STATUS_PENDING;
        }
    }
    if has_any {
        JOB_STATUS_DEAD
    } else {
        JOB_STATUS_PENDING
    }
}

/// Counts a child that goes from one status to another; from none if it is new.
pub fn count_child(children: &mut JobChildrenSummary, old: &str, new: &str) {
    let mut change = |status: &str, by: i64| match status {
        JOB_STATUS_PENDING => children.pending += by,
        JOB_STATUS_RUNNING => children.running += by,
        JOB_STATUS_DEAD => children.dead += by,
        _ => {}
    };
    change(old, -1);
    change(new, 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_runs_while_an_allocation_does() {
        let job = Job::default();
        assert_eq!(job_status(&job, [], []), JOB_STATUS_PENDING);
        assert_eq!(job_status(&job, [true, false], [true]), JOB_STATUS_RUNNING);
        assert_eq!(job_status(&job, [true], [false]), JOB_STATUS_PENDING);
        assert_eq!(job_status(&job, [true], []), JOB_STATUS_DEAD);
        assert_eq!(job_status(&job, [], [true]), JOB_STATUS_DEAD);
        let system = Job {
            job_type: Some(JOB_TYPE_SYSTEM.to_owned()),
            ..Default::default()
        };
        assert_eq!(job_status(&system, [true], [true]), JOB_STATUS_RUNNING);
        assert_eq!(
            job_status(
                &Job {
                    stop: Some(true),
                    ..system
                },
                [false],
                []
            ),
            JOB_STATUS_DEAD
        );
    }

    #[test]
    fn children_move_between_counts() {
        let mut children = JobChildrenSummary::default();
        count_child(&mut children, "", JOB_STATUS_PENDING);
        count_child(&mut children, JOB_STATUS_PENDING, JOB_STATUS_RUNNING);
        assert_eq!(
            children,
            JobChildrenSummary {
                running: 1,
                ..Default::default()
            }
        );
    }
}
