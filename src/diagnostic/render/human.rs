//! Diagnostics for people: each with the line that it is in, a marker below what is meant, and what to do.

use super::{InFile, harmless};
use crate::diagnostic::{Diagnostic, LineIndex, Severity, Span};
use crate::styled::{Style, StyledText};

/// How many diagnostics of a file are shown: whoever has more reads the first ones first.
const SHOWN: usize = 20;

/// How many characters of a line are shown.
const WIDTH: usize = 120;

/// How many characters stand before the marker in a line that is too long.
const BEFORE: usize = 40;

/// Diagnostics with their lines, an empty line after each.
#[must_use]
pub fn human(found: &InFile<'_>) -> StyledText {
    let mut out = StyledText::default();
    let page = Page {
        file: found.file,
        lines: LineIndex::new(found.text),
    };
    for diagnostic in found.diagnostics.iter().take(SHOWN) {
        page.show(diagnostic, &mut out);
        out.plain("\n");
    }
    if let Some(more) = found
        .diagnostics
        .len()
        .checked_sub(SHOWN)
        .filter(|more| *more > 0)
    {
        out.push(Style::Faint, format!("… and {more} more in {}\n\n", found.file));
    }
    out
}

/// The file that is shown.
struct Page<'a> {
    file: &'a str,
    lines: LineIndex<'a>,
}

impl Page<'_> {
    fn show(&self, diagnostic: &Diagnostic, out: &mut StyledText) {
        let style = match diagnostic.severity {
            Severity::Error => Style::Error,
            Severity::Warning => Style::Warning,
            Severity::Hint => Style::Hint,
        };
        out.push(
            style,
            format!("{}[{}]", diagnostic.severity.as_str(), diagnostic.code),
        );
        out.plain(": ");
        // What follows on other lines belongs to the first.
        let message = harmless(diagnostic.message.trim_end());
        out.push(Style::Heading, message.lines().collect::<Vec<_>>().join("\n    "));
        out.plain("\n");

        let margin = self.margin(diagnostic);
        let place = &diagnostic.place;
        out.push(Style::Faint, format!("{margin}-->"));
        match (place.span, &place.path) {
            (Some(span), _) => {
                let start = self.lines.position(span.start);
                out.plain(format!(" {}:{}:{}\n", self.file, start.line, start.column));
                bar(&margin, out);
                out.plain("\n");
                self.line(span, &margin, '^', style, "", out);
            }
            (None, Some(path)) => out.plain(format!(" {}: {}\n", self.file, harmless(&path.to_string()))),
            (None, None) => out.plain(format!(" {}\n", self.file)),
        }
        for related in &diagnostic.related {
            if let Some(span) = related.place.span {
                self.line(span, &margin, '-', Style::Faint, &harmless(&related.message), out);
            }
        }
        if let Some(hint) = &diagnostic.hint {
            out.push(Style::Faint, format!("{margin} ="));
            out.plain(" ");
            out.push(Style::Hint, "help");
            out.plain(format!(": {}\n", harmless(hint)));
        }
    }

    /// As many spaces as the longest line number has digits.
    fn margin(&self, diagnostic: &Diagnostic) -> String {
        let related = diagnostic.related.iter().map(|related| &related.place);
        let spans = related.chain([&diagnostic.place]).filter_map(|place| place.span);
        let digits = spans.map(|span| self.lines.position(span.start).line.to_string().len());
        " ".repeat(digits.max().unwrap_or(1))
    }

    /// A line, and below it a marker under what is meant with what there is to say about it.
    fn line(&self, span: Span, margin: &str, marker: char, style: Style, label: &str, out: &mut StyledText) {
        let (start, end) = (self.lines.position(span.start), self.lines.position(span.end));
        let line = self.lines.line(start.line);
        let column = (start.column as usize).saturating_sub(1);
        // A line that is too long is shown from shortly before the marker on; it may be the whole of a large file.
        let is_long = line.chars().nth(WIDTH).is_some();
        let first = if is_long { column.saturating_sub(BEFORE) } else { 0 };
        let window: Vec<char> = line.chars().skip(first).take(WIDTH + 1).collect();
        let ends_early = window.len() > WIDTH;
        let last = if end.line == start.line {
            (end.column as usize).saturating_sub(1)
        } else {
            // What goes on below is marked as far as its first line goes.
            first + window.len()
        };
        let cut = |text: &str| if first > 0 { text.to_owned() } else { String::new() };
        let shown: String = window.iter().take(WIDTH).collect();
        let shown = harmless(&shown);
        let number = format!("{:>width$}", start.line, width = margin.len());
        out.push(Style::Faint, format!("{number} |"));
        out.plain(format!(
            " {}{}{}\n",
            cut("…"),
            shown.trim_end(),
            if ends_early { "…" } else { "" }
        ));
        bar(margin, out);
        // The marker stands below what it marks: tabs stay tabs.
        let before = window.iter().take(column - first.min(column));
        let pad: String = before.map(|c| if *c == '\t' { '\t' } else { ' ' }).collect();
        let width = last.min(first + WIDTH).saturating_sub(column).max(1);
        out.plain(format!(" {}{pad}", cut(" ")));
        out.push(style, String::from(marker).repeat(width));
        if !label.is_empty() {
            out.push(style, format!(" {label}"));
        }
        out.plain("\n");
    }
}

