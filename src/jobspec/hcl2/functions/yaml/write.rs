//! A value to text: block style, strings between double quotes unless they have lines.
//!
//! Where a line break, a space or an indentation goes depends on what was written last, as in the reference's
//! emitter, whose output is recorded.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::jobspec::hcl2::value::Value;

/// A whole document.
pub(super) fn document(value: &Value) -> String {
    let mut writer = Writer {
        text: String::new(),
        column: 0,
        indent: None,
        after_space: true,
        after_indent: true,
    };
    writer.node(value, Context::Other);
    writer.begin_line();
    writer.text
}

const STEP: usize = 2;

struct Writer {
    text: String,
    column: usize,
    /// None outside of all collections.
    indent: Option<usize>,
    /// Whether white space was written last.
    after_space: bool,
    /// Whether nothing but indentation and indicators is on the line.
    after_indent: bool,
}

/// Where a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Context {
    /// A key that is written before its colon on one line.
    SimpleKey,
    /// A key or value of a mapping.
    Mapping,
    Other,
}

impl Writer {
    fn put(&mut self, c: char) {
        self.text.push(c);
        self.column += 1;
    }

    fn put_break(&mut self) {
        self.text.push('\n');
        self.column = 0;
    }

    /// Goes to the indentation, on a new line unless nothing else is on this one.
    fn begin_line(&mut self) {
        let indent = self.indent.unwrap_or(0);
        if !self.after_indent || self.column > indent || (self.column == indent && !self.after_space) {
            self.put_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.after_space = true;
        self.after_indent = true;
    }

    fn indicator(&mut self, indicator: &str, needs_space: bool, keeps_indent: bool) {
        if needs_space && !self.after_space {
            self.put(' ');
        }
        indicator.chars().for_each(|c| self.put(c));
        self.after_space = false;
        self.after_indent = self.after_indent && keeps_indent;
    }

    fn node(&mut self, value: &Value, context: Context) {
        match value {
            Value::List(_, elements) | Value::Set(_, elements) | Value::Tuple(elements) => {
                self.sequence(elements, context);
            }
            Value::Map(_, members) | Value::Object(members) => self.mapping(members),
            Value::String(text) => self.string(text, context),
            Value::Number(number) => self.plain(&number.to_text()),
            Value::Bool(value) => self.plain(if *value { "true" } else { "false" }),
            Value::Null(_) | Value::Unknown(_) => self.plain("null"),
        }
    }

    fn plain(&mut self, text: &str) {
        self.indicator(text, true, false);
    }

    fn sequence(&mut self, elements: &[Value], context: Context) {
        if elements.is_empty() {
            return self.plain("[]");
        }
        let outer = self.indent;
        // In a mapping, items are not further right than the keys.
        let indentless = context == Context::Mapping && !self.after_indent;
        self.indent = Some(outer.map_or(0, |indent| if indentless { indent } else { indent + STEP }));
        for element in elements {
            self.begin_line();
            self.indicator("-", true, true);
            self.node(element, Context::Other);
        }
        self.indent = outer;
    }

    fn mapping(&mut self, members: &BTreeMap<String, Value>) {
        const LONGEST_KEY: usize = 128;
        if members.is_empty() {
            return self.plain("{}");
        }
        let outer = self.indent;
        self.indent = Some(outer.map_or(0, |indent| indent + STEP));
        for (key, value) in members {
            self.begin_line();
            if key.len() <= LONGEST_KEY && !key.contains(is_break) {
                self.string(key, Context::SimpleKey);
                self.indicator(":", false, false);
            } else {
                self.indicator("?", true, true);
                self.string(key, Context::Mapping);
                self.begin_line();
                self.indicator(":", true, true);
            }
            self.node(value, Context::Mapping);
        }
        self.indent = outer;
    }

    fn string(&mut self, text: &str, context: Context) {
        let outer = self.indent;
        self.indent = Some(outer.map_or(STEP, |indent| indent + STEP));
        let simple_key = context == Context::SimpleKey;
        if text.contains('\n') && !simple_key && fits_block(text) {
            self.literal(text);
        } else {
            self.quoted(text, !simple_key);
        }
        self.indent = outer;
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", true, false);
        if text.starts_with([' ', '\n']) {
            self.indicator(&STEP.to_string(), false, false);
        }
        let mut from_end = text.chars().rev();
        match (from_end.next().is_some_and(is_break), from_end.next()) {
            (false, _) => self.indicator("-", false, false),
            (true, None) => self.indicator("+", false, false),
            (true, Some(c)) if is_break(c) => self.indicator("+", false, false),
            _ => {}
        }
        self.put_break();
        self.after_space = true;
        self.after_indent = true;
        let mut at_line_start = true;
        for c in text.chars() {
            if c == '\n' {
                self.put_break();
                self.after_indent = true;
                at_line_start = true;
            } else {
                if std::mem::take(&mut at_line_start) {
                    self.begin_line();
                }
                if is_break(c) {
                    // Other line breaks stay what they are.
                    self.text.push(c);
                    self.column = 0;
                    at_line_start = true;
                } else {
                    self.put(c);
                    self.after_indent = false;
                }
            }
        }
    }

    /// Between double quotes; long lines are broken at spaces.
    fn quoted(&mut self, text: &str, may_break: bool) {
        const WIDTH: usize = 80;
        self.indicator("\"", true, false);
        let mut after_space = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let space = c == ' ';
            if space && may_break && !after_space && self.column > WIDTH && at > 0 && at + 1 < text.len() {
                self.begin_line();
                if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                    self.put('\\');
                }
            } else if !space && (c == '"' || c == '\\' || is_break(c) || !is_printable(c)) {
                escaped(c).chars().for_each(|c| self.put(c));
            } else {
                self.put(c);
            }
            after_space = space;
        }
        self.indicator("\"", false, false);
        self.after_space = false;
        self.after_indent = false;
    }
}

/// Whether a text with lines can be written as it is.
fn fits_block(text: &str) -> bool {
    let mut previous = '\0';
    let plain = text.chars().all(|c| {
        let space_before_break = is_break(c) && previous == ' ';
        previous = c;
        is_printable(c) && !space_before_break
    });
    plain && !text.ends_with(' ')
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What the emitter takes for printable; nothing beyond the basic plane is.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

fn escaped(c: char) -> String {
    let short = match c {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c => {
            let mut text = String::new();
            let code = u32::from(c);
            // Writing to a string cannot fail.
            let _ = match code {
                0..=0xff => write!(text, "\\x{code:02X}"),
                0x100..=0xffff => write!(text, "\\u{code:04X}"),
                _ => write!(text, "\\U{code:08X}"),
            };
            return text;
        }
    };
    format!("\\{short}")
}
