//! Functions of strings.

use unicode_segmentation::UnicodeSegmentation;

use super::super::value::Value;
use super::arguments::{cost, elements, integer, text};
use super::{Context, Function, Kind, Outcome, fail, fail_at, function, number, parameter, string};
use crate::notation::regexp;

pub(super) static STRINGS: &[Function] = &[
    function("chomp", &[string("str")], |arguments, _| {
        Ok(Value::string(text(arguments, 0).trim_end_matches(['\r', '\n'])))
    }),
    function("indent", &[number("spaces"), string("str")], indent),
    function("join", &[string("separator")], join).and_more(parameter("lists", Kind::ListOfStrings)),
    function("lower", &[string("str")], |arguments, _| {
        each_char(text(arguments, 0), lower)
    }),
    function(
        "regex_replace",
        &[string("str"), string("substr"), string("replace")],
        regex_replace,
    ),
    function(
        "replace",
        &[string("str"), string("substr"), string("replace")],
        replace,
    ),
    function("reverse", &[string("str")], |arguments, _| {
        reverse(text(arguments, 0))
    }),
    function("sort", &[parameter("list", Kind::ListOfStrings)], sort),
    function("split", &[string("separator"), string("str")], |arguments, _| {
        Ok(split(text(arguments, 0), text(arguments, 1)))
    }),
    function("strrev", &[string("str")], |arguments, _| {
        reverse(text(arguments, 0))
    }),
    function(
        "substr",
        &[string("str"), number("offset"), number("length")],
        |arguments, _| {
            let offset = integer(arguments, 1).or_else(fail)?;
            let length = integer(arguments, 2).or_else(fail)?;
            Ok(Value::string(part(text(arguments, 0), offset, length)))
        },
    ),
    function("title", &[string("str")], |arguments, _| {
        title(text(arguments, 0))
    }),
    function("trim", &[string("str"), string("cutset")], |arguments, _| {
        let cut = text(arguments, 1);
        Ok(Value::string(
            text(arguments, 0).trim_matches(|c| cut.contains(c)),
        ))
    }),
    function(
        "trimprefix",
        &[string("str"), string("prefix")],
        |arguments, _| {
            let whole = text(arguments, 0);
            Ok(Value::string(
                whole.strip_prefix(text(arguments, 1)).unwrap_or(whole),
            ))
        },
    ),
    function("trimspace", &[string("str")], |arguments, _| {
        Ok(Value::string(text(arguments, 0).trim()))
    }),
    function(
        "trimsuffix",
        &[string("str"), string("suffix")],
        |arguments, _| {
            let whole = text(arguments, 0);
            Ok(Value::string(
                whole.strip_suffix(text(arguments, 1)).unwrap_or(whole),
            ))
        },
    ),
    function("upper", &[string("str")], |arguments, _| {
        each_char(text(arguments, 0), upper)
    }),
];

fn indent(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let spaces = integer(arguments, 0).or_else(fail)?;
    let Ok(spaces) = u64::try_from(spaces) else {
        return fail("panic in function implementation: strings: negative Repeat count");
    };
    let lines = text(arguments, 1);
    let breaks = cost(lines.matches('\n').count());
    context.budget.spend(spaces.saturating_mul(breaks.max(1)))?;
    let pad = " ".repeat(usize::try_from(spaces).unwrap_or(0));
    Ok(Value::string(lines.replace('\n', &format!("\n{pad}"))))
}

fn join(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let separator = text(arguments, 0);
    let lists = arguments.get(1..).unwrap_or_default();
    if lists.is_empty() {
        return fail("at least one list is required");
    }
    let mut items = Vec::new();
    for index in 1..=lists.len() {
        for (position, element) in elements(arguments, index).iter().enumerate() {
            let Some(item) = element.as_str() else {
                let which = if lists.len() > 1 {
                    format!(" of list {index}")
                } else {
                    String::new()
                };
                return fail_at(
                    index,
                    format!("element {position}{which} is null; cannot concatenate null values"),
                );
            };
            items.push(item);
        }
    }
    context
        .budget
        .spend(cost(separator.len()).saturating_mul(cost(items.len())))?;
    Ok(Value::string(items.join(separator)))
}

