//! What stands to the right of a `=`, and the blocks of a free configuration.

use serde_json::Value as Json;

use super::quote::{Context, heredoc, is_identifier, key, quoted};
use crate::diagnostic::{JsonPath, PathStep};
use crate::jobspec::hcl1::MAX_DEPTH;
use crate::model::object::View;
use crate::model::time::Duration;

/// What opens a block.
const OPEN: &str = " {\n";

/// How wide a list may be that stands in one line.
const MAX_LINE: usize = 80;

/// What a block in a free configuration stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Blocks {
    /// A list of objects, with those of the same name.
    #[default]
    Lists,
    /// An object.
    Objects,
}

/// What was written, and what stands where in it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) text: String,
    places: Vec<(usize, JsonPath)>,
}

impl Written {
    /// The value that stands at this offset of the formatted text. Formatting keeps the lines but for blank ones.
    pub(super) fn path_at(&self, formatted: &str, offset: usize) -> Option<JsonPath> {
        let is_blank = |line: &str| line.trim().is_empty();
        let before = formatted.get(..offset)?;
        let complete = before
            .rfind('\n')
            .map_or("", |end| before.get(..end).unwrap_or_default());
        let number = complete.lines().filter(|line| !is_blank(line)).count();
        let mut start = 0;
        let mut starts = self.text.split_inclusive('\n').filter_map(|line| {
            start += line.len();
            (!is_blank(line)).then_some(start - line.len())
        });
        let start = starts.nth(number)?;
        let after = self.places.partition_point(|(place, _)| *place <= start);
        let (_, path) = self.places.get(after.checked_sub(1)?)?;
        Some(path.clone())
    }
}

/// Writes lines, without any layout but blank lines between blocks.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    depth: usize,
    /// The value that is deeper than a job file may be, if there is one.
    too_deep: Option<JsonPath>,
    blocks: Blocks,
    /// The value that is being written, and for what is written where which it was.
    path: JsonPath,
    places: Vec<(usize, JsonPath)>,
    /// Where the open blocks begin.
    begins: Vec<usize>,
    /// The end and the name of a block that has nothing in it.
    empty: Option<(usize, String)>,
}

impl Writer {
    /// Goes to a value inside of the one that is being written.
    pub(super) fn enter(&mut self, step: PathStep) {
        self.path.push(step);
    }

    /// Goes back to the value around it.
    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    fn remember_place(&mut self) {
        self.places.push((self.out.len(), self.path.clone()));
    }

    fn go_deeper(&mut self) {
        self.depth += 1;
        if self.depth >= MAX_DEPTH && self.too_deep.is_none() {
            self.too_deep = Some(self.path.clone());
        }
    }

    /// Opens a block.
    pub(super) fn begin(&mut self, head: &str) {
        self.go_deeper();
        self.begins.push(self.out.len());
        self.out.push('\n');
        self.remember_place();
        self.out.push_str(head);
        self.out.push_str(OPEN);
    }

    /// Closes it. Blocks of one name with nothing in them stand below each other, each in one line.
    pub(super) fn end(&mut self) {
        self.depth -= 1;
        let begin = self.begins.pop().unwrap_or_default();
        let Some(block) = self.out.get(begin..).and_then(|block| block.strip_suffix(OPEN)) else {
            self.out.push_str("}\n");
            return;
        };
        let name = block
            .trim_start()
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        self.out.pop();
        self.out.push_str("}\n");
        if self.empty == Some((begin, name.clone())) {
            self.out.remove(begin);
            if let Some((place, _)) = self.places.last_mut() {
                *place = begin;
            }
        }
        self.empty = Some((self.out.len(), name));
    }

    /// All that was written.
    ///
    /// # Errors
    ///
    /// The value that is too deep.
    pub(super) fn finish(self) -> Result<Written, JsonPath> {
        match self.too_deep {
            Some(path) => Err(path),
            None => Ok(Written {
                text: self.out,
                places: self.places,
            }),
        }
    }

    /// Says what blocks in a free configuration stand for from here on.
    pub(super) fn blocks_are(&mut self, blocks: Blocks) {
        self.blocks = blocks;
    }

    /// Writes an argument.
    pub(super) fn argument(&mut self, key: &str, value: &View<'_>) {
        self.remember_place();
        self.out.push_str(key);
        self.out.push_str(" = ");
        self.view(value);
        self.out.push('\n');
    }

    fn view(&mut self, value: &View<'_>) {
        match value {
            View::Bool(value) => self.out.push_str(&value.to_string()),
            View::Int(value) => self.out.push_str(&value.to_string()),
            // Beyond this HCL1 has no numbers, but takes text for one.
            View::Uint(value) if i64::try_from(*value).is_err() => {
                self.out.push_str(&format!("\"{value}\""));
            }
            View::Uint(value) => self.out.push_str(&value.to_string()),
            View::Float(value) => self.out.push_str(&float(*value)),
            View::Str(value) => self.text(value),
            View::Duration(value) => self.out.push_str(&format!("\"{}\"", duration(*value))),
            View::Time(value) => self.text(&value.to_string()),
            View::Bytes(value) => self.text(&String::from_utf8_lossy(value)),
            View::Json(value) => self.json(value),
            View::List(list) => {
                let items = (0..list.len()).filter_map(|index| list.item(index));
                let items: Vec<String> = items.map(|item| in_list(&item.view())).collect();
                self.list(&items);
            }
            // They are blocks, not values.
            View::Null | View::Object(_) | View::Map(_) => self.out.push_str("\"\""),
        }
    }

