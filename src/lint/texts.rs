//! All texts of an object, and the names of variables in them.

use serde_json::Value;

use crate::diagnostic::{JsonPath, PathStep};
use crate::model::object::{Object, View};

/// How deep the configuration of a driver is looked into.
const MAX_DEPTH: usize = 64;

/// A text, or the key of an entry in the configuration of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text<'a> {
    Value(&'a str),
    /// A file to be rendered: Nomad itself replaces nothing in it.
    Template(&'a str),
    Key(&'a str),
}

/// Shows each text inside an object, with its path.
pub(super) fn each<'a>(object: &'a dyn Object, at: &JsonPath, visit: &mut dyn FnMut(&JsonPath, Text<'a>)) {
    self::object(object, &mut at.clone(), visit);
}

fn object<'a>(object: &'a dyn Object, at: &mut JsonPath, visit: &mut dyn FnMut(&JsonPath, Text<'a>)) {
    let fields = object.object_type().fields.iter().enumerate();
    for (index, field) in fields {
        if let Some(member) = object.member(index) {
            at.push(PathStep::Member(field.name));
            view(member.view(), at, visit);
            at.pop();
        }
    }
}

fn view<'a>(shown: View<'a>, at: &mut JsonPath, visit: &mut dyn FnMut(&JsonPath, Text<'a>)) {
    match shown {
        View::Str(text) if is_template(at) => visit(at, Text::Template(text)),
        View::Str(text) => visit(at, Text::Value(text)),
        View::Json(value) => json(value, at, 0, visit),
        View::Object(object) => self::object(object, at, visit),
        View::List(list) => {
            for (index, item) in (0..list.len()).filter_map(|index| Some((index, list.item(index)?))) {
                at.push(PathStep::Index(index));
                view(item.view(), at, visit);
                at.pop();
            }
        }
        View::Map(map) => map.each(&mut |key, value| {
            at.push(PathStep::Key(key.to_owned()));
            view(value.view(), at, visit);
            at.pop();
            true
        }),
        _ => {}
    }
}

fn is_template(at: &JsonPath) -> bool {
    at.steps().last() == Some(&PathStep::Member("EmbeddedTmpl"))
}

fn json<'a>(value: &'a Value, at: &mut JsonPath, depth: usize, visit: &mut dyn FnMut(&JsonPath, Text<'a>)) {
    match value {
        Value::String(text) => visit(at, Text::Value(text)),
        Value::Array(items) if depth < MAX_DEPTH => {
            for (index, item) in items.iter().enumerate() {
                at.push(PathStep::Index(index));
                json(item, at, depth + 1, visit);
                at.pop();
            }
        }
        Value::Object(entries) if depth < MAX_DEPTH => {
            for (key, entry) in entries {
                at.push(PathStep::Key(key.clone()));
                visit(at, Text::Key(key));
                json(entry, at, depth + 1, visit);
                at.pop();
            }
        }
        _ => {}
    }
}

/// The names that a template takes from the environment: `env "NOMAD_PORT_http"`.
pub(super) fn template_variables(text: &str) -> impl Iterator<Item = &str> {
    let after = text.split("env \"").skip(1);
    after.filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
}

/// The words of a text that begin like environment variables of Nomad's, wherever they are.
pub(super) fn mentions(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text.match_indices("NOMAD_").filter_map(move |(start, _)| {
        let rest = text.get(start..)?;
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        rest.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::task::{Task, Template};

    #[test]
    fn texts_are_found_in_lists_maps_and_configurations() {
        let template = Template {
            embedded_tmpl: Some("t".to_owned()),
            ..Template::default()
        };
        let task = Task {
            driver: "exec".to_owned(),
            config: Some([("args".to_owned(), serde_json::json!([{"k": "v"}]))].into()),
            templates: Some(vec![template]),
            ..Task::default()
        };
        let mut found = Vec::new();
        each(&task, &JsonPath::root().member("Task"), &mut |at, text| {
            if !matches!(text, Text::Value("")) {
                found.push((at.to_string(), text));
            }
        });
        let expected = [
            ("Task.Driver", Text::Value("exec")),
            (r#"Task.Config["args"][0]["k"]"#, Text::Key("k")),
            (r#"Task.Config["args"][0]["k"]"#, Text::Value("v")),
            ("Task.Templates[0].EmbeddedTmpl", Text::Template("t")),
        ];
        assert_eq!(found, expected.map(|(at, text)| (at.to_owned(), text)));
    }

    #[test]
    fn variables_are_found_in_templates_and_anywhere() {
        let names: Vec<_> = template_variables(r#"{{ env "A" }} {{env "B_c"}} env "#).collect();
        assert_eq!(names, ["A", "B_c"]);
        let words: Vec<_> = mentions("x $NOMAD_PORT_a-b,${NOMAD_IP_c}NOMAD_").collect();
        assert_eq!(words, ["NOMAD_PORT_a-b", "NOMAD_IP_c", "NOMAD_"]);
    }
}
