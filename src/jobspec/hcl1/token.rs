//! Tokens of HCL1 and of its JSON flavour.

use std::fmt;

/// What a token is. It displays under its name in error texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Illegal,
    Eof,
    Comment,
    Ident,
    Number,
    Float,
    Bool,
    String,
    Heredoc,
    Null,
    LeftBracket,
    LeftBrace,
    Comma,
    Period,
    Colon,
    RightBracket,
    RightBrace,
    Assign,
    Add,
    Sub,
}

impl TokenKind {
    /// Whether it is a value on its own.
    pub(crate) fn is_literal(self) -> bool {
        matches!(
            self,
            TokenKind::Number | TokenKind::Float | TokenKind::Bool | TokenKind::String | TokenKind::Heredoc
        )
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TokenKind::Illegal => "ILLEGAL",
            TokenKind::Eof => "EOF",
            TokenKind::Comment => "COMMENT",
            TokenKind::Ident => "IDENT",
            TokenKind::Number => "NUMBER",
            TokenKind::Float => "FLOAT",
            TokenKind::Bool => "BOOL",
            TokenKind::String => "STRING",
            TokenKind::Heredoc => "HEREDOC",
            TokenKind::Null => "NULL",
            TokenKind::LeftBracket => "LBRACK",
            TokenKind::LeftBrace => "LBRACE",
            TokenKind::Comma => "COMMA",
            TokenKind::Period => "PERIOD",
            TokenKind::Colon => "COLON",
            TokenKind::RightBracket => "RBRACK",
            TokenKind::RightBrace => "RBRACE",
            TokenKind::Assign => "ASSIGN",
            TokenKind::Add => "ADD",
            TokenKind::Sub => "SUB",
        })
    }
}

/// A token: its kind and its bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How often the scanner had tried to read past the end, for the position of an end.
    pub(crate) beyond: u32,
}

impl Token {
    pub(crate) fn position(self) -> Position {
        Position {
            offset: self.start,
            beyond: self.beyond,
        }
    }
}

/// A place in a source text.
///
/// At the end of the text each attempt to read on moves it one column further: error texts show that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) offset: u32,
    pub(crate) beyond: u32,
}
