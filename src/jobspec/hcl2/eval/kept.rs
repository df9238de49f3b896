//! References that stay: Nomad fills `${attr.kernel.name}` in later, so a reference that nobody here knows becomes
//! the text that would be one.

use super::At;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::fault::Faults;
use crate::jobspec::hcl2::value::Value;

/// The reference at `span` as text, in the braces that it stands in, or in braces of its own.
pub(super) fn value(span: Span, at: At<'_>, faults: &mut Faults) -> Value {
    match text(at.text, span, |length| at.spend(length, span, faults)) {
        Some(text) => Value::string(text),
        None => Value::UNKNOWN,
    }
}

/// The text; none if it costs too much.
///
/// The reference looks for the closing brace one byte too far and goes on over every brace that follows, each time
/// copying all from the reference's end on: `${x}}` becomes `${x}}`, and `${x}}}` gives
/// `${x}}}}`, before the rest of the template comes. That is recorded (`heredoc-shell-brace`), so it is done here too.
fn text(file: &str, span: Span, mut spend: impl FnMut(u64) -> bool) -> Option<String> {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = file.get(..start)?.trim_end_matches(' ');
    let name = span.text(file);
    if !before.ends_with("${") {
        return spend(3 + bytes(name.len())).then(|| format!("${{{name}}}"));
    }
    let mut text = file.get(before.len() - 2..end)?.to_owned();
    if !spend(bytes(text.len())) {
        return None;
    }
    let behind = file.get(end..)?;
    for (at, symbol) in behind.bytes().enumerate().skip(1) {
        match symbol {
            b'}' => {
                if !spend(bytes(at)) {
                    return None;
                }
                text.push_str(behind.get(..at)?);
            }
            b' ' => {}
            _ => break,
        }
    }
    text.push('}');
    Some(text)
}

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(file: &str, name: &str) -> String {
        let start = u32::try_from(file.find(name).unwrap()).unwrap();
        let end = start + u32::try_from(name.len()).unwrap();
        text(file, Span::new(start, end), |_| true).unwrap()
    }

    #[test]
    fn a_bare_reference_gets_braces() {
        assert_eq!(kept("x = attr.a\n", "attr.a"), "${attr.a}");
        assert_eq!(kept("x = \"${upper(attr.a)}\"\n", "attr.a"), "${attr.a}");
    }

    #[test]
    fn spaces_in_braces_stay() {
        assert_eq!(kept("x = \"${ attr.a  }\"\n", "attr.a"), "${ attr.a  }");
    }

    #[test]
    fn a_trim_marker_is_no_brace() {
        assert_eq!(kept("x = \"${~ attr.a ~}\"\n", "attr.a"), "${attr.a}");
    }

    #[test]
    fn braces_behind_are_copied() {
        assert_eq!(kept("x = \"${a.b}}\"\n", "a.b"), "${a.b}}");
        assert_eq!(kept("x = \"${a.b}}}\"\n", "a.b"), "${a.b}}}}");
        assert_eq!(kept("${a.b} }\n", "a.b"), "${a.b} }");
    }

    #[test]
    fn many_braces_cost() {
        let file = format!("\"${{a{}\"", "}".repeat(1000));
        let mut left = 10_000_u64;
        let text = text(&file, Span::new(3, 4), |cost| {
            left = left.saturating_sub(cost);
            left > 0
        });
        assert_eq!(text, None);
    }
}
