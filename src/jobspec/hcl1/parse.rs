//! From tokens to a tree.
//!
//! The grammar is small: an object is items, an item is keys and a value, a value is a literal, a list or an
//! object. The parser keeps the open lists and objects in a table of its own instead of on the call stack, so
//! no input can exhaust that.
//!
//! Up to the first fault that stops the reference it does what the reference does, oddities included; that
//! gives the text that the API answers. From there on it looks for a place to resume, to report what else is
//! wrong; the tree is then of no use.

use super::ast::{Ast, Item, Key, Node, NodeKind, Range};
use super::scan::{ScanFault, Scanner};
use super::source::Locator;
use super::token::{Position, Token, TokenKind};
use crate::diagnostic::{Diagnostic, Place, Related, Severity, Span};
use crate::jobspec::messages::{self as words, Message};

/// How deep lists and objects may be nested; each label of a block counts too.
///
/// The JSON of a job is about twice as deep as its file, and is read back down to `model::json::MAX_DEPTH`.
pub(crate) const MAX_DEPTH: usize = 500;

/// How many faults are reported.
pub(crate) const MAX_DIAGNOSTICS: usize = 100;

/// What came out of a text.
pub(crate) struct Outcome<'s> {
    /// The tree, or the reference's error text.
    pub(crate) ast: Result<Ast<'s>, String>,
    /// What is wrong, or at least odd, with spans of the text that was parsed.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What makes the reference crash once it needs it: a fault that counts if there is no other.
    pub(crate) late: Option<(String, Diagnostic)>,
}

/// Parses an HCL1 text whose line ends are plain.
pub(super) fn parse(bytes: &[u8]) -> Outcome<'_> {
    let ast = Ast::empty(bytes, false);
    let mut parser = Parser {
        bytes,
        scanner: Scanner::new(bytes, ast.text.len() == bytes.len()),
        locator: Locator::new(bytes),
        token: Token {
            kind: TokenKind::Eof,
            start: 0,
            end: 0,
            beyond: 0,
        },
        is_ahead: false,
        frames: Vec::new(),
        open_items: Vec::new(),
        open_nodes: Vec::new(),
        ast,
        refused: None,
        diagnostics: Vec::new(),
    };
    parser.run();
    parser.finish()
}

/// A list or an object that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Frame {
    is_list: bool,
    /// Whether the next thing in a list must be a comma or its end.
    needs_comma: bool,
    /// Its opening bracket.
    open: u32,
    /// The keys of the item whose value it is; none in a list.
    keys: Range,
    /// How deep it is.
    depth: usize,
    /// Where its own items and nodes begin among the open ones.
    items: usize,
    nodes: usize,
}

struct SyntaxError {
    position: Position,
    message: Message,
    /// The lists around it, outermost last: the place of what is in them, and whether that is an object.
    within: Vec<(Position, bool)>,
    /// Whether a brace that was met instead ends the object as if nothing were wrong.
    yields_to_brace: bool,
    /// Whether there is no use in looking further.
    is_final: bool,
}

struct Parser<'s> {
    bytes: &'s [u8],
    scanner: Scanner<'s>,
    locator: Locator<'s>,
    /// The token that was read last, and whether it is to be read again.
    token: Token,
    is_ahead: bool,
    frames: Vec<Frame>,
    open_items: Vec<Item>,
    open_nodes: Vec<Node>,
    ast: Ast<'s>,
    /// The reference's error text, once it would have stopped.
    refused: Option<String>,
    diagnostics: Vec<Diagnostic>,
}

/// Whether there is more to parse.
enum Step {
    More,
    Done,
}

impl<'s> Parser<'s> {
    fn run(&mut self) {
        loop {
            let step = match self.frames.last() {
                Some(frame) if frame.is_list => self.element(),
                _ => self.item(),
            };
            match step {
                Ok(Step::More) => {}
                Ok(Step::Done) => return,
                Err(fault) => {
                    if !self.fail(fault) {
                        return;
                    }
                }
            }
        }
    }

