//! What stands between two tokens of a line: a space, or nothing.

use super::token::{Bracket, Kind, Token, Tokens};

/// Goes through the tokens of a line.
pub(super) struct Spacing<'t> {
    tokens: &'t Tokens<'t>,
    before: Option<Token>,
    /// Whether the token before is a sign or stands for all members, not an operator between two operands.
    is_bound: bool,
}

impl<'t> Spacing<'t> {
    pub(super) fn new(tokens: &'t Tokens<'t>) -> Self {
        Spacing {
            tokens,
            before: None,
            is_bound: false,
        }
    }

    /// Takes the next token: whether there is a space before it.
    pub(super) fn space_before(&mut self, token: &Token) -> bool {
        let before = self.before.replace(*token);
        let was_bound = self.is_bound;
        let Some(before) = before else {
            self.is_bound = matches!(token.kind, Kind::Minus | Kind::Not);
            return false;
        };
        let ends_operand = self.ends_operand(&before, was_bound);
        self.is_bound = match token.kind {
            Kind::Minus => !ends_operand,
            Kind::Star => matches!(before.kind, Kind::Dot | Kind::Open(Bracket::Square)),
            Kind::Not => true,
            _ => false,
        };
        self.is_spaced(&before, token, was_bound, ends_operand)
    }

    fn is_spaced(&self, before: &Token, token: &Token, was_bound: bool, ends_operand: bool) -> bool {
        use Kind::{Close, Comma, Dot, Ellipsis, Minus, Not, Open, Star};
        match (before.kind, token.kind) {
            (kind, next) if kind.is_comment() || next.is_comment() => true,
            (Open(_), Close(_)) => false,
            (Open(Bracket::Brace), _) | (_, Close(Bracket::Brace)) => true,
            (Open(_), _) | (_, Close(_) | Comma) => false,
            // What is moved next to a point may become one token with it, at least in HCL1.
            (_, Dot) | (Dot, _) | (Kind::Number, Ellipsis | Kind::Word) => token.is_apart,
            (_, Ellipsis) => !ends_operand,
            (Minus | Not, Kind::Word | Kind::Number | Kind::Quoted | Open(_)) if was_bound => false,
            (Minus | Not | Star, _) if was_bound && !token.is_apart => false,
            (_, Open(Bracket::Round | Bracket::Square)) => !ends_operand || before.kind == Kind::Number,
            _ => true,
        }
    }

    /// Whether a token ends something that can be called, indexed or followed by an operator.
    fn ends_operand(&self, token: &Token, is_bound: bool) -> bool {
        match token.kind {
            Kind::Word => !matches!(self.tokens.raw(token), "in" | "if"),
            Kind::Number | Kind::Quoted | Kind::Close(_) | Kind::Ellipsis => true,
            Kind::Star => is_bound,
            _ => false,
        }
    }
}
