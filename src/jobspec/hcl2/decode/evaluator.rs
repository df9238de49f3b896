//! Expressions of a job with the loop variables that hold where they stand.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Decoder, messages as words};
use crate::diagnostic::Span;
use crate::jobspec::hcl2::eval::{self, Scope};
use crate::jobspec::hcl2::fault::{Fault, Faults};
use crate::jobspec::hcl2::files::{FileId, Files};
use crate::jobspec::hcl2::syntax::Expression;
use crate::jobspec::hcl2::value::Value;

/// One turn of a `dynamic` block, inside of others.
#[derive(Debug)]
pub(super) struct Iteration {
    /// The iterator, an object of `key` and `value`, by its name.
    variables: BTreeMap<String, Value>,
    outer: Option<Rc<Iteration>>,
}

impl Iteration {
    pub(super) fn new(name: &str, key: Value, value: Value, outer: Option<Rc<Iteration>>) -> Self {
        let members = [("key", key), ("value", value)].map(|(name, value)| (name.to_owned(), value));
        let iterator = Value::Object(BTreeMap::from(members));
        Iteration {
            variables: BTreeMap::from([(name.to_owned(), iterator)]),
            outer,
        }
    }
}

/// An expression, and the turn it is evaluated in.
#[derive(Debug, Clone)]
pub(super) struct Expr<'a> {
    pub(super) expression: Expression<'a>,
    iteration: Option<Rc<Iteration>>,
}

impl<'a> Expr<'a> {
    pub(super) fn new(expression: Expression<'a>, iteration: Option<Rc<Iteration>>) -> Self {
        Expr {
            expression,
            iteration,
        }
    }

    pub(super) fn file(&self) -> FileId {
        self.expression.file()
    }

    pub(super) fn span(&self) -> Span {
        self.expression.span()
    }
}

impl<'a> Decoder<'a> {
    /// The value of an expression.
    pub(super) fn value(&mut self, expr: &Expr<'a>) -> Value {
        let before = self.faults.len();
        let faults = &mut self.faults;
        let value = within(self.scope, expr.iteration.as_deref(), &mut |scope| {
            eval::evaluate(&expr.expression, scope, faults)
        });
        // What a literal takes is nothing in a text, and a lot in a loop.
        let is_told = self.faults.len() > before;
        if self.spend(value.size(), expr.file(), expr.span(), is_told) {
            value
        } else {
            Value::UNKNOWN
        }
    }

    /// Takes so much from what a job may take. False if there is not enough, now and ever after; that is told once.
    pub(super) fn spend(&mut self, amount: u64, file: FileId, span: Span, is_told: bool) -> bool {
        let budget = &self.scope.environment().context.budget;
        if !self.is_exhausted && budget.spend(amount).is_err() {
            self.is_exhausted = true;
            if !is_told {
                self.fault(file, span, words::too_much());
            }
        }
        !self.is_exhausted
    }

    /// A place of a text as messages have it.
    pub(super) fn range(&self, file: FileId, span: Span) -> String {
        self.files().file(file).range(span)
    }

    /// Where messages about a whole expression point.
    pub(super) fn start_span(&self, expr: &Expr<'a>) -> Span {
        eval::start_span(&expr.expression, self.files())
    }

    pub(super) fn files(&self) -> &'a Files {
        self.scope.environment().files
    }

    /// Something is wrong there.
    pub(super) fn fault(&mut self, file: FileId, span: Span, (summary, detail): (String, String)) {
        self.faults.push(Fault::at(file, span, summary, detail));
    }

    /// Something is wrong with the value of an expression.
    pub(super) fn misfit(&mut self, expr: &Expr<'a>, message: (String, String)) {
        self.fault(expr.file(), self.start_span(expr), message);
    }

    /// What `work` finds wrong.
    pub(super) fn apart<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, Faults) {
        let before = std::mem::take(&mut self.faults);
        let result = work(self);
        (result, std::mem::replace(&mut self.faults, before))
    }
}

/// Does something in the scope of a turn and all turns around it.
fn within<T>(scope: &Scope<'_>, iteration: Option<&Iteration>, work: &mut dyn FnMut(&Scope<'_>) -> T) -> T {
    match iteration {
        None => work(scope),
        Some(iteration) => within(scope, iteration.outer.as_deref(), &mut |scope| {
            work(&scope.child(&iteration.variables))
        }),
    }
}
