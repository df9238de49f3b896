//! Whether text is a regular expression, as Go's `regexp` (RE2 with Perl's extensions) sees it, and what is
//! wrong with it in Go's words.
//!
//! The checker goes through the expression once, with a stack instead of recursion, and
//! keeps of what it has read only what later errors depend on: whether there is something to repeat, and how
//! often nested counts repeat their innermost part.

use std::borrow::Cow;

use super::unicode_class;

/// How often `{n,m}` may repeat, nested ones multiplied.
const MAX_REPEAT: u32 = 1000;
/// How deep groups may be nested.
const MAX_HEIGHT: usize = 1000;

/// Checks a regular expression.
///
/// # Errors
///
/// In the words of Go 1.19's `regexp.Compile`.
pub fn check(expression: &str) -> Result<(), String> {
    Checker::new(expression)
        .run()
        .map_err(|Fault { what, at }| format!("error parsing regexp: {what}: `{at}`"))
}

/// Whether an expression matches somewhere in a text; never if it is no expression.
///
/// The matching is `regex-lite`'s, in which `\d`, `\w` and `\s` mean ASCII as they do in RE2. It does not know
/// classes of Unicode (`\p{Greek}`): an expression with one matches nothing.
#[must_use]
pub fn is_match(expression: &str, text: &str) -> bool {
    check(expression).is_ok()
        && regex_lite::Regex::new(&unquote_literals(expression)).is_ok_and(|regex| regex.is_match(text))
}

/// The text with every match replaced. In the replacement `$name`, `${name}` and `$1` stand for what a group matched,
/// `$$` for a dollar sign. Classes of Unicode match nothing, as in [`is_match`].
///
/// # Errors
///
/// In the words of Go 1.19's `regexp.Compile`.
pub fn replace_all(expression: &str, text: &str, replacement: &str) -> Result<String, String> {
    check(expression)?;
    let Ok(regex) = regex_lite::Regex::new(&unquote_literals(expression)) else {
        return Ok(text.to_owned());
    };
    let replaced = regex.replace_all(text, |captures: &regex_lite::Captures<'_>| {
        expand(replacement, captures)
    });
    Ok(replaced.into_owned())
}

/// The replacement of one match.
fn expand(template: &str, captures: &regex_lite::Captures<'_>) -> String {
    let mut expanded = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
        } else if let Some((name, after)) = group_name(after) {
            let group = match name.parse::<usize>() {
                Ok(index) if index == 0 || !name.starts_with('0') => captures.get(index),
                _ => captures.name(name),
            };
            expanded.push_str(group.map_or("", |group| group.as_str()));
            rest = after;
        } else {
            expanded.push('$');
            rest = after;
        }
    }
    expanded.push_str(rest);
    expanded
}

/// The name, perhaps in braces, at the beginning of a text, and what comes after it.
fn group_name(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{');
    let start = inside.unwrap_or(text);
    let end = start
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(start.len());
    let (name, after) = start.split_at_checked(end)?;
    let after = if inside.is_some() {
        after.strip_prefix('}')?
    } else {
        after
    };
    (!name.is_empty()).then_some((name, after))
}

/// The expression with what stands between `\Q` and `\E` escaped, which `regex-lite` does not know.
fn unquote_literals(expression: &str) -> Cow<'_, str> {
    if !expression.contains(r"\Q") {
        return expression.into();
    }
    let mut plain = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some((c, after)) = next(rest) {
        let literal = rest.strip_prefix(r"\Q");
        if let Some(literal) = literal {
            let (quoted, after) = literal.split_once(r"\E").unwrap_or((literal, ""));
            plain.push_str(&regex_lite::escape(quoted));
            rest = after;
            continue;
        }
        plain.push(c);
        rest = after;
        if c == '\\'
            && let Some((escaped, after)) = next(rest)
        {
            plain.push(escaped);
            rest = after;
        }
    }
    plain.into()
}

/// What is wrong, and with which part of the expression.
struct Fault<'a> {
    what: &'static str,
    at: &'a str,
}

type Checked<'a, T> = Result<T, Fault<'a>>;

