//! How a stanza of a job file is described: its keys, its blocks, and the words of its faults.
//!
//! The object that a stanza fills describes its members itself, with their keys in a job file
//! (`model::object::Field::hcl`). What is written down here is what only a job file has: which keys are
//! allowed, which are blocks and how many of them there may be, in which order they are looked at, and what is
//! said when something is wrong.

use super::Decoder;
use super::faults::{Frame, Names};
use super::found::Found;
use super::weak::Typing;
use crate::model::object::Object;

/// The description of a stanza.
#[derive(Debug)]
pub(crate) struct Stanza {
    /// What people call it.
    pub(crate) name: &'static str,
    /// Its keys, blocks among them.
    pub(crate) keys: &'static [&'static str],
    /// Keys that write a member whose row names another key, or the label.
    pub(crate) also: &'static [(&'static str, &'static str)],
    /// What is said when it is no object.
    pub(crate) not_object: NotObject,
    /// Whether further keys are not a fault.
    pub(crate) allows_any_key: bool,
    /// What goes around the fault that keys are unknown.
    pub(crate) key_frames: &'static [Frame],
    /// Whether values are decoded before keys are checked, those of unknown keys too.
    pub(crate) checks_keys_last: bool,
    /// What is converted in values.
    pub(crate) typing: Typing,
    /// What goes around the fault that values do not fit.
    pub(crate) value_frames: &'static [Frame],
    /// Members that have their default from the beginning.
    pub(crate) presets: &'static [&'static str],
    /// The member that names it in the words of faults inside it, if that is not its label.
    pub(crate) named_by: Option<&'static str>,
    /// Blocks that are looked at before its values.
    pub(crate) first_blocks: &'static [Block],
    /// Its other blocks, in the order in which they are looked at.
    pub(crate) blocks: &'static [Block],
    /// How its values are decoded, if not each into its member.
    pub(crate) values: Option<Special>,
    /// What is done when its values are decoded.
    pub(crate) after_values: Option<Special>,
    /// What is done at the end.
    pub(crate) after_blocks: Option<Special>,
}

impl Stanza {
    /// A description that says nothing: what a stanza leaves out is as in this one.
    pub(crate) const PLAIN: Stanza = Stanza {
        name: "",
        keys: &[],
        also: &[],
        not_object: NotObject::CannotCheckKeys,
        allows_any_key: false,
        key_frames: &[],
        checks_keys_last: false,
        typing: Typing::Weak,
        value_frames: &[],
        presets: &[],
        named_by: None,
        first_blocks: &[],
        blocks: &[],
        values: None,
        after_values: None,
        after_blocks: None,
    };
}

/// What is said when a stanza is written as something else than an object.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NotObject {
    /// That its keys cannot be checked.
    CannotCheckKeys,
    /// That it is no map.
    NotMap,
    /// These words.
    Words(&'static str),
}

/// A block inside a stanza, or blocks of one name.
#[derive(Debug)]
pub(crate) struct Block {
    /// Its name in a job file.
    pub(crate) key: &'static str,
    /// The API name of the member it fills.
    pub(crate) member: &'static str,
    /// What goes around all its faults.
    pub(crate) frames: &'static [Frame],
    /// What it can be and how it is decoded.
    pub(crate) shape: Shape,
}

impl Block {
    /// Blocks of free keys and values that make one map.
    pub(crate) const fn entries(key: &'static str, member: &'static str) -> Self {
        Block {
            key,
            member,
            frames: &[],
            shape: Shape::Entries { too_many: None },
        }
    }
}

/// How often a block can come, and what becomes of it.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Once: the member's object, or the only one of its list.
    Single(Single),
    /// Any number of times: each is a member of the list.
    Each(Each),
    /// Any number of times, each with a label of its own: each is a member of the list.
    Labelled(Labelled),
    /// Free keys and values: all blocks together make one map.
    Entries {
        /// What is said when there is more than one, if that is not allowed.
        too_many: Option<&'static str>,
    },
    /// By a function of its own.
    Special(Special),
}

/// A block that comes once.
#[derive(Debug)]
pub(crate) struct Single {
    pub(crate) stanza: &'static Stanza,
    /// What is said when there are more, or when one is required and there is none.
    pub(crate) too_many: &'static str,
    pub(crate) labels: Labels,
    pub(crate) is_required: bool,
    /// What goes around the faults inside it.
    pub(crate) frames: &'static [Frame],
}

impl Single {
    /// Not required, without labels; its words are still to be given.
    pub(crate) const PLAIN: Single = Single {
        stanza: &Stanza::PLAIN,
        too_many: "",
        labels: Labels::Refused,
        is_required: false,
        frames: &[],
    };
}

/// A block that comes any number of times.
#[derive(Debug)]
pub(crate) struct Each {
    pub(crate) stanza: &'static Stanza,
    pub(crate) labels: Labels,
    /// What goes around the faults of each one.
    pub(crate) frames: &'static [Frame],
}

/// A block that has a label.
#[derive(Debug)]
pub(crate) struct Labelled {
    pub(crate) stanza: &'static Stanza,
    /// What is said when the label is missing; otherwise such a block is not looked at.
    pub(crate) missing: Option<&'static str>,
    /// What is said when there is more than one label; otherwise only the first counts.
    pub(crate) extra: Option<&'static str>,
    /// What goes around these two.
    pub(crate) label_frames: &'static [Frame],
    /// What is said when two have the same label, if that is not allowed.
    pub(crate) twice: Option<&'static str>,
    /// What goes around the faults of each one.
    pub(crate) frames: &'static [Frame],
}

impl Labelled {
    /// Blocks without a label are not looked at, and further labels do not count.
    pub(crate) const PLAIN: Labelled = Labelled {
        stanza: &Stanza::PLAIN,
        missing: None,
        extra: None,
        label_frames: &[],
        twice: None,
        frames: &[],
    };
}

/// What labels do to a block that should have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Labels {
    /// Nothing.
    Ignored,
    /// The block is not looked at, as if it were empty.
    Hide,
    /// The block is refused. The reference crashes.
    Refused,
}

/// Decodes blocks or values in a way of its own: into the object, the items found, and what they are called.
pub(crate) type Special = for<'a> fn(&mut Decoder<'a>, &mut dyn Object, &Found<'_, 'a>, &Names<'a>);
