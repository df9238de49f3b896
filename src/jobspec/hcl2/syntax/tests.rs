//! Texts that people send by mistake or on purpose, and texts that `hcl-edit` alone would read wrongly.

use std::time::{Duration, Instant};

use hcl_edit::expr::Expression as Tree;

use super::*;
use crate::jobspec::hcl2::files::Files;

/// The faults of a text as the reference prints them, empty if it is accepted.
fn faults(text: impl AsRef<[u8]>) -> String {
    let files = Files::new();
    let id = files.add("f", text.as_ref());
    match parse_file(&files, id) {
        Ok(_) => String::new(),
        Err(faults) => faults.summary(&files),
    }
}

/// The value of the argument `a`, as the tree's parser wrote it down.
fn value(text: &str) -> Tree {
    let files = Files::new();
    let id = files.add("f", text.as_bytes());
    let source = parse_file(&files, id).unwrap_or_else(|faults| panic!("{}", faults.summary(&files)));
    let (attributes, faults) = source.body().just_attributes();
    assert!(faults.is_empty());
    match attributes["a"].expression {
        Expression::Native { expression, .. } => expression.clone(),
        _ => panic!("not native"),
    }
}

#[test]
fn a_heredoc_ends_only_at_a_line_that_is_its_marker() {
    let Tree::HeredocTemplate(heredoc) = value("a = <<EOT\nx\nEOT x\n EOT.\nEOTS\n  EOT  \n") else {
        panic!("no heredoc");
    };
    assert_eq!(heredoc.template.to_string(), "x\nEOT x\n EOT.\nEOTS\n");
}

#[test]
fn an_empty_heredoc_does_not_swallow_the_next() {
    let text = "a = <<EOT\nEOT\nb = <<EOT\nx\nEOT\n";
    assert_eq!(value(text).as_str(), Some(""));
}

#[test]
fn the_last_item_of_a_key_counts() {
    let Tree::Object(object) = value("a = { b = 1, c = 2, b = [\n3\n], \"b\" = 4 }\n") else {
        panic!("no object");
    };
    let items: Vec<String> = object
        .iter()
        .map(|(key, _)| format!("{key:?}").len().to_string())
        .collect();
    assert_eq!(items.len(), 3);
}

#[test]
fn line_endings_do_not_count_in_brackets() {
    for text in [
        "a = (1\n+ # one\n2 // two\n)\n",
        "a = [for\r\nx in [1]\n? [2]\n: [3] : x\n+ 1\nif x\n== 1]\n",
        "a = {for x in [1] : x\n+ 1 => x\n+ 1}\n",
        "a = f(\n1,\n<<EOT\nx\nEOT\n, 2\n)\n",
        "a = \"${\nx\n}%{ if x\n&& y }z%{ endif\n}\"\n",
        "a = x[\n0\n]\n",
    ] {
        assert_eq!(faults(text), "", "{text}");
    }
}

#[test]
fn an_index_may_begin_with_zeros() {
    for text in ["b.0", "b.007.c", "b.*.00"] {
        assert_eq!(faults(format!("a = {text}\n")), "", "{text}");
    }
}

#[test]
fn numbers_of_any_size_are_numbers() {
    let long = "9".repeat(400);
    for text in ["1e999", "1.e5", "1.5E-3", "0123", long.as_str()] {
        assert_eq!(faults(format!("a = {text}\n")), "", "{text}");
    }
    assert!(faults("a = 1.2.3\n").contains("Invalid number literal"));
}

#[test]
fn comments_may_hold_any_bytes() {
    assert_eq!(faults(b"# \xff\xfe\na = [ # \xff\n1]\n"), "");
    assert!(faults(b"a = \"\xff\"\n").starts_with("f:1,6-7: Invalid character encoding;"));
}

#[test]
fn a_text_may_begin_with_a_byte_order_mark_and_hold_other_line_endings() {
    assert_eq!(
        faults("\u{feff}a = 1\r\nb \"c\" {\r\n  d = <<EOT\r\nx\r\nEOT\r\n}\r\n"),
        ""
    );
    // Not JSON.
    assert!(faults("\u{feff}{}").contains("Argument or block definition required"));
}

#[test]
fn nul_is_a_character_like_another_in_strings_only() {
    assert_eq!(faults("a = \"\0\"\n"), "");
    assert!(faults("a = \0\n").contains("This character is not used within the language."));
}