fn fault<'a, T>(what: &'static str, at: &'a str) -> Checked<'a, T> {
    Err(Fault { what, at })
}

/// The part of `text` that comes before `rest`, its end.
fn before<'a>(text: &'a str, rest: &str) -> &'a str {
    text.get(..text.len() - rest.len()).unwrap_or_default()
}

/// The first character, and what follows.
fn next(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    chars.next().map(|c| (c, chars.as_str()))
}

/// What is open: the whole expression or a group.
#[derive(Default)]
struct Group {
    /// The last thing since the beginning or the last `|`, if there is one to be repeated: by how much the
    /// counts in it multiply.
    last: Option<u32>,
    /// The largest such product of what comes before.
    most: u32,
}

impl Group {
    /// Puts the last thing to what comes before.
    fn settle(&mut self) {
        self.most = self.most.max(self.last.take().unwrap_or(1));
    }
}

struct Checker<'a> {
    whole: &'a str,
    rest: &'a str,
    group: Group,
    outer: Vec<Group>,
    /// The text from the repetition that was read last, while nothing came after it.
    repeated: Option<&'a str>,
}

impl<'a> Checker<'a> {
    fn new(whole: &'a str) -> Self {
        Checker {
            whole,
            rest: whole,
            group: Group::default(),
            outer: Vec::new(),
            repeated: None,
        }
    }

