//! Which language a job file is written in, and reading it in that.

use std::fmt;
use std::str::FromStr;

use super::messages::{self as words, FixedMessage};
use super::{Parsed, Places, ReferenceError, api_json, hcl1};
use crate::diagnostic::{Diagnostic, Place};

/// The language of a job file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// The language of Nomad 0.12, and its JSON flavour.
    Hcl1,
    /// The language of Nomad 1.0: variables, functions, expressions.
    Hcl2,
    /// Whichever the file is written in, which may also be the API's JSON.
    #[default]
    Auto,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 3] = [Dialect::Hcl1, Dialect::Hcl2, Dialect::Auto];

    /// The name under which people ask for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::Hcl1 => "hcl1",
            Dialect::Hcl2 => "hcl2",
            Dialect::Auto => "auto",
        }
    }
}

/// A text that names no dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDialect(String);

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown dialect {:?}: it is one of hcl1, hcl2, auto", self.0)
    }
}

impl std::error::Error for UnknownDialect {}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        let found = Dialect::ALL
            .into_iter()
            .find(|dialect| dialect.as_str().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownDialect(text.to_owned()))
    }
}

/// How a job file is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Whether [`Parsed::places`] is to be filled.
    pub with_places: bool,
    /// What error texts call the file, where they name it.
    pub file_name: &'a str,
}

/// Parses a job file.
///
/// ```
/// use foreplan::jobspec::{Dialect, Options, parse};
///
/// let hcl = parse(b"job \"web\" {}", Dialect::Auto, &Options::default());
/// let json = parse(br#"{"Job": {"ID": "web"}}"#, Dialect::Auto, &Options::default());
/// assert_eq!(hcl.job.unwrap().id(), json.job.unwrap().id());
/// ```
#[must_use]
pub fn parse(text: &[u8], dialect: Dialect, options: &Options<'_>) -> Parsed {
    match dialect {
        Dialect::Hcl1 => in_hcl1(text, options),
        Dialect::Hcl2 => refused(&words::NO_HCL2),
        Dialect::Auto => api_json::parse(text).unwrap_or_else(|| in_hcl1(text, options)),
    }
}

fn in_hcl1(text: &[u8], options: &Options<'_>) -> Parsed {
    if options.with_places {
        hcl1::parse_job_with_places(text)
    } else {
        hcl1::parse_job(text)
    }
}

fn refused(words: &FixedMessage) -> Parsed {
    Parsed {
        job: None,
        error: Some(ReferenceError(words.text.to_owned())),
        diagnostics: vec![Diagnostic::error(words.code, words.text, Place::default())],
        places: Places::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects_are_asked_for_by_name() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.as_str().parse(), Ok(dialect));
        }
        assert_eq!("HCL2".parse(), Ok(Dialect::Hcl2));
        let unknown = "hcl3".parse::<Dialect>().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "unknown dialect \"hcl3\": it is one of hcl1, hcl2, auto"
        );
    }
}
