//! What the reference calls a member while it decodes a job file.
//!
//! Its decoder finds members by a name and puts that name into error texts: the member's name in the API, or
//! else its key in job files. Which of the two it is follows no rule that users could know; here is the list.

use super::resolve::fold;
use crate::model::object::{Field, Hcl, Kind, ObjectType};

/// Objects all of whose members go by their keys.
const ALL_BY_KEY: &[&str] = &[
    "CheckRestart",
    "DNSConfig",
    "Port",
    "ReschedulePolicy",
    "TaskCSIPluginConfig",
    "TaskLifecycle",
    "Template",
    "UpdateStrategy",
];

/// Members that go by a name which neither the list above nor the rule in [`decoder_name`] gives them.
const OTHERS: &[(&str, &str, &str)] = &[
    ("Affinity", "LTarget", "LTarget"),
    ("Affinity", "Operand", "Operand"),
    ("Affinity", "RTarget", "RTarget"),
    ("ConsulConnect", "SidecarService", "sidecar_service"),
    ("ConsulConnect", "SidecarTask", "sidecar_task"),
    ("ConsulExposeConfig", "Path", "path"),
    (
        "ConsulGatewayProxy",
        "EnvoyGatewayBindAddresses",
        "envoy_gateway_bind_addresses",
    ),
    ("ConsulProxy", "ExposeConfig", "expose"),
    ("Constraint", "LTarget", "LTarget"),
    ("Constraint", "Operand", "Operand"),
    ("Constraint", "RTarget", "RTarget"),
    ("Job", "NomadTokenID", "nomad_token_id"),
    ("Job", "VaultNamespace", "vault_namespace"),
    ("PeriodicConfig", "Spec", "Spec"),
    ("Service", "CheckRestart", "check_restart"),
    ("ServiceCheck", "CheckRestart", "check_restart"),
    ("SidecarTask", "LogConfig", "logs"),
    ("Task", "CSIPluginConfig", "csi_plugin"),
    ("Task", "LogConfig", "logs"),
    ("TaskArtifact", "GetterOptions", "options"),
    ("Vault", "Namespace", "namespace"),
];

/// The name by which the reference's decoder knows a member.
pub(super) fn decoder_name(object: &ObjectType, field: &Field) -> &'static str {
    let is_it =
        |(object_name, name, _): &&(&str, &str, &str)| *object_name == object.name && *name == field.name;
    if let Some((_, _, name)) = OTHERS.iter().find(is_it) {
        return name;
    }
    let Hcl::Key(key) = field.hcl else {
        return field.name;
    };
    let is_plain = !matches!(
        field.kind,
        Kind::Object(_) | Kind::Map(_) | Kind::List(Kind::Object(_))
    );
    let needs_key = is_plain && fold(key) != fold(field.name);
    if needs_key || ALL_BY_KEY.contains(&object.name) {
        key
    } else {
        field.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::Described;

    fn name_in<T: Described>(field: &str) -> &'static str {
        decoder_name(T::TYPE, T::TYPE.field(field).unwrap())
    }

    #[test]
    fn members_go_by_their_key_where_it_says_something_else() {
        use crate::model::{constraint::Constraint, job::Job, policy, task::Task, task::Template, volume};
        assert_eq!(name_in::<Job>("AllAtOnce"), "all_at_once");
        assert_eq!(name_in::<Job>("Priority"), "Priority");
        assert_eq!(name_in::<Job>("TaskGroups"), "TaskGroups");
        assert_eq!(name_in::<Task>("DispatchPayload"), "DispatchPayload");
        assert_eq!(name_in::<Task>("KillTimeout"), "kill_timeout");
        assert_eq!(name_in::<policy::RestartPolicy>("Attempts"), "Attempts");
        assert_eq!(name_in::<policy::ReschedulePolicy>("Attempts"), "attempts");
        assert_eq!(name_in::<Template>("EmbeddedTmpl"), "data");
        assert_eq!(name_in::<Constraint>("LTarget"), "LTarget");
        assert_eq!(name_in::<volume::VolumeMount>("ReadOnly"), "read_only");
    }
}
