//! The variables of a job file: what it asks for, and what it is given.
//!
//! - `declare`: `variable` and `variables` blocks
//! - `assign`: values from the environment, from variable files and from arguments
//! - `check`: the conditions that values must meet
//! - `locals`: `locals` blocks
//! - `messages`: the words of faults

mod assign;
mod check;
mod declare;
mod locals;
mod messages;

use std::collections::BTreeMap;

use super::Variables;
use super::eval::{Environment, Scope, evaluate};
use super::fault::{Faults, Place};
use super::files::FileId;
use super::syntax::{Block, Expression, Source};
use super::value::{Type, Value};
use crate::diagnostic::Span;

/// How expressions are evaluated that stand outside of the job.
pub(super) struct Environments<'a> {
    /// Where nothing may be referred to: defaults, and values from outside.
    pub(super) constant: &'a Environment<'a>,
    /// In conditions for values of variables.
    pub(super) condition: &'a Environment<'a>,
    /// In locals.
    pub(super) job: &'a Environment<'a>,
}

/// What the names `var` and `local` stand for in a job: the declared variables with their values, and the locals.
pub(super) fn variables(
    blocks: &[Block<'_>],
    given: &Variables,
    files: &[Source],
    environments: &Environments<'_>,
    faults: &mut Faults,
) -> BTreeMap<String, Value> {
    let mut declared = declare::declare(blocks, environments.constant, faults);
    let locals = locals::collect(blocks, faults);
    assign::assign(&mut declared, given, files, environments.constant, faults);
    let values = check::values(&declared, environments.condition, faults);
    let empty = Value::Object(BTreeMap::new());
    let names =
        [("var", Value::Object(values)), ("local", empty)].map(|(name, value)| (name.to_owned(), value));
    let mut names = BTreeMap::from(names);
    locals::evaluate_all(&locals, &mut names, environments.job, faults);
    names
}

/// The declared variables by name, in the order of their declarations.
#[derive(Debug, Default)]
struct Declared<'a> {
    list: Vec<Variable<'a>>,
    by_name: BTreeMap<String, usize>,
}

impl<'a> Declared<'a> {
    fn add(&mut self, variable: Variable<'a>) {
        self.by_name.insert(variable.name.clone(), self.list.len());
        self.list.push(variable);
    }

    fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    fn find(&mut self, name: &str) -> Option<&mut Variable<'a>> {
        let index = *self.by_name.get(name)?;
        self.list.get_mut(index)
    }
}

/// A declared variable.
#[derive(Debug)]
struct Variable<'a> {
    name: String,
    /// Its declaration.
    file: FileId,
    span: Span,
    /// What its values must be, if anything is said of it: by a type or by a default.
    of: Option<Type>,
    /// The value that counts.
    value: Option<Assignment>,
    conditions: Vec<Condition<'a>>,
}

/// A value, and where it comes from.
#[derive(Debug)]
struct Assignment {
    /// Its source, as messages have it.
    from: &'static str,
    value: Value,
    place: Place,
}

/// What a value must fulfil.
#[derive(Debug)]
struct Condition<'a> {
    condition: Option<Expression<'a>>,
    message: String,
    file: FileId,
    span: Span,
}

/// The value of an expression in which nothing may be referred to, and whether it has one.
fn constant(
    expression: &Expression<'_>,
    environment: &Environment<'_>,
    faults: &mut Faults,
) -> (Value, bool) {
    let before = faults.len();
    let value = evaluate(expression, &Scope::bare(environment), faults);
    (value, faults.len() == before)
}

/// The place of an expression.
fn place(expression: &Expression<'_>) -> Place {
    Place::At(expression.file(), expression.span())
}
