//! From tokens of a JSON text to a tree.
//!
//! The parser takes much that is not JSON: an object ends at the first token after a value that is no comma,
//! whatever that is, and what comes after the first object is not read; in lists `true`, `false` and further
//! opening brackets are skipped. All of it decides what a job file means, so it is as the reference has it.

use super::flatten::flatten;
use super::scan::{JsonScanner, PlacedFault};
use crate::diagnostic::{Diagnostic, Place, Span};
use crate::jobspec::hcl1::ast::{Ast, Item, Key, Node, NodeKind, Range};
use crate::jobspec::hcl1::parse::{MAX_DEPTH, Outcome};
use crate::jobspec::hcl1::source::LineColumn;
use crate::jobspec::hcl1::token::{Token, TokenKind};
use crate::jobspec::messages::{self as words, Message};

/// Parses a JSON text and brings it into the form of HCL.
pub(in crate::jobspec::hcl1) fn parse(bytes: &[u8]) -> Outcome<'_> {
    let mut parser = Parser {
        scanner: JsonScanner::new(bytes),
        token: Token {
            kind: TokenKind::Eof,
            start: 0,
            end: 0,
            beyond: 0,
        },
        place: LineColumn { line: 0, column: 0 },
        frames: Vec::new(),
        open_items: Vec::new(),
        open_nodes: Vec::new(),
        ast: Ast::empty(bytes, true),
    };
    let parsed = parser.run();
    let failed = match parser.scanner.fault.take() {
        Some(fault) => Some(placed(fault)),
        None => {
            let flattened = parsed.and_then(|()| flatten(&mut parser.ast));
            flattened.err().map(|(span, message)| {
                let diagnostic = Diagnostic::error(message.code, message.text.as_str(), Place::at(span));
                (message.text, diagnostic)
            })
        }
    };
    let late = parser.scanner.valueless.take().map(placed);
    let (ast, diagnostics) = match failed {
        None => (Ok(parser.ast), Vec::new()),
        Some((text, diagnostic)) => (Err(text), vec![diagnostic]),
    };
    Outcome {
        ast,
        diagnostics,
        late,
    }
}

/// A fault of the scanner as an error text, and as a diagnostic.
fn placed((place, span, message): PlacedFault) -> (String, Diagnostic) {
    let text = format!("{place}: {}", message.text);
    (
        text,
        Diagnostic::error(message.code, message.text, Place::at(span)),
    )
}

/// What is wrong, and where.
pub(super) type Fault = (Span, Message);

/// A list or an object that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Frame {
    is_list: bool,
    open: u32,
    /// The keys of the item whose value it is; none in a list.
    keys: Range,
    /// How deep it is; labels count.
    depth: usize,
    items: usize,
    nodes: usize,
}

