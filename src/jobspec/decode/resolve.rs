//! From the tree to values: what repeated keys and labels come to.
//!
//! A key that comes twice is not an error, nor does the second one simply win. What is there first decides the
//! type: numbers stay numbers and strings strings, lists grow, and blocks of one name become a list. Labels
//! become maps of maps. Where that cannot be done the file is refused, whatever the key means.
//!
//! The reference resolves the whole `job` before it looks at any stanza, so these faults come before all others.
//! Nearly all files have none and no key twice; [`is_regular`] sees that without making any value.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::value::{Data, Entries, Value};
use crate::diagnostic::Span;
use crate::jobspec::hcl1::{Ast, Item, Node, NodeKind, TokenKind};
use crate::jobspec::messages::{self as words, Message};
use crate::notation::number::{parse_float, parse_int};

/// What cannot be resolved, and where.
pub(super) type Fault = (Message, Span);

/// The path to a value, as error texts show it.
#[derive(Clone, Copy)]
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: PathStep<'p>,
}

#[derive(Clone, Copy)]
enum PathStep<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            PathStep::Root => f.write_str("root"),
            PathStep::Key(key) => write!(f, ".{key}"),
            PathStep::Index(index) => write!(f, "[{index}]"),
        }
    }
}

impl<'p> Path<'p> {
    const ROOT: Path<'static> = Path {
        parent: None,
        step: PathStep::Root,
    };

    fn key(&'p self, key: &'p str) -> Self {
        Path {
            parent: Some(self),
            step: PathStep::Key(key),
        }
    }

    fn index(&'p self, index: usize) -> Self {
        Path {
            parent: Some(self),
            step: PathStep::Index(index),
        }
    }
}

/// The map that an object stands for.
///
/// # Errors
///
/// When it is no object, or something in it cannot be resolved.
pub(super) fn object<'a>(ast: &Ast<'a>, node: &Node) -> Result<Entries<'a>, Fault> {
    match node.kind {
        NodeKind::Object(_) => map(ast, node, &Path::ROOT),
        kind => Err((
            words::not_a_map(ast.position(node.span), Path::ROOT, kind.go_type()),
            node.span,
        )),
    }
}

/// The list of maps that an object, or a list of objects, stands for.
///
/// # Errors
///
/// When it is something else, or something in it cannot be resolved.
pub(super) fn objects<'a>(ast: &Ast<'a>, node: &Node) -> Result<Vec<Entries<'a>>, Fault> {
    let mut maps = Vec::new();
    add_maps(ast, &mut maps, node, &Path::ROOT)?;
    Ok(maps)
}

/// What items of one key come to: `key = value`, once or several times, or blocks with labels.
///
/// # Errors
///
/// When they do not go together.
pub(super) fn items<'a>(ast: &Ast<'a>, items: &[&Item], key: &str) -> Result<Option<Value<'a>>, Fault> {
    let path = Path::ROOT.key(key);
    if items.iter().any(|item| ast.keys(item).len() > 1) {
        return labelled(ast, None, items, &path).map(Some);
    }
    let mut value = None;
    for item in items {
        value = Some(merge(ast, value, &item.value, &path)?);
    }
    Ok(value)
}

/// The value of one node that is not in a list.
///
/// # Errors
///
/// When something in it cannot be resolved.
pub(super) fn single<'a>(ast: &Ast<'a>, node: &Node) -> Result<Value<'a>, Fault> {
    fresh(ast, node, false, &Path::ROOT)
}

