//! HCL's native syntax: the tree is `hcl-edit`'s, what is right and wrong is for us to say, as the reference says it.
//!
//! - `scan`, `token`: text to tokens
//! - `check`: tokens to faults
//! - `repair`: where `hcl-edit` must be shown something else to read the same
//! - `body`: what of a body a schema asks for

mod body;
mod check;
mod repair;
mod scan;
mod token;

use std::borrow::Cow;

use hcl_edit::expr::Expression;
use hcl_edit::parser::Error;
use hcl_edit::structure::Body;
use hcl_edit::template::Template;

pub(super) use body::{just_attributes, leftovers, partial_content, written};

use self::check::Goal;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::{File, FileId, Files};
use crate::jobspec::hcl2::messages;

/// Parses a text of arguments and blocks.
pub(super) fn parse_body(file: &File, id: FileId) -> Result<Body, Faults> {
    let (text, _) = checked(file, id, Goal::File)?;
    hcl_edit::parser::parse_body(&text).map_err(|error| unsupported(id, &error))
}

/// Parses a text that is one expression. Its spans are bytes of the file that comes with it.
pub(super) fn parse_expression(files: &Files, id: FileId) -> Result<(Expression, FileId), Faults> {
    let file = files.file(id);
    let (text, at) = checked(&file, id, Goal::Expression)?;
    // The tree's parser wants no space around, so what is inside becomes a text of its own.
    let id = match at.start {
        0 => id,
        start => files.add_at(file.name(), file.slice(at).as_bytes(), file.position(start)),
    };
    let expression = hcl_edit::parser::parse_expr(at.text(&text).trim_end());
    Ok((expression.map_err(|error| unsupported(id, &error))?, id))
}

/// Parses a text that is one template.
pub(super) fn parse_template(files: &Files, id: FileId) -> Result<Template, Faults> {
    let file = files.file(id);
    let (text, _) = checked(&file, id, Goal::Template)?;
    hcl_edit::parser::parse_template(&text).map_err(|error| unsupported(id, &error))
}

/// What is wrong with a text of arguments and blocks.
pub(super) fn faults(file: &File, id: FileId) -> Faults {
    check::check(file, id, Goal::File).faults
}

/// Looks for faults; if there are none, gives the text as `hcl-edit` should see it, and where an expression is in it.
fn checked<'t>(file: &'t File, id: FileId, goal: Goal) -> Result<(Cow<'t, str>, Span), Faults> {
    let checked = check::check(file, id, goal);
    if !checked.faults.is_empty() {
        return Err(checked.faults);
    }
    Ok((
        repair::repaired(file.text(), &checked.repairs),
        checked.expression,
    ))
}

/// What `hcl-edit` refuses though nothing is wrong with it: mostly what goes deeper than it can follow, which is 64
/// blocks, expressions and templates inside of each other, or 128 operators in a row.
fn unsupported(id: FileId, error: &Error) -> Faults {
    let at = u32::try_from(error.location().offset()).unwrap_or(u32::MAX);
    let place = Span::new(at, at.saturating_add(1));
    let reason = error.message();
    if reason.contains("at most") {
        let (summary, detail) = messages::TOO_DEEP;
        return Fault::at(id, place, summary, detail).into();
    }
    let (summary, detail) = messages::unsupported(reason);
    Fault::at(id, place, summary, detail).into()
}