    /// Text, in lines of its own if it has several.
    fn text(&mut self, value: &str) {
        match heredoc(value) {
            Some(heredoc) => self.out.push_str(&heredoc),
            None => self.out.push_str(&quoted(value, Context::Value)),
        }
    }

    /// A list in one line, or with a line for each of its members.
    fn list(&mut self, items: &[String]) {
        let width: usize = items.iter().map(|item| item.len() + 2).sum();
        let is_short = width <= MAX_LINE && !items.iter().any(|item| item.contains('\n'));
        let (open, between, close) = if is_short {
            ("[", ", ", "]")
        } else {
            ("[\n", ",\n", ",\n]")
        };
        self.out.push_str(open);
        self.out.push_str(&items.join(between));
        self.out.push_str(close);
    }

    /// Whether a value of a free configuration is written as blocks.
    pub(super) fn is_block(&self, value: &Json) -> bool {
        match value {
            Json::Object(_) => true,
            Json::Array(items) => {
                self.blocks == Blocks::Lists && !items.is_empty() && items.iter().all(Json::is_object)
            }
            _ => false,
        }
    }

    /// Writes a value of a free configuration as an argument.
    pub(super) fn json_argument(&mut self, name: &str, value: &Json) {
        // There is no null, which is as good as saying nothing.
        if !value.is_null() {
            self.remember_place();
            self.out.push_str(&key(name));
            self.out.push_str(" = ");
            self.json(value);
            self.out.push('\n');
        }
    }

    /// Writes a value of a free configuration as blocks.
    pub(super) fn json_blocks(&mut self, name: &str, value: &Json) {
        let has_odd_keys = |value: &Json| {
            let members = value.as_object();
            members.is_some_and(|members| members.keys().any(|key| !is_identifier(key)))
        };
        let items = match value {
            Json::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        // In HCL2 only values have keys of any text.
        if items.iter().any(has_odd_keys) || !is_identifier(name) {
            self.remember_place();
            self.out.push_str(&key(name));
            self.out.push_str(" = ");
            match items {
                [only] => self.json(only),
                _ => self.json(value),
            }
            self.out.push('\n');
            return;
        }
        for item in items {
            self.begin(&key(name));
            let members = || item.as_object().into_iter().flatten();
            for (name, value) in members()
                .filter(|(_, value)| !self.is_block(value))
                .collect::<Vec<_>>()
            {
                self.json_argument(name, value);
            }
            for (name, value) in members() {
                if self.is_block(value) {
                    self.json_blocks(name, value);
                }
            }
            self.end();
        }
    }

    fn json(&mut self, value: &Json) {
        self.go_deeper();
        match value {
            _ if self.too_deep.is_some() => {}
            Json::Null => self.out.push_str("\"\""),
            Json::Bool(value) => self.out.push_str(&value.to_string()),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(value), _) => self.out.push_str(&value.to_string()),
                (None, value) => self.out.push_str(&float(value.unwrap_or_default())),
            },
            Json::String(text) => self.text(text),
            Json::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
                self.out.push_str("[\n");
                for item in items {
                    self.json_item(item);
                    self.out.push_str(",\n");
                }
                self.out.push(']');
            }
            Json::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| in_list(&View::Json(item))).collect();
                self.list(&items);
            }
            Json::Object(members) => {
                self.out.push('{');
                for (name, value) in members {
                    self.out.push('\n');
                    if !value.is_null() {
                        self.out.push_str(&key(name));
                        self.out.push_str(" = ");
                        self.json(value);
                    }
                }
                self.out.push_str(if members.is_empty() { "}" } else { "\n}" });
            }
        }
        self.depth -= 1;
    }

    fn json_item(&mut self, item: &Json) {
        match item {
            Json::Object(_) | Json::Array(_) => self.json(item),
            plain => self.out.push_str(&in_list(&View::Json(plain))),
        }
    }
}

/// A plain value in a list, where text is always in quotes.
fn in_list(value: &View<'_>) -> String {
    match value {
        View::Str(text) => quoted(text, Context::Value),
        View::Json(Json::String(text)) => quoted(text, Context::Value),
        other => {
            let mut writer = Writer::default();
            writer.view(other);
            writer.out
        }
    }
}

/// A float so that it is not taken for an integer.
fn float(value: f64) -> String {
    format!("{value:?}")
}

/// A length of time as people write it: in the largest unit that divides it.
fn duration(value: Duration) -> String {
    const UNITS: &[(i64, &str)] = &[
        (3_600_000_000_000, "h"),
        (60_000_000_000, "m"),
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
        (1_000, "us"),
        (1, "ns"),
    ];
    let length = value.nanoseconds();
    let divides = |(unit, _): &&(i64, &str)| length % unit == 0;
    match UNITS.iter().find(divides) {
        Some((unit, name)) if length != 0 => format!("{}{name}", length / unit),
        _ => "0s".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_whole_numbers_of_one_unit() {
        for (nanoseconds, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_500_000, "1500us"),
            (30_000_000_000, "30s"),
            (90_000_000_000, "90s"),
            (600_000_000_000, "10m"),
            (-86_400_000_000_000, "-24h"),
            (i64::MIN, "-9223372036854775808ns"),
        ] {
            assert_eq!(duration(Duration::from_nanoseconds(nanoseconds)), text);
        }
    }
}