fn regex_replace(arguments: &[Value], context: &Context<'_>) -> Outcome {
    /// A counted repetition makes an expression as much longer, at most.
    const COUNTED: u64 = 100;
    let (whole, expression) = (text(arguments, 0), text(arguments, 1));
    let copies = if expression.contains('{') { COUNTED } else { 1 };
    let steps = cost(whole.len() + 1).saturating_mul(cost(expression.len()));
    context.budget.spend(steps.saturating_mul(copies))?;
    let replaced = regexp::replace_all(expression, whole, text(arguments, 2)).or_else(fail)?;
    Ok(Value::string(replaced))
}

fn replace(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let (whole, part, by) = (text(arguments, 0), text(arguments, 1), text(arguments, 2));
    let times = cost(whole.matches(part).count());
    context.budget.spend(times.saturating_mul(cost(by.len())))?;
    Ok(Value::string(whole.replace(part, by)))
}

fn reverse(whole: &str) -> Outcome {
    Ok(Value::string(whole.graphemes(true).rev().collect::<String>()))
}

fn sort(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let list = elements(arguments, 0);
    if let Some(index) = list.iter().position(Value::is_null) {
        return fail(format!(
            "given list element {index} is null; a null string cannot be sorted"
        ));
    }
    let mut sorted = list.to_vec();
    sorted.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
    Ok(Value::list_of_strings(sorted))
}

fn split(separator: &str, whole: &str) -> Value {
    if separator.is_empty() {
        let each = whole.chars().map(|c| Value::string(c.encode_utf8(&mut [0; 4])));
        return Value::list_of_strings(each.collect());
    }
    Value::list_of_strings(whole.split(separator).map(Value::string).collect())
}

/// So many grapheme clusters from an offset on. An offset below zero counts from the end; so does a length below
/// zero, which means all of them, and so does one of zero if the offset is below zero.
fn part(whole: &str, offset: i64, length: i64) -> &str {
    let clusters = || whole.grapheme_indices(true);
    let start = if offset < 0 {
        let all = i64::try_from(clusters().count()).unwrap_or(i64::MAX);
        offset + all
    } else if length == 0 {
        return "";
    } else {
        offset
    };
    let start = usize::try_from(start).unwrap_or(0);
    let start = clusters().nth(start).map_or(whole.len(), |(at, _)| at);
    let rest = whole.get(start..).unwrap_or_default();
    match usize::try_from(length) {
        Ok(length @ 1..) => {
            let end = rest
                .grapheme_indices(true)
                .nth(length)
                .map_or(rest.len(), |(at, _)| at);
            rest.get(..end).unwrap_or_default()
        }
        _ => rest,
    }
}

fn each_char(whole: &str, change: fn(char) -> char) -> Outcome {
    Ok(Value::string(whole.chars().map(change).collect::<String>()))
}

/// The one character that is a letter's lower case.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The one character that is a letter's upper case; the letter itself if it takes two.
fn upper(c: char) -> char {
    match c {
        // Greek with a subscript: there are single capitals.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => shifted(c, 8),
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => shifted(c, 9),
        _ => {
            let mut upper = c.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(upper), None) => upper,
                _ => c,
            }
        }
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

/// A letter as it begins a word: as upper case, but for the pairs that are one character.
fn title_case(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10ff}' => c,
        c => upper(c),
    }
}

fn title(whole: &str) -> Outcome {
    let mut after_separator = true;
    let titled = whole.chars().map(|c| {
        let begins = std::mem::replace(&mut after_separator, is_separator(c));
        if begins { title_case(c) } else { c }
    });
    Ok(Value::string(titled.collect::<String>()))
}

