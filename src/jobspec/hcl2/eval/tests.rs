//! Evaluation as a whole: texts and what becomes of them.

use std::collections::BTreeMap;

use super::*;
use crate::jobspec::hcl2::files::Files;
use crate::jobspec::hcl2::functions::{Budget, Context};
use crate::jobspec::hcl2::syntax;
use crate::notation::quote::quoted;

/// What scopes there are to try.
#[derive(Clone, Copy)]
enum Where {
    /// In a job: variables, functions, references that stay.
    Job,
    /// In a validation rule: variables and functions.
    Rule,
    /// In a default value: nothing.
    Nowhere,
}

/// The value, or the faults' texts.
fn outcome_in(place: Where, text: &str) -> String {
    outcome_with(place, text, Budget::LIMIT)
}

/// The same with less to spend.
fn outcome_with(place: Where, text: &str, budget: u64) -> String {
    let files = Files::new();
    let file = files.add("t", text.as_bytes());
    let node: Node = text.trim_end().parse().unwrap();
    let context = Context::new(None, 1);
    context.budget.spend(Budget::LIMIT - budget).unwrap();
    let environment = Environment {
        files: &files,
        context: &context,
        allows_functions: !matches!(place, Where::Nowhere),
        keeps_references: matches!(place, Where::Job),
    };
    let variables = r#"{
        var = { n = 5, s = "abc", l = [1, 2], o = { a = { b = [7] } }, nil = null }
        local = { name = "pre" }
    }"#;
    let own = files.add("own", variables.as_bytes());
    let variables: Node = variables.parse().unwrap();
    let variables = Expression::Native {
        expression: &variables,
        file: own,
    };
    let Value::Object(variables) = evaluate(&variables, &Scope::bare(&environment), &mut Faults::new())
    else {
        panic!("no object");
    };
    let none = BTreeMap::new();
    let scope = match place {
        Where::Job => Scope::new(&environment, &variables),
        Where::Rule => Scope::new(
            &environment,
            if text.contains("nothing") {
                &none
            } else {
                &variables
            },
        ),
        Where::Nowhere => Scope::bare(&environment),
    };
    let mut faults = Faults::new();
    let expression = Expression::Native {
        expression: &node,
        file,
    };
    let value = evaluate(&expression, &scope, &mut faults);
    if !faults.is_empty() {
        return faults.lines(&files);
    }
    show(&value)
}

fn show(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(",");
    match value {
        Value::Unknown(_) => "?".to_owned(),
        Value::Null(_) => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_text(),
        Value::String(text) => quoted(text).to_string(),
        Value::List(_, elements) | Value::Set(_, elements) | Value::Tuple(elements) => {
            format!("[{}]", joined(elements.iter().map(show).collect()))
        }
        Value::Map(_, elements) | Value::Object(elements) => {
            let member = |(name, value): (&String, &Value)| format!("{}:{}", quoted(name), show(value));
            format!("{{{}}}", joined(elements.iter().map(member).collect()))
        }
    }
}

fn outcome(text: &str) -> String {
    outcome_in(Where::Job, text)
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(outcome(text), *expected, "{text}");
    }
}

#[test]
fn literals() {
    check(&[
        ("12", "12"),
        ("-12", "-12"),
        ("1e3", "1000"),
        ("0.1 + 0.2", "0.3"),
        ("9007199254740993", "9007199254740993"),
        ("\"a\\n\\u00e9$$${x}\"", "\"a\\né$${x}\""),
        ("null", "null"),
        ("true", "true"),
    ]);
}

#[test]
fn operators_convert_their_operands() {
    check(&[
        ("\"3\" + 4", "7"),
        ("-\"6\"", "-6"),
        ("--5", "5"),
        ("!!true", "true"),
        ("\"true\" && true", "true"),
        ("1 + 2 * 3 == 7", "true"),
        ("\"1\" == 1", "false"),
        ("null == null", "true"),
        ("var.l == [1, 2]", "true"),
        ("7 % 4", "3"),
    ]);
}

