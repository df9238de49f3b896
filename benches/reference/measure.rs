//! How a case is measured, and the line that is printed for it.

use std::hint::black_box;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use super::allocations;

/// How long all samples of a case take at least.
const LEAST_SECONDS: f64 = 1.0;
/// How long one sample takes about, so that the clock's grain does not matter.
const SAMPLE_SECONDS: f64 = 0.1;
/// How long the clock runs at least before new inputs are made, and for how many at the most.
const STRETCH_SECONDS: f64 = 0.0002;
const MOST_AT_A_TIME: f64 = 64.0;

/// What was asked for.
pub(super) struct Bench {
    pub(super) filter: String,
    pub(super) samples: usize,
    pub(super) budget_s: f64,
}

impl Default for Bench {
    fn default() -> Self {
        Bench {
            filter: String::new(),
            samples: 5,
            budget_s: 20.0,
        }
    }
}

/// A sample: wall and processor time in nanoseconds, allocations and their bytes.
#[derive(Default, Clone, Copy)]
struct Sample {
    wall: f64,
    cpu: f64,
    allocations: u64,
    bytes: u64,
}

impl Bench {
    /// Whether any case whose name begins so may be wanted, for what is worth preparing.
    pub(super) fn wants(&self, group: &str) -> bool {
        self.filter.is_empty() || self.filter.starts_with(group) || !self.filter.contains('/')
    }

    /// Measures `operation`, which is given a fresh input each time; making the input is outside the clock.
    pub(super) fn case<I, O>(
        &mut self,
        case: &str,
        input: impl Fn() -> I,
        operation: impl Fn(I) -> O,
        extra: impl FnOnce(O) -> Value,
    ) {
        if !case.contains(&self.filter) {
            return;
        }
        let begin = Instant::now();
        // The first runs warm caches up and tell how long one takes.
        let first_runs = || sample(1, 1, &input, &operation).wall;
        let first = std::iter::repeat_with(first_runs)
            .take(3)
            .fold(f64::INFINITY, f64::min);
        let fit = |seconds: f64, most: f64| whole((seconds * 1e9 / first).clamp(1.0, most));
        let (ops, at_a_time) = (
            fit(SAMPLE_SECONDS, 100_000.0),
            fit(STRETCH_SECONDS, MOST_AT_A_TIME),
        );
        let mut samples = Vec::new();
        loop {
            let spent = begin.elapsed().as_secs_f64();
            let is_enough = samples.len() >= self.samples && spent >= LEAST_SECONDS;
            if is_enough || (spent >= self.budget_s && !samples.is_empty()) {
                break;
            }
            samples.push(sample(ops, at_a_time, &input, &operation));
        }
        let per_op = |value: f64| (value / ops as f64 * 10.0).round() / 10.0;
        let least = |of: fn(&Sample) -> f64| samples.iter().map(of).fold(f64::INFINITY, f64::min);
        let mut walls: Vec<f64> = samples.iter().map(|sample| sample.wall).collect();
        walls.sort_by(f64::total_cmp);
        println!(
            "{}",
            json!({
                "case": case,
                "ops": ops,
                "samples": samples.len(),
                "ns_per_op": per_op(least(|sample| sample.wall)),
                "ns_per_op_median": per_op(walls[walls.len() / 2]),
                "cpu_ns_per_op": per_op(least(|sample| sample.cpu)),
                "allocs_per_op": samples[0].allocations / ops as u64,
                "bytes_per_op": samples[0].bytes / ops as u64,
                "rss_peak_kb": rss_peak_kb(),
                "target": "native",
                "extra": extra(operation(input())),
            })
        );
    }
}

/// Runs an operation so often. Inputs are made and results dropped a few at a time and outside the clock: few, so
/// that they are as near as in real use; outside, since the reference's inputs are not given back inside its own.
fn sample<I, O>(ops: usize, at_a_time: usize, input: &impl Fn() -> I, operation: &impl Fn(I) -> O) -> Sample {
    let mut sum = Sample::default();
    let mut left = ops;
    while left > 0 {
        let inputs: Vec<I> = (0..left.min(at_a_time)).map(|_| input()).collect();
        let mut outputs = Vec::with_capacity(inputs.len());
        left -= inputs.len();
        let (count, bytes) = allocations::so_far();
        let (wall, cpu) = (Instant::now(), cpu_ns());
        for input in inputs {
            outputs.push(black_box(operation(black_box(input))));
        }
        sum.cpu += cpu_ns() - cpu;
        sum.wall += wall.elapsed().as_secs_f64() * 1e9;
        let (count_after, bytes_after) = allocations::so_far();
        sum.allocations += count_after - count;
        sum.bytes += bytes_after - bytes;
    }
    sum
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small positive number"
)]
fn whole(number: f64) -> usize {
    number as usize
}

/// User and system time of the process.
fn cpu_ns() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// The most memory that the process had so far, where the system tells.
fn rss_peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
