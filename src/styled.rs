//! Text in pieces that say what they stand for.
//!
//! What a style looks like is decided by whoever shows the text: a terminal has colours, a page has classes.

/// What a piece of text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Nothing special.
    Plain,
    /// A heading.
    Heading,
    /// Something beside the point, such as a line number.
    Faint,
    /// Something that comes.
    Create,
    /// Something that goes.
    Destroy,
    /// Something that changes.
    Edit,
    /// Something that changes where it is.
    InPlace,
    /// Something that is replaced.
    Replace,
    /// Something that moves.
    Migrate,
    /// Something that is tried.
    Canary,
    /// Something that is as it should be.
    Good,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Advice.
    Hint,
}

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text; it may have line ends.
    pub text: String,
    /// What it stands for.
    pub style: Style,
}

/// A text in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StyledText(pub Vec<Piece>);

impl StyledText {
    /// Adds text in a style.
    pub fn push(&mut self, style: Style, text: impl Into<String>) {
        let text = text.into();
        match self.0.last_mut() {
            Some(last) if last.style == style => last.text.push_str(&text),
            _ if text.is_empty() => {}
            _ => self.0.push(Piece { text, style }),
        }
    }

    /// Adds text that is nothing special.
    pub fn plain(&mut self, text: impl Into<String>) {
        self.push(Style::Plain, text);
    }

    /// Adds another text.
    pub fn append(&mut self, other: StyledText) {
        for piece in other.0 {
            self.push(piece.style, piece.text);
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.text.is_empty())
    }

    /// The text without styles.
    #[must_use]
    pub fn to_plain(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }
}

impl From<String> for StyledText {
    fn from(text: String) -> Self {
        let mut styled = StyledText::default();
        styled.plain(text);
        styled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_style_are_one_piece() {
        let mut text = StyledText::from("a".to_owned());
        text.plain("b");
        text.push(Style::Error, "");
        text.push(Style::Error, "c");
        assert_eq!((text.0.len(), text.to_plain().as_str()), (2, "abc"));
        let mut other = StyledText::default();
        assert!(other.is_empty());
        other.push(Style::Error, "d");
        text.append(other);
        assert_eq!((text.0.len(), text.to_plain().as_str()), (2, "abcd"));
    }
}