#[test]
fn operators_name_the_wrong_side() {
    check(&[
        (
            "[1] + [2]",
            "t:1,1-4: Invalid operand; Unsuitable value for left operand: number required.\n\
          t:1,7-10: Invalid operand; Unsuitable value for right operand: number required.",
        ),
        (
            "1 < 2 < 3",
            "t:1,1-6: Invalid operand; Unsuitable value for left operand: number required.",
        ),
        (
            "-[1]",
            "t:1,2-5: Invalid operand; Unsuitable value for unary operand: number required.",
        ),
        (
            "null + 1",
            "t:1,1-9: Operation failed; Error during operation: argument must not be null.",
        ),
        (
            "0 / 0",
            "t:1,1-6: Operation failed; Error during operation: can't divide zero by zero or infinity by infinity.",
        ),
    ]);
}

#[test]
fn both_branches_count_for_the_type_and_one_for_faults() {
    check(&[
        ("true ? 1 : 0 / 0", "1"),
        ("false ? 1 : \"b\"", "\"b\""),
        ("true ? 1 : \"b\"", "\"1\""),
        ("true ? null : 1", "null"),
        ("true ? { a = 1 } : { b = 2 }", "{\"a\":1}"),
        (
            "true ? [1] : \"b\"",
            "t:1,8-17: Inconsistent conditional result types; The true and false result \
          expressions must have consistent types. The given expressions are tuple and string, respectively.",
        ),
        (
            "null ? 1 : 2",
            "t:1,1-5: Null condition; The condition value is null. Conditions must either be true or false.",
        ),
        (
            "\"x\" ? 1 : 2",
            "t:1,1-4: Incorrect condition type; The condition expression must be of type bool.",
        ),
    ]);
}

#[test]
fn references_and_indexes() {
    check(&[
        ("var.o.a.b[0]", "7"),
        ("var.o[\"a\"].b.0", "7"),
        ("var.l[\"1\"]", "2"),
        ("var.l[var.n - 4]", "2"),
        (
            "var.x",
            "t:1,4-6: Unsupported attribute; This object does not have an attribute named \"x\".",
        ),
        (
            "var.n.x",
            "t:1,6-8: Unsupported attribute; This value does not have any attributes.",
        ),
        (
            "var.nil.x",
            "t:1,8-10: Attempt to get attribute from null value; This value is null, so it does not have any attributes.",
        ),
        (
            "null[0]",
            "t:1,5-8: Attempt to index null value; This value is null, so it does not have any indices.",
        ),
        (
            "var.l[2]",
            "t:1,6-9: Invalid index; The given key does not identify an element in this collection value.",
        ),
        (
            "var.l[-1]",
            "t:1,6-10: Invalid index; The given key does not identify an element in this collection value.",
        ),
        (
            "var.l[\"x\"]",
            "t:1,6-11: Invalid index; The given key does not identify an element in this collection value: a number is required.",
        ),
        (
            "var.l[0.5]",
            "t:1,6-11: Invalid index; The given key does not identify an element in this collection value: \
          indexing a sequence requires a whole number, but the given index (0.5) has a fractional part.",
        ),
        (
            "var.s[0]",
            "t:1,6-9: Invalid index; This value does not have any indices.",
        ),
        (
            "var.l[null]",
            "t:1,6-12: Invalid index; Can't use a null value as an indexing key.",
        ),
    ]);
}

#[test]
fn unknown_references_stay_text_in_a_job() {
    check(&[
        ("attr.kernel.name", "\"${attr.kernel.name}\""),
        (
            "\"${attr.a.b}/${ node.class }\"",
            "\"${attr.a.b}/${ node.class }\"",
        ),
        ("env[\"HOME\"]", "\"${env[\\\"HOME\\\"]}\""),
        ("\"a ${~ attr.x ~} b\"", "\"a${attr.x}b\""),
        ("\"${NOMAD_X}}\"", "\"${NOMAD_X}}}\""),
        ("größe", "\"${größe}\""),
        ("[for v in [1] : w]", "[\"${w}\"]"),
        (
            "x[y]",
            "t:1,2-5: Invalid index; This value does not have any indices.",
        ),
    ]);
}