struct Parser<'s> {
    scanner: JsonScanner<'s>,
    /// The token that was read last, and its place in error texts.
    token: Token,
    place: LineColumn,
    frames: Vec<Frame>,
    open_items: Vec<Item>,
    open_nodes: Vec<Node>,
    ast: Ast<'s>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Fault> {
        let token = self.scan();
        if token.kind != TokenKind::LeftBrace {
            let text = self.ast.raw(span_of(token));
            return Err((
                span_of(token),
                words::json_expected_object(self.place, token.kind, &text),
            ));
        }
        self.open(false, Range::default())?;
        while let Some(frame) = self.frames.last() {
            let step = if frame.is_list {
                self.element()
            } else {
                self.item()
            };
            if let Err(fault) = step {
                self.unwind(fault)?;
            }
        }
        Ok(())
    }

    /// How deep the innermost list or object is.
    fn depth(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.depth)
    }

    fn scan(&mut self) -> Token {
        (self.token, self.place) = self.scanner.token();
        self.token
    }

    fn open(&mut self, is_list: bool, keys: Range) -> Result<(), Fault> {
        let depth = self.depth() + keys.len().max(1);
        if depth > MAX_DEPTH {
            return Err((span_of(self.token), words::too_deep(MAX_DEPTH)));
        }
        self.frames.push(Frame {
            is_list,
            open: self.token.start,
            keys,
            depth,
            items: self.open_items.len(),
            nodes: self.open_nodes.len(),
        });
        Ok(())
    }

    /// One item of the innermost object, and what comes after it.
    fn item(&mut self) -> Result<(), Fault> {
        let first = self.ast.keys.len();
        if !self.keys(first)? {
            self.close();
            return Ok(());
        }
        let keys = Range::new(first, self.ast.keys.len());
        let token = self.scan();
        match token.kind {
            TokenKind::LeftBrace => self.open(false, keys),
            TokenKind::LeftBracket => self.open(true, keys),
            TokenKind::Eof => {
                self.close();
                Ok(())
            }
            kind if kind.is_literal() || kind == TokenKind::Null => {
                self.add_item(Item {
                    keys,
                    value: literal(token),
                });
                Ok(())
            }
            _ => {
                let text = self.ast.raw(span_of(token));
                Err((
                    span_of(token),
                    words::json_expected_value(self.place, token.kind, &text),
                ))
            }
        }
    }

    /// Reads the keys of an item and the colon after them. Returns whether there is an item, not the end.
    fn keys(&mut self, first: usize) -> Result<bool, Fault> {
        loop {
            let token = self.scan();
            let count = self.ast.keys.len() - first;
            match token.kind {
                TokenKind::Eof => return Ok(false),
                TokenKind::String if self.depth() + count < MAX_DEPTH => self.ast.keys.push(Key {
                    span: span_of(token),
                    is_quoted: true,
                }),
                TokenKind::String => return Err((span_of(token), words::too_deep(MAX_DEPTH))),
                TokenKind::Colon if count > 0 => return Ok(true),
                TokenKind::Illegal => return Err((span_of(token), (&words::JSON_ILLEGAL_TOKEN).into())),
                kind => return Err((span_of(token), words::json_expected_key(kind))),
            }
        }
    }

    fn element(&mut self) -> Result<(), Fault> {
        let token = self.scan();
        match token.kind {
            TokenKind::Number | TokenKind::Float | TokenKind::String => self.open_nodes.push(literal(token)),
            TokenKind::Comma | TokenKind::Bool | TokenKind::LeftBracket => {}
            TokenKind::LeftBrace => self.open(false, Range::default())?,
            TokenKind::RightBracket => self.close(),
            kind => return Err((span_of(token), words::unexpected_in_list(kind))),
        }
        Ok(())
    }

    /// Adds an item. If no comma comes after it, the object is over.
    fn add_item(&mut self, item: Item) {
        self.open_items.push(item);
        if self.scan().kind != TokenKind::Comma {
            self.close();
        }
    }

    /// Closes the innermost list or object, and every object that ends with it.
    fn close(&mut self) {
        while let Some(frame) = self.frames.pop() {
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
                span: Span::new(frame.open, self.token.end),
                kind,
            };
            match (self.frames.last(), kind) {
                (None, NodeKind::Object(items)) => self.ast.root = items,
                (Some(around), _) if around.is_list => self.open_nodes.push(value),
                _ => {
                    self.open_items.push(Item {
                        keys: frame.keys,
                        value,
                    });
                    if self.scan().kind != TokenKind::Comma {
                        continue;
                    }
                }
            }
            return;
        }
    }

    /// Lets a fault rise out of the open lists and objects. An object in which it was noticed at a closing brace
    /// forgets it and ends there.
    fn unwind(&mut self, fault: Fault) -> Result<(), Fault> {
        if self.token.kind == TokenKind::RightBrace {
            while let Some(frame) = self.frames.last() {
                if !frame.is_list {
                    self.close();
                    return Ok(());
                }
                self.frames.pop();
            }
        }
        Err(fault)
    }
}

