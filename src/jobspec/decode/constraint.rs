//! Constraints, affinities and spreads, which jobs, groups, tasks and devices have.

use super::Decoder;
use super::faults::{Frame, Names};
use super::found::Found;
use super::member::member_of;
use super::stanza::{Block, Each, Labelled, Labels, NotObject, Shape, Stanza};
use super::value::{Data, Value};
use super::weak::Typing;
use crate::jobspec::messages as words;
use crate::model::constraint::Constraint;
use crate::model::object::{Object, Slot};

/// The `constraint` stanzas.
pub(super) const fn constraints(frames: &'static [Frame]) -> Block {
    Block {
        key: "constraint",
        member: "Constraints",
        frames,
        shape: Shape::Special(each_constraint),
    }
}

/// The `affinity` stanzas.
pub(super) const fn affinities(frames: &'static [Frame]) -> Block {
    Block {
        key: "affinity",
        member: "Affinities",
        frames,
        shape: Shape::Each(Each {
            stanza: &AFFINITY,
            labels: Labels::Hide,
            frames: &[],
        }),
    }
}

/// The `spread` stanzas.
pub(super) const fn spreads(frames: &'static [Frame]) -> Block {
    Block {
        key: "spread",
        member: "Spreads",
        frames,
        shape: Shape::Each(Each {
            stanza: &SPREAD,
            labels: Labels::Hide,
            frames: &[],
        }),
    }
}

pub(super) static CONSTRAINT: Stanza = Stanza {
    name: "a constraint",
    keys: &[
        "attribute",
        "distinct_hosts",
        "distinct_property",
        "operator",
        "regexp",
        "set_contains",
        "value",
        "version",
        "semver",
    ],
    values: Some(constraint_values),
    ..Stanza::PLAIN
};

static AFFINITY: Stanza = Stanza {
    name: "an affinity",
    keys: &[
        "attribute",
        "operator",
        "regexp",
        "set_contains",
        "set_contains_any",
        "set_contains_all",
        "value",
        "version",
        "semver",
        "weight",
    ],
    values: Some(affinity_values),
    ..Stanza::PLAIN
};

static SPREAD: Stanza = Stanza {
    name: "a spread",
    keys: &["attribute", "weight", "target"],
    blocks: &[Block {
        key: "target",
        member: "SpreadTarget",
        frames: &[Frame::Before("target ->")],
        shape: Shape::Labelled(Labelled {
            stanza: &TARGET,
            missing: Some("missing spread target"),
            extra: Some("missing spread target"),
            twice: Some("target '{label}' defined more than once"),
            ..Labelled::PLAIN
        }),
    }],
    ..Stanza::PLAIN
};

static TARGET: Stanza = Stanza {
    name: "a spread target",
    keys: &["percent", "value"],
    also: &[("value", "Value")],
    not_object: NotObject::Words("target should be an object"),
    key_frames: &[Frame::Before("'{label}' ->")],
    ..Stanza::PLAIN
};

/// A constraint with `distinct_hosts = false` is no constraint, so each is added only when it is known.
fn each_constraint<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    names: &Names<'a>,
) {
    let mut index = 0;
    for item in found.unlabelled() {
        let mut constraint = Constraint::default();
        decoder.places.enter_member("Constraints", item.value.span);
        decoder.places.enter_index(index, item.value.span);
        decoder.stanza(&CONSTRAINT, &mut constraint, &item.value, names);
        decoder.places.leave();
        decoder.places.leave();
        // Its values leave an operand behind unless it is to be left out.
        if constraint.operand.is_empty() {
            continue;
        }
        let list = member_of(target, "Constraints").map(|member| member.slot());
        if let Some(Slot::List(list)) = list
            && let Slot::Object(slot) = list.push().slot()
            && let Some(slot) = slot.as_any_mut().downcast_mut()
        {
            *slot = constraint;
            index += 1;
        }
    }
}

/// Keys that give the right side and are the operand, the one that wins last.
const CONSTRAINT_OPERANDS: &[&str] = &["version", "semver", "regexp", "set_contains"];
const AFFINITY_OPERANDS: &[&str] = &[
    "version",
    "semver",
    "regexp",
    "set_contains_any",
    "set_contains_all",
    "set_contains",
];

/// The values of a constraint or an affinity, before they are put into their members.
struct Sides<'a> {
    left: Option<Value<'a>>,
    right: Option<Value<'a>>,
    operand: Option<Value<'a>>,
}

impl<'a> Sides<'a> {
    fn new(decoder: &Decoder<'a>, stanza: &Stanza, found: &Found<'_, 'a>, operands: &[&'static str]) -> Self {
        let value = |key| found.with_key(stanza, key).value();
        let mut sides = Sides {
            left: value("attribute"),
            right: value("value"),
            operand: value("operator"),
        };
        for key in operands {
            if let Some(value) = value(key) {
                sides.operand = key_itself(decoder, stanza, found, key);
                sides.right = Some(value);
            }
        }
        sides
    }

    /// Puts them into their members. Without an operand, both sides are to be equal.
    fn write(self, decoder: &mut Decoder<'a>, target: &mut dyn Object, weight: Option<Value<'a>>) {
        let values = [
            ("LTarget", self.left),
            ("RTarget", self.right),
            ("Operand", self.operand),
            ("Weight", weight),
        ];
        decoder.convert(Typing::Weak, |weak| {
            for (name, value) in values {
                let index = target.object_type().position(name, 0);
                if let (Some(index), Some(value)) = (index, value) {
                    weak.member_at(target, index, value);
                }
            }
        });
        if let Some(Slot::Str(operand)) = member_of(target, "Operand").map(|member| member.slot())
            && operand.is_empty()
        {
            "=".clone_into(operand);
        }
    }
}

