use super::super::tests::{call, fails, n, object, s, tuple};
use crate::jobspec::hcl2::value::Value;

fn decode(text: &str) -> Value {
    call("yamldecode", &[s(text)])
}

fn refused(text: &str) -> String {
    fails("yamldecode", &[s(text)])
}

fn encode(value: Value) -> String {
    call("yamlencode", &[value]).as_str().unwrap().to_owned()
}

#[test]
fn collections_in_both_styles() {
    let expected = object(&[
        ("a", n("1")),
        ("b", tuple(&[s("x"), object(&[("c", Value::Bool(true))])])),
    ]);
    for text in [
        "a: 1\nb: [x, {c: true}]\n",
        "a: 1\nb:\n- x\n- c: true",
        "a: 1\nb:\n  - x\n  -\n    c: yes\n",
        "{a: 1, b: [x, c: on]}",
        "---\n\"a\": 1 # comment\n? b\n: - x\n  - {\"c\": True,}\n...\n",
        "%YAML 1.1\n---\n{'a': 1, b: [x, {c: !!bool true}]}",
        "\u{feff}a: 1\r\nb:\r\n- x\r\n- c: true\r\n",
    ] {
        assert_eq!(decode(text), expected, "{text}");
    }
    assert_eq!(
        decode("- \n- - a\n  - b\n-\n"),
        tuple(&[Value::NULL, tuple(&[s("a"), s("b")]), Value::NULL])
    );
    assert_eq!(
        decode("a:\nb: \n"),
        object(&[("a", Value::NULL), ("b", Value::NULL)])
    );
    assert_eq!(
        decode("{a, b: , ? c}"),
        object(&[("a", Value::NULL), ("b", Value::NULL), ("c", Value::NULL)])
    );
}

#[test]
fn scalars_by_their_looks() {
    for (text, value) in [
        ("plain", s("plain")),
        ("0x1F", n("31")),
        ("0o17", n("15")),
        ("017", n("17")),
        ("1_000", n("1000")),
        ("-2.5e3", n("-2500")),
        (".5", n("0.5")),
        ("1.2.3", s("1.2.3")),
        ("12:30", s("12:30")),
        ("off", Value::Bool(false)),
        ("\"12\"", s("12")),
        ("!!str 12", s("12")),
        ("! 12", s("12")),
        ("2001-12-14", s("2001-12-14T00:00:00Z")),
        ("2001-12-14t21:59:43.10-05:00", s("2001-12-14T21:59:43-05:00")),
        ("2001-1-4 1:5:6", s("2001-01-04T01:05:06Z")),
        ("-x", s("-x")),
        ("a#b", s("a#b")),
        ("http://x:80", s("http://x:80")),
        ("<<", s("<<")),
        ("!<tag:yaml.org,2002:int> 5", n("5")),
    ] {
        if text == "! 12" {
            assert_eq!(refused(text), "unsupported tag \"!\"");
            continue;
        }
        assert_eq!(decode(text), value, "{text}");
    }
    assert_eq!(decode("~"), Value::UNKNOWN);
    assert_eq!(
        decode("{y: 1, 012: 2}"),
        object(&[("true", n("1")), ("12", n("2"))])
    );
}

#[test]
fn texts_of_several_lines() {
    for (text, value) in [
        ("|\n  one\n   two\n\n  three\n", "one\n two\n\nthree\n"),
        (
            ">\n  one\n  two\n\n  three\n   four\n  five\n",
            "one two\nthree\n four\nfive\n",
        ),
        ("|-\n one\n\n", "one"),
        ("|+\n one\n\n", "one\n\n"),
        ("|2\n   one\n", " one\n"),
        (">-\n a\n b\n", "a b"),
        ("|-\n  12", "12"),
        ("a\n b\n\n c", "a b\nc"),
        ("\"a\n  b\\\n  c \\\n\\ d\\x41\\u00e9\\U0001F600\"", "a bc  dAé😀"),
        ("'it''s\n\n two'", "it's\ntwo"),
    ] {
        assert_eq!(decode(text), s(value), "{text}");
    }
}

#[test]
fn anchors_and_merges() {
    let base = object(&[("p", n("1")), ("q", n("2"))]);
    let merged = object(&[("p", n("1")), ("q", n("3"))]);
    assert_eq!(
        decode("base: &b {p: 1, q: 2}\nuse: *b\nmerged:\n  <<: *b\n  q: 3\n"),
        object(&[("base", base.clone()), ("use", base), ("merged", merged)])
    );
    assert_eq!(refused("a: *x\n"), "reference to undefined anchor \"x\"");
    assert_eq!(
        refused("\na: &x [*x]\n"),
        "on line 1, column 8: cannot refer to anchor \"x\" from inside its own definition"
    );
    assert_eq!(
        refused("\n<<: [1]\n"),
        "on line 1, column 1: cannot merge tuple into mapping"
    );
}

