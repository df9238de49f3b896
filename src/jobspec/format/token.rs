//! The tokens of both dialects, as far as a layout has to tell them apart.

/// A text and its tokens, comments among them.
#[derive(Debug)]
pub(super) struct Tokens<'s> {
    pub(super) text: &'s str,
    pub(super) list: Vec<Token>,
    /// Whether an item may begin anywhere, so that items can be put in lines of their own. In HCL2 the lines are
    /// part of the grammar.
    pub(super) lines_are_free: bool,
}

/// A token and what was before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// How many line ends there were between the token before and this one; two stand for more.
    pub(super) line_ends: u8,
    /// Whether there was anything between the two.
    pub(super) is_apart: bool,
    /// Whether it goes over several lines itself.
    pub(super) has_lines: bool,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword, true or false.
    Word,
    Number,
    /// Something in quotes, with all that is interpolated in it.
    Quoted,
    /// From the `<<` to the word that ends it.
    Heredoc,
    /// `# …` or `// …`, without the line end.
    LineComment,
    /// `/* … */`
    BlockComment,
    Open(Bracket),
    Close(Bracket),
    Comma,
    /// `=`
    Assign,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `!`
    Not,
    /// `-`, which may have one operand or two.
    Minus,
    /// `*`, which may be an operator or stand for all members.
    Star,
    /// Any other operator with operands on both sides.
    Operator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    /// `{}`
    Brace,
    /// `[]`
    Square,
    /// `()`
    Round,
}

impl Kind {
    pub(super) fn is_comment(self) -> bool {
        matches!(self, Kind::LineComment | Kind::BlockComment)
    }
}

impl Tokens<'_> {
    /// The text of a token as it was written.
    pub(super) fn raw(&self, token: &Token) -> &str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }
}

/// Makes a token of what is at these offsets, with what is between it and the end of the one before.
pub(super) fn token(text: &str, kind: Kind, before: usize, start: usize, end: usize) -> Token {
    let slice = |from: usize, to: usize| text.as_bytes().get(from..to).unwrap_or_default();
    let gap = slice(before, start);
    let line_ends = if gap.is_empty() {
        0
    } else {
        memchr::memchr_iter(b'\n', gap).take(2).count()
    };
    let may_have_lines = matches!(kind, Kind::Quoted | Kind::Heredoc | Kind::BlockComment);
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Token {
        kind,
        start: narrow(start),
        end: narrow(end),
        line_ends: u8::try_from(line_ends).unwrap_or(2),
        is_apart: !gap.is_empty(),
        has_lines: may_have_lines && memchr::memchr(b'\n', slice(start, end)).is_some(),
    }
}