fn map<'a>(ast: &Ast<'a>, node: &Node, path: &Path<'_>) -> Result<Entries<'a>, Fault> {
    let items = ast.items(node);
    if pairs_of_one_name(ast, items, |_, _, _| false) {
        let list = items.iter().map(|item| label(ast, item, 0, path));
        return Ok(Entries {
            list: list.collect::<Result<_, _>>()?,
            span: node.span,
        });
    }
    let keys: Vec<Cow<'a, str>> = items.iter().map(|item| first_key(ast, item)).collect();
    let mut folded: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
    for (item, key) in items.iter().zip(&keys) {
        folded.entry(fold(key)).or_default().push(item);
    }
    let mut list: Vec<(Cow<'a, str>, Option<Value<'a>>)> = Vec::new();
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for (item, key) in items.iter().zip(&keys) {
        if done.contains(key.as_ref()) {
            continue;
        }
        let path = path.key(key);
        let index = *indexes.entry(key).or_insert_with(|| {
            list.push((key.clone(), None));
            list.len() - 1
        });
        let Some((_, slot)) = list.get_mut(index) else {
            continue;
        };
        *slot = Some(if ast.keys(item).len() > 1 {
            done.insert(key);
            let same = folded.get(&fold(key)).map(Vec::as_slice).unwrap_or_default();
            labelled(ast, slot.take(), same, &path)?
        } else {
            merge(ast, slot.take(), &item.value, &path)?
        });
    }
    let list = list
        .into_iter()
        .filter_map(|(key, value)| value.map(|value| (key, value)));
    Ok(Entries {
        list: list.collect(),
        span: node.span,
    })
}

/// What blocks of one name come to of which at least one has labels, with what the name stood for before.
fn labelled<'a>(
    ast: &Ast<'a>,
    old: Option<Value<'a>>,
    items: &[&Item],
    path: &Path<'_>,
) -> Result<Value<'a>, Fault> {
    let span = items.first().map(|item| item.value.span).unwrap_or_default();
    let first_label = items.first().and_then(|item| ast.keys(item).get(1));
    let mut maps = match old.map(|old| old.data) {
        None => Vec::new(),
        Some(Data::Maps(maps)) => maps,
        Some(Data::List(_)) => return Err((words::item_in_list(path.index(0)), span)),
        Some(other) => {
            let place = first_label.and_then(|key| ast.position(key.span));
            let is_string = matches!(other, Data::Str(_));
            return Err((
                words::unknown_type(place, path, is_string, "*ast.ObjectList"),
                span,
            ));
        }
    };
    for (index, item) in items.iter().enumerate() {
        maps.push(labelled_map(ast, item, 1, &path.index(index))?);
    }
    Ok(Value {
        data: Data::Maps(maps),
        span,
    })
}

/// A block as a map of its labels from this one on.
fn labelled_map<'a>(ast: &Ast<'a>, item: &Item, skip: usize, path: &Path<'_>) -> Result<Entries<'a>, Fault> {
    Ok(Entries {
        list: vec![label(ast, item, skip, path)?],
        span: item.value.span,
    })
}

/// An item from this key on: the key, and the value, in which further labels are maps.
fn label<'a>(
    ast: &Ast<'a>,
    item: &Item,
    skip: usize,
    path: &Path<'_>,
) -> Result<(Cow<'a, str>, Value<'a>), Fault> {
    let span = item.value.span;
    let Some(key) = ast.keys(item).get(skip) else {
        return Err((words::map_without_keys(path), span));
    };
    let key = ast.key(key);
    let path = path.key(&key);
    let value = if ast.keys(item).len() > skip + 1 {
        let inner = labelled_map(ast, item, skip + 1, &path.index(0))?;
        Value {
            data: Data::Maps(vec![inner]),
            span,
        }
    } else {
        fresh(ast, &item.value, false, &path)?
    };
    Ok((key, value))
}

/// The value of a node on its own.
fn fresh<'a>(ast: &Ast<'a>, node: &Node, in_list: bool, path: &Path<'_>) -> Result<Value<'a>, Fault> {
    let data = match node.kind {
        NodeKind::Literal(kind) => literal(ast, node, kind)?,
        NodeKind::List(_) => {
            let mut list = Vec::with_capacity(ast.elements(node).len());
            add_elements(ast, &mut list, node, path)?;
            Data::List(list)
        }
        NodeKind::Object(_) if in_list => Data::Map(map(ast, node, path)?),
        NodeKind::Object(_) => Data::Maps(vec![map(ast, node, &path.index(0))?]),
    };
    Ok(Value {
        data,
        span: node.span,
    })
}