#[test]
fn unknown_references_are_faults_elsewhere() {
    let rule = |text| outcome_in(Where::Rule, text);
    let nowhere = |text| outcome_in(Where::Nowhere, text);
    assert_eq!(
        rule("vat.n"),
        "t:1,1-4: Unknown variable; There is no variable named \"vat\". Did you mean \"var\"?"
    );
    assert_eq!(
        rule("nothing"),
        "t:1,1-8: Unknown variable; There is no variable named \"nothing\"."
    );
    assert_eq!(
        nowhere("a.b"),
        "t:1,1-2: Variables not allowed; Variables may not be used here."
    );
    assert_eq!(
        nowhere("[for v in [1] : v + w]"),
        "t:1,21-22: Unknown variable; There is no variable named \"w\". Did you mean \"v\"?"
    );
    assert_eq!(
        nowhere("upper(\"a\")"),
        "t:1,1-11: Function calls not allowed; Functions may not be called here."
    );
}

#[test]
fn tuples_and_objects() {
    check(&[
        ("[1, \"a\", [null]]", "[1,\"a\",[null]]"),
        (
            "{ a = 1, \"b c\" : 2, (local.name) = 3, true = 4, \"k${1 + 1}\" = 5, 1 = 6 }",
            "{\"1\":6,\"a\":1,\"b c\":2,\"k2\":5,\"pre\":3,\"true\":4}",
        ),
        (
            "{ a.b = 1 }",
            "t:1,3-6: Ambiguous attribute key; If this expression is intended to be a reference, wrap it in \
          parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
        ),
        (
            "{ (null) = 1 }",
            "t:1,12-13: Null value as key; Can't use a null value as a key.",
        ),
        (
            "{ ([1]) = 1 }",
            "t:1,3-8: Incorrect key type; Can't use this value as a key: string required.",
        ),
    ]);
}

#[test]
fn loops() {
    check(&[
        (
            "[for i, v in [\"a\", \"b\"] : \"${i}-${v}\"]",
            "[\"0-a\",\"1-b\"]",
        ),
        (
            "[for k, v in { y = 1, x = 2 } : \"${k}=${v}\"]",
            "[\"x=2\",\"y=1\"]",
        ),
        ("[for v in [1, 2, 3, 4] : v * 10 if v % 2 == 0]", "[20,40]"),
        (
            "{ for v in [\"a\", \"b\"] : v => v }",
            "{\"a\":\"a\",\"b\":\"b\"}",
        ),
        (
            "{ for v in [\"a\", \"b\", \"a\"] : v => 1... }",
            "{\"a\":[1,1],\"b\":[1]}",
        ),
        ("[for local in [\"z\"] : local]", "[\"z\"]"),
        (
            "[for v in null : v]",
            "t:1,11-15: Iteration over null value; A null value cannot be used as the collection in a 'for' expression.",
        ),
        (
            "[for v in 5 : v]",
            "t:1,11-12: Iteration over non-iterable value; A value of type number cannot be used as the collection in a 'for' expression.",
        ),
        (
            "[for v in [1] : v if null]",
            "t:1,22-26: Condition is null; The value of the 'if' clause must not be null.",
        ),
        (
            "[for v in [1, 2] : v if \"x\"]",
            "t:1,25-28: Invalid 'for' condition; The 'if' clause value is invalid: a bool is required.",
        ),
        (
            "[for v in [\"x\", \"y\"] : v if v]",
            "t:1,29-30: Invalid 'for' condition; The 'if' clause value is invalid: a bool is required.",
        ),
        (
            "{ for v in [1, 2] : null => v }",
            "t:1,21-25: Invalid object key; Key expression in 'for' expression must not produce a null value.",
        ),
        (
            "{ for v in [1, 1] : v => v }",
            "t:1,21-22: Duplicate object key; Two different items produced the key \"1\" in this 'for' \
          expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.",
        ),
    ]);
}