/// A key in the place of a value.
fn key_itself<'a>(
    decoder: &Decoder<'a>,
    stanza: &Stanza,
    found: &Found<'_, 'a>,
    key: &'static str,
) -> Option<Value<'a>> {
    let item = found.with_key(stanza, key).iter().next()?;
    Some(Value {
        data: Data::Str(key.into()),
        span: decoder.head(item),
    })
}

fn constraint_values<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    _: &Names<'a>,
) {
    let mut sides = Sides::new(decoder, &CONSTRAINT, found, CONSTRAINT_OPERANDS);
    let value = |key| found.with_key(&CONSTRAINT, key).value();
    if let Some(value) = value("distinct_hosts") {
        match value.data.parse_bool() {
            Ok(true) => sides.operand = key_itself(decoder, &CONSTRAINT, found, "distinct_hosts"),
            Ok(false) => return,
            Err(error) => return decoder.faults.add(words::no_distinct_hosts(error), value.span),
        }
    }
    if let Some(value) = value("distinct_property") {
        sides.operand = key_itself(decoder, &CONSTRAINT, found, "distinct_property");
        sides.left = Some(value);
    }
    sides.write(decoder, target, None);
}

fn affinity_values<'a>(
    decoder: &mut Decoder<'a>,
    target: &mut dyn Object,
    found: &Found<'_, 'a>,
    _: &Names<'a>,
) {
    let sides = Sides::new(decoder, &AFFINITY, found, AFFINITY_OPERANDS);
    let weight = found.with_key(&AFFINITY, "weight").value();
    sides.write(decoder, target, weight);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{error, job};

    /// Left side, operand and right side of the constraints of a job.
    fn constraints(body: &str) -> Vec<String> {
        let constraints = job(body).constraints.unwrap_or_default();
        let shown = constraints.iter();
        shown
            .map(|constraint| {
                format!(
                    "{} {} {}",
                    constraint.l_target, constraint.operand, constraint.r_target
                )
            })
            .collect()
    }

    #[test]
    fn operands_have_keys_of_their_own_and_the_last_kind_wins() {
        for (body, shown) in [
            ("attribute = \"a\" value = 1", "a = 1"),
            ("attribute = \"a\" operator = \"!=\" value = true", "a != 1"),
            ("attribute = \"a\" version = \"> 1\" value = []", "a version > 1"),
            (
                "regexp = \"r\" attribute = \"a\" semver = \"s\" version = \"v\"",
                "a regexp r",
            ),
            ("distinct_hosts = \"t\"", " distinct_hosts "),
            (
                "distinct_property = \"p\" attribute = \"a\" value = 2",
                "p distinct_property 2",
            ),
            ("", " = "),
        ] {
            assert_eq!(
                constraints(&format!("constraint {{ {body} }}")),
                [shown],
                "{body}"
            );
        }
        let affinity = &job("affinity { set_contains_all = \"a\" set_contains = \"b\" weight = \"-7\" }")
            .affinities
            .unwrap()[0];
        assert_eq!(
            (affinity.operand.as_str(), affinity.r_target.as_str()),
            ("set_contains", "b")
        );
        assert_eq!(affinity.weight, Some(-7));
    }

    #[test]
    fn distinct_hosts_switched_off_is_no_constraint() {
        assert_eq!(job("constraint { distinct_hosts = false }").constraints, None);
        assert_eq!(
            constraints("constraint { distinct_hosts = false }\nconstraint { attribute = \"a\" }"),
            ["a = "]
        );
        assert_eq!(
            error("constraint { distinct_hosts = 1.5e7 }"),
            "constraint -> distinct_hosts should be set to true or false; 1.5e+07 couldn't be converted to boolean value"
        );
        assert_eq!(
            error("constraint { distinct_hosts = [{ a = 1 }] }"),
            "constraint -> distinct_hosts should be set to true or false; [map[a:1]] couldn't be converted to boolean value"
        );
    }

    #[test]
    fn members_are_named_in_what_does_not_fit() {
        assert_eq!(
            error("affinity { attribute = [] weight = 1000 operator = {} weight = \"200\" }"),
            "affinity -> 2 error(s) decoding:\n\n* 'LTarget' expected type 'string', got unconvertible type '[]interface {}'\n* 'Operand' expected type 'string', got unconvertible type '[]map[string]interface {}'"
        );
        assert_eq!(
            error("constraint = 1"),
            "constraint -> cannot check HCL keys of type *ast.LiteralType"
        );
    }

    #[test]
    fn a_spread_target_has_one_label() {
        let spread =
            &job("spread { attribute = \"a\" target \"x\" { percent = 40 } target \"y\" { value = \"z\" } }")
                .spreads
                .unwrap()[0];
        let targets: Vec<_> = spread
            .spread_target
            .as_ref()
            .unwrap()
            .iter()
            .map(|target| target.value.as_str())
            .collect();
        assert_eq!(targets, ["x", "z"]);
        for (target, words) in [
            ("target {}", "missing spread target"),
            ("target \"a\" \"b\" {}", "missing spread target"),
            (
                "target \"a\" {} target \"a\" {}",
                "target 'a' defined more than once",
            ),
        ] {
            assert_eq!(
                error(&format!("spread {{ {target} }}")),
                format!("spread -> target -> {words}")
            );
        }
    }
}
