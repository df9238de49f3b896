//! `foreplan plan`: what a job file would do, on a fleet of your own or the default one.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Args;

use crate::check::Checked;
use crate::diagnostic::{Diagnostic, LineIndex, Severity, render as formats};
use crate::engine::EngineError;
use crate::explain::{self, Action, Fill, GroupPlan, NodeFill, PlanReport, PlannedAllocation};
use crate::host::Host;
use crate::lint;
use crate::model::node::Node;

use super::input::{Linting, Reading, Source, nodes};
use super::output::{Failure, coloured};

/// The time of a plan, unless it is told: plans are the same every day. Noon UTC of the first of January 2021.
const NOON: i64 = 1_609_502_400_000_000_000;

/// How wide a bar is, in characters.
const BAR: usize = 20;

/// Show what a job file would do: what changes, where each allocation would go, how full the nodes are then.
///
/// Without a cluster file the plan is made for three machines of 4,000 MHz, 8,192 MB and 100 GB in dc1.
///
/// Exit codes: 0 if no allocation is created or destroyed, 1 if some are, 255 if there is an error.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The job file (HCL, or the API's JSON); `-` for the standard input.
    file: PathBuf,
    /// The cluster: a JSON list of machines, or of nodes as the API has them.
    #[arg(long, value_name = "FILE")]
    cluster: Option<PathBuf>,
    /// A job file that is registered already: the plan is what changes.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Print the plan as JSON.
    #[arg(long)]
    json: bool,
    /// What all chance follows from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The time to plan for, as RFC 3339; it matters for periodic jobs.
    #[arg(long, value_name = "TIME")]
    now: Option<crate::model::time::Time>,
    #[command(flatten)]
    linting: Linting,
    #[command(flatten)]
    reading: Reading,
}

impl Plan {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let source = Source::read(&self.file)?;
        let nodes = nodes(self.cluster.as_deref())?;
        // Nobody chose the default fleet.
        let chosen: Option<Vec<&Node>> = self.cluster.as_ref().map(|_| nodes.iter().collect());
        let lints = self.linting.options(chosen.as_deref());
        let reader = self.reading.reader(self.seed)?;
        let checked = reader.check(&source, Some(&lints));
        let questionable = questionable(&checked, &source);
        let job = reader.valid_job(&source, checked)?;
        let now = self.now.map_or(NOON, crate::model::time::Time::unix_nanoseconds);
        let mut host = Host::new(self.seed, now);
        let failed = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
        host.register_nodes(nodes).map_err(|error| failed(&error))?;
        if let Some(against) = &self.against {
            let job = reader.valid(&Source::read(against)?)?;
            let name = against.display().to_string();
            host.register(job)
                .map_err(|error| failed(&error))?
                .map_err(|error| refused(&name, &error))?;
        }
        let report =
            explain::plan(host.engine(), job, host.now()).map_err(|error| refused(&source.name, &error))?;
        if self.json {
            let text = serde_json::to_string_pretty(&report).map_err(|error| failed(&error))?;
            println!("{text}");
        } else {
            anstream::print!(
                "{}",
                render(&report, self.cluster.is_none(), &source.name, &questionable)
            );
        }
        Ok(ExitCode::from(exit_code(&report)))
    }
}