#[test]
fn splats() {
    check(&[
        ("[{ n = 1 }, { n = 2 }][*].n", "[1,2]"),
        ("[{ n = 1 }, { n = 2 }].*.n", "[1,2]"),
        ("\"single\"[*]", "[\"single\"]"),
        ("null[*]", "[]"),
        ("[][*].x", "[]"),
        ("{ n = 9 }[*].n", "[9]"),
        ("[{ a = { b = [1, 2] } }][*].a.b[0]", "[1]"),
        ("[[1, 2], [3, 4]][*][0]", "[1,3]"),
        ("[[1, 2], [3, 4]].*.0", "[1,3]"),
        ("[{ n = [5] }].*.n[0][0]", "5"),
        (
            "[{ n = 1 }, { m = 2 }][*].n",
            "t:1,26-28: Unsupported attribute; This object does not have an attribute named \"n\".",
        ),
    ]);
}

#[test]
fn templates_make_text() {
    check(&[
        ("\"a${true}${1.5}\"", "\"atrue1.5\""),
        ("\"${[1, 2]}\"", "[1,2]"),
        (
            "\"%{ for i, v in [\"a\", \"b\"] }${i}=${v} %{ endfor }\"",
            "\"0=a 1=b \"",
        ),
        ("\"%{ if var.n > 3 }a\\n%{ else }b%{ endif }\"", "\"a\\n\""),
        ("\"[%{ if false }a%{ endif }]\"", "\"[]\""),
        ("\"%{ if attr.x == \"y\" }a%{ else }b%{ endif }\"", "\"b\""),
        (
            "\"%{ for v in var.l }%{ if v == 1 }one%{ else }${v}%{ endif };%{ endfor }\"",
            "\"one;2;\"",
        ),
        (
            "\"a ${[1]}\"",
            "t:1,6-9: Invalid template interpolation value; Cannot include the given value in a string template: string required.",
        ),
        (
            "\"a${null}\"",
            "t:1,5-9: Invalid template interpolation value; The expression result is null. Cannot include a null value in a string template.",
        ),
        (
            "\"%{ if \"x\" }a%{ endif }\"",
            "t:1,8-11: Incorrect condition type; The condition expression must be of type bool.",
        ),
        (
            "\"%{ for v in 1 }a%{ endfor }\"",
            "t:1,14-15: Iteration over non-iterable value; A value of type number cannot be used as the collection in a 'for' expression.",
        ),
    ]);
}

#[test]
fn tildes_trim_what_stands_beside_them() {
    check(&[
        ("\"a   ${~ \"b\" ~}   c\"", "\"abc\""),
        ("\"a %{~ if true ~} b %{~ endif ~} c\"", "\"abc\""),
        ("\"x ${~ 1 } y\"", "\"x1 y\""),
        ("\"x ${ 1 ~} y\"", "\"x 1y\""),
        ("\"a $ ${~ 1}\"", "\"a $1\""),
        ("<<E\na\n  ${~ 1 ~}\n  b\nE\n", "\"a\\n1  b\\n\""),
    ]);
}

#[test]
fn heredocs_lose_the_least_indentation() {
    check(&[
        ("<<E\n  a\nE\n", "\"  a\\n\""),
        (
            "<<-E\n    deep\n  shallow\n   mid\n  E\n",
            "\"  deep\\nshallow\\n mid\\n\"",
        ),
        ("<<-E\n    a\n  \n    b\n  E\n", "\"a\\n  \\nb\\n\""),
        ("<<-E\n\t\tone\n\t\t\ttwo\n\tE\n", "\"one\\n\\ttwo\\n\""),
        ("<<-E\n  ${\"x\"}\n    y\n  E\n", "\"x\\n  y\\n\""),
        ("<<-E\n${\"x\"}\n  y\nE\n", "\"x\\n  y\\n\""),
        ("<<-E\n  E\n", "\"\""),
        (
            "<<E\nlit=$${keep} %%{keep} \\n\nE\n",
            "\"lit=${keep} %{keep} \\\\n\\n\"",
        ),
        (
            "<<E\n%{ for v in [\"a\", \"b\"] ~}\n- ${v}\n%{ endfor ~}\nend\nE\n",
            "\"- a\\n- b\\nend\\n\"",
        ),
        (
            "<<-E\n  %{ if true }\n    a\n  %{ endif }\n  E\n",
            "\"\\n  a\\n\\n\"",
        ),
    ]);
}

