//! Versions and constraints on them, as `hashicorp/go-version` and the reference's own package for semantic
//! versions read them.
//!
//! The two differ in what they take for a version (`1.0beta1` is only one of the first kind), in the operators,
//! and in what they think of versions before a release.

use std::cmp::Ordering;

/// The two ways to read versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Those of the operand `version`.
    Version,
    /// Those of the operand `semver`.
    Semver,
}

/// A version: at least three numbers, and perhaps what comes before the release. Metadata is not kept: it never
/// counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    segments: Vec<i64>,
    given: usize,
    prerelease: String,
}

/// Constraints on a version, all of which must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraints {
    scheme: Scheme,
    all: Vec<(Operator, Version)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterEqual,
    LessEqual,
    Pessimistic,
}

/// Longer ones first: `>` is the beginning of `>=`.
const OPERATORS: [(&str, Operator); 8] = [
    ("~>", Operator::Pessimistic),
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterEqual),
    ("<=", Operator::LessEqual),
    ("=", Operator::Equal),
    (">", Operator::Greater),
    ("<", Operator::Less),
    ("", Operator::Equal),
];

impl Version {
    /// Reads a version.
    ///
    /// # Errors
    ///
    /// When it is none, or a number in it is too large.
    pub fn parse(text: &str, scheme: Scheme) -> Result<Self, String> {
        let Some((segments, prerelease)) = split(text, scheme) else {
            return Err(format!("Malformed version: {text}"));
        };
        let mut numbers = Vec::with_capacity(3);
        for segment in segments.split('.') {
            let number = segment.parse().map_err(|_| {
                format!("Error parsing version: strconv.ParseInt: parsing \"{segment}\": value out of range")
            })?;
            numbers.push(number);
        }
        let given = numbers.len();
        numbers.resize(given.max(3), 0);
        Ok(Version {
            segments: numbers,
            given,
            prerelease: prerelease.to_owned(),
        })
    }
}

/// Numbers and prerelease of a version's text; `None` if it is none.
fn split(text: &str, scheme: Scheme) -> Option<(&str, &str)> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let text = match text.split_once('+') {
        Some((text, metadata)) if is_dotted(metadata) => text,
        Some(_) => return None,
        None => text,
    };
    let end = segments_end(text)?;
    let (segments, rest) = text.split_at_checked(end)?;
    if rest.is_empty() {
        return Some((segments, ""));
    }
    let starts_like_name =
        |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '~'));
    let dashed = rest.strip_prefix('-').filter(|name| {
        is_dotted(name) && (name.starts_with(|c: char| c.is_ascii_digit()) || starts_like_name(name))
    });
    let prerelease = match scheme {
        Scheme::Semver => dashed?,
        Scheme::Version => {
            dashed.or_else(|| Some(rest).filter(|rest| is_dotted(rest) && starts_like_name(rest)))?
        }
    };
    Some((segments, prerelease))
}

/// Where the numbers with dots between them end; `None` if there is none.
fn segments_end(text: &str) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mut end = Some(digits(0)).filter(|length| *length > 0)?;
    while text.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        match digits(end + 1) {
            0 => break,
            length => end += 1 + length,
        }
    }
    Some(end)
}

/// Names of letters, digits, `-` and `~`, with dots between them.
fn is_dotted(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '~');
    text.split('.')
        .all(|name| !name.is_empty() && name.chars().all(is_name))
}

impl Constraints {
    /// Reads constraints with commas between them, such as `>= 1.2, < 2.0`.
    ///
    /// # Errors
    ///
    /// In the words of the reference's libraries, for the first that is wrong.
    pub fn parse(text: &str, scheme: Scheme) -> Result<Self, String> {
        let all: Result<_, _> = text
            .split(',')
            .map(|single| parse_single(single, scheme))
            .collect();
        Ok(Constraints { scheme, all: all? })
    }

    /// Whether a version fulfils all of them.
    #[must_use]
    pub fn check(&self, version: &Version) -> bool {
        self.all
            .iter()
            .all(|(operator, bound)| operator.holds(version, bound, self.scheme))
    }
}

fn parse_single(text: &str, scheme: Scheme) -> Result<(Operator, Version), String> {
    let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r');
    let trimmed = text.trim_matches(space);
    for (sign, operator) in OPERATORS {
        if (scheme, operator) != (Scheme::Semver, Operator::Pessimistic)
            && let Some(version) = trimmed.strip_prefix(sign)
        {
            let version = version.trim_start_matches(space);
            if split(version, scheme).is_none() {
                break;
            }
            return Ok((operator, Version::parse(version, scheme)?));
        }
    }
    Err(format!("Malformed constraint: {text}"))
}

impl Operator {
    fn holds(self, version: &Version, bound: &Version, scheme: Scheme) -> bool {
        let order = compare(version, bound);
        let holds = match self {
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => return order.is_ne(),
            Operator::Greater => order.is_gt(),
            Operator::Less => order.is_lt(),
            Operator::GreaterEqual => order.is_ge(),
            Operator::LessEqual => order.is_le(),
            Operator::Pessimistic => {
                return is_release_compatible(version, bound) && is_pessimistic(version, bound);
            }
        };
        holds
            && (scheme == Scheme::Semver || self == Operator::Equal || is_release_compatible(version, bound))
    }
}

/// Outside of semantic versions, something before a release compares only with its like of the same numbers.
fn is_release_compatible(version: &Version, bound: &Version) -> bool {
    match (version.prerelease.is_empty(), bound.prerelease.is_empty()) {
        (false, false) => version.segments == bound.segments,
        (false, true) => false,
        (true, _) => true,
    }
}

