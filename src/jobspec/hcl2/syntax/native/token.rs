//! The tokens of HCL's native syntax.

use crate::diagnostic::Span;

/// A token, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Where it is.
    pub(super) span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TokenKind {
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `"` that begins a string.
    OpenQuote,
    /// `"` that ends a string.
    CloseQuote,
    /// `<<EOT` or `<<-EOT`, with its line ending.
    OpenHeredoc,
    /// The line that ends a heredoc, without its line ending.
    CloseHeredoc,
    /// `${` or `${~`
    OpenInterpolation,
    /// `%{` or `%{~`
    OpenDirective,
    /// `}` or `~}` that ends an interpolation or a directive.
    CloseTemplate,
    /// A piece of a quoted string, which may hold escapes.
    QuotedLiteral,
    /// A piece of a heredoc or a bare template.
    Literal,
    /// A number.
    Number,
    /// A name.
    Identifier,
    /// A comment; one that goes to the end of its line holds the line ending.
    Comment,
    /// A line ending.
    Newline,
    /// The end of the text.
    End,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `%`
    Percent,
    /// `=`
    Equal,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!`
    Bang,
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `...`
    Ellipsis,
    /// `=>`
    Arrow,
    /// `?`
    Question,
    /// `:`
    Colon,
    /// `&`, which is no operator.
    Ampersand,
    /// `|`, which is no operator.
    Pipe,
    /// `~`, which is no operator.
    Tilde,
    /// `^`, which is no operator.
    Caret,
    /// `'`, which quotes nothing.
    Apostrophe,
    /// A grave accent, which quotes nothing.
    Backtick,
    /// `;`, which ends nothing.
    Semicolon,
    /// Line endings inside of a quoted string.
    QuotedNewline,
    /// A character that means nothing.
    Invalid,
    /// A byte that is not UTF-8.
    BadEncoding,
}

impl TokenKind {
    /// The other one of a pair of brackets.
    pub(super) fn opposite(self) -> Option<TokenKind> {
        use TokenKind as K;
        Some(match self {
            K::OpenBrace => K::CloseBrace,
            K::CloseBrace => K::OpenBrace,
            K::OpenBracket => K::CloseBracket,
            K::CloseBracket => K::OpenBracket,
            K::OpenParen => K::CloseParen,
            K::CloseParen => K::OpenParen,
            K::OpenQuote => K::CloseQuote,
            K::CloseQuote => K::OpenQuote,
            K::OpenHeredoc => K::CloseHeredoc,
            K::CloseHeredoc => K::OpenHeredoc,
            K::OpenInterpolation | K::OpenDirective => K::CloseTemplate,
            K::CloseTemplate => K::OpenInterpolation,
            _ => return None,
        })
    }

    /// Whether it stands between two operands.
    pub(super) fn is_binary_operator(self) -> bool {
        use TokenKind as K;
        matches!(
            self,
            K::Or
                | K::And
                | K::EqualEqual
                | K::NotEqual
                | K::Less
                | K::LessEqual
                | K::Greater
                | K::GreaterEqual
                | K::Plus
                | K::Minus
                | K::Star
                | K::Slash
                | K::Percent
        )
    }
}
