//! Tokens to a value.
//!
//! Mappings become objects, sequences tuples, an alias the value of its anchor again. The order in which tokens are
//! looked at is the reference's, so that the same fault is met first.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::fault::{Fault, Mark};
use super::resolve::{self, Scalar};
use super::scan::{Kind, Scanner, Style, Token};
use crate::jobspec::hcl2::functions::Budget;
use crate::jobspec::hcl2::value::{MAX_DEPTH, Type, Value, convert, normalized};
use crate::notation::quote::quoted;

type Parsed<T = Value> = Result<T, Fault>;

/// The value of a text that is one document.
pub(super) fn document(text: &str, budget: &Budget) -> Parsed {
    let mut parser = Parser {
        scanner: Scanner::new(text)?,
        handles: BTreeMap::new(),
        anchors: BTreeMap::new(),
        pending: BTreeMap::new(),
        budget,
    };
    let value = parser.content()?;
    if parser.peek()?.kind == Kind::DocumentEnd {
        parser.scanner.skip_token();
    }
    parser.end()?;
    Ok(value)
}

/// A node, or the beginning of one that has nodes inside.
struct Node {
    anchor: Option<String>,
    tag: String,
    mark: Mark,
    content: Content,
}

enum Content {
    Alias(String),
    Scalar(Rc<str>, Style),
    Sequence(Form),
    Mapping(Form),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Block,
    /// A sequence as far left as the keys of the mapping that it is in.
    Indentless,
    Flow,
    /// A mapping of one pair without braces, in a flow sequence.
    Pair,
}

/// Where a node stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    BlockOrIndentless,
    Flow,
}

struct Parser<'a> {
    scanner: Scanner,
    /// What the handles of tags stand for.
    handles: BTreeMap<String, String>,
    anchors: BTreeMap<String, Value>,
    /// Anchors of nodes that are not complete.
    pending: BTreeMap<String, usize>,
    budget: &'a Budget,
}

const MAP_TAG: &str = "tag:yaml.org,2002:map";
const SEQUENCE_TAG: &str = "tag:yaml.org,2002:seq";

