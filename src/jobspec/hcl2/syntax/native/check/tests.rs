//! Each fault once, and how many others follow from it.

use super::*;
use crate::jobspec::hcl2::files::Files;

fn summary(text: &str, goal: Goal) -> String {
    let files = Files::new();
    let id = files.add("f", text.as_bytes());
    check(&files.file(id), id, goal).faults.summary(&files)
}

/// Text, place, the beginning of what is said, and how many other faults there are.
type Case = (&'static str, &'static str, &'static str, usize);

fn verify(goal: Goal, cases: &[Case]) {
    for (text, place, words, others) in cases {
        let all = summary(text, goal);
        let expected = format!("f:{place}: {words}");
        assert!(all.starts_with(&expected), "{text:?}\n  {all}\n  {expected}");
        let count = match *others {
            0 => !all.contains(" other diagnostic(s)"),
            count => all.ends_with(&format!(", and {count} other diagnostic(s)")),
        };
        assert!(count, "{text:?}: {all}");
    }
}

#[test]
fn faults_of_bodies() {
    verify(
        Goal::File,
        &[
            (
                "1",
                "1,1-2",
                "Argument or block definition required; An argument or block definition is required here.",
                0,
            ),
            ("\"a\" = 1", "1,1-2", "Invalid argument name;", 0),
            (
                "a",
                "1,1-2",
                "Argument or block definition required; An argument or block definition is required here. To set",
                0,
            ),
            ("a\nb\n", "1,1-2", "Argument or block definition required;", 1),
            ("a = 1, b = 2", "1,6-7", "Unexpected comma after argument;", 0),
            ("a = 1 b", "1,7-8", "Missing newline after argument;", 0),
            (
                "a = 1\na = 2\n",
                "2,1-2",
                "Attribute redefined; The argument \"a\" was already set at f:1,1-2.",
                0,
            ),
            (
                "a b = 1\n",
                "1,5-6",
                "Invalid block definition; The equals sign",
                0,
            ),
            (
                "a \"b\"\n",
                "1,6-2,1",
                "Invalid block definition; A block definition must have",
                0,
            ),
            (
                "a \"b\" # c\n",
                "1,7-2,1",
                "Invalid block definition; A block definition must have",
                0,
            ),
            ("a \"b\" 1\n", "1,7-8", "Invalid block definition; Either", 0),
            (
                "a { b = 1, c = 2 }\n",
                "1,10-11",
                "Invalid single-argument block definition; Single-line",
                0,
            ),
            (
                "a { b = 1\n}\n",
                "1,10-2,1",
                "Invalid single-argument block definition; An argument",
                0,
            ),
            (
                "a { b = 1 c = 2 }\n",
                "1,11-12",
                "Invalid single-argument block definition; A single-line",
                0,
            ),
            (
                "a { b {} }\n",
                "1,5-8",
                "Argument definition required; A single-line block definition can contain only a single argument. If you meant to define argument \"b\",",
                0,
            ),
            ("a { b }\n", "1,5-6", "Argument or block definition required;", 0),
            ("a { 1 }\n", "1,5-6", "Argument or block definition required;", 0),
            (
                "a {} b = 1\n",
                "1,6-7",
                "Missing newline after block definition;",
                0,
            ),
            (
                "a {\nb = 1\n",
                "3,1-1",
                "Argument or block definition required;",
                0,
            ),
            (
                "a \"${b}\" {}\n",
                "1,4-6",
                "Invalid string literal; Template sequences are not allowed in this string. To include a literal \"$\", double it (as \"$$\") to escape it.",
                0,
            ),
            (
                "a \"%{b}\" {}\n",
                "1,4-6",
                "Invalid string literal; Template sequences are not allowed in this string. To include a literal \"%\",",
                0,
            ),
            ("a \"b", "1,5-5", "Unterminated string literal;", 1),
            // What is wrong with the line comes before what is wrong in it.
            (
                "a { b = \"\\q\", c = 1 }\n",
                "1,13-14",
                "Invalid single-argument block definition;",
                1,
            ),
        ],
    );
}

#[test]
fn faults_of_expressions() {
    verify(
        Goal::Expression,
        &[
            ("", "1,1-1", "Invalid expression;", 0),
            ("1 +", "1,4-4", "Invalid expression;", 0),
            ("1 2", "1,3-4", "Extra characters after expression;", 0),
            ("a ? 1", "1,6-6", "Missing false expression in conditional;", 0),
            ("(1", "1,3-3", "Unbalanced parentheses;", 0),
            ("1.2.3", "1,1-6", "Invalid number literal;", 0),
            ("a.", "1,3-3", "Invalid attribute name;", 0),
            (
                "a.0.1",
                "1,3-6",
                "Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax instead, like [0][1].",
                0,
            ),
            (
                "a.*.0.1",
                "1,3-4",
                "Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax with a full splat expression [*] instead, like [0][1].",
                0,
            ),
            ("a.*.*", "1,5-6", "Nested splat expression not allowed;", 0),
            ("a.*.", "1,3-4", "Invalid attribute name;", 0),
            ("a[*.b", "1,6-6", "Missing close bracket on splat index;", 0),
            ("a[1", "1,4-4", "Missing close bracket on index;", 0),
            ("a[1 2] + b", "1,6-7", "Missing close bracket on index;", 0),
            ("f(1 2)", "1,5-6", "Missing argument separator;", 0),
            ("f(1... 2)", "1,4-7", "Missing closing parenthesis;", 0),
            ("f(", "1,3-3", "Invalid expression;", 0),
            ("[1 2]", "1,4-5", "Missing item separator;", 0),
            (
                "{a}",
                "1,3-4",
                "Missing key/value separator; Expected an equals sign (\"=\") to mark the beginning of the attribute value.",
                0,
            ),
            (
                "{a b}",
                "1,4-5",
                "Missing key/value separator; Expected an equals sign (\"=\") to mark the beginning of the attribute value. If you",
                0,
            ),
            ("{a, b}", "1,3-4", "Missing attribute value;", 0),
            ("{a = 1 b = 2}", "1,8-9", "Missing attribute separator;", 0),
            ("{a = }", "1,6-7", "Invalid expression;", 0),
            // A fault that leaves the place clear is told beside the next.
            ("[\"\\q\", \"\\w\"]", "1,3-5", "Invalid escape sequence;", 1),
        ],
    );
}

#[test]
fn faults_of_for() {
    verify(
        Goal::Expression,
        &[
            (
                "[for]",
                "1,5-6",
                "Invalid 'for' expression; For expression requires variable name after 'for'.",
                0,
            ),
            (
                "[for a,]",
                "1,8-9",
                "Invalid 'for' expression; For expression requires value variable name after comma.",
                0,
            ),
            (
                "[for a of b]",
                "1,8-10",
                "Invalid 'for' expression; For expression requires the 'in' keyword",
                0,
            ),
            (
                "[for a in b]",
                "1,12-13",
                "Invalid 'for' expression; For expression requires a colon",
                0,
            ),
            (
                "[for a in b : a, a]",
                "1,16-17",
                "Invalid 'for' expression; Extra characters",
                0,
            ),
            (
                "[for a in b : a => a]",
                "1,15-16",
                "Invalid 'for' expression; Key expression is not valid",
                0,
            ),
            (
                "[for a in b : a...]",
                "1,16-19",
                "Invalid 'for' expression; Grouping ellipsis",
                0,
            ),
            (
                "[for a in b : a => a...]",
                "1,15-16",
                "Invalid 'for' expression; Key expression is not valid",
                1,
            ),
            (
                "{for a in b : a.c}",
                "1,15-18",
                "Invalid 'for' expression; Key expression is required",
                0,
            ),
            (
                "{\nfor = 1\n}",
                "2,5-6",
                "Invalid 'for' expression; For expression requires variable name",
                0,
            ),
        ],
    );
}

#[test]
fn faults_of_templates() {
    verify(
        Goal::Template,
        &[
            (
                "${a b}",
                "1,5-6",
                "Extra characters after interpolation expression;",
                0,
            ),
            ("${}", "1,3-4", "Invalid expression;", 0),
            (
                "${a",
                "1,4-4",
                "Extra characters after interpolation expression;",
                0,
            ),
            ("%{}", "1,3-4", "Invalid template directive;", 0),
            (
                "%{fi a}",
                "1,3-5",
                "Invalid template control keyword; \"fi\" is not a valid template control keyword. Did you mean \"if\"?",
                0,
            ),
            (
                "%{ifelse a}",
                "1,3-9",
                "Invalid template control keyword; \"ifelse\" is not a valid template control keyword.",
                0,
            ),
            ("%{if a b}%{endif}", "1,8-9", "Extra characters in if marker;", 0),
            ("%{else b}", "1,8-9", "Extra characters in else marker;", 1),
            (
                "%{for}",
                "1,6-7",
                "Invalid 'for' directive; For directive requires variable name",
                0,
            ),
            (
                "%{for a,}",
                "1,9-10",
                "Invalid 'for' directive; For directive requires value variable name",
                0,
            ),
            (
                "%{for a b}",
                "1,9-10",
                "Invalid 'for' directive; For directive requires 'in' keyword",
                0,
            ),
            (
                "%{if a}",
                "1,8-8",
                "Unexpected end of template; The if directive at f:1,1-8 is missing its corresponding endif directive.",
                0,
            ),
            (
                "%{for a in b}%{if a}",
                "1,21-21",
                "Unexpected end of template; The if directive at f:1,14-21",
                1,
            ),
            (
                "%{endif}",
                "1,1-9",
                "Unexpected endif directive; The control directives",
                0,
            ),
            (
                "%{if a}%{endfor}",
                "1,8-17",
                "Unexpected endfor directive; Expecting an endif directive for the if started at f:1,1-8.",
                0,
            ),
            (
                "%{for a in b}%{endif}",
                "1,14-22",
                "Unexpected endif directive; Expecting an endfor directive corresponding to the for directive at f:1,1-14.",
                0,
            ),
            (
                "%{for a in b}%{else}",
                "1,14-21",
                "Unexpected else directive; An else clause is not expected for a for directive.",
                0,
            ),
            (
                "%{if a}%{else}%{else}%{endif}",
                "1,15-22",
                "Unexpected else directive; Already in the else clause for the if started at f:1,1-8.",
                1,
            ),
        ],
    );
}

#[test]
fn faults_of_escapes() {
    verify(
        Goal::Expression,
        &[
            (
                r#""\é""#,
                "1,2-4",
                "Invalid escape sequence; The symbol \"é\" is not a valid escape sequence selector.",
                0,
            ),
            (
                r#""\u12""#,
                "1,2-6",
                "Invalid escape sequence; The \\u escape sequence must be followed by four",
                0,
            ),
            (
                r#""\U0001F60""#,
                "1,2-11",
                "Invalid escape sequence; The \\U escape sequence must be followed by eight",
                0,
            ),
            (
                r#""\ud800""#,
                "1,2-8",
                "Invalid escape sequence; Cannot encode character U+d800 in UTF-8.",
                0,
            ),
            (
                r#""\UFFFFFFFF""#,
                "1,2-12",
                "Invalid escape sequence; Cannot encode character U+ffffffff in UTF-8.",
                0,
            ),
            (
                r#""\$""#,
                "1,2-4",
                "Invalid escape sequence; The symbol \"$\" is not",
                0,
            ),
        ],
    );
}

#[test]
fn faults_of_characters_come_first_and_not_too_often() {
    verify(
        Goal::File,
        &[
            ("1\na = 'b'\n", "2,5-6", "Invalid character; Single quotes", 1),
            (
                "a = 'b' 'c' 'd'\n",
                "1,5-6",
                "Invalid character; Single quotes",
                2,
            ),
            ("a = `b`\n", "1,5-6", "Invalid character; The \"`\" character", 1),
            (
                "a = 1;\nb = 2;\n",
                "1,6-7",
                "Invalid character; The \";\" character",
                1,
            ),
            (
                "a = 1 ^ 2 ^ 2 ^ 2 ^ 2 ^ 2\n",
                "1,7-8",
                "Unsupported operator; Bitwise operators are not supported.",
                4,
            ),
            ("a = “b”\n", "1,5-6", "Invalid character; \"Curly quotes\"", 2),
            ("a = \"b\nc\"\n", "1,7-2,1", "Invalid multi-line string;", 1),
            (
                "a = <<E\nb\rc\nE\n",
                "2,2-4,1",
                "Invalid character; This character",
                1,
            ),
            ("a = $\n", "1,5-6", "Invalid character; This character", 1),
        ],
    );
}
