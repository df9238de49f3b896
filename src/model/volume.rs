//! Volumes as jobs ask for them and mount them, and tasks that are CSI plugins.

use super::object::object;

/// What a volume of a group can be.
pub const VOLUME_TYPES: &[&str] = &["host", "csi"];
/// How mounts inside a mounted volume can be shared.
pub const PROPAGATION_MODES: &[&str] = &["private", "host-to-task", "bidirectional"];
/// What a CSI plugin can do.
pub const PLUGIN_TYPES: &[&str] = &["node", "controller", "monolith"];

object! {
    /// A volume that a group needs.
    pub struct VolumeRequest => "VolumeRequest" {
        /// The name by which the group's tasks mount it.
        name: String => "Name" { hcl: Hcl::Label },
        /// What it is: `host` or `csi`.
        volume_type: String => "Type" { hcl: Hcl::Key("type"), values: Values::Only(VOLUME_TYPES) },
        /// The host volume's name or the CSI volume's identifier.
        source: String => "Source" { hcl: Hcl::Key("source") },
        /// Whether it is only read.
        read_only: bool => "ReadOnly" { hcl: Hcl::Key("read_only") },
        /// How a CSI volume is mounted.
        mount_options: Option<CsiMountOptions> => "MountOptions" { hcl: Hcl::Key("mount_options") },
    }

    /// How a CSI volume is mounted.
    pub struct CsiMountOptions => "CSIMountOptions" {
        /// The file system.
        fs_type: String => "FSType" { hcl: Hcl::Key("fs_type") },
        /// Flags of the mount; never printed where they could hold a secret.
        mount_flags: Option<Vec<String>> => "MountFlags" {
            hcl: Hcl::Key("mount_flags"), stored_empty: Empty::Kept, copied_empty: Empty::Kept,
        },
    }

    /// A volume of the group, mounted into a task.
    pub struct VolumeMount => "VolumeMount" { known_by: &["Volume"] } {
        /// The volume's name in the group.
        volume: Option<String> => "Volume" { hcl: Hcl::Key("volume") },
        /// Where it appears in the task.
        destination: Option<String> => "Destination" { hcl: Hcl::Key("destination") },
        /// Whether the task may only read.
        read_only: Option<bool> => "ReadOnly" { hcl: Hcl::Key("read_only"), default: Literal::Bool(false) },
        /// Whether mounts inside are shared: `private`, `host-to-task` or `bidirectional`.
        propagation_mode: Option<String> => "PropagationMode" {
            hcl: Hcl::Key("propagation_mode"), default: Literal::Str("private"), values: Values::Only(PROPAGATION_MODES),
        },
    }

    /// What a task is as a CSI plugin.
    pub struct TaskCsiPluginConfig => "TaskCSIPluginConfig" {
        /// The plugin's identifier.
        id: String => "ID" { hcl: Hcl::Key("id") },
        /// What it does: `node`, `controller` or `monolith`.
        plugin_type: String => "Type" {
            hcl: Hcl::Key("type"), go_type: "api.CSIPluginType", values: Values::Only(PLUGIN_TYPES),
        },
        /// Where its socket appears in the task.
        mount_dir: String => "MountDir" { hcl: Hcl::Key("mount_dir") },
    }
}
