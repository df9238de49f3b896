//! A job file in its tidy form: the same tokens, laid out the same way everywhere.
//!
//! Two spaces for each level, one blank line at most, `=` below `=` in a run of arguments, a space where people
//! expect one. A line stays a line, what stands in one line stays in one line, and comments stay where they are.
//! What is inside quotes and heredocs is never touched, so neither is what the file means: a formatted file has
//! the tokens of the file that was given.
//!
//! Both dialects become one kind of token (`token`): HCL1 by its own scanner (`hcl1`), HCL2 by a scanner that
//! only finds out where tokens end (`hcl2`). From there on there is one way: `lines` cuts the tokens into lines
//! and says how far each is indented, `spacing` says what stands between two tokens of a line, `align` writes the
//! lines with what is aligned in them.
//!
//! Nothing in here recurses, and the work grows with the text and nothing else: levels beyond [`MAX_INDENT`] are
//! not indented any further, and what is wide is not aligned.
//!
//! [`MAX_INDENT`]: lines::MAX_INDENT

mod align;
mod hcl1;
mod hcl2;
mod lines;
mod spacing;
mod token;

use super::Dialect;
use super::evidence::looks_like_hcl2;
use crate::diagnostic::{Diagnostic, Place, Related, Span};
use crate::jobspec::hcl1::is_json;
use crate::jobspec::messages as words;
use token::Tokens;

/// Formats a job file. [`Dialect::Auto`] takes it for HCL1 if it is that, otherwise for HCL2.
///
/// The line ends of the result are plain, but inside quotes and heredocs everything stays as it was written.
///
/// # Errors
///
/// What is wrong with the syntax of a text that is not of that dialect, with places in it; so that nothing is ever
/// mangled. JSON is refused, as it has no layout of people's. Without the feature `hcl2` only the tokens and the
/// brackets of HCL2 are looked at.
///
/// ```
/// use foreplan::jobspec::{Dialect, format};
///
/// let tidy = format(b"job \"web\" {\n\n\n datacenters=[ \"dc1\" ]  # all of them\n type = \"batch\"\n}", Dialect::Auto);
/// assert_eq!(
///     tidy.unwrap(),
///     "job \"web\" {\n  datacenters = [\"dc1\"] # all of them\n  type        = \"batch\"\n}\n"
/// );
///
/// let faults = format(b"job \"web\" {", Dialect::Auto).unwrap_err();
/// assert_eq!(faults[0].message, "object expected closing RBRACE got: EOF");
/// ```
pub fn format(text: &[u8], dialect: Dialect) -> Result<String, Vec<Diagnostic>> {
    let plain = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let skipped = text.len() - plain.len();
    format_plain(plain, dialect).map_err(|mut faults| {
        let skipped = u32::try_from(skipped).unwrap_or(u32::MAX);
        for fault in &mut faults {
            let related = fault.related.iter_mut().map(|related| &mut related.place);
            for place in related.chain([&mut fault.place]) {
                place.span = place.span.map(|span| {
                    Span::new(
                        span.start.saturating_add(skipped),
                        span.end.saturating_add(skipped),
                    )
                });
            }
        }
        faults
    })
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn format_plain(text: &[u8], dialect: Dialect) -> Result<String, Vec<Diagnostic>> {
    if u32::try_from(text.len()).is_err() {
        let fault = &words::TOO_LARGE;
        return Err(vec![Diagnostic::error(
            fault.code,
            fault.text,
            Place::at(Span::default()),
        )]);
    }
    if is_json(text) {
        let start = text.iter().position(|byte| *byte == b'{').unwrap_or_default();
        let start = u32::try_from(start).unwrap_or_default();
        return Err(vec![at(
            &words::FORMAT_JSON,
            Span::new(start, start.saturating_add(1)),
        )]);
    }
    let tokens = match dialect {
        Dialect::Hcl1 => hcl1::tokens(text)?,
        Dialect::Hcl2 => hcl2::tokens(text)?,
        Dialect::Auto => tokens_of_either(text)?,
    };
    Ok(write(&tokens))
}

/// The tokens of a text of one dialect or the other. Of one that is neither, the faults in the dialect that it
/// looks like.
fn tokens_of_either(text: &[u8]) -> Result<Tokens<'_>, Vec<Diagnostic>> {
    hcl1::tokens(text).or_else(|in_hcl1| {
        hcl2::tokens(text).map_err(|in_hcl2| if looks_like_hcl2(text) { in_hcl2 } else { in_hcl1 })
    })
}

fn write(tokens: &Tokens<'_>) -> String {
    align::write(tokens, &lines::lines(tokens))
}

/// A fault of a fixed text at a place.
fn at(fault: &words::FixedMessage, span: Span) -> Diagnostic {
    Diagnostic::error(fault.code, fault.text, Place::at(span))
}

/// Where the bracket is that was never closed.
fn opened_at(offset: u32) -> Related {
    Related {
        place: Place::at(Span::new(offset, offset.saturating_add(1))),
        message: words::OPENED_HERE.to_owned(),
    }
}

#[cfg(test)]
mod tests;
