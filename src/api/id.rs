//! Identifiers and their prefixes in requests.

use crate::notation::number::hex_length;

use super::reply::Failure;

/// How long an identifier is.
const LENGTH: usize = 36;
/// How many hyphens it has.
const HYPHENS: usize = 4;

/// The hexadecimal digits of an identifier or the beginning of one: in lower case, without hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digits(String);

impl Digits {
    /// Whether an identifier begins so.
    pub(super) fn begin(&self, id: &str) -> bool {
        let mut others = id.bytes().filter(|byte| *byte != b'-');
        self.0.bytes().all(|digit| {
            others
                .next()
                .is_some_and(|other| other.eq_ignore_ascii_case(&digit))
        })
    }

    /// The whole identifier, as it is written; `None` if this is only the beginning of one.
    pub(super) fn to_id(&self) -> Option<String> {
        let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| self.0.get(range));
        groups
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .map(|groups| groups.join("-"))
    }
}

/// Reads an identifier. `what` is the kind of object that is looked up.
///
/// # Errors
///
/// In the words of the reference's index.
pub(super) fn whole(id: &str, what: &str) -> Result<String, Failure> {
    if id.len() != LENGTH {
        return Err(failure(what, "UUID must be 36 characters"));
    }
    let digits = prefix(id, what)?;
    // Hyphens may be missing as long as the length is right; such a thing names nothing.
    Ok(digits.to_id().unwrap_or_default())
}

/// Reads the beginning of an identifier.
///
/// # Errors
///
/// In the words of the reference's index, which holds bytes and so finds only whole ones.
pub(super) fn prefix(text: &str, what: &str) -> Result<Digits, Failure> {
    if text.len() > LENGTH {
        let why = format!("Invalid UUID length. UUID have 36 characters; got {}", text.len());
        return Err(failure(what, &why));
    }
    let hyphens = text.bytes().filter(|byte| *byte == b'-').count();
    if hyphens > HYPHENS {
        let why = format!("UUID should have maximum of 4 \"-\"; got {hyphens}");
        return Err(failure(what, &why));
    }
    let digits = text.replace('-', "").to_ascii_lowercase();
    if !digits.len().is_multiple_of(2) {
        return Err(failure(what, "Input (without hyphens) must be even length"));
    }
    match hex_length(&text.replace('-', "")) {
        Ok(_) => Ok(Digits(digits)),
        Err(why) => Err(failure(what, &format!("Invalid UUID: {why}"))),
    }
}

fn failure(what: &str, why: &str) -> Failure {
    Failure::error(500, format!("{what} lookup failed: index error: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_of_whole_bytes() {
        let id = "a0000001-0000-4000-8000-0000000000ff";
        for text in ["", "A0", "a0000001", "a0000001-", "a0000001-0000", id] {
            assert!(prefix(text, "node").unwrap().begin(id), "{text}");
        }
        assert!(!prefix("a1", "node").unwrap().begin(id));
        assert!(prefix("a00", "node").is_err());
        assert!(prefix("zz", "node").is_err());
        assert!(prefix("-----", "node").is_err());
        assert_eq!(whole(&id.to_uppercase(), "node").unwrap(), id);
        assert!(whole("a0000001", "node").is_err());
    }
}
