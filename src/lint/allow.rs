//! Comments of a job file that silence lints: `# foreplan: allow(unused-port, image-not-pinned)`.
//!
//! On a line of its own a comment is about the stanza or argument that begins on the next line with code, with all
//! that is inside; at the end of a line, about what begins on that line; before the first line with code, about
//! the whole file.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, JsonPath, LineIndex, Span};
use crate::jobspec::Places;

use super::{Lint, PREFIX};

/// What a comment begins with that is meant for us.
const MARK: &str = "foreplan:";

/// What comments allow.
#[derive(Debug, Default)]
pub(super) struct Allowances {
    /// The names of lints that are silent on each line, counted from 1; line 0 is the whole file.
    lines: BTreeMap<u32, Vec<String>>,
    /// What is no lint, or no allowance at all, and where.
    unknown: Vec<(Span, String)>,
}

const WHOLE_FILE: u32 = 0;

impl Allowances {
    /// Reads the comments of a job file. Takes time linear in its length.
    pub(super) fn read(text: &str) -> Self {
        let mut allowances = Allowances::default();
        if !text.contains(MARK) {
            return allowances;
        }
        // Names that wait for the next line with code.
        let mut waiting: Vec<String> = Vec::new();
        let mut is_head = true;
        let mut start = 0;
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            let comment = comment(line);
            let code = comment.map_or(line, |at| line.get(..at).unwrap_or_default());
            let mut names = Vec::new();
            if let Some(at) = comment.filter(|_| line.contains(MARK)) {
                allowances.read_comment(line, at, start, &mut names);
            }
            if is_code(code) {
                is_head = false;
                names.append(&mut waiting);
                if !names.is_empty() {
                    allowances.lines.entry(number).or_default().append(&mut names);
                }
            } else if is_head {
                allowances.lines.entry(WHOLE_FILE).or_default().append(&mut names);
            } else {
                waiting.append(&mut names);
            }
            start += line.len();
        }
        allowances
    }

    /// Reads the comment at `at` of a line that begins at `start` of the text.
    fn read_comment(&mut self, line: &str, at: usize, start: usize, names: &mut Vec<String>) {
        let Some(mark) = line
            .get(at..)
            .and_then(|comment| comment.find(MARK))
            .map(|mark| at + mark)
        else {
            return;
        };
        let said = line.get(mark + MARK.len()..).unwrap_or_default();
        let list = said
            .trim_start()
            .strip_prefix("allow")
            .and_then(|rest| rest.trim_start().strip_prefix('('))
            .and_then(|rest| rest.split_once(')'));
        let Some((list, _)) = list else {
            let end = line.trim_end().len();
            self.unknown
                .push((span(start + mark, start + end), String::new()));
            return;
        };
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match Lint::find(name) {
                Some(lint) => names.push(lint.name().to_owned()),
                None => {
                    let offset = mark
                        + line
                            .get(mark..)
                            .and_then(|rest| rest.find(name))
                            .unwrap_or_default();
                    let place = span(start + offset, start + offset + name.len());
                    self.unknown.push((place, name.to_owned()));
                }
            }
        }
    }

    /// Whether nothing is allowed.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Names in comments that are no lint; an empty one for a comment that cannot be read.
    pub(super) fn unknown(&self) -> &[(Span, String)] {
        &self.unknown
    }

    /// Whether a lint is silent in the whole file.
    pub(super) fn everywhere(&self, lint: &str) -> bool {
        self.allows(WHOLE_FILE, lint)
    }

    fn allows(&self, line: u32, lint: &str) -> bool {
        let names = self.lines.get(&line);
        names.is_some_and(|names| names.iter().any(|name| name == lint))
    }

    /// Whether a finding is silenced where it is, or around.
    pub(super) fn silence(&self, found: &Diagnostic, places: &Places, lines: &LineIndex<'_>) -> bool {
        let lint = found.code.strip_prefix(PREFIX).unwrap_or(found.code);
        let path = found.place.path.as_ref();
        let Some(inner) = found.place.span.or_else(|| places.nearest(path?)) else {
            return false;
        };
        // Where stanzas of one kind form a list, the text of the list is that of the last of them.
        let surrounds = |outer: &Span| outer.start <= inner.start && inner.end <= outer.end;
        let around = std::iter::successors(path.cloned(), JsonPath::parent);
        around
            .filter_map(|path| places.span(&path))
            .filter(surrounds)
            .chain([inner])
            .any(|span| self.allows(lines.position(span.start).line, lint))
    }
}

/// Where the comment of a line begins that says something to us, or else the first one. Texts are not told from
/// code: no text says `# foreplan:` by chance.
fn comment(line: &str) -> Option<usize> {
    if let Some(mark) = line.find(MARK) {
        let before = line.get(..mark)?.trim_end();
        return ["#", "//", "/*"]
            .iter()
            .find_map(|sign| before.strip_suffix(sign))
            .map(str::len);
    }
    let code = line.trim_start_matches(is_blank);
    let is_comment = ["#", "//", "/*"].iter().any(|sign| code.starts_with(sign));
    is_comment.then(|| line.len() - code.len())
}

fn is_code(code: &str) -> bool {
    !code.chars().all(is_blank)
}

/// White space, and the mark that a text may begin with.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn span(start: usize, end: usize) -> Span {
    let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(narrow(start), narrow(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(text: &str, lint: &str) -> Vec<u32> {
        let allowances = Allowances::read(text);
        (0..20).filter(|line| allowances.allows(*line, lint)).collect()
    }

    #[test]
    fn a_comment_is_about_its_line_the_next_one_or_the_file() {
        let text = "\u{feff}# about\n# foreplan: allow(unused-port)\n\njob \"a\" { // foreplan: allow(lint/image-not-pinned)\n  # foreplan: allow(unused-port, image-not-pinned)\n  # because\n\n  x = 1\n}\n/* foreplan:allow( unused-port ) */\n";
        assert_eq!(lines_of(text, "unused-port"), [0, 8]);
        assert_eq!(lines_of(text, "image-not-pinned"), [4, 8]);
    }

    #[test]
    fn what_is_no_lint_is_kept_with_its_place() {
        let text = "a {}\n# foreplan: allow(unused-prot)\n# foreplan: ignore\n";
        let allowances = Allowances::read(text);
        let unknown: Vec<_> = allowances
            .unknown()
            .iter()
            .map(|(span, name)| (span.text(text), name.as_str()))
            .collect();
        assert_eq!(
            unknown,
            [("unused-prot", "unused-prot"), ("foreplan: ignore", "")]
        );
    }
}