fn literal<'a>(ast: &Ast<'a>, node: &Node, kind: TokenKind) -> Result<Data<'a>, Fault> {
    let text = ast.literal(node);
    Ok(match kind {
        TokenKind::Bool => Data::Bool(text == "true"),
        TokenKind::Number => {
            Data::Int(parse_int(&text, 64).map_err(|error| (words::number(&error), node.span))?)
        }
        TokenKind::Float => {
            Data::Float(parse_float(&text).map_err(|error| (words::number(&error), node.span))?)
        }
        _ => Data::Str(text),
    })
}

/// A value with what its key stood for before, whose type it takes.
fn merge<'a>(
    ast: &Ast<'a>,
    old: Option<Value<'a>>,
    node: &Node,
    path: &Path<'_>,
) -> Result<Value<'a>, Fault> {
    let Some(old) = old else {
        return fresh(ast, node, false, path);
    };
    let span = node.span;
    let unknown = |is_string| {
        let place = ast.position(span);
        Err((
            words::unknown_type(place, path, is_string, node.kind.go_type()),
            span,
        ))
    };
    let kind = match node.kind {
        NodeKind::Literal(kind) => Some(kind),
        _ => None,
    };
    let text = || ast.literal(node);
    let number = |error: &dyn fmt::Display| (words::number(error), span);
    use TokenKind::{Bool, Float, Heredoc, Null, Number, String};
    let data = match (old.data, kind) {
        (Data::Bool(_), Some(Bool | String | Number | Null)) => {
            let raw = if kind == Some(Null) {
                Cow::Borrowed("")
            } else {
                ast.raw(span)
            };
            match raw.replace('"', "").to_lowercase().as_str() {
                "1" | "true" => Data::Bool(true),
                "0" | "false" => Data::Bool(false),
                _ => return Err((words::unknown_bool(&raw), span)),
            }
        }
        (Data::Int(_), Some(Number | String | Null)) => {
            Data::Int(parse_int(&text(), 64).map_err(|error| number(&error))?)
        }
        (Data::Float(_), Some(Float | Number)) => {
            Data::Float(parse_float(&text()).map_err(|error| number(&error))?)
        }
        (Data::Bool(_) | Data::Int(_) | Data::Float(_), _) => return unknown(false),
        (Data::Str(_), Some(Number | Float | Bool | String | Heredoc | Null)) => Data::Str(text()),
        (Data::Str(_), _) => return unknown(true),
        (Data::List(mut list), _) => {
            add_elements(ast, &mut list, node, path)?;
            Data::List(list)
        }
        (Data::Maps(mut maps), _) => {
            add_maps(ast, &mut maps, node, path)?;
            Data::Maps(maps)
        }
        // Only what is in a list is a map, and that has no key.
        (Data::Map(old), _) => Data::Map(old),
    };
    Ok(Value { data, span })
}

/// Adds what a node holds to a list of any values.
fn add_elements<'a>(
    ast: &Ast<'a>,
    list: &mut Vec<Value<'a>>,
    node: &Node,
    path: &Path<'_>,
) -> Result<(), Fault> {
    for (index, element) in members(ast, node)?.iter().enumerate() {
        list.push(fresh(ast, element, true, &path.index(index))?);
    }
    Ok(())
}

/// Adds the objects that a node holds to a list of maps.
fn add_maps<'a>(
    ast: &Ast<'a>,
    maps: &mut Vec<Entries<'a>>,
    node: &Node,
    path: &Path<'_>,
) -> Result<(), Fault> {
    for (index, element) in members(ast, node)?.iter().enumerate() {
        let path = path.index(index);
        match element.kind {
            NodeKind::Object(_) => maps.push(map(ast, element, &path)?),
            kind => {
                let place = ast.position(element.span);
                return Err((words::not_a_map(place, path, kind.go_type()), element.span));
            }
        }
    }
    Ok(())
}

