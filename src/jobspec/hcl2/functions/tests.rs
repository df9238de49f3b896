//! What the tests of the families share, and what holds for all functions.

use super::super::value::{Number, Value};
use super::{Context, FunctionError, all, find, names};

pub(super) fn n(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

pub(super) fn s(text: &str) -> Value {
    Value::string(text)
}

pub(super) fn tuple(elements: &[Value]) -> Value {
    Value::Tuple(elements.to_vec())
}

pub(super) fn list(elements: &[Value]) -> Value {
    Value::list(elements.to_vec())
}

pub(super) fn set(elements: &[Value]) -> Value {
    Value::set(elements.to_vec())
}

pub(super) fn object(members: &[(&str, Value)]) -> Value {
    Value::Object(
        members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    )
}

/// Converts the arguments and calls, as the evaluator does.
fn outcome(name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
    let function = find(name).unwrap();
    let converted: Vec<Value> = arguments
        .iter()
        .enumerate()
        .map(|(index, value)| function.convert_argument(index, value).unwrap())
        .collect();
    function.call(&converted, &Context::new(None, 0))
}

#[track_caller]
pub(super) fn call(name: &str, arguments: &[Value]) -> Value {
    outcome(name, arguments).unwrap()
}

/// The words of a call that fails as a whole.
#[track_caller]
pub(super) fn fails(name: &str, arguments: &[Value]) -> String {
    let error = outcome(name, arguments).unwrap_err();
    assert_eq!(error.argument, None);
    error.words
}

/// The argument at fault, and the words.
#[track_caller]
pub(super) fn fails_at(name: &str, arguments: &[Value]) -> (usize, String) {
    let error = outcome(name, arguments).unwrap_err();
    (error.argument.unwrap(), error.words)
}

#[test]
fn all_functions_of_nomad_are_there() {
    let expected = "abs abspath base64decode base64encode basename bcrypt can ceil chomp chunklist cidrhost cidrnetmask \
                    cidrsubnet cidrsubnets coalesce coalescelist compact concat contains convert csvdecode dirname \
                    distinct element file fileexists fileset flatten floor format formatdate formatlist indent index \
                    join jsondecode jsonencode keys length log lookup lower max md5 merge min parseint pathexpand pow \
                    range regex_replace replace reverse rsadecrypt setintersection setproduct setunion sha1 sha256 \
                    sha512 signum slice sort split strrev substr timeadd title trim trimprefix trimspace trimsuffix try \
                    upper urlencode uuidv4 uuidv5 values yamldecode yamlencode zipmap";
    assert_eq!(names().join(" "), expected);
}

#[test]
fn nulls_are_refused_unless_a_parameter_takes_them() {
    assert_eq!(
        fails_at("upper", &[Value::NULL]),
        (0, "argument must not be null".to_owned())
    );
    assert_eq!(call("jsonencode", &[Value::NULL]), s("null"));
}

#[test]
fn what_is_not_known_makes_the_result_unknown() {
    assert_eq!(call("upper", &[Value::UNKNOWN]), Value::UNKNOWN);
    assert_eq!(call("length", &[tuple(&[Value::UNKNOWN])]), Value::UNKNOWN);
}

/// No function may stop the host, whatever it gets.
#[test]
fn odd_arguments_are_answered() {
    let odd = [
        Value::NULL,
        s(""),
        s("\u{0}%'[{<\"\\-/"),
        s("-1"),
        s("Inf"),
        n("-1"),
        n("0.5"),
        n("1e300"),
        tuple(&[]),
        tuple(&[Value::NULL, n("1"), s("x"), tuple(&[])]),
        object(&[]),
        object(&[("a", Value::NULL)]),
        set(&[n("1")]),
        Value::Bool(true),
    ];
    let mut lists: Vec<Vec<&Value>> = vec![vec![]];
    for first in &odd {
        lists.push(vec![first]);
        lists.extend(
            odd.iter()
                .flat_map(|second| [vec![first, second], vec![first, second, first]]),
        );
    }
    for function in all() {
        let (least, more) = (function.parameters.len(), function.variadic.is_some());
        for list in lists
            .iter()
            .filter(|list| list.len() == least || (list.len() > least && more))
        {
            let given = list.iter().enumerate();
            let converted = given.map(|(index, value)| function.convert_argument(index, value));
            if let Ok(arguments) = converted.collect::<Result<Vec<_>, _>>() {
                let _ = function.call(&arguments, &Context::new(None, 0));
            }
        }
    }
}

/// Texts of the small notations, put together at random: all are answered.
#[test]
fn random_texts_are_answered() {
    const PIECES: [&str; 40] = [
        "a",
        "b: ",
        "- ",
        "? ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "\n",
        "\n  ",
        "\r\n",
        "\t",
        "\"",
        "'",
        "#",
        " #",
        "&a",
        "*a",
        "!",
        "!!str ",
        "|",
        ">",
        "|2-",
        "---",
        "...",
        "%",
        "%5.",
        "d",
        "$1",
        "\\",
        "\\u",
        "0",
        "1",
        "-",
        "+",
        "e",
        "/",
        "é\u{301}",
    ];
    let functions = [
        "yamldecode",
        "jsondecode",
        "csvdecode",
        "base64decode",
        "format",
        "formatdate",
        "timeadd",
        "parseint",
        "cidrhost",
        "regex_replace",
        "title",
        "uuidv5",
        "substr",
        "rsadecrypt",
        "yamlencode",
        "cidrsubnets",
        "split",
    ];
    let mut state = 7_u64;
    let mut draw = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let rounds = std::env::var("FOREPLAN_RANDOM_ROUNDS").map_or(200, |rounds| rounds.parse().unwrap());
    for _ in 0..rounds {
        let mut text = || {
            (0..draw(12))
                .map(|_| PIECES[draw(PIECES.len())])
                .collect::<String>()
        };
        let texts = [text(), text(), text()].map(|text| s(&text));
        for name in functions {
            let function = find(name).unwrap();
            let count = function.parameters.len() + usize::from(function.variadic.is_some());
            let given = texts.iter().take(count).enumerate();
            let converted = given.map(|(index, value)| function.convert_argument(index, value));
            if let Ok(arguments) = converted.collect::<Result<Vec<_>, _>>() {
                let _ = function.call(&arguments, &Context::new(None, 0));
            }
        }
        // What is written reads back the same.
        let written = call(
            "yamlencode",
            &[object(&[(texts[0].as_str().unwrap(), tuple(&texts))])],
        );
        assert_eq!(
            call("yamldecode", &[written]),
            object(&[(texts[0].as_str().unwrap(), tuple(&texts))])
        );
    }
}