fn refused(file: &str, error: &EngineError) -> Failure {
    let message = match error {
        EngineError::Invalid(..) => format!("the job in {file} is not valid"),
        _ => format!("the job in {file} cannot be planned"),
    };
    Failure::new(message).and(&format!("{}\n", indent(error.to_string().trim_end())))
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// 1 if the plan creates or destroys allocations, 0 if not.
fn exit_code(report: &PlanReport) -> u8 {
    let changes = |group: &GroupPlan| {
        group.place + group.destructive_update + group.canary + group.migrate + group.stop + group.preemptions
    };
    u8::from(report.groups.iter().map(changes).sum::<u64>() > 0)
}

const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default();
const BLUE: Style = AnsiColor::Blue.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// What lints find, a line each, the worst first.
fn questionable(checked: &Checked, source: &Source) -> Vec<String> {
    let text = formats::shown_text(&source.bytes);
    let lines = LineIndex::new(&text);
    let found = checked.diagnostics.iter();
    let mut found: Vec<&Diagnostic> = found
        .filter(|found| found.code.starts_with(lint::PREFIX))
        .collect();
    found.sort_by_key(|found| found.severity);
    found
        .into_iter()
        .map(|found| {
            let style = match found.severity {
                Severity::Hint => CYAN,
                _ => YELLOW,
            };
            let line = found.place.span.map(|span| lines.position(span.start).line);
            let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            let severity = found.severity.as_str();
            let name = found.code.strip_prefix(lint::PREFIX).unwrap_or_default();
            format!(
                "{style}{severity:<7}{style:#} {place}{} {FAINT}[{name}]{FAINT:#}",
                found.message
            )
        })
        .collect()
}

fn render_questionable(out: &mut String, found: &[String], file: &str) {
    const SHOWN: usize = 5;
    if found.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{BOLD}Worth a look{BOLD:#}");
    for line in found.iter().take(SHOWN) {
        let _ = writeln!(out, "  {line}");
    }
    let more = match found.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("… and {more} more: "),
    };
    let _ = writeln!(
        out,
        "  {FAINT}{more}`foreplan validate {file}` says what to do{FAINT:#}"
    );
}

fn render(report: &PlanReport, is_default_fleet: bool, file: &str, questionable: &[String]) -> String {
    let mut out = coloured(&report.diff_styled);
    render_verdict(&mut out, report);
    render_allocations(&mut out, &report.allocations);
    render_nodes(&mut out, &report.nodes, is_default_fleet);
    render_questionable(&mut out, questionable, file);
    let _ = writeln!(
        out,
        "\n{FAINT}Job Modify Index: {}{FAINT:#}",
        report.job_modify_index
    );
    let index = report.job_modify_index;
    let _ = writeln!(
        out,
        "{FAINT}To submit this version and no other: nomad job run -check-index {index} {file}{FAINT:#}"
    );
    out
}

fn render_verdict(out: &mut String, report: &PlanReport) {
    let _ = writeln!(out, "{BOLD}Scheduler dry-run{BOLD:#}");
    for warning in &report.warnings {
        let _ = writeln!(out, "  {YELLOW}!{YELLOW:#} {warning}");
    }
    let failed: Vec<_> = report
        .groups
        .iter()
        .filter_map(|group| Some((group, group.failure.as_ref()?)))
        .collect();
    if failed.is_empty() {
        let _ = writeln!(out, "  {GREEN}✓{GREEN:#} All tasks successfully allocated.");
    }
    for (group, failure) in failed {
        let noun = if failure.unplaced == 1 {
            "allocation"
        } else {
            "allocations"
        };
        let _ = writeln!(
            out,
            "  {RED}✗{RED:#} Task group {BOLD}{:?}{BOLD:#}: {} {noun} cannot be placed.",
            group.name, failure.unplaced
        );
        for reason in &failure.reasons {
            let _ = writeln!(out, "      {reason}");
        }
    }
    if let Some(next) = &report.next_launch {
        let _ = writeln!(
            out,
            "  {GREEN}✓{GREEN:#} If submitted now, the next periodic launch would be at {next}."
        );
    }
}

fn render_allocations(out: &mut String, allocations: &[PlannedAllocation]) {
    if allocations.is_empty() {
        return;
    }
    const SHOWN: usize = 40;
    let _ = writeln!(out, "\n{BOLD}Allocations{BOLD:#}");
    let width = |of: fn(&PlannedAllocation) -> usize| {
        allocations.iter().take(SHOWN).map(of).max().unwrap_or_default()
    };
    let name_width = width(|allocation| allocation.name.len());
    let node_width = width(|allocation| allocation.node_name.len());
    for allocation in allocations.iter().take(SHOWN) {
        let (word, style) = match allocation.action {
            Action::Create => ("create", GREEN),
            Action::Update => ("update", CYAN),
            Action::Replace => ("replace", YELLOW),
            Action::Canary => ("canary", YELLOW),
            Action::Migrate => ("migrate", BLUE),
            Action::Stop => ("stop", RED),
            Action::Preempt => ("preempt", RED),
        };
        let _ = write!(
            out,
            "  {style}{word:<8}{style:#} {:<name_width$}  {:<node_width$}",
            allocation.name, allocation.node_name
        );
        if let Some(from) = &allocation.from_node_name {
            let _ = write!(out, "  {FAINT}from{FAINT:#} {from}");
        }
        if let Some(score) = allocation.score {
            let _ = write!(out, "  {FAINT}score{FAINT:#} {score:.3}");
        }
        if !allocation.ports.is_empty() {
            let ports: Vec<_> = allocation
                .ports
                .iter()
                .map(|(label, port)| format!("{label} {port}"))
                .collect();
            let _ = write!(out, "  {FAINT}ports{FAINT:#} {}", ports.join(", "));
        }
        while out.ends_with(' ') {
            out.pop();
        }
        out.push('\n');
    }
    if let Some(more) = allocations.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "  {FAINT}… and {more} more (--json lists all){FAINT:#}");
    }
}

