//! Which tokens stand in one line, and how far each line is indented.

use super::token::{Bracket, Kind, Token, Tokens};

/// How many levels are indented; deeper ones stand below these.
pub(super) const MAX_INDENT: u32 = 50;

/// Some tokens that stand in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In levels.
    pub(super) indent: u32,
    /// Whether there is a blank line before it.
    pub(super) is_apart: bool,
}

/// Cuts tokens into lines.
pub(super) fn lines(tokens: &Tokens<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut items = tokens.lines_are_free.then(|| Items::new(&tokens.list));
    for (index, token) in tokens.list.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| tokens.list.get(before));
        let begins = items
            .as_mut()
            .is_some_and(|items| items.begins_line(token, before));
        match lines.last_mut() {
            Some(line) if token.line_ends == 0 && !begins => line.end = index + 1,
            _ => lines.push(Line {
                start: index,
                end: index + 1,
                indent: 0,
                is_apart: token.line_ends > 1 && may_be_apart(token, before),
            }),
        }
    }
    indent(&tokens.list, &mut lines);
    lines
}

/// There is nothing to set apart at the beginning and the end of a block or of the file.
fn may_be_apart(token: &Token, before: Option<&Token>) -> bool {
    let opens = before.is_none_or(|before| matches!(before.kind, Kind::Open(_)));
    !opens && !matches!(token.kind, Kind::Close(_))
}

/// A bracket that is not closed yet.
struct Open {
    /// The line it is in, and how far that is indented.
    line: usize,
    indent: u32,
    /// How far the lines inside of it are.
    inside: u32,
}

/// Brackets that are opened in one line are one level, and what closes them stands below that line.
fn indent(tokens: &[Token], lines: &mut [Line]) {
    let mut open: Vec<Open> = Vec::new();
    for (number, line) in lines.iter_mut().enumerate() {
        let list = tokens.get(line.start..line.end).unwrap_or_default();
        let is_closing = |token: &&Token| matches!(token.kind, Kind::Close(_));
        let closing = list.iter().take_while(is_closing).count();
        let mut closed = None;
        for _ in 0..closing {
            closed = open.pop().map(|open| open.indent).or(closed);
        }
        let inside = open.last().map_or(0, |open| open.inside);
        line.indent = closed.unwrap_or(inside);
        for token in list.get(closing..).unwrap_or_default() {
            match token.kind {
                Kind::Open(_) => {
                    let inside = match open.last() {
                        Some(around) if around.line == number => around.inside,
                        _ => (line.indent + 1).min(MAX_INDENT),
                    };
                    open.push(Open {
                        line: number,
                        indent: line.indent,
                        inside,
                    });
                }
                Kind::Close(_) => {
                    open.pop();
                }
                _ => {}
            }
        }
    }
}

/// Finds the tokens of an HCL1 text with which a line should begin: the items of an object that does not stand in
/// one line, and the brace that closes it.
struct Items {
    /// For each token whether it opens something that does not end in the same line.
    has_lines: Vec<bool>,
    index: usize,
    open: Vec<Object>,
}

#[derive(Clone, Copy)]
struct Object {
    is_list: bool,
    has_lines: bool,
    /// Whether the next word begins an item.
    at_item: bool,
    /// Whether the next thing is the value of an item.
    at_value: bool,
}

impl Object {
    /// The file itself, which has lines of its own.
    const FILE: Object = Object {
        is_list: false,
        has_lines: true,
        at_item: true,
        at_value: false,
    };

    fn end_item(&mut self) {
        self.at_item = true;
        self.at_value = false;
    }
}

impl Items {
    fn new(tokens: &[Token]) -> Self {
        let mut has_lines = vec![false; tokens.len()];
        let mut open: Vec<(usize, u64)> = Vec::new();
        let mut line = 0_u64;
        for (index, token) in tokens.iter().enumerate() {
            line += u64::from(token.line_ends);
            match token.kind {
                Kind::Open(_) => open.push((index, line)),
                Kind::Close(_) => {
                    if let Some((opened, opened_line)) = open.pop()
                        && let Some(has_lines) = has_lines.get_mut(opened)
                    {
                        *has_lines = line > opened_line;
                    }
                }
                _ => line += u64::from(token.has_lines),
            }
        }
        Items {
            has_lines,
            index: 0,
            open: vec![Object::FILE],
        }
    }

    /// Takes the next token; whether it should begin a line.
    fn begins_line(&mut self, token: &Token, before: Option<&Token>) -> bool {
        let has_lines = self.has_lines.get(self.index).copied().unwrap_or_default();
        self.index += 1;
        let Some(object) = self.open.last_mut() else {
            return false;
        };
        match token.kind {
            Kind::Open(bracket) => {
                self.open.push(Object {
                    is_list: bracket == Bracket::Square,
                    has_lines,
                    ..Object::FILE
                });
                false
            }
            Kind::Close(_) => {
                let begins = !object.is_list && object.has_lines && self.open.len() > 1;
                if self.open.len() > 1 {
                    self.open.pop();
                }
                if let Some(around) = self.open.last_mut() {
                    around.end_item();
                }
                begins
            }
            Kind::Assign => {
                object.at_value = true;
                false
            }
            Kind::Word | Kind::Quoted | Kind::Number | Kind::Heredoc if !object.is_list => {
                if object.at_value {
                    object.end_item();
                    return false;
                }
                // A comment before an item in the same line is about the item.
                let is_free = before.is_none_or(|before| before.kind != Kind::BlockComment);
                std::mem::replace(&mut object.at_item, false) && object.has_lines && is_free
            }
            _ => false,
        }
    }
}
