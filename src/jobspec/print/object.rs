//! The walk over a job: arguments, then blocks, then blocks with labels.

use super::quote::{Context, is_identifier, key, quoted};
use super::value::{Blocks, Writer, Written};
use crate::diagnostic::{JsonPath, PathStep};
use crate::jobspec::decode::presets_of;
use crate::model::job::Job;
use crate::model::object::{Field, Hcl, Kind, Literal, Map, Member, Object, ObjectType, Presence, View};

/// Members whose objects are blocks of a name that their row cannot say: object, member, name of the blocks.
const SPECIAL_BLOCKS: &[(&str, &str, &str)] = &[
    ("NetworkResource", "ReservedPorts", "port"),
    ("NetworkResource", "DynamicPorts", "port"),
];

/// Members that mean this when a job file is silent, without any other default.
const SILENT: &[(&str, &str, Literal)] = &[
    ("Constraint", "Operand", Literal::Str("=")),
    ("Affinity", "Operand", Literal::Str("=")),
    ("ScalingPolicy", "Type", Literal::Str("horizontal")),
];

/// Maps that HCL2 takes as arguments too, which lets their keys be any text.
const ARGUMENT_MAPS: &[(&str, &str)] = &[
    ("Job", "Meta"),
    ("TaskGroup", "Meta"),
    ("Task", "Meta"),
    ("Task", "Env"),
];

/// Objects in whose free configuration a block stands for an object. Elsewhere it stands for a list of objects.
const OBJECTS_AS_BLOCKS: &[&str] = &["ConsulProxy", "ConsulGatewayProxy"];

/// The text of a job, to be formatted.
///
/// # Errors
///
/// The value that is nested deeper than a job file may be.
pub(super) fn job(job: &Job) -> Result<Written, JsonPath> {
    let mut writer = Writer::default();
    writer.begin(&format!("job {}", quoted(job.id(), Context::Name)));
    writer.object(job);
    writer.end();
    writer.finish()
}

/// A member and its row.
type Row<'o> = (&'static Field, &'o dyn Member);