    fn finish(mut self) -> Outcome<'s> {
        let refused = match self.refused {
            Some(text) => Some(text),
            None => self.scanner.fault.map(|fault| self.locator.describe(&fault)),
        };
        let late = self
            .scanner
            .valueless
            .map(|fault| (self.locator.describe(&fault), fault.diagnostic()));
        let scanned = self.scanner.faults.iter().map(ScanFault::diagnostic);
        self.diagnostics.extend(scanned);
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.place.span);
        self.diagnostics.truncate(MAX_DIAGNOSTICS);
        self.ast.root = self.ast.add_items(&self.open_items);
        Outcome {
            ast: match refused {
                Some(text) => Err(text),
                None => Ok(self.ast),
            },
            diagnostics: self.diagnostics,
            late,
        }
    }

    /// The next token that is no comment.
    fn scan(&mut self) -> Token {
        if self.is_ahead {
            self.is_ahead = false;
            return self.token;
        }
        loop {
            let token = self.scanner.token();
            if token.kind != TokenKind::Comment {
                self.token = token;
                return token;
            }
            self.ast.comments.push(Span::new(token.start, token.end));
        }
    }

    fn unscan(&mut self) {
        self.is_ahead = true;
    }

    /// One item of the innermost object or of the file, or the end of that.
    fn item(&mut self) -> Result<Step, SyntaxError> {
        if !self.frames.is_empty() {
            let kind = self.scan().kind;
            self.unscan();
            if kind == TokenKind::RightBrace {
                return self.close_object();
            }
        }
        let first = self.ast.keys.len();
        let end = self.keys(first)?;
        let keys = Range::new(first, self.ast.keys.len());
        match end {
            TokenKind::LeftBrace => self.open(false, keys)?,
            TokenKind::Assign => {
                let token = self.scan();
                match token.kind {
                    TokenKind::LeftBrace => self.open(false, keys)?,
                    TokenKind::LeftBracket => self.open(true, keys)?,
                    kind if kind.is_literal() => self.add_item(Item {
                        keys,
                        value: literal(token),
                    }),
                    // A key without a value at the end of the text is not missed.
                    TokenKind::Eof => return self.end_of_items(),
                    _ => return Err(self.unknown_token(token)),
                }
            }
            _ => return self.end_of_items(),
        }
        Ok(Step::More)
    }

    /// Reads keys into the table, and returns what came after them: `=`, `{`, or the end if there were none.
    fn keys(&mut self, first: usize) -> Result<TokenKind, SyntaxError> {
        loop {
            let token = self.scan();
            let count = self.ast.keys.len() - first;
            match token.kind {
                TokenKind::Ident | TokenKind::String => {
                    if count > MAX_DEPTH {
                        return Err(self.too_deep(token));
                    }
                    self.ast.keys.push(Key {
                        span: Span::new(token.start, token.end),
                        is_quoted: token.kind == TokenKind::String,
                    });
                }
                TokenKind::Eof if count == 0 => return Ok(TokenKind::Eof),
                TokenKind::LeftBrace | TokenKind::Assign if count == 1 => return Ok(token.kind),
                TokenKind::LeftBrace if count > 1 => return Ok(token.kind),
                TokenKind::LeftBrace => return Err(error(token, words::expected_key(token.kind))),
                TokenKind::Assign if count > 1 => {
                    return Err(error(token, words::labels_before_assignment(token.kind)));
                }
                TokenKind::Assign => return Err(error(token, (&words::NO_KEYS).into())),
                TokenKind::Illegal => return Err(error(token, (&words::ILLEGAL_TOKEN).into())),
                TokenKind::Eof | TokenKind::RightBrace if count > 0 => {
                    return Err(SyntaxError {
                        yields_to_brace: false,
                        ..error(token, words::expected_value(&self.raw_keys(first)))
                    });
                }
                _ => return Err(error(token, words::expected_item(token.kind))),
            }
        }
    }

    /// The keys from this one on, as they are written.
    fn raw_keys(&self, first: usize) -> String {
        let keys = self.ast.keys.get(first..).unwrap_or_default();
        let texts: Vec<_> = keys.iter().map(|key| self.ast.raw(key.span)).collect();
        texts.join(" ")
    }

    /// One element of the innermost list, a comma between two, or its end.
    fn element(&mut self) -> Result<Step, SyntaxError> {
        let token = self.scan();
        let Some(list) = self.frames.last_mut() else {
            return Ok(Step::Done);
        };
        let ends = matches!(token.kind, TokenKind::Comma | TokenKind::RightBracket);
        if list.needs_comma && !ends {
            return Err(error(token, words::expected_comma(token.kind)));
        }
        match token.kind {
            TokenKind::Comma => list.needs_comma = false,
            TokenKind::RightBracket => self.close(token.end),
            TokenKind::LeftBrace => self.open(false, Range::default())?,
            TokenKind::LeftBracket => self.open(true, Range::default())?,
            kind if kind.is_literal() => {
                list.needs_comma = true;
                self.open_nodes.push(literal(token));
            }
            _ => return Err(error(token, words::unexpected_in_list(token.kind))),
        }
        Ok(Step::More)
    }

    fn open(&mut self, is_list: bool, keys: Range) -> Result<(), SyntaxError> {
        let around = self.frames.last().map_or(0, |frame| frame.depth);
        let depth = around + keys.len().max(1);
        if depth > MAX_DEPTH {
            return Err(self.too_deep(self.token));
        }
        self.frames.push(Frame {
            is_list,
            needs_comma: false,
            open: self.token.start,
            keys,
            depth,
            items: self.open_items.len(),
            nodes: self.open_nodes.len(),
        });
        Ok(())
    }

    /// The items of the innermost object are over; the file's are the end of it all.
    fn end_of_items(&mut self) -> Result<Step, SyntaxError> {
        if self.frames.is_empty() {
            return Ok(Step::Done);
        }
        self.close_object()
    }

    fn close_object(&mut self) -> Result<Step, SyntaxError> {
        let token = self.scan();
        if token.kind != TokenKind::RightBrace {
            return Err(error(token, words::unclosed_object(token.kind)));
        }
        self.close(token.end);
        Ok(Step::More)
    }

    /// Closes the innermost list or object and puts it where it belongs.
    fn close(&mut self, end: u32) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let kind = if frame.is_list {
            let nodes = self.open_nodes.get(frame.nodes..).unwrap_or_default();
            NodeKind::List(self.ast.add_nodes(nodes))
        } else {
            let items = self.open_items.get(frame.items..).unwrap_or_default();
            NodeKind::Object(self.ast.add_items(items))
        };
        self.open_nodes.truncate(frame.nodes);
        self.open_items.truncate(frame.items);
        let value = Node {
            span: Span::new(frame.open, end),
            kind,
        };
        match self.frames.last_mut() {
            Some(list) if list.is_list => {
                // After a list within a list no comma is asked for.
                list.needs_comma |= !frame.is_list;
                self.open_nodes.push(value);
            }
            _ => self.add_item(Item {
                keys: frame.keys,
                value,
            }),
        }
    }

    /// Adds an item and reads the comma that may come after it.
    fn add_item(&mut self, item: Item) {
        self.open_items.push(item);
        if self.scan().kind != TokenKind::Comma {
            self.unscan();
        }
    }

    fn unknown_token(&mut self, token: Token) -> SyntaxError {
        let place = self.locator.locate(token.position());
        let text = self.ast.raw(Span::new(token.start, token.end));
        error(token, words::unknown_token(place, token.kind, &text))
    }

    fn too_deep(&self, token: Token) -> SyntaxError {
        SyntaxError {
            is_final: true,
            yields_to_brace: false,
            ..error(token, words::too_deep(MAX_DEPTH))
        }
    }

    /// Takes note of a fault. Returns whether parsing goes on.
    fn fail(&mut self, fault: SyntaxError) -> bool {
        let diagnostic = self.diagnose(&fault);
        let is_final = fault.is_final;
        let stops = if self.refused.is_some() {
            true
        } else if let Some(fault) = self.unwind(fault) {
            self.refused = Some(match self.scanner.fault {
                Some(scanned) => self.locator.describe(&scanned),
                None => self.describe(&fault),
            });
            true
        } else {
            false
        };
        if self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.extend(diagnostic.map(|diagnostic| Diagnostic {
                severity: if stops { Severity::Error } else { Severity::Warning },
                ..diagnostic
            }));
        }
        !stops || (!is_final && self.resume())
    }

    /// Lets a fault rise out of the open lists and objects. Returns the one that reaches the top, if one does: a
    /// fault that was noticed at a closing brace is forgotten by the object around it if another brace follows.
    fn unwind(&mut self, mut fault: SyntaxError) -> Option<SyntaxError> {
        let mut left = self.frames.len();
        while let Some(&frame) = left.checked_sub(1).and_then(|last| self.frames.get(last)) {
            if !frame.is_list && self.token.kind == TokenKind::RightBrace && fault.yields_to_brace {
                let token = self.scan();
                if token.kind == TokenKind::RightBrace {
                    self.frames.truncate(left);
                    self.close(token.end);
                    return None;
                }
                fault = error(token, words::unclosed_object(token.kind));
            }
            left -= 1;
            if left > 0 && self.frames.get(left - 1).is_some_and(|around| around.is_list) {
                let position = Position {
                    offset: frame.open,
                    beyond: 0,
                };
                fault.within.push((position, !frame.is_list));
            }
        }
        Some(fault)
    }

    fn describe(&mut self, fault: &SyntaxError) -> String {
        let mut text = String::new();
        for (position, is_object) in fault.within.iter().rev() {
            let place = self.locator.locate(*position);
            text.push_str(&words::at(Some(place), words::within_list(*is_object)));
        }
        let place = self.locator.locate(fault.position);
        text.push_str(&words::at(Some(place), &fault.message.text));
        text
    }

    fn diagnose(&self, fault: &SyntaxError) -> Option<Diagnostic> {
        // The scanner has already said what is wrong with an illegal token.
        if self.token.kind == TokenKind::Illegal {
            return None;
        }
        let span = Span::new(fault.position.offset, self.token.end.max(fault.position.offset));
        let message = &fault.message;
        let mut diagnostic = Diagnostic::error(message.code, message.text.as_str(), Place::at(span));
        if message.code == words::UNKNOWN_TOKEN {
            diagnostic = diagnostic.with_hint(words::WHAT_VALUES_ARE);
        }
        if let (TokenKind::Eof, Some(frame)) = (self.token.kind, self.frames.last()) {
            diagnostic.related.push(opened_at(frame.open));
        }
        Some(diagnostic)
    }

    /// Skips what cannot be understood, up to the next line that begins with a key or to the brace that closes the
    /// innermost object. Returns whether there is such a place.
    fn resume(&mut self) -> bool {
        if self.diagnostics.len() >= MAX_DIAGNOSTICS {
            return false;
        }
        let mut depth = 0_usize;
        while let Some(list) = self.frames.pop_if(|frame| frame.is_list) {
            depth += 1;
            self.open_nodes.truncate(list.nodes);
            self.open_items.truncate(list.items);
        }
        self.is_ahead = false;
        self.scanner.is_quiet = true;
        let mut token = self.token;
        let mut begins_line = false;
        let found = loop {
            match token.kind {
                TokenKind::Eof if token.start as usize >= self.bytes.len() => break false,
                TokenKind::LeftBrace | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightBrace if depth == 0 && !self.frames.is_empty() => break true,
                TokenKind::RightBrace | TokenKind::RightBracket => depth = depth.saturating_sub(1),
                TokenKind::Ident | TokenKind::String if begins_line && depth == 0 => break true,
                _ => {}
            }
            let end = token.end;
            token = self.scan();
            let between = self.bytes.get(end as usize..token.start as usize);
            begins_line = between.is_some_and(|between| between.contains(&b'\n'));
        };
        self.scanner.is_quiet = false;
        self.is_ahead = found;
        found
    }
}

