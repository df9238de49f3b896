//! Amounts of what a node has and allocations take: processor, memory, disk.

use crate::model::allocation::AllocatedResources;
use crate::model::node::{Node, NodeReservedResources, NodeResources};
use crate::model::resources::Resources;
use crate::model::task::TaskLifecycle;
use crate::model::task_group::TaskGroup;

/// An amount of processor time, memory and disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Capacity {
    /// Processor time in MHz.
    pub cpu_mhz: i64,
    /// Memory in MB.
    pub memory_mb: i64,
    /// Disk in MB.
    pub disk_mb: i64,
}

impl Capacity {
    /// What a node has for allocations: what it has, less what is kept from them.
    #[must_use]
    pub fn of_node(node: &Node) -> Self {
        Self::total_of_node(node).less(Self::reserved_of_node(node))
    }

    fn total_of_node(node: &Node) -> Self {
        match (&node.node_resources, &node.resources) {
            (
                Some(NodeResources {
                    cpu, memory, disk, ..
                }),
                _,
            ) => Capacity {
                cpu_mhz: cpu.cpu_shares,
                memory_mb: memory.memory_mb,
                disk_mb: disk.disk_mb,
            },
            (None, Some(old)) => Self::of_resources(old),
            (None, None) => Self::default(),
        }
    }

    fn reserved_of_node(node: &Node) -> Self {
        match (&node.reserved_resources, &node.reserved) {
            (
                Some(NodeReservedResources {
                    cpu, memory, disk, ..
                }),
                _,
            ) => Capacity {
                cpu_mhz: cpu.cpu_shares,
                memory_mb: memory.memory_mb,
                disk_mb: disk.disk_mb,
            },
            (None, Some(old)) => Self::of_resources(old),
            (None, None) => Self::default(),
        }
    }

    fn of_resources(resources: &Resources) -> Self {
        Capacity {
            cpu_mhz: resources.cpu.unwrap_or_default(),
            memory_mb: resources.memory_mb.unwrap_or_default(),
            disk_mb: resources.disk_mb.unwrap_or_default(),
        }
    }

    /// What one allocation of a group takes.
    #[must_use]
    pub fn of_group(group: &TaskGroup) -> Self {
        let tasks = group.tasks().iter().map(|task| {
            let ask = task
                .resources
                .as_ref()
                .map(Self::of_resources)
                .unwrap_or_default();
            (task.lifecycle.as_ref(), ask)
        });
        let disk_mb = group
            .ephemeral_disk
            .as_ref()
            .and_then(|disk| disk.size_mb)
            .unwrap_or_default();
        Self::of_tasks(tasks, disk_mb)
    }

    /// What an allocation takes that got this.
    #[must_use]
    pub fn of_allocated(got: &AllocatedResources) -> Self {
        let tasks = got.tasks.iter().flatten().map(|(name, task)| {
            let lifecycle = got
                .task_lifecycles
                .as_ref()
                .and_then(|lifecycles| lifecycles.get(name)?.as_ref());
            let (cpu_mhz, memory_mb) = (task.cpu.cpu_shares, task.memory.memory_mb);
            (
                lifecycle,
                Capacity {
                    cpu_mhz,
                    memory_mb,
                    disk_mb: 0,
                },
            )
        });
        Self::of_tasks(tasks, got.shared.disk_mb)
    }

    /// What tasks that run as their lifecycles say take together.
    ///
    /// Those that run before the main ones and end share their room with them: the larger counts. Those that go on
    /// beside them are added. Like the reference, a task that starts after the main ones is not counted.
    fn of_tasks<'a>(
        tasks: impl Iterator<Item = (Option<&'a TaskLifecycle>, Capacity)>,
        disk_mb: i64,
    ) -> Self {
        let (mut main, mut before, mut beside) = (Self::default(), Self::default(), Self::default());
        for (lifecycle, ask) in tasks {
            match lifecycle {
                None => main = main.plus(ask),
                Some(TaskLifecycle { hook, sidecar }) if hook == "prestart" => {
                    let sum = if *sidecar { &mut beside } else { &mut before };
                    *sum = sum.plus(ask);
                }
                Some(_) => {}
            }
        }
        Capacity {
            disk_mb,
            ..main.max(before).plus(beside)
        }
    }

