//! Changes that make `hcl-edit` read a right text as the reference does, where it would not. None of them moves a
//! byte, so spans stay good; what a value is must be asked of the text itself, not of the changed one.

use std::borrow::Cow;

use crate::diagnostic::Span;

/// A change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// Line endings and comments where line endings do not count.
    Blank(Span),
    /// A number that is too large for the tree; any other does, for its place.
    Number(Span),
    /// The number of an index that begins with zeros.
    Index(Span),
    /// An item of an object whose key comes again.
    Drop(Span),
    /// A heredoc, which `hcl-edit` takes to end at other lines, and never when it is empty.
    Heredoc {
        /// `<<EOT` with its line ending.
        open: Span,
        /// The last line.
        close: Span,
        /// Whether there is nothing between.
        is_empty: bool,
    },
}

/// The text with all changes made.
pub(super) fn repaired<'t>(text: &'t str, repairs: &[Repair]) -> Cow<'t, str> {
    if repairs.iter().all(|repair| is_good(text, *repair)) {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    // What is dropped stays dropped, so that comes last.
    for repair in repairs {
        match *repair {
            Repair::Number(span) => fill(&mut bytes, span, b'0'),
            Repair::Index(span) => index(text, &mut bytes, span),
            Repair::Heredoc {
                open,
                close,
                is_empty,
            } => heredoc(text, &mut bytes, open, close, is_empty),
            Repair::Blank(_) | Repair::Drop(_) => {}
        }
    }
    for repair in repairs {
        if let Repair::Blank(span) | Repair::Drop(span) = *repair {
            fill(&mut bytes, span, b' ');
        }
    }
    match String::from_utf8(bytes) {
        Ok(repaired) => Cow::Owned(repaired),
        Err(_) => Cow::Borrowed(text),
    }
}

/// Whether there is nothing to change.
fn is_good(text: &str, repair: Repair) -> bool {
    match repair {
        Repair::Heredoc {
            open,
            close,
            is_empty,
        } => {
            let heredoc = Heredoc::new(text, open, close);
            !is_empty
                && !heredoc.may_end_early(heredoc.marker)
                && heredoc.close.trim_matches([' ', '\t']) == heredoc.marker
        }
        _ => false,
    }
}

fn fill(bytes: &mut [u8], span: Span, with: u8) {
    if let Some(part) = bytes.get_mut(span.start as usize..span.end as usize) {
        part.fill(with);
    }
}

/// The number without its zeros, and spaces behind it.
fn index(text: &str, bytes: &mut [u8], span: Span) {
    let number = span.text(text).trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    fill(bytes, span, b' ');
    let start = span.start as usize;
    if let Some(part) = bytes.get_mut(start..start + number.len()) {
        part.copy_from_slice(number.as_bytes());
    }
}

struct Heredoc<'t> {
    marker: &'t str,
    content: &'t str,
    close: &'t str,
}

impl<'t> Heredoc<'t> {
    fn new(text: &'t str, open: Span, close: Span) -> Self {
        let opening = open.text(text);
        Heredoc {
            marker: opening.trim_start_matches(['<', '-']).trim_end(),
            content: Span::new(open.end, close.start).text(text),
            close: close.text(text),
        }
    }

    /// Whether `hcl-edit` would see the end before it comes, if it had this marker: at a line that only begins so.
    fn may_end_early(&self, marker: &str) -> bool {
        self.content
            .lines()
            .any(|line| line.trim_start_matches([' ', '\t']).starts_with(marker))
    }

    /// Another marker of the same length, which no line begins with.
    fn other_marker(&self) -> Option<String> {
        ('A'..='Z')
            .chain('a'..='z')
            .map(|letter| letter.to_string().repeat(self.marker.len()))
            .find(|marker| !self.may_end_early(marker))
    }
}

fn heredoc(text: &str, bytes: &mut [u8], open: Span, close: Span, is_empty: bool) {
    let heredoc = Heredoc::new(text, open, close);
    if is_empty {
        fill(bytes, open.to(close), b' ');
        fill(bytes, Span::new(open.start, open.start + 2), b'"');
        return;
    }
    let marker = match heredoc.may_end_early(heredoc.marker) {
        true => heredoc.other_marker(),
        false => None,
    };
    let marker = marker.as_deref().unwrap_or(heredoc.marker);
    let mut write = |span: Span, within: &str, blank: bool| {
        if blank {
            fill(bytes, span, b' ');
        }
        let start = span.start as usize + within.find(heredoc.marker).unwrap_or(0);
        if let Some(part) = bytes.get_mut(start..start + marker.len()) {
            part.copy_from_slice(marker.as_bytes());
        }
    };
    write(open, open.text(text), false);
    // The line may have space around that `hcl-edit` does not know as such.
    write(close, heredoc.close, true);
}