impl ScanFault {
    fn diagnostic(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.words.code, self.words.text, Place::at(self.span()));
        if self.words.code == words::UNTERMINATED {
            diagnostic.related.push(opened_at(self.token_start));
        }
        diagnostic
    }
}

fn opened_at(offset: u32) -> Related {
    Related {
        place: Place::at(Span::new(offset, offset.saturating_add(1))),
        message: words::OPENED_HERE.to_owned(),
    }
}

impl Locator<'_> {
    fn describe(&mut self, fault: &ScanFault) -> String {
        words::at(Some(self.locate(fault.position)), fault.words.text)
    }
}

fn error(token: Token, message: Message) -> SyntaxError {
    SyntaxError {
        position: token.position(),
        message,
        within: Vec::new(),
        yields_to_brace: true,
        is_final: false,
    }
}

fn literal(token: Token) -> Node {
    Node {
        span: Span::new(token.start, token.end),
        kind: NodeKind::Literal(token.kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text.as_bytes()).ast.err().unwrap_or_default()
    }

    /// The items of an object in one line.
    fn shown(ast: &Ast<'_>, items: &[Item]) -> String {
        let item = |item: &Item| {
            let keys: Vec<_> = ast.keys(item).iter().map(|key| ast.key(key)).collect();
            format!("{}={}", keys.join(" "), shown_node(ast, &item.value))
        };
        items.iter().map(item).collect::<Vec<_>>().join(" ")
    }

    fn shown_node(ast: &Ast<'_>, node: &Node) -> String {
        match node.kind {
            NodeKind::Literal(_) => ast.literal(node).into_owned(),
            NodeKind::Object(_) => format!("{{{}}}", shown(ast, ast.items(node))),
            NodeKind::List(_) => {
                let nodes = ast.elements(node).iter();
                format!(
                    "[{}]",
                    nodes
                        .map(|node| shown_node(ast, node))
                        .collect::<Vec<_>>()
                        .join(" ")
                )
            }
        }
    }

    #[test]
    fn objects_lists_and_literals_make_a_tree() {
        for (text, tree) in [
            ("", ""),
            ("a = 1 b = \"x\"", "a=1 b=x"),
            ("a {} b = {}", "a={} b={}"),
            ("a \"b c\" d { e = true, f = 1.5, }", "a b c d={e=true f=1.5}"),
            (
                "a = [1, [2, []] [3], {b = 4}, <<E\n5\nE\n,]",
                "a=[1 [2 []] [3] {b=4} 5\n]",
            ),
            ("a = [1,, 2]", "a=[1 2]"),
            ("/* x */ a /* y */ = # z\n 1 // end", "a=1"),
            ("a = 1, b =", "a=1"),
        ] {
            let ast = parse(text.as_bytes()).ast.unwrap();
            assert_eq!(shown(&ast, ast.root()), tree, "{text}");
        }
    }

    #[test]
    fn faults_stop_where_the_reference_stops() {
        for (text, words) in [
            (
                "a",
                "At 1:3: key 'a' expected start of object ('{') or assignment ('=')",
            ),
            (
                "a { b }",
                "At 1:7: key 'b' expected start of object ('{') or assignment ('=')",
            ),
            ("= 1", "At 1:1: no object keys found!"),
            ("a {\n{} }", "At 2:1: expected: IDENT | STRING got: LBRACE"),
            ("a b = 1", "At 1:5: nested object expected: LBRACE got: ASSIGN"),
            (
                "a = 1 ]",
                "At 1:7: expected: IDENT | STRING | ASSIGN | LBRACE got: RBRACK",
            ),
            ("a = b", "At 1:5: Unknown token: 1:5 IDENT b"),
            ("a {", "At 1:5: object expected closing RBRACE got: EOF"),
            (
                "a = [1 2]",
                "At 1:8: error parsing list, expected comma or list end, got: NUMBER",
            ),
            ("a = [+]", "At 1:6: unexpected token while parsing list: ADD"),
            (
                "a = [[{b = +}]]",
                "At 1:6: error while trying to parse list within list: At 1:7: error while trying to parse object within list: At 1:12: Unknown token: 1:12 ADD +",
            ),
            ("ñ = \"\\q\" ;", "At 1:10: illegal char"),
            ("a = \"\\q\" b =", "At 1:7: illegal char escape"),
        ] {
            assert_eq!(error(text), words, "{text}");
        }
    }

    #[test]
    fn a_fault_at_a_brace_is_forgotten_if_another_follows() {
        for text in ["a { b = 1 c = } }", "a { b = 1 c = [ [ } }"] {
            let outcome = parse(text.as_bytes());
            let ast = outcome.ast.unwrap();
            assert_eq!(shown(&ast, ast.root()), "a={b=1}", "{text}");
            assert_eq!(outcome.diagnostics.len(), 1, "{text}");
            assert_eq!(outcome.diagnostics[0].severity, Severity::Warning, "{text}");
        }
        assert_eq!(
            error("a { b = } c = 1 }"),
            "At 1:11: object expected closing RBRACE got: IDENT"
        );
    }

    #[test]
    fn further_faults_are_found_and_not_too_many() {
        let text = "a = x\nb {\n  c = [\n    y,\n    1,\n  ]\n  d = 1 +\n  e = 2\n}\nf = z\n";
        let outcome = parse(text.as_bytes());
        assert_eq!(outcome.ast.err().unwrap(), "At 1:5: Unknown token: 1:5 IDENT x");
        let lines: Vec<_> = outcome
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let start = diagnostic.place.span.unwrap().start as usize;
                text.get(..start).unwrap().matches('\n').count() + 1
            })
            .collect();
        assert_eq!(lines, [1, 4, 7, 10]);
        assert_eq!(
            parse("a = x\n".repeat(1_000).as_bytes()).diagnostics.len(),
            MAX_DIAGNOSTICS
        );
    }

    #[test]
    fn what_is_never_closed_says_where_it_was_opened() {
        let opened = |text: &str| {
            parse(text.as_bytes()).diagnostics[0].related[0]
                .place
                .span
                .unwrap()
                .start
        };
        assert_eq!(opened("a {\n b {"), 7);
        assert_eq!(opened("a = \"b\n"), 4);
    }

    #[test]
    fn comments_are_kept_aside() {
        let text = "# a\nb = 1 // c\n/* d */";
        let ast = parse(text.as_bytes()).ast.unwrap();
        let comments: Vec<_> = ast.comments().iter().map(|span| span.text(text)).collect();
        assert_eq!(comments, ["# a", "// c", "/* d */"]);
    }
}
