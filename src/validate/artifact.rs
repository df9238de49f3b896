//! Downloads of a task.

use super::messages::{self as say, Message};
use super::report::{At, Findings};
use super::text;
use crate::model::task::{ARTIFACT_MODES, TaskArtifact};
use crate::notation::quote::quoted;
use crate::notation::{interpolation, number, path};

pub(super) fn artifact(artifact: &TaskArtifact, at: &At<'_>, found: &mut Findings) {
    if text(&artifact.getter_source).is_empty() {
        found.add(say::missing_source(), &at.member("GetterSource"));
    }
    let mode = text(&artifact.getter_mode);
    if !mode.is_empty() && !ARTIFACT_MODES.contains(&mode) {
        found.add(say::artifact_mode(quoted(mode)), &at.member("GetterMode"));
    }
    if path::escapes("task", text(&artifact.relative_dest)) {
        found.add(say::destination_escapes(), &at.member("RelativeDest"));
    }
    let checksum = artifact
        .getter_options
        .as_ref()
        .and_then(|options| options.get("checksum"));
    if let Some(Err(fault)) = checksum.map(|checksum| self::checksum(checksum)) {
        found.add(fault, &at.member("GetterOptions").key("checksum"));
    }
}

/// A checksum says what kind it is, and has as many bytes as that kind. What refers to a variable is not known yet.
fn checksum(checksum: &str) -> Result<(), Message> {
    if interpolation::refers(checksum) {
        return Ok(());
    }
    let checksum = checksum.trim();
    if checksum.is_empty() {
        return Err(say::empty_checksum());
    }
    let mut parts = checksum.split(':');
    let (Some(kind), Some(value), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(say::checksum_form(quoted(checksum)));
    };
    let length = number::hex_length(value).map_err(|why| say::checksum_value(&why))?;
    let expected = match kind {
        "md5" => 16,
        "sha1" => 20,
        "sha256" => 32,
        "sha512" => 64,
        _ => return Err(say::checksum_type(kind)),
    };
    if length == expected {
        Ok(())
    } else {
        Err(say::checksum_length(kind, value))
    }
}
