//! The lint `spread-over-one-datacenter`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, list};
use crate::model::constraint::Spread;

lint! {
    /// A spread over datacenters that the job does not use.
    ///
    /// ## Why
    ///
    /// Only nodes in the `datacenters` of the job are ever chosen. If there is one, there is nothing to spread over; a
    /// `target` for another one asks for a share that it cannot get.
    ///
    /// ## Example
    ///
    /// ```hcl,job
    /// datacenters = ["dc1"]
    ///
    /// spread {
    ///   attribute = "${node.datacenter}"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job
    /// datacenters = ["dc1", "dc2"]
    ///
    /// spread {
    ///   attribute = "${node.datacenter}"
    /// }
    /// ```
    "spread-over-one-datacenter", Warning, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    let datacenters = list(&subject.job.datacenters);
    spreads(&subject.job.spreads, &JsonPath::root(), datacenters, found);
    for group in subject.groups() {
        spreads(&group.group.spreads, &group.at, datacenters, found);
    }
}

fn spreads(all: &Option<Vec<Spread>>, owner: &JsonPath, datacenters: &[String], found: &mut Found) {
    for (index, spread) in list(all).iter().enumerate() {
        if spread.attribute != "${node.datacenter}" {
            continue;
        }
        let at = owner.member("Spreads").index(index);
        if let [only] = datacenters {
            found.add(
                at,
                format!("this spreads over datacenters, and the job is in one: `{only}`"),
                "add datacenters to the job, or spread over something else, such as `${meta.rack}`",
            );
            continue;
        }
        for (number, target) in list(&spread.spread_target).iter().enumerate() {
            if !datacenters.contains(&target.value) {
                found.add(
                    at.member("SpreadTarget").index(number),
                    format!("the job is not in datacenter `{}`: nothing of it can be there", target.value),
                    format!("its datacenters are {}", datacenters.join(", ")),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn targets_must_be_datacenters_of_the_job() {
        let lines = "datacenters = [\"a\", \"b\"]\nspread {\nattribute = \"${node.datacenter}\"\n\
                     target \"a\" {\npercent = 60\n}\ntarget \"c\" {\npercent = 40\n}\n}\n";
        assert_eq!(
            found(&LINT, "job", lines),
            ["Spreads[0].SpreadTarget[1]: the job is not in datacenter `c`: nothing of it can be there (its \
              datacenters are a, b)"]
        );
    }
}
