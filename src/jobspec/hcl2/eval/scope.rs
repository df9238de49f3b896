//! What names mean where an expression stands.

use std::collections::BTreeMap;

use crate::jobspec::hcl2::files::Files;
use crate::jobspec::hcl2::functions::Context;
use crate::jobspec::hcl2::value::Value;

/// What is the same for every expression that belongs together.
pub(crate) struct Environment<'a> {
    /// The texts that the expressions are of.
    pub(crate) files: &'a Files,
    /// What functions work with, and what may be spent.
    pub(crate) context: &'a Context<'a>,
    /// Whether functions may be called.
    pub(crate) allows_functions: bool,
    /// Whether a reference whose first name nobody knows stays in the text: Nomad's `${attr.kernel.name}`.
    pub(crate) keeps_references: bool,
}

/// The names that an expression may refer to: its own and those of the scopes around it.
pub(crate) struct Scope<'a> {
    environment: &'a Environment<'a>,
    names: Names<'a>,
    around: Option<&'a Scope<'a>>,
}

enum Names<'a> {
    /// There are no variables here, not even unknown ones.
    None,
    Some(&'a BTreeMap<String, Value>),
    /// The variables of a loop: its key, if the loop names it, and its value.
    Loop(Option<(&'a str, &'a Value)>, (&'a str, &'a Value)),
}

impl<'a> Scope<'a> {
    /// A scope without variables.
    pub(crate) fn bare(environment: &'a Environment<'a>) -> Self {
        Scope {
            environment,
            names: Names::None,
            around: None,
        }
    }

    /// A scope with variables: `var`, `local`.
    pub(crate) fn new(environment: &'a Environment<'a>, variables: &'a BTreeMap<String, Value>) -> Self {
        Scope {
            environment,
            names: Names::Some(variables),
            around: None,
        }
    }

    /// A scope in this one, with variables that hide those of the same name here.
    pub(crate) fn child(&'a self, variables: &'a BTreeMap<String, Value>) -> Self {
        Scope {
            environment: self.environment,
            names: Names::Some(variables),
            around: Some(self),
        }
    }

    /// The scope of one turn of a loop.
    pub(super) fn turn(&'a self, key: Option<(&'a str, &'a Value)>, value: (&'a str, &'a Value)) -> Self {
        Scope {
            environment: self.environment,
            names: Names::Loop(key, value),
            around: Some(self),
        }
    }

    /// What is the same in every scope.
    pub(crate) fn environment(&self) -> &'a Environment<'a> {
        self.environment
    }

    /// What a name stands for.
    pub(crate) fn variable(&self, name: &str) -> Option<&Value> {
        self.outwards().find_map(|scope| match &scope.names {
            Names::None => None,
            Names::Some(variables) => variables.get(name),
            Names::Loop(_, (own, value)) if *own == name => Some(*value),
            Names::Loop(Some((own, value)), _) if *own == name => Some(*value),
            Names::Loop(..) => None,
        })
    }

    /// Whether there are variables at all.
    pub(super) fn has_variables(&self) -> bool {
        self.outwards().any(|scope| !matches!(scope.names, Names::None))
    }

    /// Whether nothing may be used here: no variables, no functions, no templates in JSON strings.
    pub(super) fn is_bare(&self) -> bool {
        !self.environment.allows_functions && self.is_outermost() && !self.has_variables()
    }

    /// Whether it is the scope that functions were given to, not one inside: only there does the reference know
    /// what it could have meant.
    pub(super) fn is_outermost(&self) -> bool {
        self.around.is_none()
    }

    /// All names that could have been meant.
    pub(super) fn known_names(&self) -> Vec<&str> {
        let mut known = Vec::new();
        for scope in self.outwards() {
            match &scope.names {
                Names::None => {}
                Names::Some(variables) => known.extend(variables.keys().map(String::as_str)),
                Names::Loop(key, (value, _)) => {
                    known.extend(key.map(|(key, _)| key));
                    known.push(value);
                }
            }
        }
        known
    }

    fn outwards(&self) -> impl Iterator<Item = &Scope<'a>> {
        std::iter::successors(Some(self), |scope| scope.around)
    }
}
