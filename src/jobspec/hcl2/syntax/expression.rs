//! The right side of an argument, in either syntax, and where it is.

use hcl_edit::expr::Expression as Tree;

use super::json::JsonNode;
use crate::diagnostic::Span;
use crate::jobspec::hcl2::files::FileId;

/// The right side of an argument.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expression<'a> {
    /// In the native syntax.
    Native {
        /// The tree; its spans are bytes of `file`.
        expression: &'a Tree,
        /// The text.
        file: FileId,
    },
    /// In the JSON syntax.
    Json {
        /// The tree; its spans are bytes of `file`.
        node: &'a JsonNode,
        /// The text.
        file: FileId,
    },
}

impl Expression<'_> {
    /// The text it is of.
    pub(crate) fn file(&self) -> FileId {
        match self {
            Expression::Native { file, .. } | Expression::Json { file, .. } => *file,
        }
    }

    /// All of it: the reference's `Range`.
    pub(crate) fn span(&self) -> Span {
        match self {
            Expression::Native { expression, .. } => span(*expression),
            Expression::Json { node, .. } => node.span,
        }
    }
}

/// The span of a node of `hcl-edit`'s tree.
pub(crate) fn span(node: &impl hcl_edit::Span) -> Span {
    let range = node.span().unwrap_or_default();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(offset(range.start), offset(range.end))
}