    fn run(&mut self) -> Checked<'a, ()> {
        while let Some((c, after)) = next(self.rest) {
            let repeated = self.repeated.take();
            match c {
                '(' => match after.strip_prefix('?') {
                    Some(flags) => self.flags(flags)?,
                    None => self.open(after)?,
                },
                '|' => {
                    self.group.settle();
                    self.rest = after;
                }
                ')' => self.close(after)?,
                '[' => self.class(after)?,
                '*' | '+' | '?' => self.repeat(after, None, repeated)?,
                '{' => match count(after) {
                    Some((count, after)) => self.repeat(after, Some(count), repeated)?,
                    None => self.part(after),
                },
                '\\' => self.escape()?,
                _ => self.part(after),
            }
        }
        if self.outer.is_empty() {
            Ok(())
        } else {
            fault("missing closing )", self.whole)
        }
    }

    /// Something that can be repeated has been read.
    fn part(&mut self, rest: &'a str) {
        self.group.settle();
        self.group.last = Some(1);
        self.rest = rest;
    }

    fn open(&mut self, rest: &'a str) -> Checked<'a, ()> {
        if self.outer.len() >= MAX_HEIGHT {
            return fault("expression nests too deeply", self.whole);
        }
        self.outer.push(std::mem::take(&mut self.group));
        self.rest = rest;
        Ok(())
    }

    fn close(&mut self, rest: &'a str) -> Checked<'a, ()> {
        let Some(outer) = self.outer.pop() else {
            return fault("unexpected )", self.whole);
        };
        let mut inner = std::mem::replace(&mut self.group, outer);
        inner.settle();
        self.group.settle();
        self.group.last = Some(inner.most);
        self.rest = rest;
        Ok(())
    }

    /// `*`, `+`, `?` or a count, each perhaps with a `?` that makes it reluctant.
    fn repeat(
        &mut self,
        after: &'a str,
        count: Option<(u32, Option<u32>)>,
        repeated: Option<&'a str>,
    ) -> Checked<'a, ()> {
        let start = self.rest;
        if let Some((min, max)) = count
            && (min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || min > max))
        {
            return fault("invalid repeat count", before(start, after));
        }
        let after = after.strip_prefix('?').unwrap_or(after);
        if let Some(repeated) = repeated {
            return fault("invalid nested repetition operator", before(repeated, after));
        }
        let Some(inner) = self.group.last else {
            return fault("missing argument to repetition operator", before(start, after));
        };
        let repeats = match count {
            // Repeated not at all, it does not count what is inside.
            Some((_, Some(0))) => 1,
            Some((min, max)) => max.unwrap_or(min).max(1).saturating_mul(inner),
            None => inner,
        };
        let is_counted = count.is_some_and(|(min, max)| min >= 2 || max.is_some_and(|max| max >= 2));
        if is_counted && repeats > MAX_REPEAT {
            return fault("invalid repeat count", before(start, after));
        }
        self.group.last = Some(repeats);
        self.rest = after;
        self.repeated = Some(start);
        Ok(())
    }

    /// What follows `(?`: a name, flags, or flags of a group.
    fn flags(&mut self, flags: &'a str) -> Checked<'a, ()> {
        let start = self.rest;
        if flags.starts_with("P<") && start.len() > 4 {
            let Some(end) = start.find('>') else {
                return fault("invalid named capture", start);
            };
            let (capture, rest) = start.split_at_checked(end + 1).unwrap_or_default();
            let name = capture.get(4..end).unwrap_or_default();
            if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
                return fault("invalid named capture", capture);
            }
            return self.open(rest);
        }
        let (mut rest, mut negated, mut flag) = (flags, false, false);
        while let Some((c, after)) = next(rest) {
            rest = after;
            match c {
                'i' | 'm' | 's' | 'U' => flag = true,
                '-' if !negated => (negated, flag) = (true, false),
                ':' if flag || !negated => return self.open(rest),
                ')' if flag || !negated => {
                    self.rest = rest;
                    return Ok(());
                }
                _ => break,
            }
        }
        fault("invalid or unsupported Perl syntax", before(start, rest))
    }

    fn escape(&mut self) -> Checked<'a, ()> {
        let start = self.rest;
        match next(start.get(1..).unwrap_or_default()) {
            Some(('C', rest)) => return fault("invalid escape sequence", before(start, rest)),
            Some(('Q', rest)) => {
                let (literal, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
                match literal {
                    "" => self.rest = rest,
                    _ => self.part(rest),
                }
                return Ok(());
            }
            Some(('A' | 'b' | 'B' | 'z', rest)) => self.part(rest),
            _ => match class_escape(start)? {
                Some(rest) => self.part(rest),
                None => {
                    let (_, rest) = single_escape(start)?;
                    self.part(rest);
                }
            },
        }
        Ok(())
    }

    /// What follows `[`.
    fn class(&mut self, after: &'a str) -> Checked<'a, ()> {
        let whole = self.rest;
        let mut rest = after.strip_prefix('^').unwrap_or(after);
        let mut first = true;
        while first || !rest.starts_with(']') {
            first = false;
            if let Some(named) = rest.strip_prefix("[:")
                && let Some(end) = named.find(":]")
            {
                let (name, after) = rest.split_at_checked(end + 4).unwrap_or_default();
                if !is_posix_class(name) {
                    return fault("invalid character class range", name);
                }
                rest = after;
            } else if let Some(after) = class_escape(rest)? {
                rest = after;
            } else {
                rest = class_range(rest, whole)?;
            }
        }
        self.part(rest.get(1..).unwrap_or_default());
        Ok(())
    }
}

/// What follows `{` as a count: `2}`, `2,}` or `2,3}`, and what comes after. A number that is too large is
/// larger than any other.
fn count(text: &str) -> Option<((u32, Option<u32>), &str)> {
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at_checked(digits)?;
        let well_written = number == "0" || !number.is_empty() && !number.starts_with('0');
        well_written.then(|| (number.parse().unwrap_or(u32::MAX), rest.len()))
    };
    let (min, length) = number(text)?;
    let rest = text.get(text.len() - length..)?;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some(((min, Some(min)), rest));
    }
    let rest = rest.strip_prefix(',')?;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some(((min, None), rest));
    }
    let (max, length) = number(rest)?;
    let rest = rest.get(rest.len() - length..)?.strip_prefix('}')?;
    Some(((min, Some(max)), rest))
}