fn bar(margin: &str, out: &mut StyledText) {
    out.push(Style::Faint, format!("{margin} |"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{JsonPath, Place, Related};

    fn shown(text: &str, diagnostics: &[Diagnostic]) -> String {
        let found = InFile {
            file: "a.nomad",
            text,
            diagnostics,
        };
        human(&found).to_plain()
    }

    fn at(start: u32, end: u32) -> Diagnostic {
        Diagnostic::error("x/y", "bad", Place::at(Span::new(start, end)))
    }

    #[test]
    fn the_line_is_shown_with_a_marker_related_places_and_help() {
        let diagnostic = Diagnostic {
            related: vec![Related {
                place: Place::at(Span::new(0, 1)),
                message: "opened here".to_owned(),
            }],
            ..at(15, 16).with_hint("close it")
        };
        let text = format!("{{{}\n\tb = [\n", "\n".repeat(8));
        assert_eq!(
            shown(&text, &[diagnostic]),
            "\
error[x/y]: bad
  --> a.nomad:10:6
   |
10 | \tb = [
   | \t    ^
 1 | {
   | - opened here
   = help: close it

"
        );
    }

    #[test]
    fn what_goes_on_below_is_marked_to_the_end_of_its_first_line() {
        let text = "group \"g\" {  \n}\n";
        assert!(shown(text, &[at(0, 15)]).contains("1 | group \"g\" {\n  | ^^^^^^"));
    }

    #[test]
    fn long_lines_are_shown_around_the_marker() {
        let text = format!("{}BAD{}", "x".repeat(500), "y".repeat(500));
        let shown = shown(&text, &[at(500, 503)]);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() < 140), "{shown}");
        let column = |text: &str, line: &str| line.split(text).next().unwrap().chars().count();
        assert_eq!(column("BAD", lines[3]), column("^^^", lines[4]), "{shown}");
    }

    #[test]
    fn what_has_no_place_in_the_text_has_one_in_the_job() {
        let path = JsonPath::root().member("TaskGroups").index(1);
        let found = Diagnostic::warning("x/y", "first\nsecond", Place::path(path));
        assert_eq!(
            shown("", &[found, Diagnostic::error("x/z", "bad", Place::default())]),
            "warning[x/y]: first\n    second\n --> a.nomad: TaskGroups[1]\n\nerror[x/z]: bad\n --> a.nomad\n\n"
        );
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        let found = Diagnostic::error("x/y", "bad \u{1b}[2J", Place::at(Span::new(0, 9)));
        assert!(!shown("a\u{1b}[2J\u{9b}b", &[found]).contains(['\u{1b}', '\u{9b}']));
    }

    #[test]
    fn only_the_first_of_many_are_shown() {
        let many = vec![at(0, 1); 30];
        let shown = shown("a", &many);
        assert_eq!(shown.matches("error[").count(), 20);
        assert!(shown.ends_with("… and 10 more in a.nomad\n\n"));
    }

    #[test]
    fn places_past_the_end_do_no_harm() {
        assert!(shown("a\n", &[at(90, 99)]).contains("a.nomad:2:1"));
        assert!(shown("", &[at(0, 0)]).contains("a.nomad:1:1"));
    }
}