/// Whether a word ends there: at all of ASCII but letters, digits and underscore, and at any white space.
fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        return !(c.is_ascii_alphanumeric() || c == '_');
    }
    c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::super::super::value::Value;
    use super::super::tests::{call, fails, fails_at, list, n, s};

    #[test]
    fn letters_change_one_by_one() {
        assert_eq!(call("upper", &[s("straße ŉ ᾳ")]), s("STRAßE ŉ ᾼ"));
        assert_eq!(call("lower", &[s("ΣΑΣ İ")]), s("σασ i"));
        assert_eq!(call("title", &[s("o'neil éa b_c 1d ǆ")]), s("O'Neil Éa B_c 1d ǅ"));
    }

    #[test]
    fn parts_count_grapheme_clusters() {
        for (offset, length, part) in [
            (0, 2, "ž👩‍👩‍👧"),
            (1, -1, "👩‍👩‍👧c"),
            (-1, 1, "c"),
            (-2, 0, "👩‍👩‍👧c"),
            (0, 0, ""),
            (3, 1, ""),
            (9, 1, ""),
            (-9, 1, "ž"),
        ] {
            let arguments = [s("ž👩‍👩‍👧c"), n(&offset.to_string()), n(&length.to_string())];
            assert_eq!(call("substr", &arguments), s(part), "{offset} {length}");
        }
        assert_eq!(call("reverse", &[s("ab👩‍👩‍👧")]), s("👩‍👩‍👧ba"));
    }

    #[test]
    fn splitting_by_nothing_gives_characters() {
        assert_eq!(call("split", &[s(""), s("ab")]), list(&[s("a"), s("b")]));
        assert_eq!(call("split", &[s(","), s("")]), list(&[s("")]));
    }

    #[test]
    fn joined_lists_have_no_nulls() {
        let with_null = list(&[s("a"), Value::NULL]);
        assert_eq!(
            call("join", &[s("-"), list(&[s("a")]), list(&[s("b")])]),
            s("a-b")
        );
        assert_eq!(
            fails_at("join", &[s(","), with_null.clone()]),
            (1, "element 1 is null; cannot concatenate null values".to_owned())
        );
        assert_eq!(
            fails_at("join", &[s(","), list(&[s("x")]), with_null]),
            (
                2,
                "element 1 of list 2 is null; cannot concatenate null values".to_owned()
            )
        );
        assert_eq!(fails("join", &[s(",")]), "at least one list is required");
    }

    #[test]
    fn growth_is_bounded() {
        let lines = s(&"\n".repeat(100_000));
        assert!(fails("indent", &[n("100000"), lines.clone()]).contains("more data"));
        assert!(fails("indent", &[n("999999999999"), s("")]).contains("more data"));
        assert!(fails("replace", &[lines, s("\n"), s(&"x".repeat(100_000))]).contains("more data"));
        assert!(fails("join", &[s(&"x".repeat(100_000)), list(&vec![s(""); 100_000])]).contains("more data"));
        assert!(fails("indent", &[n("-1"), s("")]).contains("negative Repeat count"));
    }

    #[test]
    fn trimming() {
        assert_eq!(call("trim", &[s("abcba"), s("ab")]), s("c"));
        assert_eq!(call("trim", &[s("same"), s("")]), s("same"));
        assert_eq!(call("chomp", &[s("a\r\n\n\r")]), s("a"));
        assert_eq!(call("trimspace", &[s("\u{a0} a\t\n")]), s("a"));
    }

    #[test]
    fn replacements_may_name_groups() {
        for (text, expression, by, result) in [
            ("key=value", r"(\w+)=(\w+)", "$2:$1", "value:key"),
            ("ab", "(?P<first>a)", "${first}1", "a1b"),
            ("ab", "(a)", "$1x", "b"),
            ("ab", "a", "$$", "$b"),
            ("ab", "a", "${x-y}$", "${x-y}$b"),
            ("baaac", "a*", "x", "xbxcx"),
        ] {
            assert_eq!(
                call("regex_replace", &[s(text), s(expression), s(by)]),
                s(result),
                "{expression}"
            );
        }
        assert_eq!(
            fails("regex_replace", &[s(""), s("("), s("")]),
            "error parsing regexp: missing closing ): `(`"
        );
    }
}