impl Parser<'_> {
    fn peek(&mut self) -> Parsed<Token> {
        self.scanner.peek()
    }

    /// The token after the one that was peeked.
    fn following(&mut self) -> Parsed<Token> {
        self.scanner.skip_token();
        self.peek()
    }

    fn content(&mut self) -> Parsed {
        let token = self.peek()?;
        match token.kind {
            Kind::StreamEnd => Err(Fault::at(token.start, "missing start of document")),
            Kind::Version(..) | Kind::TagDirective { .. } | Kind::DocumentStart => {
                self.directives()?;
                self.scanner.skip_token();
                match self.peek()?.kind {
                    Kind::Version(..)
                    | Kind::TagDirective { .. }
                    | Kind::DocumentStart
                    | Kind::DocumentEnd
                    | Kind::StreamEnd => Ok(Value::NULL),
                    _ => self.node(Place::Block, 0),
                }
            }
            _ => {
                self.directives_before(&token)?;
                self.node(Place::Block, 0)
            }
        }
    }

    /// Directives, up to the beginning of a document.
    fn directives(&mut self) -> Parsed<()> {
        let token = self.peek()?;
        let token = self.directives_before(&token)?;
        if token.kind != Kind::DocumentStart {
            return Err(Fault::at(token.start, "did not find expected <document start>"));
        }
        Ok(())
    }

    fn directives_before(&mut self, token: &Token) -> Parsed<Token> {
        let mut token = token.clone();
        let mut version_seen = false;
        loop {
            match token.kind {
                Kind::Version(..) if version_seen => {
                    return Err(Fault::at(token.start, "found duplicate %YAML directive"));
                }
                Kind::Version(1, 1) => version_seen = true,
                Kind::Version(..) => {
                    return Err(Fault::at(token.start, "found incompatible YAML document"));
                }
                Kind::TagDirective { handle, prefix } => {
                    if self.handles.insert(handle, prefix).is_some() {
                        return Err(Fault::at(token.start, "found duplicate %TAG directive"));
                    }
                }
                _ => break,
            }
            token = self.following()?;
        }
        for (handle, prefix) in [("!", "!"), ("!!", "tag:yaml.org,2002:")] {
            self.handles
                .entry(handle.to_owned())
                .or_insert_with(|| prefix.to_owned());
        }
        Ok(token)
    }

    /// Nothing may come after the document.
    fn end(&mut self) -> Parsed<()> {
        self.handles.clear();
        let mut token = self.peek()?;
        while token.kind == Kind::DocumentEnd {
            token = self.following()?;
        }
        if token.kind == Kind::StreamEnd {
            return Ok(());
        }
        self.directives()?;
        Err(Fault::at(token.start, "unexpected extra content after value"))
    }

    fn node(&mut self, place: Place, depth: usize) -> Parsed {
        let node = self.node_start(place)?;
        self.value(node, depth)
    }

    /// Properties, and what comes after them up to where nodes inside begin.
    fn node_start(&mut self, place: Place) -> Parsed<Node> {
        let mut token = self.peek()?;
        let mark = token.start;
        if let Kind::Alias(name) = token.kind {
            self.scanner.skip_token();
            return Ok(Node {
                anchor: None,
                tag: String::new(),
                mark,
                content: Content::Alias(name),
            });
        }
        let (mut anchor, mut tag) = (None, None);
        loop {
            match token.kind {
                Kind::Anchor(ref name) if anchor.is_none() => anchor = Some(name.clone()),
                Kind::Tag { .. } if tag.is_none() => tag = Some(token.clone()),
                _ => break,
            }
            token = self.following()?;
        }
        let tag = tag
            .map(|tag| self.full_tag(tag, mark))
            .transpose()?
            .unwrap_or_default();
        let block = place != Place::Flow;
        let content = match token.kind {
            Kind::BlockEntry if place == Place::BlockOrIndentless => Content::Sequence(Form::Indentless),
            Kind::Scalar(text, style) => {
                self.scanner.skip_token();
                Content::Scalar(text, style)
            }
            Kind::FlowSequenceStart => Content::Sequence(Form::Flow),
            Kind::FlowMappingStart => Content::Mapping(Form::Flow),
            Kind::BlockSequenceStart if block => Content::Sequence(Form::Block),
            Kind::BlockMappingStart if block => Content::Mapping(Form::Block),
            _ if anchor.is_some() || !tag.is_empty() => Content::Scalar(Rc::default(), Style::Plain),
            _ => {
                return Err(Fault::within(
                    mark,
                    token.start,
                    "did not find expected node content",
                ));
            }
        };
        Ok(Node {
            anchor,
            tag,
            mark,
            content,
        })
    }

    fn full_tag(&self, token: Token, node: Mark) -> Parsed<String> {
        let Kind::Tag { handle, suffix } = token.kind else {
            return Ok(String::new());
        };
        if handle.is_empty() {
            return Ok(suffix);
        }
        match self.handles.get(&handle) {
            Some(prefix) => Ok(format!("{prefix}{suffix}")),
            None => Err(Fault::within(node, token.start, "found undefined tag handle")),
        }
    }

    fn value(&mut self, node: Node, depth: usize) -> Parsed {
        let Node {
            anchor,
            tag,
            mark,
            content,
        } = node;
        if depth > MAX_DEPTH {
            return Err(Fault::at(mark, format!("more than {MAX_DEPTH} levels")));
        }
        if let Some(anchor) = &anchor {
            *self.pending.entry(anchor.clone()).or_default() += 1;
        }
        let value = match content {
            Content::Alias(name) => return self.aliased(&name, mark, depth),
            Content::Scalar(text, style) => {
                let value =
                    match resolve::scalar(&tag, &text, style).map_err(|words| Fault::at(mark, words))? {
                        Scalar::Value(value) => value,
                        // It means something as a key only.
                        Scalar::Merge => Value::string(text),
                    };
                // A block scalar without a tag is text, whatever it looks like; the reference goes by way of what
                // it looks like.
                if style == Style::Block && tag.is_empty() {
                    convert::convert(&value, &Type::String).map_err(|error| Fault::anywhere(error.0))?
                } else {
                    value
                }
            }
            Content::Sequence(form) => {
                if !tag.is_empty() && tag != SEQUENCE_TAG {
                    return Err(Fault::at(mark, format!("can't interpret sequence as {tag}")));
                }
                Value::Tuple(match form {
                    Form::Flow => self.flow_sequence(depth)?,
                    Form::Indentless => self.indentless_sequence(depth)?,
                    Form::Block | Form::Pair => self.block_sequence(depth)?,
                })
            }
            Content::Mapping(form) => {
                if !tag.is_empty() && tag != MAP_TAG {
                    return Err(Fault::at(mark, format!("can't interpret mapping as {tag}")));
                }
                Value::Object(match form {
                    Form::Flow => self.flow_mapping(depth)?,
                    Form::Pair => self.pair(depth)?,
                    Form::Block | Form::Indentless => self.block_mapping(depth)?,
                })
            }
        };
        if let Some(anchor) = anchor {
            if let Some(count) = self.pending.get_mut(&anchor) {
                *count -= 1;
                if *count == 0 {
                    self.pending.remove(&anchor);
                }
            }
            self.spend(&value)?;
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn aliased(&self, name: &str, mark: Mark, depth: usize) -> Parsed {
        let quoted = quoted(name);
        if self.pending.contains_key(name) {
            return Err(Fault::at(
                mark,
                format!("cannot refer to anchor {quoted} from inside its own definition"),
            ));
        }
        let Some(value) = self.anchors.get(name) else {
            return Err(Fault::at(mark, format!("reference to undefined anchor {quoted}")));
        };
        self.spend(value)?;
        if value.depth_exceeds(MAX_DEPTH.saturating_sub(depth)) {
            return Err(Fault::at(mark, format!("more than {MAX_DEPTH} levels")));
        }
        Ok(value.clone())
    }

    fn spend(&self, value: &Value) -> Parsed<()> {
        self.budget
            .spend(value.size())
            .map_err(|error| Fault::anywhere(error.words))
    }

    fn block_sequence(&mut self, depth: usize) -> Parsed<Vec<Value>> {
        let start = self.peek()?.start;
        self.scanner.skip_token();
        let mut elements = Vec::new();
        loop {
            let token = self.peek()?;
            match token.kind {
                Kind::BlockEntry => elements.push(match self.following()?.kind {
                    Kind::BlockEntry | Kind::BlockEnd => Value::NULL,
                    _ => self.node(Place::Block, depth + 1)?,
                }),
                Kind::BlockEnd => break,
                _ => {
                    return Err(Fault::within(
                        start,
                        token.start,
                        "did not find expected '-' indicator",
                    ));
                }
            }
        }
        self.scanner.skip_token();
        Ok(elements)
    }

    fn indentless_sequence(&mut self, depth: usize) -> Parsed<Vec<Value>> {
        let mut elements = Vec::new();
        while self.peek()?.kind == Kind::BlockEntry {
            elements.push(match self.following()?.kind {
                Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd => Value::NULL,
                _ => self.node(Place::Block, depth + 1)?,
            });
        }
        Ok(elements)
    }

    fn block_mapping(&mut self, depth: usize) -> Parsed<BTreeMap<String, Value>> {
        let start = self.peek()?.start;
        self.scanner.skip_token();
        let mut members = BTreeMap::new();
        let empty = |kind: &Kind| matches!(kind, Kind::Key | Kind::Value | Kind::BlockEnd);
        loop {
            let token = self.peek()?;
            match token.kind {
                Kind::BlockEnd => break,
                Kind::Key => {}
                _ => return Err(Fault::within(start, token.start, "did not find expected key")),
            }
            let key = if empty(&self.following()?.kind) {
                Node::empty(token.end)
            } else {
                self.node_start(Place::BlockOrIndentless)?
            };
            self.member(key, &mut members, |parser| {
                if parser.peek()?.kind != Kind::Value || empty(&parser.following()?.kind) {
                    return Ok(Value::NULL);
                }
                parser.node(Place::BlockOrIndentless, depth + 1)
            })?;
        }
        self.scanner.skip_token();
        Ok(members)
    }

    fn flow_mapping(&mut self, depth: usize) -> Parsed<BTreeMap<String, Value>> {
        let start = self.peek()?.start;
        self.scanner.skip_token();
        let mut members = BTreeMap::new();
        let mut first = true;
        loop {
            let mut token = self.peek()?;
            if token.kind != Kind::FlowMappingEnd && !first {
                if token.kind != Kind::FlowEntry {
                    return Err(Fault::within(
                        start,
                        token.start,
                        "did not find expected ',' or '}'",
                    ));
                }
                token = self.following()?;
            }
            first = false;
            let empty = |kind: &Kind| matches!(kind, Kind::FlowEntry | Kind::FlowMappingEnd);
            match token.kind {
                Kind::FlowMappingEnd => break,
                Kind::Key => {
                    let token = self.following()?;
                    let key = if token.kind == Kind::Value || empty(&token.kind) {
                        Node::empty(token.start)
                    } else {
                        self.node_start(Place::Flow)?
                    };
                    self.member(key, &mut members, |parser| {
                        if parser.peek()?.kind != Kind::Value || empty(&parser.following()?.kind) {
                            return Ok(Value::NULL);
                        }
                        parser.node(Place::Flow, depth + 1)
                    })?;
                }
                _ => {
                    let key = self.node_start(Place::Flow)?;
                    self.member(key, &mut members, |parser| parser.peek().map(|_| Value::NULL))?;
                }
            }
        }
        self.scanner.skip_token();
        Ok(members)
    }

    fn flow_sequence(&mut self, depth: usize) -> Parsed<Vec<Value>> {
        let start = self.peek()?.start;
        self.scanner.skip_token();
        let mut elements = Vec::new();
        loop {
            let mut token = self.peek()?;
            if token.kind != Kind::FlowSequenceEnd && !elements.is_empty() {
                if token.kind != Kind::FlowEntry {
                    return Err(Fault::within(
                        start,
                        token.start,
                        "did not find expected ',' or ']'",
                    ));
                }
                token = self.following()?;
            }
            match token.kind {
                Kind::FlowSequenceEnd => break,
                Kind::Key => {
                    self.scanner.skip_token();
                    let pair = Node {
                        anchor: None,
                        tag: String::new(),
                        mark: token.start,
                        content: Content::Mapping(Form::Pair),
                    };
                    elements.push(self.value(pair, depth + 1)?);
                }
                _ => elements.push(self.node(Place::Flow, depth + 1)?),
            }
        }
        self.scanner.skip_token();
        Ok(elements)
    }

    fn pair(&mut self, depth: usize) -> Parsed<BTreeMap<String, Value>> {
        let mut members = BTreeMap::new();
        let token = self.peek()?;
        let empty = |kind: &Kind| matches!(kind, Kind::FlowEntry | Kind::FlowSequenceEnd);
        let key = if token.kind == Kind::Value || empty(&token.kind) {
            // The reference skips the token with the empty key.
            self.scanner.skip_token();
            Node::empty(token.end)
        } else {
            self.node_start(Place::Flow)?
        };
        self.member(key, &mut members, |parser| {
            if parser.peek()?.kind != Kind::Value || empty(&parser.following()?.kind) {
                return Ok(Value::NULL);
            }
            parser.node(Place::Flow, depth + 1)
        })?;
        Ok(members)
    }

    /// Judges a key, reads its value, and puts both into the mapping.
    fn member(
        &mut self,
        key: Node,
        members: &mut BTreeMap<String, Value>,
        value: impl FnOnce(&mut Self) -> Parsed,
    ) -> Parsed<()> {
        let Content::Scalar(text, style) = key.content else {
            return Err(Fault::at(key.mark, "only strings are allowed as mapping keys"));
        };
        let name = match resolve::scalar(&key.tag, &text, style).map_err(Fault::anywhere)? {
            Scalar::Merge => {
                return match value(self)? {
                    Value::Object(others) => {
                        members.extend(others);
                        Ok(())
                    }
                    other => {
                        let name = other.type_of().friendly_name();
                        Err(Fault::at(key.mark, format!("cannot merge {name} into mapping")))
                    }
                };
            }
            Scalar::Value(name) => name,
        };
        let name = convert::convert(&name, &Type::String).unwrap_or(Value::NULL);
        let Some(name) = name.as_str() else {
            return Err(Fault::at(key.mark, "mapping key cannot be null"));
        };
        let name = normalized(name);
        let value = value(self)?;
        members.insert(name, value);
        Ok(())
    }
}

impl Node {
    /// A node that is not written.
    fn empty(mark: Mark) -> Self {
        Self {
            anchor: None,
            tag: String::new(),
            mark,
            content: Content::Scalar(Rc::default(), Style::Plain),
        }
    }
}