/// Not less than the bound, and the same in all numbers of the bound but the last that was given.
fn is_pessimistic(version: &Version, bound: &Version) -> bool {
    let fixed = bound.given.saturating_sub(1);
    let last = bound.segments.len() - 1;
    version.prerelease.is_empty() == bound.prerelease.is_empty()
        && compare(version, bound).is_ge()
        && version.segments.get(..fixed) == bound.segments.get(..fixed)
        && version
            .segments
            .get(last)
            .is_some_and(|number| bound.segments.get(last) <= Some(number))
}

/// The order of two versions; metadata does not count, and what comes before a release only if both have as many
/// numbers.
#[must_use]
pub fn compare(a: &Version, b: &Version) -> Ordering {
    if a.segments == b.segments {
        return match (a.prerelease.is_empty(), b.prerelease.is_empty()) {
            (false, false) => compare_prereleases(&a.prerelease, &b.prerelease),
            (a, b) => a.cmp(&b),
        };
    }
    let length = a.segments.len().max(b.segments.len());
    let padded = |version: &Version| {
        let mut segments = version.segments.clone();
        segments.resize(length, 0);
        segments
    };
    padded(a).cmp(&padded(b))
}

fn compare_prereleases(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (a, b) => compare_parts(a.unwrap_or_default(), b.unwrap_or_default()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Numbers come before names. What has a part less comes before one that goes on with a number, and after one
/// that goes on with a name.
fn compare_parts(a: &str, b: &str) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let is_after = match (a.parse::<i64>(), b.parse::<i64>()) {
        _ if a.is_empty() => b.parse::<i64>().is_err(),
        _ if b.is_empty() => a.parse::<i64>().is_ok(),
        (Ok(a), Ok(b)) => a > b,
        (Err(_), Err(_)) => a > b,
        (a, _) => a.is_err(),
    };
    if is_after {
        Ordering::Greater
    } else {
        Ordering::Less
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(constraint: &str, version: &str, scheme: Scheme) -> bool {
        let version = Version::parse(version, scheme).unwrap();
        Constraints::parse(constraint, scheme).unwrap().check(&version)
    }

    #[test]
    fn what_is_a_version_depends_on_the_scheme() {
        for version in ["1", "v1.2.3.4", "1.0-beta.1+a.b", "1.0-1a", "1.2.3--5"] {
            assert!(Version::parse(version, Scheme::Version).is_ok(), "{version}");
            assert!(Version::parse(version, Scheme::Semver).is_ok(), "{version}");
        }
        for version in ["1.0beta1", "1.0-", "1.0~a"] {
            assert!(Version::parse(version, Scheme::Version).is_ok(), "{version}");
            assert!(Version::parse(version, Scheme::Semver).is_err(), "{version}");
        }
        for version in [
            "", "v", "1.", "1..2", "1.x", "a", "1.0+", "1.0+a..b", " 1", "1.0-a_b",
        ] {
            let error = Version::parse(version, Scheme::Version).unwrap_err();
            assert_eq!(error, format!("Malformed version: {version}"));
        }
        let error = Version::parse("99999999999999999999", Scheme::Version).unwrap_err();
        assert!(
            error.ends_with("parsing \"99999999999999999999\": value out of range"),
            "{error}"
        );
    }

    #[test]
    fn constraints_are_refused_as_they_are_written() {
        for constraint in ["=> 1", "~~ 1", "", "1.0,", ">= ", "== 1"] {
            let wrong = constraint.rsplit(',').next().unwrap();
            let error = Constraints::parse(constraint, Scheme::Version).unwrap_err();
            assert_eq!(error, format!("Malformed constraint: {wrong}"));
        }
        assert!(Constraints::parse("~> 1.2", Scheme::Version).is_ok());
        assert!(Constraints::parse("~> 1.2", Scheme::Semver).is_err());
        assert!(Constraints::parse("\t>=1.0 ,< 2", Scheme::Semver).is_ok());
    }

    #[test]
    fn versions_before_a_release() {
        assert!(!holds("> 1.0", "1.1-beta", Scheme::Version));
        assert!(holds("> 1.0", "1.1-beta", Scheme::Semver));
        assert!(holds("> 1.1-alpha", "1.1-beta", Scheme::Version));
        assert!(!holds("> 1.1-alpha", "1.2-beta", Scheme::Version));
        assert!(holds("< 1.1", "1.1-beta+x", Scheme::Semver));
        assert!(holds("= 1.0-a+x", "1.0-a+y", Scheme::Semver));
    }

    #[test]
    fn pessimistic_constraints_fix_all_but_the_last_number() {
        assert!(holds("~> 1.2", "1.9", Scheme::Version));
        assert!(!holds("~> 1.2", "2.0", Scheme::Version));
        assert!(holds("~> 1.2.3", "1.2.9", Scheme::Version));
        assert!(!holds("~> 1.2.3", "1.3", Scheme::Version));
        assert!(!holds("~> 1.2-a", "1.3", Scheme::Version));
    }

    #[test]
    fn prereleases_are_ordered_by_their_parts() {
        for (less, more) in [
            ("1.0-1", "1.0-a"),
            ("1.0-2", "1.0-10"),
            ("1.0-a", "1.0"),
            ("1.0-a", "1.0-a.1"),
        ] {
            let parse = |text| Version::parse(text, Scheme::Semver).unwrap();
            assert_eq!(
                compare(&parse(less), &parse(more)),
                Ordering::Less,
                "{less} {more}"
            );
        }
    }
}
