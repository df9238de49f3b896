//! Jobs that run in several regions.

use std::collections::BTreeMap;

use super::object::object;

object! {
    /// In which regions a job runs, and how a new version is rolled out over them.
    pub struct Multiregion => "Multiregion" { diff_order: &["Regions", "Strategy"] } {
        /// How a rollout goes from region to region.
        strategy: Option<MultiregionStrategy> => "Strategy" {
            hcl: Hcl::Key("strategy"), default: Literal::Empty,
            diff: Diff::PlainFromZero("Strategy"),
        },
        /// The regions, in the order of the rollout.
        regions: Option<Vec<MultiregionRegion>> => "Regions" {
            hcl: Hcl::Key("region"), default: Literal::Empty, stored_empty: Empty::Kept,
            diff: Diff::Plain("Region"),
        },
    }

    /// How a rollout goes from region to region.
    pub struct MultiregionStrategy => "MultiregionStrategy" {
        /// How many regions are deployed to at a time; 0 is all.
        max_parallel: Option<i64> => "MaxParallel" {
            hcl: Hcl::Key("max_parallel"), default: Literal::Int(0), go_type: "int",
        },
        /// What happens to the other regions when one fails: empty, `fail_all` or `fail_local`.
        on_failure: Option<String> => "OnFailure" {
            hcl: Hcl::Key("on_failure"), default: Literal::Str(""), values: Values::Known(&["fail_all", "fail_local"]),
        },
    }

    /// One region of a multiregion job, and what is different there.
    pub struct MultiregionRegion => "MultiregionRegion" { key: &["Name"] } {
        /// The region's name.
        name: String => "Name" { hcl: Hcl::Label },
        /// The count of groups that leave theirs at 0.
        count: Option<i64> => "Count" { hcl: Hcl::Key("count"), default: Literal::Int(1), go_type: "int" },
        /// The datacenters to use there, instead of the job's.
        datacenters: Option<Vec<String>> => "Datacenters" {
            hcl: Hcl::Key("datacenters"), default: Literal::Empty, stored_empty: Empty::Kept, copied_empty: Empty::Made,
            diff: Diff::Plain("Datacenters"),
        },
        /// Metadata added to the job's.
        meta: Option<BTreeMap<String, String>> => "Meta" {
            hcl: Hcl::Key("meta"), default: Literal::Empty, stored_empty: Empty::Kept, copied_empty: Empty::Made,
        },
    }
}
