//! Templates and Vault: data that comes from outside, and what happens to the task when it changes.

use super::messages as say;
use super::report::{At, Findings};
use super::{list, text};
use crate::model::task::{Template, Vault};
use crate::model::time::Duration;
use crate::notation::number::parse_uint_in;
use crate::notation::path;
use crate::notation::quote::quoted;

pub(super) fn template(template: &Template, at: &At<'_>, found: &mut Findings) {
    if text(&template.source_path).is_empty() && text(&template.embedded_tmpl).is_empty() {
        found.add(say::template_without_source(), &at.member("SourcePath"));
    }
    let destination = text(&template.dest_path);
    if destination.is_empty() {
        found.add(say::template_without_destination(), &at.member("DestPath"));
    }
    if path::escapes("task", destination) {
        found.add(say::destination_escapes(), &at.member("DestPath"));
    }
    match text(&template.change_mode) {
        "noop" | "restart" => {}
        "signal" => {
            if text(&template.change_signal).is_empty() {
                found.add(say::template_without_signal(), &at.member("ChangeSignal"));
            }
            if template.envvars == Some(true) {
                found.add(say::template_signal_with_env(), &at.member("Envvars"));
            }
        }
        _ => found.add(say::template_change_mode(), &at.member("ChangeMode")),
    }
    if template.splay.is_some_and(|splay| splay < Duration::ZERO) {
        found.add(say::negative_splay(), &at.member("Splay"));
    }
    let perms = text(&template.perms);
    if !perms.is_empty()
        && let Err(why) = parse_uint_in(perms, 8, 12)
    {
        found.add(
            say::template_permissions(quoted(perms), &why.to_string()),
            &at.member("Perms"),
        );
    }
}

pub(super) fn vault(vault: &Vault, at: &At<'_>, found: &mut Findings) {
    let policies = list(&vault.policies);
    if policies.is_empty() {
        found.add(say::missing_policies(), &at.member("Policies"));
    }
    for (index, _) in policies
        .iter()
        .enumerate()
        .filter(|(_, policy)| *policy == "root")
    {
        found.add(say::root_policy(), &at.member("Policies").index(index));
    }
    match text(&vault.change_mode) {
        "noop" | "restart" => {}
        "signal" => {
            if text(&vault.change_signal).is_empty() {
                found.add(say::vault_without_signal(), &at.member("ChangeSignal"));
            }
        }
        mode => found.add(say::vault_change_mode(quoted(mode)), &at.member("ChangeMode")),
    }
}
