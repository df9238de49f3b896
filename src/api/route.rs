//! What a row of the table of paths says: which requests it takes, who answers them, and what documentation tells
//! of both.

use crate::model::object::{Kind, ObjectType, Shape};

use super::{Answer, Call};

/// A path and what it does.
pub(super) struct Route {
    /// How the path begins; the whole path if there is no `suffix`.
    pub(super) prefix: &'static str,
    /// How it ends, after a name; `None` if there is no name in it.
    pub(super) suffix: Option<&'static str>,
    /// The methods it takes; any if there are none.
    pub(super) methods: &'static [&'static str],
    /// What it does, for documentation; empty for a row that only catches what is below a path.
    pub(super) summary: &'static str,
    /// The parameters that it takes besides those of all.
    pub(super) parameters: &'static [Parameter],
    /// What it is sent.
    pub(super) takes: Option<&'static ObjectType>,
    /// What it answers.
    pub(super) gives: Gives,
    /// What the headers of the answer tell.
    pub(super) tells: Tells,
    /// The status codes of its errors.
    pub(super) errors: &'static [u16],
    /// Who answers.
    pub(super) run: Run,
}

/// Who answers.
pub(super) enum Run {
    /// Answers; the name in the path is given.
    Here(fn(&Call<'_>, &str) -> Answer),
    /// Nomad answers, and we do not yet.
    NotYet,
}

/// What stands in the body of an answer, always as JSON.
#[derive(Clone, Copy)]
pub(super) enum Gives {
    /// Nothing that is known.
    Anything,
    /// An object of the API in one of its shapes.
    Object(&'static ObjectType, Shape),
    /// A list of objects as they are stored.
    List(&'static ObjectType),
    /// A text.
    Text,
    /// A list of texts.
    Texts,
}

/// What the headers of an answer tell of the state that was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    /// Nothing.
    Nothing,
    /// Its index.
    Index,
    /// Its index, and that there are servers; the answer to a read, which can wait for a change of the index.
    Servers,
}

/// A parameter of the query.
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) kind: Kind,
}

/// Methods that read.
pub(super) const GET: &[&str] = &["GET"];
/// Methods that write; to Nomad they are the same.
pub(super) const WRITE: &[&str] = &["PUT", "POST"];
/// Methods that remove.
pub(super) const DELETE: &[&str] = &["DELETE"];
/// Any method.
pub(super) const ANY: &[&str] = &[];

const PLAIN: Route = Route {
    prefix: "",
    suffix: None,
    methods: ANY,
    summary: "",
    parameters: &[],
    takes: None,
    gives: Gives::Anything,
    tells: Tells::Nothing,
    errors: &[],
    run: Run::NotYet,
};

/// What answers a request, given the name in its path.
type Handler = fn(&Call<'_>, &str) -> Answer;

/// Reads a list, or what there always is.
pub(super) const fn list(
    prefix: &'static str,
    suffix: Option<&'static str>,
    summary: &'static str,
    gives: Gives,
    run: Handler,
) -> Route {
    Route {
        prefix,
        suffix,
        methods: GET,
        summary,
        gives,
        tells: Tells::Servers,
        errors: &[400, 500],
        run: Run::Here(run),
        ..PLAIN
    }
}

/// Reads something that may not be there.
pub(super) const fn one(
    prefix: &'static str,
    suffix: &'static str,
    summary: &'static str,
    object: &'static ObjectType,
    run: Handler,
) -> Route {
    Route {
        errors: &[400, 404, 500],
        ..list(
            prefix,
            Some(suffix),
            summary,
            Gives::Object(object, Shape::Stored),
            run,
        )
    }
}

/// Changes something, or judges something that is sent.
pub(super) const fn write(
    prefix: &'static str,
    suffix: Option<&'static str>,
    summary: &'static str,
    takes: &'static ObjectType,
    gives: &'static ObjectType,
    run: Handler,
) -> Route {
    Route {
        prefix,
        suffix,
        methods: WRITE,
        summary,
        takes: Some(takes),
        gives: Gives::Object(gives, Shape::Stored),
        tells: Tells::Index,
        errors: &[400, 500],
        run: Run::Here(run),
        ..PLAIN
    }
}

/// Reads what has to do with no state.
pub(super) const fn constant(
    prefix: &'static str,
    summary: &'static str,
    gives: Gives,
    run: Handler,
) -> Route {
    Route {
        prefix,
        methods: GET,
        summary,
        gives,
        run: Run::Here(run),
        ..PLAIN
    }
}

/// What Nomad has, whatever the method; documentation names these.
pub(super) const fn not_yet(
    prefix: &'static str,
    suffix: Option<&'static str>,
    methods: &'static [&'static str],
    summary: &'static str,
) -> Route {
    Route {
        prefix,
        suffix,
        methods,
        summary,
        ..PLAIN
    }
}

impl Route {
    /// The name in a path that fits the row, empty if there is none in it.
    pub(super) fn name_in<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.suffix {
            None => (path == self.prefix).then_some(""),
            Some(suffix) => path.strip_prefix(self.prefix)?.strip_suffix(suffix),
        }
    }

    /// The path with something in the place of the name.
    pub(super) fn template(&self, name: &str) -> String {
        match self.suffix {
            None => self.prefix.to_owned(),
            Some(suffix) => format!("{}{name}{suffix}", self.prefix),
        }
    }
}