/// What a node adds to a list: the elements of a list, an object itself.
fn members<'n>(ast: &'n Ast<'_>, node: &'n Node) -> Result<&'n [Node], Fault> {
    match node.kind {
        NodeKind::Object(_) => Ok(std::slice::from_ref(node)),
        NodeKind::List(_) => Ok(ast.elements(node)),
        NodeKind::Literal(_) => Err((
            words::unknown_slice(ast.position(node.span), node.kind.go_type()),
            node.span,
        )),
    }
}

fn first_key<'a>(ast: &Ast<'a>, item: &Item) -> Cow<'a, str> {
    ast.keys(item).first().map(|key| ast.key(key)).unwrap_or_default()
}

/// A text in a form that is equal for texts that differ only in case.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let fold = |c: char| {
        let mut upper = c.to_uppercase();
        let upper = if upper.len() == 1 {
            upper.next().unwrap_or(c)
        } else {
            c
        };
        let mut lower = upper.to_lowercase();
        if lower.len() == 1 {
            lower.next().unwrap_or(upper)
        } else {
            upper
        }
    };
    text.chars().map(fold).collect()
}

/// Whether an object can surely be resolved: all numbers are in range, and keys come twice only for blocks. If
/// not, it may be resolved all the same.
pub(super) fn is_regular(ast: &Ast<'_>, node: &Node) -> bool {
    match node.kind {
        NodeKind::Literal(TokenKind::Number) => parse_int(&ast.raw(node.span), 64).is_ok(),
        NodeKind::Literal(TokenKind::Float) => parse_float(&ast.raw(node.span)).is_ok(),
        NodeKind::Literal(_) => true,
        NodeKind::List(_) => ast.elements(node).iter().all(|element| is_regular(ast, element)),
        NodeKind::Object(_) => {
            let items = ast.items(node);
            pairs_of_one_name(ast, items, go_together)
                && items.iter().all(|item| is_regular(ast, &item.value))
        }
    }
}

/// How many items are compared each with each other.
const FEW: usize = 16;

/// Whether all pairs of items of one name are so, as far as that can be seen at once: letters count as the same in
/// either case, and names with escape sequences or other letters are never so.
fn pairs_of_one_name(ast: &Ast<'_>, items: &[Item], is_so: impl Fn(&Ast<'_>, &Item, &Item) -> bool) -> bool {
    let key = |item: &Item| ast.keys(item).first().and_then(|key| ast.plain_key(key));
    if items.len() > FEW {
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let Some(key) = key(item) else {
                return false;
            };
            keyed.push((key.to_ascii_lowercase(), item));
        }
        keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
        return keyed.windows(2).all(|pair| match pair {
            [(left, one), (right, other)] => left != right || is_so(ast, one, other),
            _ => true,
        });
    }
    let mut keys: [&[u8]; FEW] = [&[]; FEW];
    for (place, item) in keys.iter_mut().zip(items) {
        let Some(key) = key(item) else {
            return false;
        };
        *place = key;
    }
    let keyed = || keys.iter().zip(items).enumerate();
    keyed().all(|(position, (left, one))| {
        keyed().skip(position + 1).all(|(_, (right, other))| {
            let same = left.len() == right.len() && left.eq_ignore_ascii_case(right);
            !same || is_so(ast, one, other)
        })
    })
}

