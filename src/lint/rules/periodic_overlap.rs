//! The lint `periodic-overlap`: its page, its rule, its tests.

use crate::diagnostic::JsonPath;
use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, text};
use crate::model::time::Duration;
use crate::notation::cron::Cron;
use crate::notation::zone;

lint! {
    /// A periodic job that is launched every few minutes, whether or not the last run is over.
    ///
    /// ## Why
    ///
    /// Unless overlap is prohibited, each launch is a job of its own beside the ones that still run. If a run takes
    /// longer than usual, because it waits for room or for something that hangs, they pile up.
    ///
    /// ## Example
    ///
    /// ```hcl,job
    /// type = "batch"
    ///
    /// periodic {
    ///   cron = "* * * * *"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,job
    /// type = "batch"
    ///
    /// periodic {
    ///   cron             = "* * * * *"
    ///   prohibit_overlap = true
    /// }
    /// ```
    "periodic-overlap", Hint, run
}

/// Launches closer than this are thought likely to overlap.
const CLOSE: Duration = Duration::from_seconds(5 * 60);

/// How many launches are looked at.
const LAUNCHES: usize = 50;

/// Where the search begins: the first of January 2021. The same job has the same findings every day.
const START: i64 = 1_609_459_200;

fn run(subject: &Subject<'_>, found: &mut Found) {
    let Some(periodic) = &subject.job.periodic else {
        return;
    };
    if periodic.enabled == Some(false) || periodic.prohibit_overlap == Some(true) {
        return;
    }
    if let Some(gap) = shortest_gap(text(&periodic.spec), text(&periodic.time_zone))
        && gap <= CLOSE
    {
        found.add(
            JsonPath::root().member("Periodic").member("Spec"),
            format!("a launch comes {gap} after the one before, even if that still runs"),
            "set `prohibit_overlap = true`, which skips a launch while the last one runs",
        );
    }
}

/// The shortest time between two launches one after another.
fn shortest_gap(spec: &str, zone: &str) -> Option<Duration> {
    let cron = Cron::parse(spec).ok()?;
    let zone = zone::load(zone).ok()?;
    let next = |after: &i64| cron.next(*after, &zone).ok().flatten();
    let launches: Vec<i64> = std::iter::successors(next(&START), next).take(LAUNCHES).collect();
    let gaps = launches.iter().zip(launches.iter().skip(1)).map(|(one, other)| other - one);
    gaps.min().map(Duration::from_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn launches_a_few_minutes_apart_are_found() {
        let periodic = |lines: &str| found(&LINT, "job", &format!("type = \"batch\"\nperiodic {{\n{lines}\n}}\n"));
        assert_eq!(
            periodic("cron = \"*/5 * * * *\""),
            ["Periodic.Spec: a launch comes 5m0s after the one before, even if that still runs (set `prohibit_overlap = \
              true`, which skips a launch while the last one runs)"]
        );
        assert_eq!(periodic("cron = \"0,2 3 * * *\"").len(), 1);
        for lines in ["cron = \"0 * * * *\"", "cron = \"@daily\"", "cron = \"nonsense\"", "cron = \"* * * * *\"\nenabled = false"] {
            assert_eq!(periodic(lines), [""; 0], "{lines}");
        }
    }
}
