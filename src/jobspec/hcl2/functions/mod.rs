//! The functions that expressions may call: those of Nomad 1.0.18, and no others.
//!
//! A file holds a family of them; [`find`] and [`names`] read all families. A function describes its parameters, so
//! that the evaluator can convert arguments and say which one is wrong; [`Function::call`] makes the checks that all
//! functions have in common. Whatever a function needs from outside comes with the [`Context`].

mod arguments;
mod collections;
mod context;
mod crypto;
mod csv;
mod dates;
mod encoding;
mod files;
mod format;
mod net;
mod numbers;
mod rsa;
mod sets;
mod strings;
mod timestamp;
mod yaml;

pub(crate) use crate::jobspec::FileResolver;
pub(crate) use context::{Budget, Context};

use super::value::convert::{ConvertError, convert};
use super::value::{Type, Value};

/// Why a call failed, in the reference's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FunctionError {
    /// The argument at fault, counted from 0, if it is one.
    pub(crate) argument: Option<usize>,
    pub(crate) words: String,
}

/// What a call gives.
pub(crate) type Outcome = Result<Value, FunctionError>;

/// A call is wrong as a whole.
fn fail<T>(words: impl Into<String>) -> Result<T, FunctionError> {
    Err(FunctionError {
        argument: None,
        words: words.into(),
    })
}

/// One of a call's arguments is wrong.
fn fail_at<T>(argument: usize, words: impl Into<String>) -> Result<T, FunctionError> {
    Err(FunctionError {
        argument: Some(argument),
        words: words.into(),
    })
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Any,
    Number,
    String,
    ListOfAny,
    ListOfStrings,
    SetOfAny,
}

impl Kind {
    /// As a type.
    pub(crate) fn as_type(self) -> Type {
        match self {
            Self::Any => Type::Dynamic,
            Self::Number => Type::Number,
            Self::String => Type::String,
            Self::ListOfAny => Type::list(Type::Dynamic),
            Self::ListOfStrings => Type::list(Type::String),
            Self::SetOfAny => Type::set(Type::Dynamic),
        }
    }
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether null is a value for it.
    pub(crate) allow_null: bool,
}

const fn parameter(name: &'static str, kind: Kind) -> Parameter {
    Parameter {
        name,
        kind,
        allow_null: false,
    }
}

const fn any(name: &'static str) -> Parameter {
    parameter(name, Kind::Any)
}

const fn number(name: &'static str) -> Parameter {
    parameter(name, Kind::Number)
}

const fn string(name: &'static str) -> Parameter {
    parameter(name, Kind::String)
}

impl Parameter {
    const fn or_null(self) -> Self {
        Self {
            allow_null: true,
            ..self
        }
    }
}

/// How a function is run.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Run {
    /// From values.
    Values(fn(&[Value], &Context<'_>) -> Outcome),
    /// From expressions that the evaluator must not evaluate beforehand.
    Lazily(Lazy),
}

/// The functions that take expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lazy {
    Can,
    Try,
    /// Its second argument is a type.
    Convert,
}

/// A function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// What all further arguments are, if there may be any.
    pub(crate) variadic: Option<Parameter>,
    /// Whether it is refused, whatever it is given, where there are no files.
    pub(crate) needs_files: bool,
    pub(crate) run: Run,
}

/// A function of so many arguments.
const fn function(
    name: &'static str,
    parameters: &'static [Parameter],
    run: fn(&[Value], &Context<'_>) -> Outcome,
) -> Function {
    Function {
        name,
        parameters,
        variadic: None,
        needs_files: false,
        run: Run::Values(run),
    }
}

impl Function {
    /// With any number of further arguments.
    const fn and_more(self, variadic: Parameter) -> Self {
        Self {
            variadic: Some(variadic),
            ..self
        }
    }

    /// Of the host's files.
    const fn of_files(self) -> Self {
        Self {
            needs_files: true,
            ..self
        }
    }

    /// The parameter that an argument is for.
    pub(crate) fn parameter(&self, argument: usize) -> Option<&Parameter> {
        self.parameters.get(argument).or(self.variadic.as_ref())
    }

    /// Brings an argument to its parameter's type.
    ///
    /// # Errors
    ///
    /// When it does not convert.
    pub(crate) fn convert_argument(&self, argument: usize, value: &Value) -> Result<Value, ConvertError> {
        match self.parameter(argument) {
            Some(parameter) => convert(value, &parameter.kind.as_type()),
            None => Ok(value.clone()),
        }
    }

    /// Calls it with arguments that are as many as it takes and converted by [`Function::convert_argument`].
    ///
    /// # Errors
    ///
    /// When an argument is null that must not be, or the function refuses what it gets.
    pub(crate) fn call(&self, arguments: &[Value], context: &Context<'_>) -> Outcome {
        let Run::Values(run) = self.run else {
            return fail("takes expressions, not values");
        };
        let refuses_null = |index| {
            self.parameter(index)
                .is_some_and(|parameter| !parameter.allow_null)
        };
        for (index, value) in arguments.iter().enumerate() {
            if value.is_null() && refuses_null(index) {
                return fail_at(index, "argument must not be null");
            }
        }
        let has_types = !arguments.contains(&Value::UNKNOWN);
        if self.needs_files && has_types && context.resolver.is_none() {
            return fail(files::DISABLED);
        }
        if !arguments.iter().all(Value::is_wholly_known) {
            return Ok(Value::UNKNOWN);
        }
        let result = run(arguments, context)?;
        context.budget.spend(result.size())?;
        Ok(result)
    }
}

/// All functions, by name.
static FUNCTIONS: &[&[Function]] = &[
    LAZY,
    collections::COLLECTIONS,
    crypto::CRYPTO,
    dates::DATES,
    encoding::ENCODINGS,
    files::FILES,
    format::FORMATS,
    net::NETWORKS,
    numbers::NUMBERS,
    sets::SETS,
    strings::STRINGS,
    yaml::YAML,
];

static LAZY: &[Function] = &[
    lazily("can", &[any("expression")], Lazy::Can),
    Function {
        variadic: Some(any("expressions")),
        ..lazily("try", &[], Lazy::Try)
    },
    lazily("convert", &[any("value"), any("type")], Lazy::Convert),
];

const fn lazily(name: &'static str, parameters: &'static [Parameter], lazy: Lazy) -> Function {
    Function {
        name,
        parameters,
        variadic: None,
        needs_files: false,
        run: Run::Lazily(lazy),
    }
}

/// The function of a name.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
}

/// The names of all functions, sorted.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = all().map(|function| function.name).collect();
    names.sort_unstable();
    names
}

fn all() -> impl Iterator<Item = &'static Function> {
    FUNCTIONS.iter().flat_map(|family| family.iter())
}

#[cfg(test)]
mod tests;
