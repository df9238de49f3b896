//! The lint `unknown-allowance`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::rules::LINTS;
use crate::lint::similar;
use crate::lint::subject::Subject;

lint! {
    /// A comment that is to silence a lint which does not exist.
    ///
    /// ## Why
    ///
    /// It silences nothing. Names are those of this page, with or without `lint/`.
    ///
    /// ## Example
    ///
    /// ```hcl,group
    /// # foreplan: allow(unused-prot)
    /// network {
    ///   port "debug" {}
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,group
    /// # foreplan: allow(unused-port)
    /// network {
    ///   port "debug" {}
    /// }
    /// ```
    "unknown-allowance", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for (span, name) in subject.allowances.unknown() {
        if found.is_full() {
            return;
        }
        if name.is_empty() {
            let hint = "write `foreplan: allow(name, …)` with the names of lints";
            found.add_in_text(*span, "this comment says nothing that foreplan knows", hint);
            continue;
        }
        let names = LINTS.iter().map(|lint| lint.name());
        let hint = similar::hint(name, names, || "`foreplan explain` lists them".to_owned());
        found.add_in_text(*span, format!("there is no lint `{name}`"), hint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn the_nearest_name_is_suggested() {
        let lines = "# foreplan: allow(unused-prot, nonsense)\n# foreplan: ignore\n";
        assert_eq!(
            found(&LINT, "group", lines),
            [
                ": there is no lint `unused-prot` (did you mean `unused-port`?)",
                ": there is no lint `nonsense` (`foreplan explain` lists them)",
                ": this comment says nothing that foreplan knows (write `foreplan: allow(name, …)` with the names of lints)",
            ]
        );
    }
}
