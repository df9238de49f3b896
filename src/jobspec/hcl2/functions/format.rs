//! `format` and `formatlist`: text with verbs that arguments fill, after Go's `fmt`.

use unicode_segmentation::UnicodeSegmentation;

use super::super::value::convert::convert;
use super::super::value::{Number, Type, Value, json};
use super::arguments::{cost, elements_of, text};
use super::{Context, Function, FunctionError, Outcome, any, fail, fail_at, function, string};
use crate::notation::quote::{quoted, quoted_char};

pub(super) static FORMATS: &[Function] = &[
    function("format", &[string("format")], |arguments, context| {
        let values: Vec<&Value> = arguments.iter().skip(1).collect();
        Ok(Value::string(formatted(text(arguments, 0), &values, context)?))
    })
    .and_more(any("args").or_null()),
    function("formatlist", &[string("format")], format_list).and_more(any("args").or_null()),
];

/// The widest that a verb may ask for: what Go's `fmt` takes.
const MAX_WIDTH: usize = 1_000_000;

/// Formats once for each element of the sequences among the arguments, which must be of one length.
fn format_list(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let format = text(arguments, 0);
    let values = arguments.get(1..).unwrap_or_default();
    if values.is_empty() {
        return Ok(Value::list_of_strings(vec![Value::string(formatted(
            format,
            &[],
            context,
        )?)]));
    }
    // The length of all sequences, and the first that has it.
    let mut length: Option<(usize, usize)> = None;
    for (index, sequence) in (1..)
        .zip(values)
        .filter_map(|(index, value)| Some((index, elements_of(value)?)))
    {
        let (first, expected) = *length.get_or_insert((index, sequence.len()));
        if sequence.len() != expected {
            return fail_at(
                index,
                format!(
                    "argument {index} has length {}, which is inconsistent with argument {first} of length {expected}",
                    sequence.len()
                ),
            );
        }
    }
    let times = length.map_or(1, |(_, length)| length);
    let mut results = Vec::new();
    for iteration in 0..times {
        let row: Vec<&Value> = values
            .iter()
            .map(|value| {
                elements_of(value)
                    .and_then(|elements| elements.get(iteration))
                    .unwrap_or(value)
            })
            .collect();
        let result = formatted(format, &row, context)
            .or_else(|error| fail(format!("error on format iteration {iteration}: {}", error.words)))?;
        context.budget.spend(cost(result.len()) + 64)?;
        results.push(Value::string(result));
    }
    Ok(Value::list_of_strings(results))
}

/// One `%` with all that belongs to it.
#[derive(Debug, Default)]
struct Verb<'a> {
    /// As it is written.
    raw: &'a str,
    offset: usize,
    /// The argument it shows, from 1.
    argument: usize,
    letter: char,
    zero: bool,
    sharp: bool,
    plus: bool,
    minus: bool,
    space: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

fn formatted(format: &str, values: &[&Value], context: &Context<'_>) -> Result<String, FunctionError> {
    let mut result = String::with_capacity(format.len());
    let mut rest = format;
    let mut next = 1;
    let mut highest = 0;
    while let Some((before, after)) = rest.split_once('%') {
        result.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            result.push('%');
            rest = after;
            continue;
        }
        let mut reader = VerbReader { format, rest: after };
        let verb = reader.verb(format.len() - after.len() - 1, next)?;
        rest = reader.rest;
        highest = highest.max(verb.argument);
        next = verb.argument + 1;
        let room = verb.width.unwrap_or(0) + verb.precision.unwrap_or(0);
        context.budget.spend(cost(room) + 1)?;
        result.push_str(&shown(&verb, values, context)?);
    }
    result.push_str(rest);
    if highest < values.len() {
        let which = match highest {
            0 => "no verbs in format string".to_owned(),
            highest => format!("only {highest} used by format string"),
        };
        return fail_at(highest + 1, format!("too many arguments; {which}"));
    }
    Ok(result)
}

struct VerbReader<'a> {
    format: &'a str,
    rest: &'a str,
}

