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

const SCHEMA: Schema<'_> = Schema {
    attributes: &[
        AttributeSchema {
            name: "region",
            required: false,
        },
        AttributeSchema {
            name: "priority",
            required: true,
        },
    ],
    blocks: &[
        BlockSchema {
            kind: "group",
            labels: &["name"],
        },
        BlockSchema {
            kind: "meta",
            labels: &[],
        },
    ],
};

fn content(text: &str) -> (usize, usize, Vec<String>) {
    let files = Files::new();
    let id = files.add("f", text.as_bytes());
    let source = parse_file(&files, id).unwrap_or_else(|faults| panic!("{}", faults.summary(&files)));
    let (content, faults) = source.body().content(&SCHEMA);
    let faults = faults.iter().map(|fault| fault.text(&files)).collect();
    (content.attributes.len(), content.blocks.len(), faults)
}

#[test]
fn a_body_says_what_does_not_belong_in_it() {
    let text = "regio = 1\nmeta = 1\nxyz = 1\ngrup \"a\" {}\nregion {}\nabc {}\ngroup {}\nmeta \"a\" {}\ngroup \"a\" b {}\n";
    let (_, _, faults) = content(text);
    assert_eq!(
        faults,
        [
            "f:1,1-1: Missing required argument; The argument \"priority\" is required, but no definition was found.",
            "f:7,7-8: Missing name for group; All group blocks must have 1 labels (name).",
            "f:8,6-9: Extraneous label for meta; No labels are expected for meta blocks.",
            "f:9,11-12: Extraneous label for group; Only 1 labels (name) are expected for group blocks.",
            "f:1,1-6: Unsupported argument; An argument named \"regio\" is not expected here. Did you mean \"region\"?",
            "f:2,1-5: Unsupported argument; An argument named \"meta\" is not expected here. Did you mean to define a block of type \"meta\"?",
            "f:3,1-4: Unsupported argument; An argument named \"xyz\" is not expected here.",
            "f:4,1-5: Unsupported block type; Blocks of type \"grup\" are not expected here. Did you mean \"group\"?",
            "f:5,1-7: Unsupported block type; Blocks of type \"region\" are not expected here. Did you mean to define argument \"region\"? If so, use the equals sign to assign it a value.",
            "f:6,1-4: Unsupported block type; Blocks of type \"abc\" are not expected here.",
        ]
    );
}

#[test]
fn a_body_in_json_says_so_in_other_words() {
    let text = r#"{"priority": 1, "priority": 2, "//": "note", "grup": {}, "group": {"a": {}, "b": [{}, {}]}, "meta": 1}"#;
    let (attributes, blocks, faults) = content(text);
    assert_eq!((attributes, blocks), (1, 3));
    assert_eq!(
        faults,
        [
            "f:1,17-27: Duplicate argument; The argument \"priority\" was already set at f:1,2-15.",
            "f:1,101-102: Incorrect JSON value type; Either a JSON object or a JSON array is required, representing the contents of one or more \"meta\" blocks.",
            "f:1,46-52: Extraneous JSON object property; No argument or block type is named \"grup\". Did you mean \"group\"?",
        ]
    );
    let (_, _, faults) = content(r#"{"group": [1, {}]}"#);
    assert_eq!(
        faults,
        [
            "f:1,12-13: Incorrect JSON value type; A JSON object is required here, to specify name labels for this block.",
            "f:1,11-12: Missing block label; At least one object property is required, whose name represents the group block's name.",
            "f:1,18-19: Missing required argument; The argument \"priority\" is required, but no definition was found.",
        ]
    );
}

#[test]
fn what_is_taken_from_a_body_is_not_in_the_rest() {
    let files = Files::new();
    for text in [
        "priority = 1\nx = 2\ngroup \"a\" {}\n",
        r#"{"priority": 1, "x": 2, "group": {"a": {}}}"#,
    ] {
        let id = files.add("f", text.as_bytes());
        let source = parse_file(&files, id).unwrap();
        let (content, rest, faults) = source.body().partial_content(&SCHEMA);
        assert!(faults.is_empty());
        assert_eq!((content.attributes.len(), content.blocks.len()), (1, 1));
        let (again, _, _) = rest.partial_content(&SCHEMA);
        assert_eq!((again.attributes.len(), again.blocks.len()), (0, 0));
        let (attributes, _) = rest.just_attributes();
        assert_eq!(attributes.into_keys().collect::<Vec<_>>(), ["x"]);
    }
}
