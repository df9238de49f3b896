//! What changes in a text, as `diff -u` shows it.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use crate::diagnostic::render::shown_text;
use crate::styled::{Style, StyledText};

/// After this time the shortest difference is no longer looked for.
const LONGEST_SEARCH: Duration = Duration::from_secs(2);

/// How many lines are shown around a change.
const CONTEXT: usize = 3;

/// The difference between a file's contents and what they are to be.
pub(super) fn unified_diff(name: &str, old: &[u8], new: &str) -> StyledText {
    let old = shown_text(old);
    let diff = TextDiff::configure()
        .timeout(LONGEST_SEARCH)
        .diff_lines(old.as_ref(), new);
    let mut out = StyledText::default();
    out.push(Style::Heading, format!("--- {name}\n+++ {name} (formatted)\n"));
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        out.push(Style::Faint, format!("{}\n", hunk.header()));
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::Plain),
                ChangeTag::Delete => ('-', Style::Destroy),
                ChangeTag::Insert => ('+', Style::Create),
            };
            out.push(style, format!("{sign}{}", change.value()));
            if change.missing_newline() {
                out.push(style, "\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_change_have_a_sign() {
        let old = b"a\nb\nc\nd\ne\nf";
        let shown = unified_diff("x.nomad", old, "a\nb\nc\nd\ne\nF\n").to_plain();
        assert_eq!(
            shown,
            "--- x.nomad\n+++ x.nomad (formatted)\n@@ -3,4 +3,4 @@\n c\n d\n e\n-f\n\\ No newline at end of file\n+F\n"
        );
    }
}