impl<'a> VerbReader<'a> {
    /// What comes after a `%`: flags, width, precision, the argument's number, a letter.
    fn verb(&mut self, offset: usize, next: usize) -> Result<Verb<'a>, FunctionError> {
        let mut verb = Verb {
            offset,
            argument: next,
            ..Verb::default()
        };
        while let Some(flag) = self.rest.chars().next() {
            match flag {
                '0' => verb.zero = true,
                '#' => verb.sharp = true,
                '-' => verb.minus = true,
                '+' => verb.plus = true,
                ' ' => verb.space = true,
                _ => break,
            }
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            verb.width = Some(self.number()?);
        }
        if let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            verb.precision = Some(self.number()?);
        }
        if let Some(rest) = self.rest.strip_prefix('[') {
            self.rest = rest;
            if !rest.starts_with(|c: char| matches!(c, '1'..='9')) {
                return self.unexpected();
            }
            verb.argument = self.number()?;
            let Some(rest) = self.rest.strip_prefix(']') else {
                return self.unexpected();
            };
            self.rest = rest;
        }
        match self.rest.chars().next() {
            Some(letter) if letter.is_ascii_alphabetic() => {
                verb.letter = letter;
                self.rest = self.rest.get(1..).unwrap_or_default();
                let end = self.format.len() - self.rest.len();
                verb.raw = self.format.get(offset..end).unwrap_or_default();
                Ok(verb)
            }
            _ => self.unexpected(),
        }
    }

    /// The number at the place; zero if there is none.
    fn number(&mut self) -> Result<usize, FunctionError> {
        let after = self.rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = self.rest.get(..self.rest.len() - after.len()).unwrap_or_default();
        self.rest = after;
        let number = if digits.is_empty() {
            Some(0)
        } else {
            digits.parse().ok()
        };
        match number {
            Some(number) if number <= MAX_WIDTH => Ok(number),
            _ => fail(format!(
                "{digits} is more than a format string may ask for, which is {MAX_WIDTH}"
            )),
        }
    }

    fn unexpected<T>(&self) -> Result<T, FunctionError> {
        let at = self.format.len() - self.rest.len();
        match self.rest.chars().next() {
            Some(c) => fail(format!(
                "unrecognized format character {} at offset {at}",
                quoted_char(c)
            )),
            None => fail(format!("invalid format string starting at offset {at}")),
        }
    }
}

fn shown(verb: &Verb<'_>, values: &[&Value], context: &Context<'_>) -> Result<String, FunctionError> {
    let (raw, offset) = (quoted(verb.raw), verb.offset);
    let Some(value) = verb.argument.checked_sub(1).and_then(|index| values.get(index)) else {
        return fail(format!(
            "not enough arguments for {raw} at {offset}: need index {} but have {} total",
            verb.argument,
            values.len()
        ));
    };
    let refusal = |words: &str| FunctionError {
        argument: None,
        words: format!("unsupported value for {raw} at {offset}: {words}"),
    };
    let unsupported = |words: &str| Err(refusal(words));
    if verb.letter != 'v' && value.is_null() {
        return unsupported("null value cannot be formatted");
    }
    let converted = |of: Type| convert(value, &of).map_err(|error| refusal(&error.to_string()));
    match verb.letter {
        'v' => {
            let text = match value {
                Value::String(text) if !verb.sharp => text.to_string(),
                Value::Number(number) if !verb.sharp => number.to_general(None),
                value => json::to_json(value).map_err(|words| refusal(&words))?,
            };
            context.budget.spend(cost(text.len()))?;
            Ok(padded(verb, text))
        }
        't' => {
            let value = converted(Type::Bool)?;
            Ok(String::from(if value.as_bool() == Some(true) {
                "true"
            } else {
                "false"
            }))
        }
        'b' | 'd' | 'o' | 'x' | 'X' => match converted(Type::Number)?.as_number() {
            Some(number) => integer(verb, number).map_or_else(|| unsupported("an integer is required"), Ok),
            None => unsupported("a number is required"),
        },
        'e' | 'E' | 'f' | 'g' | 'G' => match converted(Type::Number)?.as_number() {
            Some(number) => Ok(float(verb, number)),
            None => unsupported("a number is required"),
        },
        's' | 'q' => {
            let value = converted(Type::String)?;
            let whole = value.as_str().unwrap_or_default();
            context.budget.spend(cost(whole.len()))?;
            // No precision and one of zero mean the same.
            let limit = verb
                .precision
                .filter(|precision| *precision > 0)
                .unwrap_or(usize::MAX);
            let end = whole
                .grapheme_indices(true)
                .nth(limit)
                .map_or(whole.len(), |(at, _)| at);
            let part = whole.get(..end).unwrap_or_default();
            let mut text = String::new();
            if verb.letter == 'q' {
                json::push_string(part, &mut text);
            } else {
                text.push_str(part);
            }
            Ok(padded(verb, text))
        }
        letter => fail(format!(
            "unsupported format verb {} in {raw} at offset {offset}",
            quoted_char(letter)
        )),
    }
}