#[test]
fn lazy_functions() {
    check(&[
        ("can(var.n)", "true"),
        ("can(var.x)", "false"),
        ("try(var.x, var.n)", "5"),
        ("convert([\"b\", \"a\", \"b\"], set(string))", "[\"a\",\"b\"]"),
        ("[for v in var.l : v if can(v + 1)]", "[1,2]"),
        (
            "try(var.x)",
            "t:1,1-5: Error in function call; Call to function \"try\" failed: no expression succeeded:\n\
          - Unsupported attribute (at t:1,8-10)\n  This object does not have an attribute named \"x\".\n\n\
          At least one expression must produce a successful result.",
        ),
        (
            "try()",
            "t:1,1-5: Error in function call; Call to function \"try\" failed: at least one argument is required.",
        ),
        (
            "can()",
            "t:1,5-6: Not enough function arguments; Function \"can\" expects 1 argument(s). Missing value for \"expression\".",
        ),
        (
            "can(1, 2)",
            "t:1,8-9: Too many function arguments; Function \"can\" expects only 1 argument(s).",
        ),
        (
            "convert(\"x\", number)",
            "t:1,10-11: Invalid function argument; Invalid value for \"value\" parameter: a number is required.",
        ),
        (
            "convert(1, nosuch)",
            "t:1,12-18: Invalid type specification; The keyword \"nosuch\" is not a valid type specification.",
        ),
    ]);
}

#[test]
fn calls_of_nothing_known() {
    check(&[
        (
            "cann(1)",
            "t:1,1-5: Call to unknown function; There is no function named \"cann\". Did you mean \"can\"?",
        ),
        (
            "[for v in [1] : cann(v)]",
            "t:1,17-21: Call to unknown function; There is no function named \"cann\".",
        ),
        (
            "try(1...)",
            "t:1,5-6: Invalid expanding argument value; The expanding argument (indicated by ...) must be of a tuple, list, or set type.",
        ),
        (
            "try(null...)",
            "t:1,5-9: Invalid expanding argument value; The expanding argument (indicated by ...) must not be null.",
        ),
        ("try([1, 2]...)", "1"),
    ]);
}

#[test]
fn types_are_read_from_calls() {
    check(&[
        ("convert({ a = 1 }, object({ a = string }))", "{\"a\":\"1\"}"),
        ("convert([1, \"2\"], tuple([string, number]))", "[\"1\",2]"),
        ("convert({ a = \"1\" }, map(any))", "{\"a\":\"1\"}"),
        (
            "convert(1, list)",
            "t:1,12-16: Invalid type specification; The list type constructor requires one argument specifying the element type.",
        ),
        (
            "convert(1, list())",
            "t:1,16-18: Invalid type specification; The list type constructor requires one argument specifying the element type.",
        ),
        (
            "convert(1, list(any, any))",
            "t:1,22-25: Invalid type specification; The list type constructor requires one argument specifying the element type.",
        ),
        (
            "convert(1, string(1))",
            "t:1,18-21: Invalid type specification; Primitive type keyword \"string\" does not expect arguments.",
        ),
        (
            "convert(1, 5)",
            "t:1,12-13: Invalid type specification; A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
        ),
        (
            "convert(1, foo(1))",
            "t:1,12-18: Invalid type specification; Keyword \"foo\" is not a valid type constructor.",
        ),
        (
            "convert(1, object(1))",
            "t:1,19-20: Invalid type specification; Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
        ),
        (
            "convert(1, tuple(1))",
            "t:1,18-19: Invalid type specification; Tuple type constructor requires a list of element types.",
        ),
    ]);
}

