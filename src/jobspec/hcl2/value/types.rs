//! Types of values, and how they are called.

use std::collections::BTreeMap;

/// What a value may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    /// Any type: what is not known yet, and what a parameter that takes anything asks for.
    Dynamic,
    Bool,
    Number,
    String,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<String, Type>),
}

impl Type {
    /// A list of so typed elements.
    pub(crate) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// A set of so typed elements.
    pub(crate) fn set(of: Self) -> Self {
        Self::Set(Box::new(of))
    }

    /// A map of so typed elements.
    pub(crate) fn map(of: Self) -> Self {
        Self::Map(Box::new(of))
    }

    /// As people call it.
    pub(crate) fn friendly_name(&self) -> String {
        self.name("dynamic", "dynamic")
    }

    /// As people call it when it is asked for.
    pub(crate) fn friendly_name_for_constraint(&self) -> String {
        self.name("any type", "any single type")
    }

    fn name(&self, any: &str, any_element: &str) -> String {
        let collection = |kind: &str, of: &Self| match of {
            Self::Dynamic => format!("{kind} of {any_element}"),
            of => format!("{kind} of {}", of.name(any, any_element)),
        };
        match self {
            Self::Dynamic => any.to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Number => "number".to_owned(),
            Self::String => "string".to_owned(),
            Self::List(of) => collection("list", of),
            Self::Set(of) => collection("set", of),
            Self::Map(of) => collection("map", of),
            Self::Tuple(_) => "tuple".to_owned(),
            Self::Object(_) => "object".to_owned(),
        }
    }

    /// Whether it is a list, a set or a map.
    pub(crate) fn is_collection(&self) -> bool {
        self.element().is_some()
    }

    /// The elements' type of a list, set or map.
    pub(crate) fn element(&self) -> Option<&Self> {
        match self {
            Self::List(of) | Self::Set(of) | Self::Map(of) => Some(of),
            _ => None,
        }
    }

    /// Whether something in it may be of any type.
    pub(crate) fn has_dynamic(&self) -> bool {
        match self {
            Self::Dynamic => true,
            Self::Bool | Self::Number | Self::String => false,
            Self::List(of) | Self::Set(of) | Self::Map(of) => of.has_dynamic(),
            Self::Tuple(types) => types.iter().any(Self::has_dynamic),
            Self::Object(types) => types.values().any(Self::has_dynamic),
        }
    }

    /// Whether it is what is wanted, where anything does for a dynamic type.
    pub(crate) fn conforms_to(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (_, Self::Dynamic) => true,
            (Self::List(of), Self::List(wanted))
            | (Self::Set(of), Self::Set(wanted))
            | (Self::Map(of), Self::Map(wanted)) => of.conforms_to(wanted),
            (Self::Tuple(types), Self::Tuple(wanted)) => {
                types.len() == wanted.len()
                    && types
                        .iter()
                        .zip(wanted)
                        .all(|(of, wanted)| of.conforms_to(wanted))
            }
            (Self::Object(types), Self::Object(wanted)) => {
                types.len() == wanted.len()
                    && types
                        .iter()
                        .zip(wanted)
                        .all(|((name, of), (wanted_name, wanted))| {
                            name == wanted_name && of.conforms_to(wanted)
                        })
            }
            _ => self == wanted,
        }
    }
}
