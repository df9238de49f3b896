//! Members of objects by their names.

use crate::model::object::{Hcl, Literal, Member, Object, Slot, View};
use crate::model::time::Duration;

/// The member of this API name.
pub(super) fn member_of<'o>(object: &'o mut dyn Object, name: &str) -> Option<&'o mut dyn Member> {
    let index = object.object_type().position(name, 0)?;
    object.member_mut(index)
}

/// The text in a member of this API name, empty if there is none.
pub(super) fn text_of(object: &dyn Object, name: &str) -> String {
    let index = object.object_type().position(name, 0);
    let member = index.and_then(|index| object.member(index));
    match member.map(Member::view) {
        Some(View::Str(text)) => text.to_owned(),
        _ => String::new(),
    }
}

/// Writes the label of a block into the member that is for it.
pub(super) fn set_label(object: &mut dyn Object, label: &str) {
    let fields = object.object_type().fields;
    let index = fields.iter().position(|field| field.hcl == Hcl::Label);
    let member = index.and_then(|index| object.member_mut(index));
    if let Some(Slot::Str(text)) = member.map(Member::slot) {
        label.clone_into(text);
    }
}

/// Gives a member its default.
pub(super) fn preset(object: &mut dyn Object, name: &str) {
    let Some(field) = object.object_type().field(name) else {
        return;
    };
    let Some(member) = member_of(object, name) else {
        return;
    };
    match (field.default, member.slot()) {
        (Literal::Bool(value), Slot::Bool(slot)) => *slot = value,
        (Literal::Int(value), Slot::Int(slot)) => *slot = value,
        (Literal::Str(value), Slot::Str(slot)) => value.clone_into(slot),
        (Literal::Duration(value), Slot::Duration(slot)) => *slot = Duration::from_nanoseconds(value),
        _ => {}
    }
}