#[test]
fn faults_stand_where_the_reference_has_them() {
    for (text, words) in [
        ("a: [1", "on line 1, column 1: did not find expected ',' or ']'"),
        (
            "---\na: 1\n---\nb: 2\n",
            "on line 2, column 1: unexpected extra content after value",
        ),
        ("", "on line 1, column 1: missing start of document"),
        ("a: b: c", "mapping values are not allowed in this context"),
        (
            "a:\n  b: c: d",
            "on line 2, column 1: mapping values are not allowed in this context",
        ),
        ("a: 1\nb", "on line 3, column 1: could not find expected ':'"),
        ("a: \"x", "found unexpected end of stream"),
        ("{a: 1", "on line 1, column 1: did not find expected ',' or '}'"),
        ("a: @x", "found character that cannot start any token"),
        ("a: - b", "block sequence entries are not allowed in this context"),
        ("a: 'x'\n - b", "on line 1, column 2: did not find expected key"),
        (
            "- a\nb: 1",
            "on line 1, column 1: did not find expected '-' indicator",
        ),
        (
            "a: 1\n  b: 2",
            "on line 2, column 1: mapping values are not allowed in this context",
        ),
        (
            "a:\n\t- b",
            "on line 2, column 1: found character that cannot start any token",
        ),
        ("a: %x", "found character that cannot start any token"),
        ("[1, 2}", "did not find expected ',' or ']'"),
        ("a: \"\\q\"", "found unknown escape character"),
        ("a: \u{1}", "control characters are not allowed"),
        (
            "\n? [a]\n: b",
            "on line 1, column 3: only strings are allowed as mapping keys",
        ),
        ("\n~: b", "on line 1, column 1: mapping key cannot be null"),
        ("!x a", "unsupported tag \"!x\""),
        ("!y!x a", "found undefined tag handle"),
        ("!!map a", "unsupported tag \"tag:yaml.org,2002:map\""),
        ("!!str [a]", "can't interpret sequence as tag:yaml.org,2002:str"),
        ("!!int abc", "cannot parse \"abc\" as tag:yaml.org,2002:int"),
        (".nan", "floating point NaN is not supported"),
        ("%YAML 1.2\n--- a", "found incompatible YAML document"),
    ] {
        assert_eq!(refused(text), words, "{text}");
    }
}

#[test]
fn nothing_is_too_deep_or_too_large() {
    assert!(refused(&"[".repeat(100_000)).contains("levels"));
    assert!(refused(&"- ".repeat(100_000)).contains("levels"));
    let deeper = |index: usize| format!("a{}: &a{} [*a{}]\n", index + 1, index + 1, index);
    let chain: String = (0..1000).map(deeper).collect();
    assert!(refused(&format!("a0: &a0 x\n{chain}")).contains("levels"));
    let wider = |index: usize| {
        format!(
            "a{}: &a{} [*a{index},*a{index},*a{index},*a{index}]\n",
            index + 1,
            index + 1
        )
    };
    let laughs: String = (0..30).map(wider).collect();
    assert!(refused(&format!("a0: &a0 lol\n{laughs}")).contains("more data"));
}

#[test]
fn values_are_written_in_block_style() {
    let service = object(&[
        ("name", s("svc")),
        ("none", Value::NULL),
        ("on", Value::Bool(true)),
        (
            "ports",
            tuple(&[
                n("80"),
                tuple(&[n("443"), object(&[("a", n("1")), ("b", n("2"))])]),
            ]),
        ),
        (
            "deep",
            object(&[
                ("x", tuple(&[])),
                ("y", object(&[])),
                ("z", object(&[("k", s("v"))])),
            ]),
        ),
    ]);
    let text = "\"deep\":\n  \"x\": []\n  \"y\": {}\n  \"z\":\n    \"k\": \"v\"\n\"name\": \"svc\"\n\"none\": null\n\
                \"on\": true\n\"ports\":\n- 80\n- - 443\n  - \"a\": 1\n    \"b\": 2\n";
    assert_eq!(encode(service.clone()), text);
    assert_eq!(decode(text), service);
}

#[test]
fn strings_are_quoted_or_literal() {
    for (string, text) in [
        ("true", "\"true\"\n"),
        ("", "\"\"\n"),
        ("a\"\\\t😀é\u{a0}", "\"a\\\"\\\\\\t\\U0001F600é\u{a0}\"\n"),
        ("multi\nline\n", "|\n  multi\n  line\n"),
        ("multi\n\nline", "|-\n  multi\n\n  line\n"),
        ("a\n\n", "|+\n  a\n\n"),
        (" a\nb\n", "|2\n   a\n  b\n"),
        ("a \nb", "\"a \\nb\"\n"),
        ("a\tb\nc", "\"a\\tb\\nc\"\n"),
    ] {
        assert_eq!(encode(s(string)), text, "{string}");
        assert_eq!(decode(text), s(string), "{text}");
    }
    let long = "word ".repeat(40);
    let written = encode(object(&[("k", s(&long))]));
    assert!(
        written.lines().count() > 2 && written.lines().all(|line| line.len() < 90),
        "{written}"
    );
    assert_eq!(decode(&written), object(&[("k", s(&long))]));
}

#[test]
fn long_keys_are_marked() {
    let key = "k".repeat(129);
    let written = encode(object(&[(&key, tuple(&[n("1")]))]));
    assert_eq!(written, format!("? \"{key}\"\n: - 1\n"));
}
