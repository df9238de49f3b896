//! Which language a job file is written in, and reading it in that.

use std::fmt;
use std::str::FromStr;

use super::evidence::looks_like_hcl2;
#[cfg(feature = "hcl2")]
use super::hcl2;
use super::{FileResolver, Parsed, Variables, api_json, hcl1, messages};
#[cfg(not(feature = "hcl2"))]
use super::{Places, ReferenceError};
#[cfg(not(feature = "hcl2"))]
use crate::diagnostic::Place;
use crate::diagnostic::{Diagnostic, Severity};

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
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Whether [`Parsed::places`] is to be filled.
    pub with_places: bool,
    /// What error texts of HCL2 call the file.
    pub file_name: &'a str,
    /// Values of variables, for HCL2.
    pub variables: &'a Variables,
    /// Files for the functions of HCL2 that read them; without it they fail.
    pub resolver: Option<&'a dyn FileResolver>,
    /// What all chance is derived from, in the functions of HCL2 that have random results.
    pub seed: u64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            with_places: false,
            file_name: "input.hcl",
            variables: Variables::NONE,
            resolver: None,
            seed: 0,
        }
    }
}

/// Parses a job file.
///
/// [`Dialect::Auto`] tries HCL1 and then HCL2. If neither accepts the file, the error is that of the dialect which the
/// text looks like: HCL2 if it has blocks, references, calls or operators that only HCL2 has, else HCL1. If HCL2 alone
/// accepts a text that does not look like it, what HCL1 finds wrong with it comes as warnings.
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
        Dialect::Hcl2 => in_hcl2(text, options),
        Dialect::Auto => {
            api_json::parse(text, options.with_places).unwrap_or_else(|| in_either(text, options))
        }
    }
}

fn in_either(text: &[u8], options: &Options<'_>) -> Parsed {
    let hcl1 = in_hcl1(text, options);
    if hcl1.job.is_some() {
        return hcl1;
    }
    let mut hcl2 = in_hcl2(text, options);
    let is_meant = looks_like_hcl2(text);
    match hcl2.job {
        None if !is_meant => return hcl1,
        Some(_) if !is_meant => {
            let faults = hcl1.diagnostics.into_iter().map(accepted_by_hcl2);
            hcl2.diagnostics.extend(faults);
        }
        _ => {}
    }
    hcl2
}

/// A fault of HCL1 that HCL2 makes something of. Where nothing else speaks for HCL2 it is hardly meant: HCL2 takes a
/// name whose quotes were forgotten for a variable of Nomad's.
fn accepted_by_hcl2(fault: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        message: messages::only_in_hcl2(&fault.message),
        ..fault
    }
}

fn in_hcl1(text: &[u8], options: &Options<'_>) -> Parsed {
    if options.with_places {
        hcl1::parse_job_with_places(text)
    } else {
        hcl1::parse_job(text)
    }
}

#[cfg(feature = "hcl2")]
fn in_hcl2(text: &[u8], options: &Options<'_>) -> Parsed {
    let Options {
        with_places,
        file_name,
        variables,
        resolver,
        seed,
    } = *options;
    let options = hcl2::Options {
        file_name,
        variables,
        resolver,
        seed,
        with_places,
    };
    hcl2::parse_job(text, &options)
}

#[cfg(not(feature = "hcl2"))]
fn in_hcl2(_: &[u8], _: &Options<'_>) -> Parsed {
    let words = &messages::NO_HCL2;
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

    fn fault(text: &str) -> &'static str {
        let parsed = parse(text.as_bytes(), Dialect::Auto, &Options::default());
        assert!(parsed.job.is_none(), "{text}");
        parsed.diagnostics[0].code.split('/').next().unwrap_or_default()
    }

    #[cfg(feature = "hcl2")]
    #[test]
    fn the_dialect_is_found_out() {
        let id = |text: &str| {
            let parsed = parse(text.as_bytes(), Dialect::Auto, &Options::default());
            parsed.job.and_then(|job| job.datacenters)
        };
        let zones = Some(vec!["dc1".to_owned()]);
        assert_eq!(id("job \"a\" { datacenters = [\"dc1\"] }"), zones);
        assert_eq!(
            id("variable \"zone\" {\n  default = \"dc1\"\n}\njob \"a\" {\n  datacenters = [var.zone]\n}\n"),
            zones
        );
    }

    #[cfg(feature = "hcl2")]
    #[test]
    fn the_error_is_that_of_the_dialect_which_it_looks_like() {
        assert_eq!(fault("job \"a\" {\n  datacenter = [\"dc1\"]\n}\n"), "hcl1");
        assert_eq!(fault("job \"a\" {\n  datacenter = [upper(\"dc1\")]\n}\n"), "hcl2");
        assert_eq!(fault("job \"a\" {\n  datacenters = [var.zone]\n}\n"), "hcl2");
    }

    #[cfg(feature = "hcl2")]
    #[test]
    fn forgotten_quotes_are_a_warning_at_least() {
        let text = "job \"a\" {\n  datacenters = [dc1]\n}\n";
        let parsed = parse(text.as_bytes(), Dialect::Auto, &Options::default());
        let found = &parsed.diagnostics[0];
        assert!(parsed.job.is_some());
        assert_eq!(found.severity, Severity::Warning);
        assert_eq!(found.place.span.unwrap().text(text), "dc1");
        let meant = parse(text.as_bytes(), Dialect::Hcl2, &Options::default());
        assert!(meant.diagnostics.is_empty());
    }

    #[test]
    fn a_dialect_that_is_asked_for_is_the_only_one() {
        let text = b"variable \"zone\" {\n  default = 1\n}\njob \"a\" {}\n";
        assert!(parse(text, Dialect::Hcl1, &Options::default()).job.is_none());
        assert!(
            parse(br#"{"Job": {"ID": "a"}}"#, Dialect::Hcl1, &Options::default())
                .job
                .is_none()
        );
    }
}