    /// The sum; as far as the numbers reach.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Capacity {
            cpu_mhz: self.cpu_mhz.saturating_add(other.cpu_mhz),
            memory_mb: self.memory_mb.saturating_add(other.memory_mb),
            disk_mb: self.disk_mb.saturating_add(other.disk_mb),
        }
    }

    /// The difference; as far as the numbers reach.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Capacity {
            cpu_mhz: self.cpu_mhz.saturating_sub(other.cpu_mhz),
            memory_mb: self.memory_mb.saturating_sub(other.memory_mb),
            disk_mb: self.disk_mb.saturating_sub(other.disk_mb),
        }
    }

    fn max(self, other: Self) -> Self {
        Capacity {
            cpu_mhz: self.cpu_mhz.max(other.cpu_mhz),
            memory_mb: self.memory_mb.max(other.memory_mb),
            disk_mb: self.disk_mb.max(other.disk_mb),
        }
    }

    /// The first resource of which `used` takes more than this: `cpu`, `memory` or `disk`.
    #[must_use]
    pub fn exceeded_by(self, used: Self) -> Option<Dimension> {
        if self.cpu_mhz < used.cpu_mhz {
            Some(Dimension::Cpu)
        } else if self.memory_mb < used.memory_mb {
            Some(Dimension::Memory)
        } else if self.disk_mb < used.disk_mb {
            Some(Dimension::Disk)
        } else {
            None
        }
    }
}

/// A resource that a node can run out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Processor time.
    Cpu,
    /// Memory.
    Memory,
    /// Disk.
    Disk,
}

impl Dimension {
    /// Its name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Dimension::Cpu => "cpu",
            Dimension::Memory => "memory",
            Dimension::Disk => "disk",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::task::Task;

    fn task(cpu: i64, lifecycle: Option<(&str, bool)>) -> Task {
        Task {
            resources: Some(Resources {
                cpu: Some(cpu),
                memory_mb: Some(10),
                disk_mb: Some(7),
                ..Default::default()
            }),
            lifecycle: lifecycle.map(|(hook, sidecar)| TaskLifecycle {
                hook: hook.to_owned(),
                sidecar,
            }),
            ..Default::default()
        }
    }

    fn cpu(tasks: Vec<Task>) -> i64 {
        Capacity::of_group(&TaskGroup {
            tasks: Some(tasks),
            ..Default::default()
        })
        .cpu_mhz
    }

    #[test]
    fn tasks_that_end_first_share_room_with_the_main_ones() {
        let before = || task(300, Some(("prestart", false)));
        assert_eq!(cpu(vec![task(100, None), task(100, None)]), 200);
        assert_eq!(cpu(vec![task(100, None), before()]), 300);
        assert_eq!(cpu(vec![task(400, None), before()]), 400);
        assert_eq!(
            cpu(vec![
                task(400, None),
                before(),
                task(50, Some(("prestart", true)))
            ]),
            450
        );
        assert_eq!(
            cpu(vec![task(400, None), task(50, Some(("poststart", true)))]),
            400
        );
    }

    #[test]
    fn the_first_exceeded_dimension_is_named() {
        let has = Capacity {
            cpu_mhz: 10,
            memory_mb: 10,
            disk_mb: 10,
        };
        assert_eq!(has.exceeded_by(has), None);
        assert_eq!(
            has.exceeded_by(Capacity {
                memory_mb: 11,
                disk_mb: 11,
                ..has
            }),
            Some(Dimension::Memory)
        );
        let huge = Capacity {
            cpu_mhz: i64::MAX,
            ..has
        };
        assert_eq!(has.exceeded_by(has.plus(huge)), Some(Dimension::Cpu));
    }
}