/// At least as wide as asked for, in grapheme clusters.
fn padded(verb: &Verb<'_>, text: String) -> String {
    let Some(width) = verb.width else {
        return text;
    };
    let missing = width.saturating_sub(text.graphemes(true).count());
    let padding = if verb.zero { "0" } else { " " }.repeat(missing);
    if verb.minus {
        text + &padding
    } else {
        padding + &text
    }
}

/// A whole number in a verb's base; none for other numbers.
fn integer(verb: &Verb<'_>, number: &Number) -> Option<String> {
    let (base, prefix) = match verb.letter {
        'b' => (2, "0b"),
        'o' => (8, "0"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let magnitude = number.to_integer()?;
    let mut digits = magnitude.to_str_radix(base);
    if verb.letter == 'X' {
        digits.make_ascii_uppercase();
    }
    if verb.precision == Some(0) && digits == "0" {
        return Some(String::new());
    }
    let sign = sign(verb, number.is_negative() && digits != "0");
    let prefix = if verb.sharp { prefix } else { "" };
    let mut zeros = verb.precision.unwrap_or(0).saturating_sub(digits.len());
    let length = sign.len() + prefix.len() + zeros + digits.len();
    let missing = verb.width.unwrap_or(0).saturating_sub(length);
    let (mut left, mut right) = (0, 0);
    if verb.minus {
        right = missing;
    } else if verb.zero && verb.precision.is_none() {
        zeros = missing;
    } else {
        left = missing;
    }
    let (left, zeros, right) = (" ".repeat(left), "0".repeat(zeros), " ".repeat(right));
    Some(format!("{left}{sign}{prefix}{zeros}{digits}{right}"))
}

fn float(verb: &Verb<'_>, number: &Number) -> String {
    const USUAL: usize = 6;
    let places = verb.precision.unwrap_or(USUAL);
    let magnitude = number.absolute();
    let mut digits = match verb.letter {
        'e' | 'E' => magnitude.to_scientific(places),
        'f' => magnitude.to_plain(places),
        _ => magnitude.to_general(verb.precision),
    };
    if matches!(verb.letter, 'E' | 'G') && !number.is_infinite() {
        digits.make_ascii_uppercase();
    }
    let digits = digits.trim_start_matches('+');
    let mut sign = sign(verb, number.is_negative());
    if number.is_infinite() && sign.is_empty() {
        sign = "+";
    }
    let missing = verb.width.unwrap_or(0).saturating_sub(sign.len() + digits.len());
    if verb.zero && !verb.minus && !number.is_infinite() {
        return format!("{sign}{}{digits}", "0".repeat(missing));
    }
    let spaces = " ".repeat(missing);
    if verb.minus {
        format!("{sign}{digits}{spaces}")
    } else {
        format!("{spaces}{sign}{digits}")
    }
}

fn sign(verb: &Verb<'_>, negative: bool) -> &'static str {
    match (negative, verb.plus, verb.space) {
        (true, _, _) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::value::Value;
    use super::super::tests::{call, fails, fails_at, list, n, object, s, tuple};

    fn formatted(format: &str, values: &[Value]) -> Value {
        call("format", &[&[s(format)], values].concat())
    }

    fn refused(format: &str, values: &[Value]) -> String {
        fails("format", &[&[s(format)], values].concat())
    }

    #[test]
    fn verbs() {
        for (format, value, text) in [
            ("%s-%%", s("a"), "a-%"),
            ("%03d|", n("7"), "007|"),
            ("%-5d|", n("42"), "42   |"),
            ("%+d", n("12"), "+12"),
            ("% d", n("12"), " 12"),
            ("%.4d", n("12"), "0012"),
            ("%#x", n("255"), "0xff"),
            ("%X", n("255"), "FF"),
            ("%o", n("8"), "10"),
            ("%b", n("-5"), "-101"),
            ("%.2f", n("3.14159"), "3.14"),
            ("%8.3f", n("2.5"), "   2.500"),
            ("%08.3f", n("-2.5"), "-002.500"),
            ("%e", n("15000"), "1.500000e+04"),
            ("%G", n("1e20"), "1E+20"),
            ("%.3g", n("1234.5"), "1.23e+03"),
            ("%v", n("1000000"), "1e+06"),
            ("%v", n("0.5"), "0.5"),
            ("%#v", s("a"), "\"a\""),
            ("%v", Value::NULL, "null"),
            ("%v", tuple(&[s("a"), n("1")]), "[\"a\",1]"),
            ("%v", object(&[("k", Value::Bool(true))]), "{\"k\":true}"),
            ("%q", s("say \"hi\""), "\"say \\\"hi\\\"\""),
            ("%t", s("true"), "true"),
            ("%-6s|", s("ab"), "ab    |"),
            ("%06s", s("ab"), "0000ab"),
            ("%.1s", s("👩‍👩‍👧b"), "👩‍👩‍👧"),
            ("%5s", s("👩‍👩‍👧"), "    👩‍👩‍👧"),
            ("%d", s("12"), "12"),
        ] {
            assert_eq!(formatted(format, &[value]), s(text), "{format}");
        }
        assert_eq!(formatted("%[2]s %[1]s %s", &[s("a"), s("b")]), s("b a b"));
    }

    #[test]
    fn what_cannot_be_shown() {
        for (format, value, words) in [
            (
                "%d",
                n("1.5"),
                "unsupported value for \"%d\" at 0: an integer is required",
            ),
            (
                "x%d",
                s("abc"),
                "unsupported value for \"%d\" at 1: a number is required",
            ),
            ("%z", n("1"), "unsupported format verb 'z' in \"%z\" at offset 0"),
            (
                "%s",
                Value::NULL,
                "unsupported value for \"%s\" at 0: null value cannot be formatted",
            ),
            (
                "%s",
                tuple(&[]),
                "unsupported value for \"%s\" at 0: string required",
            ),
            (
                "%s %s",
                s("a"),
                "not enough arguments for \"%s\" at 3: need index 2 but have 1 total",
            ),
            ("%!", s("a"), "unrecognized format character '!' at offset 1"),
            ("%[0]d", s("a"), "unrecognized format character '0' at offset 2"),
            ("a%", s("a"), "invalid format string starting at offset 2"),
        ] {
            assert_eq!(refused(format, &[value]), words);
        }
        assert_eq!(
            fails_at("format", &[s("plain"), n("1")]),
            (1, "too many arguments; no verbs in format string".to_owned())
        );
        assert_eq!(
            fails_at("format", &[s("%s"), n("1"), n("2")]),
            (2, "too many arguments; only 1 used by format string".to_owned())
        );
    }

    #[test]
    fn widths_are_bounded() {
        assert!(refused("%999999999d", &[n("1")]).contains("may ask for"));
        assert!(refused("%.99999999999999999999f", &[n("1")]).contains("may ask for"));
        assert!(refused(&"%[1]1000000d".repeat(1000), &[n("1")]).contains("unrecognized"));
        assert!(refused(&"%1000000[1]d".repeat(1000), &[n("1")]).contains("more data"));
    }

    #[test]
    fn lists_go_in_step() {
        assert_eq!(
            call("formatlist", &[s("%s.%s"), tuple(&[s("a"), s("b")]), s("svc")]),
            list(&[s("a.svc"), s("b.svc")])
        );
        assert_eq!(call("formatlist", &[s("plain")]), list(&[s("plain")]));
        assert_eq!(
            fails_at(
                "formatlist",
                &[s("%s %s"), tuple(&[s("a"), s("b")]), tuple(&[s("c")])]
            ),
            (
                2,
                "argument 2 has length 1, which is inconsistent with argument 1 of length 2".to_owned()
            )
        );
        assert!(
            fails("formatlist", &[s("%d"), tuple(&[s("a")])])
                .starts_with("error on format iteration 0: unsupported value for \"%d\" at 0")
        );
    }
}
