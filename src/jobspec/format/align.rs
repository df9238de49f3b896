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
    /// How wide the line is up to there, in characters; a little more than [`MAX_WIDTH`] stands for all that is wider.
    width: usize,
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
            comment.width += assign.spaces;
        }
    }
    align(&mut written, |line| line.comment.as_mut());

    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in &written {
        if line.line.is_apart {
            out.push('\n');
        }
        push_spaces(&mut out, line.line.indent as usize * 2);
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
    let gap = |text: &str| {
        let written = text.get(start..).unwrap_or_default();
        let is_wide = written.len() > MAX_WIDTH * 4;
        Gap {
            at: text.len(),
            width: if is_wide {
                MAX_WIDTH + 1
            } else {
                written.chars().count()
            },
            spaces: 1,
        }
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
    if assign == 0 || !is_assign || list.iter().any(|token| token.has_lines) {
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

/// Makes the gaps of each run of lines end in one column. A run is lines that follow each other and are equally far
/// indented.
fn align(lines: &mut [Written], gap: impl Fn(&mut Written) -> Option<&mut Gap>) {
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let indent = first.line.indent;
        let mut column = 0;
        let mut length = 0;
        for (number, line) in rest.iter_mut().enumerate() {
            let follows = number == 0 || (!line.line.is_apart && line.line.indent == indent);
            match gap(line) {
                Some(gap) if follows && gap.width <= MAX_WIDTH => column = column.max(gap.width + 1),
                _ => break,
            }
            length += 1;
        }
        let (run, after) = rest.split_at_mut(length.max(1));
        for gap in run.iter_mut().filter_map(&gap) {
            gap.spaces = column.saturating_sub(gap.width).max(1);
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