/// An escape for a class of characters at the beginning of `text`: what follows it, if it is one.
fn class_escape(text: &str) -> Checked<'_, Option<&str>> {
    let Some((kind, rest)) = text.strip_prefix('\\').and_then(next) else {
        return Ok(None);
    };
    match kind {
        'd' | 'D' | 's' | 'S' | 'w' | 'W' => Ok(Some(rest)),
        'p' | 'P' => {
            let (name, rest) = match next(rest) {
                Some(('{', inside)) => match inside.split_once('}') {
                    Some((name, rest)) => (name, rest),
                    None => return fault("invalid character class range", text),
                },
                Some((_, after)) => (before(rest, after), after),
                None => ("", rest),
            };
            if unicode_class::exists(name.strip_prefix('^').unwrap_or(name)) {
                Ok(Some(rest))
            } else {
                fault("invalid character class range", before(text, rest))
            }
        }
        _ => Ok(None),
    }
}

/// A character or a range of them inside a class, and what follows.
fn class_range<'a>(text: &'a str, class: &'a str) -> Checked<'a, &'a str> {
    let (low, rest) = class_char(text, class)?;
    match rest.strip_prefix('-') {
        Some(high) if !high.is_empty() && !high.starts_with(']') => {
            let (high, rest) = class_char(high, class)?;
            if high < low {
                return fault("invalid character class range", before(text, rest));
            }
            Ok(rest)
        }
        _ => Ok(rest),
    }
}

fn class_char<'a>(text: &'a str, class: &'a str) -> Checked<'a, (u32, &'a str)> {
    match next(text) {
        None => fault("missing closing ]", class),
        Some(('\\', _)) => single_escape(text),
        Some((c, rest)) => Ok((c.into(), rest)),
    }
}

/// An escape for a single character at the beginning of `text`, and what follows.
fn single_escape(text: &str) -> Checked<'_, (u32, &str)> {
    let Some((c, rest)) = next(text.get(1..).unwrap_or_default()) else {
        return fault("trailing backslash at end of expression", "");
    };
    let octal = |c: char| c.to_digit(8);
    match c {
        // A single digit other than 0 would be a reference back.
        '1'..='7' if !rest.starts_with(|c| octal(c).is_some()) => {}
        '0'..='7' => {
            let (mut value, mut rest) = (octal(c).unwrap_or_default(), rest);
            for _ in 1..3 {
                let Some((c, after)) = next(rest) else { break };
                let Some(digit) = octal(c) else { break };
                (value, rest) = (value * 8 + digit, after);
            }
            return Ok((value, rest));
        }
        'x' => return hexadecimal(text, rest),
        'a' => return Ok((7, rest)),
        'f' => return Ok((12, rest)),
        'n' => return Ok((10, rest)),
        'r' => return Ok((13, rest)),
        't' => return Ok((9, rest)),
        'v' => return Ok((11, rest)),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => return Ok((c.into(), rest)),
        _ => {}
    }
    fault("invalid escape sequence", before(text, rest))
}

/// What follows `\x`: two digits, or any number of them between braces.
fn hexadecimal<'a>(text: &'a str, digits: &'a str) -> Checked<'a, (u32, &'a str)> {
    let wrong = |rest: &str| fault("invalid escape sequence", before(text, rest));
    let Some((first, mut rest)) = next(digits) else {
        return wrong(digits);
    };
    if first != '{' {
        let (second, rest) = next(rest).unwrap_or(('\0', rest));
        return match (first.to_digit(16), second.to_digit(16)) {
            (Some(high), Some(low)) => Ok((high * 16 + low, rest)),
            _ => wrong(rest),
        };
    }
    let mut value = None;
    while let Some((c, after)) = next(rest) {
        rest = after;
        match (c, c.to_digit(16), value.unwrap_or(0)) {
            ('}', _, value_so_far) if value.is_some() => return Ok((value_so_far, rest)),
            (_, Some(digit), so_far) if so_far * 16 + digit <= u32::from(char::MAX) => {
                value = Some(so_far * 16 + digit);
            }
            _ => break,
        }
    }
    wrong(rest)
}