fn span_of(token: Token) -> Span {
    Span::new(token.start, token.end)
}

fn literal(token: Token) -> Node {
    Node {
        span: span_of(token),
        kind: NodeKind::Literal(token.kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in one line, labels after their keys; or the error text.
    fn shown(text: &str) -> String {
        match parse(text.as_bytes()).ast {
            Ok(ast) => shown_items(&ast, ast.root()),
            Err(text) => text,
        }
    }

    fn shown_items(ast: &Ast<'_>, items: &[Item]) -> String {
        let item = |item: &Item| {
            let keys: Vec<_> = ast.keys(item).iter().map(|key| ast.key(key)).collect();
            format!("{}={}", keys.join(" "), shown_node(ast, &item.value))
        };
        items.iter().map(item).collect::<Vec<_>>().join(" ")
    }

    fn shown_node(ast: &Ast<'_>, node: &Node) -> String {
        match node.kind {
            NodeKind::Literal(_) => ast.literal(node).into_owned(),
            NodeKind::Object(_) => format!("{{{}}}", shown_items(ast, ast.items(node))),
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
    fn nested_objects_become_labels() {
        for (text, tree) in [
            (r#"{"a": {"b": {"c": 1}, "d": {}}}"#, "a b={c=1} a d={}"),
            (r#"{"a": {"b": {"c": 1}, "d": 2}}"#, "a={b={c=1} d=2}"),
            (r#"{"a": [{"b": {"c": 1}}, {"b": {}}]}"#, "a b={c=1} a b={}"),
            (r#"{"a": [{"b": 1}, {"b": 2}]}"#, "a={b=1} a={b=2}"),
            (r#"{"a": [{"b": 1}, 2]}"#, "a=[{b=1} 2]"),
            (r#"{"a": {}}"#, "a={}"),
            (r#"{"a": []}"#, "a=[]"),
        ] {
            assert_eq!(shown(text), tree, "{text}");
        }
    }

    #[test]
    fn much_that_is_no_json_is_taken() {
        for (text, tree) in [
            (r#"{"a" "b": 1}"#, "a b=1"),
            (r#"{"a": 1 "b": 2}"#, "a=1"),
            (r#"{"a": 1,} rest"#, "a=1"),
            (r#"{"a": "#, ""),
            (r#"{"a": {"b": 1"#, "a={b=1}"),
            (
                r#"{"a": [1, true, null]}"#,
                "unexpected token while parsing list: NULL",
            ),
            (r#"{"a": [1,, true, "x"]}"#, "a=[1 x]"),
            (r#"{"a": [[1]], "b": 2}"#, "a=[1]"),
            (r#"{"a": null, "b": false}"#, "a= b=false"),
        ] {
            assert_eq!(shown(text), tree, "{text}");
        }
    }

    #[test]
    fn faults_have_the_scanners_places_or_none() {
        for (text, words) in [
            ("{1}", "expected: STRING got: NUMBER"),
            ("{\"a\": }", ""),
            (
                "{\"a\": ,}",
                "Expected object value, got unknown token: 1:7 COMMA ,",
            ),
            ("\u{a0}{}", "1:1: illegal char: \u{a0}"),
            ("{\"a\": yes}", "1:9: illegal char"),
            ("{\n \"a\": 01}", "2:8: numbers cannot start with 0"),
            ("{\"a\": \"b\n", "1:9: literal not terminated"),
            ("{\"\\/\": 1}", "1:4: illegal char escape"),
        ] {
            assert_eq!(shown(text), words, "{text}");
        }
    }

    #[test]
    fn labels_cannot_multiply_without_end() {
        let members: Vec<String> = (0..20_000).map(|n| format!("\"{n}\":{{}}")).collect();
        let text = format!("{}{{{}}}", "{\"a\":".repeat(300), members.join(","));
        assert_eq!(
            shown(&text),
            "nested objects make many more labels than the text has bytes"
        );
    }
}
