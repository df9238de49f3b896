//! References to variables inside text: `${attr.cpu.arch}`.
//!
//! This is the form that the reference replaces in arguments and names: letters, digits, `_`, `-` and `.`
//! between `${` and `}`. Anything else is plain text.

use std::borrow::Cow;

/// The first reference in `text`: what comes before it, its name, and the rest.
fn first(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("${")?;
        let inside = text.get(start + 2..)?;
        let length = inside
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .unwrap_or(inside.len());
        let (name, rest) = inside.split_at(length);
        if let Some(rest) = rest.strip_prefix('}')
            && !name.is_empty()
        {
            return Some((text.get(..start)?, name, rest));
        }
        from = start + 2;
    }
}

/// Whether `text` refers to any variable.
#[must_use]
pub fn refers(text: &str) -> bool {
    first(text).is_some()
}

/// The names of the variables that `text` refers to, one after another.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, name, after) = first(rest)?;
        rest = after;
        Some(name)
    })
}

/// The text with each reference replaced by what `value` has for its name; where that is nothing, it stays.
pub fn replace<'a>(text: &'a str, mut value: impl FnMut(&str) -> Option<String>) -> Cow<'a, str> {
    let Some(mut found) = first(text) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    loop {
        let (before, name, rest) = found;
        out.push_str(before);
        match value(name) {
            Some(value) => out.push_str(&value),
            None => out.extend(["${", name, "}"]),
        }
        match first(rest) {
            Some(next) => found = next,
            None => {
                out.push_str(rest);
                return Cow::Owned(out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_replaced_and_the_rest_stays() {
        let value = |name: &str| (name == "JOB").then(|| "web".to_owned());
        assert_eq!(replace("${JOB}-${TASK}-${JOB}!", value), "web-${TASK}-web!");
        assert_eq!(replace("${}${ JOB}${${JOB}", value), "${}${ JOB}${web");
        assert!(matches!(replace("$JOB {JOB}", value), Cow::Borrowed(_)));
    }

    #[test]
    fn names_come_in_the_order_of_the_text() {
        assert_eq!(names("${a}-${b c}${d.e}$").collect::<Vec<_>>(), ["a", "d.e"]);
    }

    #[test]
    fn references_need_a_name_and_an_end() {
        assert!(refers("a${node.unique-id_1}"));
        assert!(!refers("${} ${a b} ${a"));
    }
}