#[test]
fn loops_in_loops_end_at_the_budget() {
    let ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
    let mut text = "1".to_owned();
    for _ in 0..9 {
        text = format!("[for x in {ten} : {text}]");
    }
    let limit =
        "Evaluation limit exceeded; This expression needs more work or memory than an evaluation may take.";
    for text in [text.clone(), format!("try({text}, 1)"), format!("can({text})")] {
        let faults = outcome_with(Where::Job, &text, 1 << 20);
        assert!(faults.ends_with(limit), "{faults}");
        assert_eq!(faults.lines().count(), 1);
    }
}

#[test]
fn what_a_number_cannot_hold_is_said() {
    let files = Files::new();
    let file = files.add("t", b"1e99999");
    let parsed = syntax::parse_expression(&files, file).unwrap();
    let context = Context::new(None, 1);
    let environment = Environment {
        files: &files,
        context: &context,
        allows_functions: false,
        keeps_references: false,
    };
    let mut faults = Faults::new();
    evaluate(&parsed.expression(), &Scope::bare(&environment), &mut faults);
    let expected = "t:1,1-8: Invalid number literal; Failed to recognize the value of this number literal.";
    assert_eq!(faults.lines(&files), expected);
}

#[test]
fn splats_in_splats_end() {
    let faults = outcome(&format!("[1]{}", "[*]".repeat(2000)));
    assert!(
        faults.ends_with("Evaluation limit exceeded; This value is nested too deeply."),
        "{faults}"
    );
    assert!(!outcome(&format!("[1]{}", "[*]".repeat(60))).contains("limit"));
}

#[test]
fn beginnings_are_where_the_reference_points() {
    for (text, expected) in [
        ("\"abc\"", "abc"),
        ("\"a$b\"", "a"),
        ("\"\"", ""),
        ("\"${x}\"", "\"${x}\""),
        ("\"${x.y}z\"", "x.y"),
        ("\"%{ if c }a%{ endif }\"", "c"),
        ("\"%{ for v in c }a%{ endfor }\"", "%{ for v in c }"),
        ("[1]", "["),
        ("-x", "-"),
        ("-5", "-"),
        ("a.b + c", "a.b"),
        ("(a ? b : c)", "a"),
        ("f (x)", "f ("),
        ("a.b[c]", "["),
        ("a.b[\"c\"]", "a.b[\"c\"]"),
        ("a[*].b[c]", "[*]"),
        ("a.*.b", ".*"),
        ("a.*.b[0]", "a.*.b[0]"),
        ("<<-E\n  a\n  E", "a\n"),
    ] {
        let node: Node = text.parse().unwrap();
        assert_eq!(place::start(&node, text).text(text), expected, "{text}");
    }
}

#[test]
fn references_leave_out_a_loops_own_variables() {
    let text = "[for k, v in var.a[0].b : \"${v}${w.x}\" if k != y[z][\"q\"]] == { k = 1, (l) = m.n }";
    let files = Files::new();
    let file = files.add("t", text.as_bytes());
    let node: Node = text.parse().unwrap();
    let expression = Expression::Native {
        expression: &node,
        file,
    };
    let found = references(&expression, &files);
    let texts: Vec<&str> = found.iter().map(|reference| reference.span.text(text)).collect();
    assert_eq!(texts, ["var.a[0].b", "w.x", "y", "z", "l", "m.n"]);
    let first = found.first().unwrap();
    assert_eq!(first.root, "var");
    let steps: Vec<&Step> = first.steps.iter().map(|(step, _)| step).collect();
    assert_eq!(
        steps,
        [
            &Step::Attribute("a".to_owned()),
            &Step::Index(Value::from(0)),
            &Step::Attribute("b".to_owned()),
        ]
    );
}

#[test]
fn what_the_parser_lets_through_is_not_too_deep() {
    let mut conditional = "1".to_owned();
    let mut template = "x".to_owned();
    let mut list = vec!["1"; 100].join(" + ");
    for _ in 0..60 {
        conditional = format!("true ? ({conditional}) : 2");
        list = format!("[{list}]");
    }
    for _ in 0..30 {
        template = format!("\"%{{ if true }}a${{{template}}}%{{ endif }}\"");
    }
    for text in [conditional, list, template] {
        if text.parse::<Node>().is_ok() {
            assert!(!outcome(&text).is_empty());
        }
    }
}