/// What can be nested, and what closes it.
const NESTS: [(&str, &str); 16] = [
    ("a {\n", "}\n"),
    ("a = (", ""),
    ("(", ")"),
    ("[", "]"),
    ("{a=", "}"),
    ("-", ""),
    ("!", ""),
    ("f(", ")"),
    ("x[", "]"),
    ("[for x in ", " : x]"),
    ("{for k in ", " : k => k}"),
    ("1 ? 1 : ", ""),
    ("1 ? ", " : 1"),
    ("\"${", "}\""),
    ("\"%{ if ", " }%{ endif }\""),
    ("<<E\n${", "}\nE\n"),
];

#[test]
fn what_is_nested_too_deeply_is_refused() {
    for (open, close) in NESTS {
        for depth in [60, 70, 90, 200, 20_000] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            for text in [format!("a = {nested}\n"), nested.clone(), open.repeat(depth)] {
                let faults = faults(&text);
                assert!(depth < 100 || !faults.is_empty(), "{open} {depth}");
            }
        }
    }
}

#[test]
fn long_chains_are_refused_or_read() {
    for link in [
        ".b", "[0]", "[*]", ".*", " + 1", " && 1", " == 1", " ? 1 : 1", "[0].*",
    ] {
        for length in [100, 1000, 100_000] {
            faults(format!("a = b{}\n", link.repeat(length)));
        }
    }
    assert_eq!(faults(format!("a = b{}\n", ".b".repeat(100_000))), "");
    let directives = "%{ if x }".repeat(100_000);
    assert!(
        faults(format!("a = \"{directives}\"\n")).contains("is missing its corresponding endif directive.")
    );
    let closed = format!(
        "a = \"{}{}\"\n",
        "%{ if x }".repeat(1000),
        "%{ endif }".repeat(1000)
    );
    assert!(faults(closed).contains("Nesting too deep"));
}

#[test]
fn an_expression_may_have_space_around() {
    let files = Files::new();
    for (text, place) in [
        ("[x]", "v:1,2-3"),
        (" # a\n [\nx] \n", "v:3,1-2"),
        ("<<E\n${x}\nE \n", "v:2,3-4"),
    ] {
        let id = files.add("v", text.as_bytes());
        let parsed =
            parse_expression(&files, id).unwrap_or_else(|faults| panic!("{}", faults.summary(&files)));
        let Expression::Native { expression, file } = parsed.expression() else {
            panic!("not native");
        };
        let inner = match expression {
            Tree::Array(array) => span(array.get(0).unwrap()),
            Tree::HeredocTemplate(heredoc) => match heredoc.template.get(0) {
                Some(hcl_edit::template::Element::Interpolation(inner)) => span(&inner.expr),
                _ => panic!("no interpolation"),
            },
            _ => panic!("neither"),
        };
        assert_eq!(files.file(file).range(inner), place);
    }
    let id = files.add("v", b"");
    let faults = parse_expression(&files, id).unwrap_err().summary(&files);
    assert!(faults.starts_with("v:1,1-1: Invalid expression;"));
    let id = files.add("v", b"1 2");
    let faults = parse_expression(&files, id).unwrap_err().summary(&files);
    assert!(faults.starts_with("v:1,3-4: Extra characters after expression;"));
}

#[test]
fn time_grows_with_the_text_only() {
    for piece in [
        "a = 1\n",
        "{",
        "[",
        "\"",
        "'",
        "$",
        "\\",
        "/*",
        "<<E\n",
        "\n",
        "\r",
        "\"${",
        "%{if x}",
        "a=\"%{if x}\"\n",
        "é",
        "1.",
        "a\n",
        "a=<<E\nE\n",
        "a={a=1,b=2}\n",
        "\" \n",
    ] {
        #[expect(clippy::disallowed_methods, reason = "a test may look at the clock")]
        let time = |count: usize| {
            let text = piece.repeat(count / piece.len());
            let start = Instant::now();
            faults(&text);
            faults(format!("a = \"{text}\"\n"));
            faults(format!("{{\"a\": [{text}"));
            start.elapsed()
        };
        let (small, large) = (time(10_000), time(100_000));
        assert!(
            large < small * 60 + Duration::from_secs(1),
            "{piece:?}: {small:?} {large:?}"
        );
    }
}