fn is_posix_class(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
        "upper", "word", "xdigit",
    ];
    let name = name.trim_start_matches("[:").trim_end_matches(":]");
    NAMES.contains(&name.strip_prefix('^').unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_match_as_in_re2() {
        for (expression, text, matches) in [
            ("^r[0-9]+$", "r12", true),
            ("^r[0-9]+$", "xr12", false),
            (r"\d", "\u{0663}", false),
            ("(?i)LINUX", "linux", true),
            (r"a\Q.*\E+b", "a.**b", true),
            (r"a\Q.*\E+b", "axxb", false),
            (r"\\Q", r"\Q", true),
            ("(", "(", false),
        ] {
            assert_eq!(is_match(expression, text), matches, "{expression} {text}");
        }
    }

    #[test]
    fn accepts_what_go_accepts() {
        for expression in [
            "",
            "^v[0-9]+(\\.[0-9]+)*$",
            "(?i)a|b(?:c|d)*?(?P<name>e)",
            "a{2}{,3}",
            "a{2",
            "a{01}",
            "[]a]",
            "[^]a-]",
            "[a-]",
            "[[:alpha:][:^digit:]\\d\\pL\\p{^Greek}]",
            "[[:alpha]",
            "\\Q(*\\E+",
            "\\x{10FFFF}\\x41\\012\\0\\.\\-\\_",
            "(|a)*",
            "(a{10}){100}",
            "((a{10}){0}){1000}",
            "\\pN\\p{Any}",
            "a(?i)*",
            "(?i-s:a)",
            "日本(語)?",
        ] {
            assert_eq!(check(expression), Ok(()), "{expression}");
        }
    }

    #[test]
    fn refuses_in_the_words_of_go() {
        for (expression, what, at) in [
            ("(a", "missing closing )", "(a"),
            ("a)", "unexpected )", "a)"),
            ("[0-9", "missing closing ]", "[0-9"),
            ("[", "missing closing ]", "["),
            ("x[a-\\", "trailing backslash at end of expression", ""),
            ("[z-a]", "invalid character class range", "z-a"),
            ("[[:foo:]]", "invalid character class range", "[:foo:]"),
            ("\\p{Foo}", "invalid character class range", "\\p{Foo}"),
            ("\\pX", "invalid character class range", "\\pX"),
            ("\\p{L", "invalid character class range", "\\p{L"),
            ("(?=a)", "invalid or unsupported Perl syntax", "(?="),
            ("(?i", "invalid or unsupported Perl syntax", "(?i"),
            ("(?i-)a", "invalid or unsupported Perl syntax", "(?i-)"),
            ("(?<n>a)", "invalid or unsupported Perl syntax", "(?<"),
            ("(?P<n", "invalid named capture", "(?P<n"),
            ("(?P<n-m>a)", "invalid named capture", "(?P<n-m>"),
            ("*", "missing argument to repetition operator", "*"),
            ("a|+?b", "missing argument to repetition operator", "+?"),
            ("(?i)*", "missing argument to repetition operator", "*"),
            ("a**b", "invalid nested repetition operator", "**"),
            ("a{2}*?", "invalid nested repetition operator", "{2}*?"),
            ("a{1001}", "invalid repeat count", "{1001}"),
            ("a{3,2}b", "invalid repeat count", "{3,2}"),
            ("(a{10}){101}", "invalid repeat count", "{101}"),
            ("a{99999999999}", "invalid repeat count", "{99999999999}"),
            ("\\1", "invalid escape sequence", "\\1"),
            ("a\\", "trailing backslash at end of expression", ""),
            ("\\C", "invalid escape sequence", "\\C"),
            ("\\q", "invalid escape sequence", "\\q"),
            ("\\x4g", "invalid escape sequence", "\\x4g"),
            ("\\x{}", "invalid escape sequence", "\\x{}"),
            ("\\x{110000}", "invalid escape sequence", "\\x{110000"),
            ("[\\b]", "invalid escape sequence", "\\b"),
        ] {
            assert_eq!(
                check(expression),
                Err(format!("error parsing regexp: {what}: `{at}`")),
                "{expression}"
            );
        }
    }

    #[test]
    fn nothing_is_too_deep() {
        let nested = |depth: usize| check(&format!("{}a{}", "(".repeat(depth), ")".repeat(depth)));
        assert_eq!(nested(900), Ok(()));
        assert!(
            nested(100_000)
                .unwrap_err()
                .starts_with("error parsing regexp: expression nests too deeply: `(((")
        );
    }
}