/// What becomes of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Nothing,
    /// `key = value`
    Argument(&'static str),
    /// Blocks of this name.
    Blocks(&'static str),
    /// The same, each with a label.
    Labelled(&'static str),
}

impl Writer {
    /// Writes what is inside the block of an object.
    fn object(&mut self, object: &dyn Object) {
        let object_type = object.object_type();
        let fields = object_type.fields.iter().enumerate();
        let rows: Vec<(Form, Row<'_>)> = fields
            .filter_map(|(index, field)| {
                let member = object.member(index)?;
                Some((form(object, field, member), (field, member)))
            })
            .collect();
        let mut write = |is_part: fn(Form) -> bool| {
            for (form, (field, member)) in rows.iter().filter(|(form, _)| is_part(*form)) {
                self.enter(PathStep::Member(field.name));
                match form {
                    Form::Argument(key) => self.argument(key, &member.view()),
                    Form::Blocks(key) | Form::Labelled(key) => {
                        self.blocks(object_type, key, (field, *member))
                    }
                    Form::Nothing => {}
                }
                self.leave();
            }
        };
        write(|form| matches!(form, Form::Argument(_)));
        write(|form| matches!(form, Form::Blocks(_)));
        write(|form| matches!(form, Form::Labelled(_)));
    }

    /// Writes the block or blocks of a member.
    fn blocks(&mut self, object_type: &ObjectType, name: &str, (field, member): Row<'_>) {
        match member.view() {
            View::Object(object) => self.block(name, None, object),
            View::List(list) => {
                for index in 0..list.len() {
                    if let Some(View::Object(object)) = list.item(index).map(Member::view) {
                        self.enter(PathStep::Index(index));
                        self.block(name, label(object), object);
                        self.leave();
                    }
                }
            }
            View::Map(map) if is_object_map(&field.kind) => map.each(&mut |label, member| {
                if let View::Object(object) = member.view() {
                    self.enter(PathStep::Key(label.to_owned()));
                    self.block(name, Some(label), object);
                    self.leave();
                }
                true
            }),
            View::Map(map) => {
                let mut has_odd_keys = false;
                map.each(&mut |key, _| {
                    has_odd_keys |= !is_identifier(key);
                    true
                });
                let is_argument = has_odd_keys && ARGUMENT_MAPS.contains(&(object_type.name, field.name));
                let assign = if is_argument { " =" } else { "" };
                self.blocks_are(if OBJECTS_AS_BLOCKS.contains(&object_type.name) {
                    Blocks::Objects
                } else {
                    Blocks::Lists
                });
                self.begin(&format!("{name}{assign}"));
                self.entries(map);
                self.end();
            }
            _ => {}
        }
    }

    fn block(&mut self, name: &str, label: Option<&str>, object: &dyn Object) {
        match label {
            Some(label) => self.begin(&format!("{name} {}", quoted(label, Context::Name))),
            None => self.begin(name),
        }
        self.object(object);
        self.end();
    }

    /// Writes the entries of a map, blocks last.
    fn entries(&mut self, map: &dyn Map) {
        let mut blocks = Vec::new();
        map.each(&mut |name, member| {
            self.enter(PathStep::Key(name.to_owned()));
            match member.view() {
                View::Json(value) if self.is_block(value) => blocks.push((name, value)),
                View::Json(value) => self.json_argument(name, value),
                view => self.argument(&key(name), &view),
            }
            self.leave();
            true
        });
        for (name, value) in blocks {
            self.enter(PathStep::Key(name.to_owned()));
            self.json_blocks(name, value);
            self.leave();
        }
    }
}

/// The label of an object's block, if it has one.
fn label(object: &dyn Object) -> Option<&str> {
    let fields = object.object_type().fields;
    let index = fields.iter().position(|field| field.hcl == Hcl::Label)?;
    match object.member(index)?.view() {
        View::Str(label) => Some(label),
        _ => Some(""),
    }
}

fn form(object: &dyn Object, field: &'static Field, member: &dyn Member) -> Form {
    let object_type = object.object_type();
    let special = SPECIAL_BLOCKS
        .iter()
        .find(|(of, name, _)| *of == object_type.name && *name == field.name);
    let key = match (field.hcl, special) {
        (Hcl::Key(key), _) => key,
        (_, Some((_, _, key))) => key,
        _ => return Form::Nothing,
    };
    // HCL1 has no words for what Nomad 0.12 does not have.
    if field.presence == Presence::Newer || is_silent(object, field, member) {
        return Form::Nothing;
    }
    match field.kind {
        Kind::List(Kind::Object(of)) if has_label(of()) => Form::Labelled(key),
        Kind::Map(Kind::Object(_)) => Form::Labelled(key),
        Kind::List(Kind::Object(_)) | Kind::Object(_) | Kind::Map(_) => Form::Blocks(key),
        _ => Form::Argument(key),
    }
}

/// Whether a job file says what a member holds by saying nothing.
fn is_silent(object: &dyn Object, field: &'static Field, member: &dyn Member) -> bool {
    let object_type = object.object_type();
    let view = member.view();
    match view {
        View::Null => return true,
        // Without a member they are still there.
        View::List(_) | View::Map(_) => return false,
        _ => {}
    }
    if let Some(job) = object.as_any().downcast_ref::<Job>()
        && is_said_by_label(job, field)
    {
        return true;
    }
    if let Some(value) = meant_by_silence(object_type, field) {
        return is_literal(&view, value);
    }
    if presets_of(object_type).contains(&field.name) {
        return is_literal(&view, &field.default);
    }
    member.is_empty()
}

/// What a member means when a job file is silent, if that is neither nothing nor its default.
pub(super) fn meant_by_silence(object_type: &ObjectType, field: &Field) -> Option<&'static Literal> {
    let is_it = |(of, name, _): &&(&str, &str, Literal)| *of == object_type.name && *name == field.name;
    SILENT.iter().find(is_it).map(|(_, _, value)| value)
}

/// A job's label is its identifier, and its name too unless another is given.
fn is_said_by_label(job: &Job, field: &Field) -> bool {
    match field.name {
        "ID" => true,
        "Name" => job.name.as_deref() == Some(job.id()),
        _ => false,
    }
}

/// Whether a value is a constant of a table.
pub(super) fn is_literal(view: &View<'_>, literal: &Literal) -> bool {
    match (view, literal) {
        (View::Bool(value), Literal::Bool(literal)) => value == literal,
        (View::Int(value), Literal::Int(literal)) => value == literal,
        (View::Uint(value), Literal::Int(literal)) => i64::try_from(*value) == Ok(*literal),
        (View::Str(value), Literal::Str(literal)) => value == literal,
        (View::Duration(value), Literal::Duration(literal)) => value.nanoseconds() == *literal,
        _ => false,
    }
}

fn has_label(object_type: &ObjectType) -> bool {
    object_type.fields.iter().any(|field| field.hcl == Hcl::Label)
}

fn is_object_map(kind: &Kind) -> bool {
    matches!(kind, Kind::Map(Kind::Object(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::Described;

    #[test]
    fn what_is_listed_here_exists() {
        use crate::model::{connect, constraint, network, scaling, task, task_group};
        let types: &[&ObjectType] = &[
            Job::TYPE,
            task_group::TaskGroup::TYPE,
            task::Task::TYPE,
            constraint::Constraint::TYPE,
            constraint::Affinity::TYPE,
            network::NetworkResource::TYPE,
            scaling::ScalingPolicy::TYPE,
            connect::ConsulProxy::TYPE,
            connect::ConsulGatewayProxy::TYPE,
        ];
        let listed = SPECIAL_BLOCKS.iter().map(|(of, member, _)| (*of, *member));
        let listed = listed.chain(SILENT.iter().map(|(of, member, _)| (*of, *member)));
        let listed = listed.chain(ARGUMENT_MAPS.iter().copied());
        let listed = listed.chain(OBJECTS_AS_BLOCKS.iter().map(|of| (*of, "Config")));
        for (of, member) in listed {
            let object_type = types.iter().find(|object_type| object_type.name == of);
            assert!(object_type.unwrap().field(member).is_some(), "{of}.{member}");
        }
    }
}