/// Whether two items of one name are surely a list of blocks.
fn go_together(ast: &Ast<'_>, one: &Item, other: &Item) -> bool {
    let is_labelled = |item: &Item| ast.keys(item).len() > 1;
    let is_object = |item: &Item| matches!(item.value.kind, NodeKind::Object(_));
    match (is_labelled(one), is_labelled(other)) {
        (true, true) => true,
        (false, false) => is_object(one) && is_object(other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{error, task};

    fn config(body: &str) -> serde_json::Value {
        json!(task(&format!("config {{\n{body}\n}}")).config)
    }

    fn config_error(body: &str) -> String {
        let error = error(&format!(
            "group \"g\" {{ task \"t\" {{ config {{\n{body}\n}} }} }}"
        ));
        error
            .replace("root.group[0].g[0].task[0].t[0].config[0]", "config")
            .replace("At 3:", "At ")
    }

    #[test]
    fn the_first_of_several_values_decides_the_type() {
        for (body, value) in [
            ("a = 1 a = \"0x10\"", json!({"a": 16})),
            ("a = \"x\" a = 017", json!({"a": "017"})),
            ("a = \"x\" a = true", json!({"a": "true"})),
            ("a = true a = \"FALSE\"", json!({"a": false})),
            ("a = 1.5 a = 2", json!({"a": 2.0})),
            (
                "a = [1] a = [\"b\"] a = { c = 2 }",
                json!({"a": [1, "b", {"c": 2}]}),
            ),
            (
                "a { b = 1 } a { b = 2 } a = [{ b = 3 }]",
                json!({"a": [{"b": 1}, {"b": 2}, {"b": 3}]}),
            ),
            ("a = 1 A = 2", json!({"a": 1, "A": 2})),
        ] {
            assert_eq!(config(body), value, "{body}");
        }
    }

    #[test]
    fn labels_are_maps_and_go_with_those_of_the_same_name_in_any_case() {
        assert_eq!(
            config("a \"x\" \"y\" { b = 1 } a \"x\" {}"),
            json!({"a": [{"x": [{"y": [{"b": 1}]}]}, {"x": [{}]}]})
        );
        assert_eq!(
            config("A \"x\" {} a \"y\" {}"),
            json!({"A": [{"x": [{}]}, {"y": [{}]}], "a": [{"x": [{}]}, {"y": [{}]}]})
        );
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for (body, words) in [
            (
                "a = 1 a = \"x\"",
                "strconv.ParseInt: parsing \"x\": invalid syntax",
            ),
            ("a = 1 a = 2.5", "At 11: config.a: unknown type *ast.LiteralType"),
            (
                "a = true a = \"x\"",
                "decodeBool: Unknown value for boolean: \"x\"",
            ),
            (
                "a = \"x\" a = [1]",
                "At 13: config.a: unknown type for string *ast.ListType",
            ),
            ("a = [1] a = 2", "At 13: unknown slice type: *ast.LiteralType"),
            (
                "a {} a = [1]",
                "At 11: config.a[0]: not an object type for map (*ast.LiteralType)",
            ),
            ("a {} a \"b\" {}", "At -: config.a[0]: map must have string keys"),
            ("a \"b\" {} A = 1", "At -: config.a[1]: map must have string keys"),
            (
                "a = [1] a \"b\" {}",
                "config.a[0]: cannot decode into interface: *ast.ObjectItem",
            ),
            ("a = 1 a \"b\" {}", "At -: config.a: unknown type *ast.ObjectList"),
            (
                "a = 1e999",
                "strconv.ParseFloat: parsing \"1e999\": value out of range",
            ),
            ("a = 08", "strconv.ParseInt: parsing \"08\": invalid syntax"),
        ] {
            assert_eq!(config_error(body), words, "{body}");
        }
    }

    #[test]
    fn many_keys_are_resolved_as_few() {
        let keys: String = (0..40).map(|n| format!("k{n} = {n}\n")).collect();
        assert_eq!(config(&keys).as_object().unwrap().len(), 40);
        assert_eq!(config(&format!("{keys}k7 = 1"))["k7"], json!(1));
        assert_eq!(
            config_error(&format!("{keys}k7 = \"x\"")),
            "strconv.ParseInt: parsing \"x\": invalid syntax"
        );
    }
}
