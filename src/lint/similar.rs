//! "Did you mean …": the known name that is most like a written one.

/// The most similar of some names, if it is similar enough that somebody may have meant it.
pub(super) fn similar<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 100;
    const MOST_SLIPS: usize = 2;
    const MOST_NAMES: usize = 1_000;
    if written.len() > LONGEST {
        return None;
    }
    let plain = written.to_lowercase();
    let distance = |name: &'a str| (strsim::osa_distance(&plain, &name.to_lowercase()), name);
    let (distance, name) = known.into_iter().take(MOST_NAMES).map(distance).min()?;
    (distance <= (written.len() / 4).min(MOST_SLIPS)).then_some(name)
}

/// The hint that names it, or else another.
pub(super) fn hint<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    match similar(written, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_another_word_is_not() {
        let known = ["kernel.name", "cpu.arch"];
        assert_eq!(similar("kernel.nmae", known), Some("kernel.name"));
        assert_eq!(similar("CPU.arch", known), Some("cpu.arch"));
        assert_eq!(similar("memory", known), None);
        assert_eq!(similar("", known), None);
    }
}
