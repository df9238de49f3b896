//! The lint `constraint-never-true`: its page, its rule, its tests.

use crate::lint::constraints::is_distinct;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::similar;
use crate::lint::subject::Subject;
use crate::model::constraint::Constraint;
use crate::scheduler::feasible::matches;

lint! {
    /// A constraint that no node can ever meet.
    ///
    /// ## Why
    ///
    /// Nothing is placed, and the plan says only that nodes were filtered. It is text that looks at no node (the old
    /// `$attr.kernel.name` without braces is one), or a value that its attribute never has: architectures
    /// and kernels go by Go's names, and the attribute of a driver is `1`.
    ///
    /// ## Example
    ///
    /// ```hcl,job
    /// constraint {
    ///   attribute = "${attr.cpu.arch}"
    ///   value     = "x86_64"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job
    /// constraint {
    ///   attribute = "${attr.cpu.arch}"
    ///   value     = "amd64"
    /// }
    /// ```
    "constraint-never-true", Warning, run
}

/// Attributes with few values, and all of these.
const DOMAINS: &[(&str, &[&str])] = &[
    (
        "attr.kernel.name",
        &[
            "aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "linux", "netbsd", "openbsd", "plan9",
            "solaris", "windows",
        ],
    ),
    (
        "attr.cpu.arch",
        &[
            "386", "amd64", "arm", "arm64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64",
            "s390x",
        ],
    ),
];

/// What other systems call some of these values.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("x86_64", "amd64"),
    ("x64", "amd64"),
    ("x86", "386"),
    ("i386", "386"),
    ("i686", "386"),
    ("aarch64", "arm64"),
    ("armv7l", "arm"),
    ("armhf", "arm"),
    ("macos", "darwin"),
    ("osx", "darwin"),
];

fn run(subject: &Subject<'_>, found: &mut Found) {
    for asked in subject.constraints() {
        let constraint = asked.constraint;
        if is_distinct(constraint) || matches!(constraint.operand.as_str(), "is_set" | "is_not_set") {
            continue;
        }
        if let Some((message, hint)) = fault(constraint) {
            found.add(asked.at, message, hint);
        }
    }
}

fn fault(constraint: &Constraint) -> Option<(String, String)> {
    let (left, right) = (constraint.l_target.as_str(), constraint.r_target.as_str());
    if is_variable(right) {
        return None;
    }
    if !is_variable(left) {
        let never = !left.is_empty() && !matches(&constraint.operand, Some(left), Some(right));
        return never.then(|| {
            let message = format!("`{left}` is text, not a property of a node: no node can meet this constraint");
            let hint = match left.strip_prefix('$') {
                Some(name) => format!("write `${{{name}}}`"),
                None => "an attribute is written `${attr.…}`, `${meta.…}` or `${node.…}`".to_owned(),
            };
            (message, hint)
        });
    }
    let name = left.strip_prefix("${")?.strip_suffix('}')?;
    let values = values_of(name)?;
    if values
        .iter()
        .any(|value| matches(&constraint.operand, Some(value), Some(right)))
    {
        return None;
    }
    let message = format!(
        "no value that `{name}` can have is `{} {right}`: no node can meet this constraint",
        constraint.operand
    );
    let known = OTHER_NAMES.iter().find(|(other, _)| right.eq_ignore_ascii_case(other));
    let hint = match known {
        Some((_, value)) => format!("did you mean `{value}`?"),
        None => similar::hint(right, values.iter().copied(), || {
            format!("it is one of {}", values.join(", "))
        }),
    };
    Some((message, hint))
}

fn is_variable(target: &str) -> bool {
    target.starts_with("${")
}

fn values_of(name: &str) -> Option<&'static [&'static str]> {
    if name.strip_prefix("attr.driver.").is_some_and(|driver| !driver.contains('.')) {
        return Some(&["1"]);
    }
    DOMAINS.iter().find(|(known, _)| *known == name).map(|(_, values)| *values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    fn constraint(left: &str, operand: &str, right: &str) -> Vec<String> {
        let lines = format!(
            "constraint {{\nattribute = \"{left}\"\noperator = \"{operand}\"\nvalue = \"{right}\"\n}}\n"
        );
        found(&LINT, "group", &lines)
    }

    #[test]
    fn values_that_an_attribute_never_has_are_found() {
        assert_eq!(
            constraint("${attr.kernel.name}", "=", "Linux"),
            ["TaskGroups[0].Constraints[0]: no value that `attr.kernel.name` can have is `= Linux`: no node can \
              meet this constraint (did you mean `linux`?)"]
        );
        assert_eq!(constraint("${attr.driver.docker}", "=", "true").len(), 1);
        assert_eq!(constraint("${attr.cpu.arch}", "regexp", "^x86").len(), 1);
    }

    #[test]
    fn text_that_looks_at_no_node_is_found() {
        let found = constraint("$attr.kernel.name", "=", "linux");
        assert!(found[0].ends_with("(write `${attr.kernel.name}`)"), "{found:?}");
    }

    #[test]
    fn what_a_node_may_have_is_left_alone() {
        for (left, operand, right) in [
            ("${attr.kernel.name}", "=", "linux"),
            ("${attr.kernel.name}", "!=", "Linux"),
            ("${attr.kernel.name}", "set_contains_any", "linux,Linux"),
            ("${attr.driver.docker}", "=", "1"),
            ("${attr.driver.docker.version}", ">=", "19"),
            ("${attr.os.name}", "=", "Ubuntu"),
            ("${meta.rack}", "=", "${attr.cpu.arch}"),
            ("a", "=", "a"),
        ] {
            assert_eq!(constraint(left, operand, right), [""; 0], "{left} {operand} {right}");
        }
    }
}
