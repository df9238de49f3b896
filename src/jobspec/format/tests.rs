//! Formatting keeps the tokens, and says what is wrong where it cannot.

use std::fs;
use std::path::Path;

use super::token::Kind;
use super::*;

/// The tokens of a text in either dialect as they are written, comments without the white space in them.
fn tokens_of(text: &str) -> Vec<(Kind, String)> {
    let tokens = tokens_of_either(text.as_bytes()).unwrap();
    let written = |token: &token::Token| {
        let raw = tokens.raw(token);
        if token.kind.is_comment() {
            raw.split_whitespace().collect()
        } else {
            raw.to_owned()
        }
    };
    tokens
        .list
        .iter()
        .map(|token| (token.kind, written(token)))
        .collect()
}

#[test]
fn the_tokens_stay_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("FOREPLAN_CONFORMANCE")
        .map_or_else(|| root.join("../shared/conformance"), std::path::PathBuf::from);
    let folders = [
        root.join("tests/conformance/jobspec/cases"),
        root.join("tests/cases/fmt"),
        shared.join("jobspec/cases"),
        shared.join("hcl2/cases"),
    ];
    let mut compared = 0;
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            let text = text.trim_start_matches('\u{feff}');
            let Ok(formatted) = format(text.as_bytes(), Dialect::Auto) else {
                continue;
            };
            compared += 1;
            assert_eq!(tokens_of(text), tokens_of(&formatted), "{}", path.display());
        }
    }
    assert!(compared >= 100, "{compared}");
}

#[test]
fn spaces_are_where_people_expect_them() {
    for (text, tidy) in [
        // Signs belong to what comes after them, operators stand between two.
        ("a=-1-2", "a = -1 - 2"),
        ("a=b - - c", "a = b - -c"),
        ("a=[-b,- c]", "a = [-b, -c]"),
        ("a = ! b&&!c", "a = !b && !c"),
        // Calls and indexes stay together, lists after keywords do not.
        ("a = f ( b ) [ 0 ]", "a = f(b)[0]"),
        ("a=[for b in[c]:d if(e)]", "a = [for b in [c] : d if (e)]"),
        ("a=b[*].c", "a = b[*].c"),
        ("a=f(b ...)", "a = f(b...)"),
        // What is next to a point stays where it is: it could become one token with it.
        ("a = b . c", "a = b . c"),
        ("a = b.0 .1", "a = b.0 .1"),
        ("a { }", "a {}"),
        ("a { b=1 }", "a { b = 1 }"),
    ] {
        let tokens = hcl2::scan(text.as_bytes()).unwrap();
        assert_eq!(write(&tokens), format!("{tidy}\n"), "{text}");
    }
}

#[test]
fn what_cannot_be_scanned_is_refused_where_it_is() {
    for (text, at, message) in [
        ("a = `b`", 4, "this character means nothing here"),
        ("a = \"b\n\"", 6, "text in quotes must end in its line"),
        ("a = \"b", 6, "the text ends inside quotes"),
        ("a = \"${b\"", 9, "the text ends inside quotes"),
        ("a = \"${b", 8, "the text ends inside `${…}` or `%{…}`"),
        ("a = {", 5, "the text ends before this bracket is closed"),
        ("a = (b]", 6, "this bracket closes nothing"),
        ("a = }", 4, "this bracket closes nothing"),
        ("a = /* b", 4, "this comment has no end"),
        (
            "a = <<E F\n",
            4,
            "a heredoc begins with `<<` or `<<-`, a word and the end of the line",
        ),
        (
            "a = <<E\nE",
            9,
            "the text ends inside a heredoc; its last word must be alone in a line that ends",
        ),
    ] {
        let fault = hcl2::scan(text.as_bytes()).unwrap_err();
        let span = fault.place.span.unwrap();
        assert_eq!((span.start, fault.message.as_str()), (at, message), "{text}");
        let faults = format(text.as_bytes(), Dialect::Hcl2).unwrap_err();
        assert!(faults[0].place.span.is_some(), "{text}");
    }
    let deep = "a = ".to_owned() + &"[".repeat(600);
    let fault = hcl2::scan(deep.as_bytes()).unwrap_err();
    assert_eq!(fault.message, "nested deeper than 500 levels");
    assert!(format(deep.as_bytes(), Dialect::Hcl2).is_err());
}

#[test]
fn templates_end_where_they_end() {
    for template in [
        r#""a ${ "b ${ c } }" } d""#,
        r#""$${ a""#,
        r#""%%{ a ${ {b = "}"} } %{ if c ~} d %{ endif }""#,
        r#""\\${ a } \" b""#,
        "<<E\n${ <<F\n}\nF\n} E\nE x\n $ % $$ E\n  E\n",
        "<<-E\n%{ if a ~}\nE${b}\nE\n",
    ] {
        let text = format!("a   = {template}\nb   = 1 # c\n");
        let tidy = format!("a = {template}\nb = 1 # c\n").replace("\n\n", "\n");
        let text = text.replace("\n\n", "\n");
        assert_eq!(write(&hcl2::scan(text.as_bytes()).unwrap()), tidy);
    }
}

#[test]
fn a_broken_text_is_judged_by_what_it_looks_like() {
    let codes = |text: &str| format(text.as_bytes(), Dialect::Auto).unwrap_err()[0].code;
    assert_eq!(codes("job \"a\" {"), "hcl1/syntax");
    assert!(codes("variable \"a\" {}\njob \"a\" {").starts_with("hcl2/"));
    assert_eq!(codes("{\"job\": {}}"), "format/json");
    let faults = format(b"a = 1e b = 2", Dialect::Hcl1).unwrap_err();
    assert_eq!(faults[0].code, "hcl1/number");
}

#[test]
fn a_fault_is_where_it_is_with_a_byte_order_mark_too() {
    let span = |text: &str| {
        format(text.as_bytes(), Dialect::Auto).unwrap_err()[0]
            .place
            .span
            .unwrap()
    };
    assert_eq!(span("\u{feff}a = ;").start, span("a = ;").start + 3);
    assert_eq!(
        format("\u{feff}a=1".as_bytes(), Dialect::Auto).unwrap(),
        "a = 1\n"
    );
}
