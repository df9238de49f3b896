//! Writes lines, with `=` below `=` and comment below comment in runs of lines.

use super::lines::Line;
use super::spacing::Spacing;
use super::token::{Kind, Token, Tokens};

/// What is wider, in characters, is not aligned with anything: one long name must not move all others away.
const MAX_WIDTH: usize = 80;

/// A line that is written but for the spaces before its `=` and its comment.
struct Written {
    line: Line,
    /// Where it begins and ends among what is written.
    start: usize,
    end: usize,
    assign: Option<Gap>,
    comment: Option<Gap>,
}

/// A place in a line where spaces are left out.
#[derive(Clone, Copy)]
struct Gap {
    at: usize,
    /// The column up to which the line is written; none if it takes no part in aligning.
    column: Option<usize>,
    spaces: usize,
}

/// Writes lines into a text.
pub(super) fn write(tokens: &Tokens<'_>, lines: &[Line]) -> String {
    let mut text = String::with_capacity(tokens.text.len() + tokens.text.len() / 8);
    let mut written: Vec<Written> = lines
        .iter()
        .map(|line| write_line(tokens, line, &mut text))
        .collect();
    align(&mut written, |line| line.assign.as_mut());
    for line in &mut written {
        if let (Some(assign), Some(comment)) = (line.assign, &mut line.comment) {
            comment.column = comment.column.map(|column| column + assign.spaces);
        }
    }
    align(&mut written, |line| line.comment.as_mut());

    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in &written {
        if line.line.is_apart {
            out.push('\n');
        }
        push_spaces(&mut out, indentation(&line.line));
        let mut from = line.start;
        for gap in [line.assign, line.comment].into_iter().flatten() {
            out.push_str(text.get(from..gap.at).unwrap_or_default());
            push_spaces(&mut out, gap.spaces);
            from = gap.at;
        }
        out.push_str(text.get(from..line.end).unwrap_or_default());
        out.push('\n');
    }
    out
}

/// Writes the tokens of a line without aligning anything.
fn write_line(tokens: &Tokens<'_>, line: &Line, text: &mut String) -> Written {
    let list = tokens.list.get(line.start..line.end).unwrap_or_default();
    let assign_at = argument_assign(list);
    let comment_at = list
        .len()
        .checked_sub(1)
        .filter(|last| *last > 0 && list.get(*last).is_some_and(|token| token.kind.is_comment()));
    let start = text.len();
    let gap = |text: &str| Gap {
        at: text.len(),
        column: width(text.get(start..).unwrap_or_default()).map(|width| indentation(line) + width),
        spaces: 1,
    };
    let (mut assign, mut comment) = (None, None);
    let mut spacing = Spacing::new(tokens);
    for (position, token) in list.iter().enumerate() {
        let is_spaced = spacing.space_before(token);
        if Some(position) == assign_at {
            assign = Some(gap(text));
        } else if Some(position) == comment_at {
            comment = Some(gap(text));
        } else if is_spaced {
            text.push(' ');
        }
        write_token(tokens, token, text);
    }
    Written {
        line: *line,
        start,
        end: text.len(),
        assign,
        comment,
    }
}

fn indentation(line: &Line) -> usize {
    line.indent as usize * 2
}

/// How wide a text is, in characters; nothing if it is too wide to be aligned, or has lines.
fn width(text: &str) -> Option<usize> {
    if text.len() > MAX_WIDTH * 4 || text.contains('\n') {
        return None;
    }
    Some(text.chars().count()).filter(|width| *width <= MAX_WIDTH)
}

fn write_token(tokens: &Tokens<'_>, token: &Token, text: &mut String) {
    let raw = tokens.raw(token);
    match token.kind {
        Kind::LineComment => text.push_str(raw.trim_end()),
        Kind::BlockComment if token.has_lines => {
            for (number, line) in raw.split('\n').enumerate() {
                if number > 0 {
                    text.push('\n');
                }
                text.push_str(line.trim_end());
            }
        }
        Kind::Heredoc => {
            text.push_str(raw);
            // A carriage return that belongs to the last line must not be taken for a part of its end.
            if raw.ends_with('\r') {
                text.push('\r');
            }
        }
        _ => text.push_str(raw),
    }
}

/// The position of the `=` of a line that is one argument and nothing more.
fn argument_assign(list: &[Token]) -> Option<usize> {
    let is_name = |token: &&Token| {
        matches!(
            token.kind,
            Kind::Word | Kind::Number | Kind::Quoted | Kind::BlockComment | Kind::Dot
        )
    };
    let assign = list.iter().take_while(is_name).count();
    let is_assign = list.get(assign).is_some_and(|token| token.kind == Kind::Assign);
    if assign == 0 || !is_assign {
        return None;
    }
    let mut depth = 0_usize;
    for token in list {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0).then_some(assign)
}

/// Makes the gaps of each run of lines end in one column. A run is lines that follow each other.
fn align(lines: &mut [Written], gap: impl Fn(&mut Written) -> Option<&mut Gap>) {
    let mut rest = lines;
    while !rest.is_empty() {
        let mut end = 0;
        let mut length = 0;
        for line in rest.iter_mut() {
            let is_apart = length > 0 && line.line.is_apart;
            let Some(column) = gap(line).and_then(|gap| gap.column).filter(|_| !is_apart) else {
                break;
            };
            end = end.max(column + 1);
            length += 1;
        }
        let (run, after) = rest.split_at_mut(length.max(1));
        for gap in run.iter_mut().filter_map(&gap) {
            gap.spaces = gap.column.map_or(1, |column| end.saturating_sub(column).max(1));
        }
        rest = after;
    }
}

fn push_spaces(out: &mut String, count: usize) {
    const SPACES: &str = "                                                                ";
    let mut left = count;
    while left > 0 {
        let step = left.min(SPACES.len());
        out.push_str(SPACES.get(..step).unwrap_or_default());
        left -= step;
    }
}