fn render_nodes(out: &mut String, nodes: &[NodeFill], is_default_fleet: bool) {
    const SHOWN: usize = 20;
    let which = if is_default_fleet {
        "the default fleet"
    } else {
        "the cluster file"
    };
    let _ = writeln!(out, "\n{BOLD}Nodes afterwards{BOLD:#} {FAINT}({which}){FAINT:#}");
    if nodes.is_empty() {
        let _ = writeln!(out, "  {FAINT}none{FAINT:#}");
    }
    let name_width = nodes
        .iter()
        .take(SHOWN)
        .map(|node| node.name.len())
        .max()
        .unwrap_or_default();
    // Those that the plan touches are shown first.
    let is_touched = |node: &&NodeFill| {
        node.cpu_mhz.before != node.cpu_mhz.after || node.memory_mb.before != node.memory_mb.after
    };
    let ordered: Vec<_> = nodes
        .iter()
        .filter(is_touched)
        .chain(nodes.iter().filter(|node| !is_touched(node)))
        .collect();
    for node in ordered.iter().take(SHOWN) {
        let bar = |fill: &Fill| bar(*fill);
        let _ = writeln!(
            out,
            "  {:<name_width$}  cpu {}  memory {}  disk {}",
            node.name,
            bar(&node.cpu_mhz),
            bar(&node.memory_mb),
            bar(&node.disk_mb)
        );
    }
    if let Some(more) = ordered.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(out, "  {FAINT}… and {more} more{FAINT:#}");
    }
}

/// A bar: what is used today, what would be used on top of it, what would be free; and the share in percent.
fn bar(fill: Fill) -> String {
    let part = |amount: i64| {
        let total = fill.total.max(1);
        let cells = amount
            .clamp(0, total)
            .saturating_mul(BAR as i64)
            .saturating_add(total / 2)
            / total;
        usize::try_from(cells).unwrap_or_default()
    };
    let (before, after) = (part(fill.before.min(fill.after)), part(fill.after));
    // Whatever is used at all can be seen.
    let after = if fill.after > 0 { after.max(1) } else { after };
    let percent = fill.after.saturating_mul(100) / fill.total.max(1);
    format!(
        "{BLUE}{}{BLUE:#}{GREEN}{}{GREEN:#}{FAINT}{}{FAINT:#} {percent:>3}%",
        "█".repeat(before),
        "█".repeat(after - before.min(after)),
        "░".repeat(BAR - after)
    )
}
