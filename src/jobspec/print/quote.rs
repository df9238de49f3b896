//! Text in quotes and in heredocs, so that both dialects read the same.
//!
//! HCL1 leaves `${…}` alone and HCL2 evaluates it, but for references that it does not know, such as
//! `${attr.kernel.name}`. Those are written as they are; in anything else the `$` is an escape sequence, which
//! makes it plain text in either dialect.

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// In the place of a value.
    Value,
    /// In the place of a label or key, where nothing is interpolated.
    Name,
}

/// Words that are values, not names.
const KEYWORDS: &[&str] = &["true", "false", "null", "for"];

/// What a job file of HCL2 defines itself: references to it are not left alone.
const OWN_ROOTS: &[&str] = &["var", "local"];

/// Whether a name needs no quotes in either dialect.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    let begins = bytes
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    begins
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && !KEYWORDS.contains(&name)
}

/// A key, in quotes if it needs them.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) {
        name.to_owned()
    } else {
        quoted(name, Context::Name)
    }
}

/// A text in quotes.
pub(super) fn quoted(text: &str, context: Context) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if context == Context::Value
            && let Some(length) = reference(rest)
        {
            let (reference, after) = rest.split_at(length);
            out.push_str(reference);
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.starts_with('{') || is_doubled(c, rest) => push_escaped(&mut out, c),
            c if c.is_control() || c == RESERVED => push_escaped(&mut out, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A code point that HCL1's scanner keeps to itself.
const RESERVED: char = '\u{e123}';

/// Whether a sign and what follows it is `$${` or `%%{`, which is no interpolation in HCL2.
fn is_doubled(sign: char, rest: &str) -> bool {
    rest.strip_prefix(sign).is_some_and(|rest| rest.starts_with('{'))
}

fn push_escaped(out: &mut String, c: char) {
    let code = u32::from(c);
    out.push_str(&if code > 0xffff {
        format!("\\U{code:08x}")
    } else {
        format!("\\u{code:04x}")
    });
}

/// The length of the reference that a text begins with, if it is one that both dialects leave alone: a name, and
/// members and indexes of it.
fn reference(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("${")?;
    let (root, mut rest) = name(inside);
    if !is_identifier(root) || OWN_ROOTS.contains(&root) {
        return None;
    }
    let mut after_number = false;
    while !rest.starts_with('}') {
        let is_step;
        (is_step, after_number, rest) = match rest.strip_prefix('.') {
            Some(member) => {
                let (member, after) = name(member);
                // Two numbers in a row look like one with a fraction.
                let is_number = is_number(member);
                let is_step = is_identifier(member) || (is_number && !after_number);
                (is_step, is_number, after)
            }
            None => {
                let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
                let key = index.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
                let is_plain = |key: &str| key.split('.').all(|part| name(part).1.is_empty());
                (key.map_or(is_number(index), is_plain), false, after)
            }
        };
        if !is_step {
            return None;
        }
    }
    // HCL2 copies a brace after it twice.
    (!rest.starts_with("}}")).then_some(text.len() - rest.len() + 1)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The longest beginning of a text that could be a part of a name, and the rest.
fn name(text: &str) -> (&str, &str) {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let end = text.bytes().position(|byte| !is_part(byte));
    text.split_at(end.unwrap_or(text.len()))
}

/// The word that ends a heredoc; the first that is no line of the text is taken.
const HEREDOC_WORDS: &[&str] = &["EOF", "EOT", "EOH", "END", "TEXT"];

/// A text of several lines as a heredoc, if it can be one: the last line ends too, and nothing in it has to be
/// escaped.
pub(super) fn heredoc(text: &str) -> Option<String> {
    let lines = text.strip_suffix('\n')?;
    let is_plain = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || c == RESERVED);
    let is_worth_it = lines.contains(['\n', '"', '\\']);
    if !is_worth_it || !lines.chars().all(is_plain) || interpolates(text) {
        return None;
    }
    let is_free = |word: &&&str| !lines.split('\n').any(|line| line.trim() == **word);
    let word = HEREDOC_WORDS.iter().find(is_free)?;
    Some(format!("<<{word}\n{text}{word}"))
}

/// Whether HCL2 would evaluate something in a text.
fn interpolates(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['$', '%']) {
        rest = rest.get(at..).unwrap_or_default();
        if let Some(length) = reference(rest) {
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let sign = if rest.starts_with('$') { '$' } else { '%' };
        rest = rest.get(1..).unwrap_or_default();
        if rest.starts_with('{') || is_doubled(sign, rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_it_is_escaped() {
        for (text, written) in [
            ("plain é", r#""plain é""#),
            ("a\"b\\c\n\r\t", r#""a\"b\\c\n\r\t""#),
            ("\u{0}\u{1b}\u{7f}\u{e123}", r#""\u0000\u001b\u007f\ue123""#),
            (
                "${attr.kernel.name}-${NOMAD_ALLOC_ID}",
                r#""${attr.kernel.name}-${NOMAD_ALLOC_ID}""#,
            ),
            ("${meta[\"a.b\"]} ${a.0.b[1]}", r#""${meta["a.b"]} ${a.0.b[1]}""#),
            (
                "${a[b]}${a.0.1}${f(\"x\")}",
                r#""\u0024{a[b]}\u0024{a.0.1}\u0024{f(\"x\")}""#,
            ),
            ("${a[\"b\\c\"]}", r#""\u0024{a[\"b\\c\"]}""#),
            ("${VAR:-x}", r#""\u0024{VAR:-x}""#),
            ("${var.x}", r#""\u0024{var.x}""#),
            ("$${a}", r#""\u0024${a}""#),
            ("%{http_code} 5% $x", r#""\u0025{http_code} 5% $x""#),
            ("${a}}", r#""\u0024{a}}""#),
            ("${", r#""\u0024{""#),
        ] {
            assert_eq!(quoted(text, Context::Value), written);
        }
        assert_eq!(quoted("${a}", Context::Name), r#""\u0024{a}""#);
    }

    #[test]
    fn keys_are_quoted_unless_they_are_names() {
        for (name, written) in [
            ("a-b_1", "a-b_1"),
            ("a.b", "\"a.b\""),
            ("1a", "\"1a\""),
            ("", "\"\""),
            ("true", "\"true\""),
            ("é", "\"é\""),
        ] {
            assert_eq!(key(name), written);
        }
    }

    #[test]
    fn heredocs_are_for_lines_that_need_no_escapes() {
        assert_eq!(heredoc("a\nb\n").as_deref(), Some("<<EOF\na\nb\nEOF"));
        assert_eq!(heredoc("a\n EOF \n").as_deref(), Some("<<EOT\na\n EOF \nEOT"));
        assert_eq!(
            heredoc("a \"b\" ${c.d}\n").as_deref(),
            Some("<<EOF\na \"b\" ${c.d}\nEOF")
        );
        for text in [
            "a\nb",
            "a\n",
            "a\r\nb\n",
            "a\n${b:-c}\n",
            "a\n%{ if b }\n",
            "",
            "\n",
        ] {
            assert_eq!(heredoc(text), None, "{text:?}");
        }
    }
}
