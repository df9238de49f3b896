//! What is asked of a node: constraints that must hold, affinities that count, spreads that balance.

use super::object::object;

/// How a constraint can hold what it looks at against its target.
pub const CONSTRAINT_OPERANDS: &[&str] = &[
    "=",
    "==",
    "is",
    "!=",
    "not",
    "<",
    "<=",
    ">",
    ">=",
    "regexp",
    "version",
    "semver",
    "set_contains",
    "set_contains_all",
    "set_contains_any",
    "is_set",
    "is_not_set",
    "distinct_hosts",
    "distinct_property",
];
/// How an affinity can.
pub const AFFINITY_OPERANDS: &[&str] = &[
    "=",
    "==",
    "is",
    "!=",
    "not",
    "<",
    "<=",
    ">",
    ">=",
    "regexp",
    "version",
    "semver",
    "set_contains",
    "set_contains_all",
    "set_contains_any",
];

object! {
    /// A condition that a node (or a device) must fulfil.
    pub struct Constraint => "Constraint" { known_by: &["LTarget"] } {
        /// What is looked at: usually an interpolated attribute such as `${attr.kernel.name}`.
        l_target: String => "LTarget" { hcl: Hcl::Key("attribute") },
        /// What it is held against.
        r_target: String => "RTarget" { hcl: Hcl::Key("value") },
        /// How: `=`, `!=`, `<`, `regexp`, `version`, `distinct_hosts` and so on.
        operand: String => "Operand" { hcl: Hcl::Key("operator"), values: Values::Only(CONSTRAINT_OPERANDS) },
    }

    /// A condition that makes a node more, or with a negative weight less, welcome.
    pub struct Affinity => "Affinity" { known_by: &["LTarget"] } {
        /// What is looked at: usually an interpolated attribute.
        l_target: String => "LTarget" { hcl: Hcl::Key("attribute") },
        /// What it is held against.
        r_target: String => "RTarget" { hcl: Hcl::Key("value") },
        /// How: as in a constraint, but for those that ask whether something is set or distinct.
        operand: String => "Operand" { hcl: Hcl::Key("operator"), values: Values::Only(AFFINITY_OPERANDS) },
        /// How much it counts, from -100 to 100 without 0.
        weight: Option<i8> => "Weight" { hcl: Hcl::Key("weight"), default: Literal::Int(50) },
    }

    /// An attribute over whose values allocations are spread.
    pub struct Spread => "Spread" { known_by: &["Attribute"] } {
        /// The attribute, interpolated.
        attribute: String => "Attribute" { hcl: Hcl::Key("attribute") },
        /// How much it counts against other spreads, from 0 to 100.
        weight: Option<i8> => "Weight" { hcl: Hcl::Key("weight"), default: Literal::Int(50) },
        /// Shares for particular values; without any, all values get alike.
        spread_target: Option<Vec<SpreadTarget>> => "SpreadTarget" {
            hcl: Hcl::Key("target"), stored_empty: Empty::Kept,
        },
    }

    /// The share of allocations that one value of a spread attribute is to get.
    pub struct SpreadTarget => "SpreadTarget" { known_by: &["Value"] } {
        /// The attribute's value.
        value: String => "Value" { hcl: Hcl::Label },
        /// The share in percent.
        percent: u8 => "Percent" { hcl: Hcl::Key("percent") },
    }
}
