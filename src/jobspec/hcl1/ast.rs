//! What an HCL1 text says, as a tree over the text.
//!
//! The tree is a few flat tables: an object or a list is a range of one of them, so a tree is built and freed
//! without recursion and hardly allocates. Nodes hold spans, not copies; their text is cut out of the source
//! when somebody asks.

use std::borrow::Cow;

use super::source::{LineColumn, Locator, text_of};
use super::token::{Position, TokenKind};
use super::unquote;
use crate::diagnostic::Span;

/// A parsed text.
#[derive(Debug)]
pub(crate) struct Ast<'s> {
    pub(super) bytes: &'s [u8],
    /// As much of the beginning as is text.
    pub(super) text: &'s str,
    /// Whether the text was JSON: its strings are quoted by other rules, and error texts give it no positions.
    pub(super) is_json: bool,
    pub(super) items: Vec<Item>,
    pub(super) nodes: Vec<Node>,
    pub(super) keys: Vec<Key>,
    pub(super) root: Range,
    pub(super) comments: Vec<Span>,
}

/// Some consecutive rows of a table.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Range {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Range {
    /// There are fewer of anything than bytes, which are counted in 32 bits.
    pub(super) fn new(start: usize, end: usize) -> Self {
        let narrow = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Range {
            start: narrow(start),
            end: narrow(end),
        }
    }

    pub(super) fn of<T>(self, table: &[T]) -> &[T] {
        table
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    pub(super) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// One entry of an object: `key = value`, or a block with its labels, which are keys too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(super) keys: Range,
    pub(crate) value: Node,
}

/// A bare word or a quoted string in the place of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) span: Span,
    pub(super) is_quoted: bool,
}

/// A value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: NodeKind,
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NodeKind {
    /// A number, a string, true or false.
    Literal(TokenKind),
    /// Values in brackets.
    List(Range),
    /// Items in braces.
    Object(Range),
}

impl NodeKind {
    /// The name of its type in error texts.
    pub(crate) fn go_type(self) -> &'static str {
        match self {
            NodeKind::Literal(_) => "*ast.LiteralType",
            NodeKind::List(_) => "*ast.ListType",
            NodeKind::Object(_) => "*ast.ObjectType",
        }
    }
}

impl<'s> Ast<'s> {
    pub(super) fn empty(bytes: &'s [u8], is_json: bool) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => bytes
                .get(..error.valid_up_to())
                .and_then(|valid| std::str::from_utf8(valid).ok())
                .unwrap_or_default(),
        };
        Ast {
            bytes,
            text,
            is_json,
            // Job files have an item for about so many bytes.
            items: Vec::with_capacity(bytes.len() / 32),
            nodes: Vec::new(),
            keys: Vec::with_capacity(bytes.len() / 28),
            root: Range::default(),
            comments: Vec::new(),
        }
    }

    /// Adds the items of an object or of the file, and says where they are.
    pub(super) fn add_items(&mut self, items: &[Item]) -> Range {
        let start = self.items.len();
        self.items.extend_from_slice(items);
        Range::new(start, self.items.len())
    }

    /// Adds the elements of a list, and says where they are.
    pub(super) fn add_nodes(&mut self, nodes: &[Node]) -> Range {
        let start = self.nodes.len();
        self.nodes.extend_from_slice(nodes);
        Range::new(start, self.nodes.len())
    }

    /// The items of the file.
    pub(crate) fn root(&self) -> &[Item] {
        self.root.of(&self.items)
    }

    /// The items of an object, none of anything else.
    pub(crate) fn items(&self, node: &Node) -> &[Item] {
        match node.kind {
            NodeKind::Object(range) => range.of(&self.items),
            _ => &[],
        }
    }

    /// The members of a list, none of anything else.
    pub(crate) fn elements(&self, node: &Node) -> &[Node] {
        match node.kind {
            NodeKind::List(range) => range.of(&self.nodes),
            _ => &[],
        }
    }

    /// The keys of an item: at least one.
    pub(crate) fn keys(&self, item: &Item) -> &[Key] {
        item.keys.of(&self.keys)
    }

    /// The whole text.
    pub(crate) fn whole(&self) -> Span {
        Span::new(0, u32::try_from(self.bytes.len()).unwrap_or(u32::MAX))
    }

    /// Where the comments are, in the order of the text.
    #[cfg_attr(not(test), expect(dead_code, reason = "kept for a formatter"))]
    pub(crate) fn comments(&self) -> &[Span] {
        &self.comments
    }

    fn slice(&self, span: Span) -> &'s [u8] {
        self.bytes
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The text of a range as it was written.
    pub(crate) fn raw(&self, span: Span) -> Cow<'s, str> {
        match self.text.get(span.start as usize..span.end as usize) {
            Some(text) => Cow::Borrowed(text),
            None => text_of(self.slice(span)),
        }
    }

    /// What a key says.
    pub(crate) fn key(&self, key: &Key) -> Cow<'s, str> {
        if key.is_quoted {
            self.unquoted(key.span)
        } else {
            self.raw(key.span)
        }
    }

    /// The bytes of a key that says what is written; `None` if it has escape sequences or is not ASCII.
    pub(crate) fn plain_key(&self, key: &Key) -> Option<&'s [u8]> {
        let bytes = self.slice(key.span);
        let bytes = if key.is_quoted {
            bytes.get(1..bytes.len().saturating_sub(1))?
        } else {
            bytes
        };
        (bytes.is_ascii() && !(key.is_quoted && bytes.contains(&b'\\'))).then_some(bytes)
    }

    /// What a literal of this kind says: the value of a string, anything else as it was written.
    pub(crate) fn literal(&self, node: &Node) -> Cow<'s, str> {
        match node.kind {
            NodeKind::Literal(TokenKind::String) => self.unquoted(node.span),
            NodeKind::Literal(TokenKind::Heredoc) => unquote::heredoc(self.slice(node.span)),
            NodeKind::Literal(TokenKind::Null) => Cow::Borrowed(""),
            _ => self.raw(node.span),
        }
    }

    fn unquoted(&self, span: Span) -> Cow<'s, str> {
        let inner = Span::new(span.start.saturating_add(1), span.end.saturating_sub(1));
        let bytes = self.slice(inner);
        if memchr::memchr(b'\\', bytes).is_none() {
            self.raw(inner)
        } else if self.is_json {
            unquote::json(bytes)
        } else {
            unquote::hcl(bytes)
        }
    }

    /// The line and column of the beginning of a value, `None` where error texts have none.
    pub(crate) fn position(&self, span: Span) -> Option<LineColumn> {
        let position = Position {
            offset: span.start,
            beyond: 0,
        };
        (!self.is_json).then(|| Locator::new(self.bytes).locate(position))
    }
}
