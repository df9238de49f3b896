//! File paths with slashes.

/// Whether a path below `prefix` leaves the directory that `prefix` is in, by way of `..`.
///
/// Both are cleaned as Go's `filepath.Join` does, below the two levels that an allocation's directory has in
/// the reference: what goes above the root stays at the root.
#[must_use]
pub fn escapes(prefix: &str, path: &str) -> bool {
    const ALLOCATION: [&str; 2] = ["alloc-dir", "alloc-id"];
    let mut parts = ALLOCATION.to_vec();
    for part in prefix.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    match parts.strip_prefix(&ALLOCATION) {
        // Go looks at the text of the relative path: a name that begins with two dots looks like a way out.
        Some(below) => below.first().is_some_and(|part| part.starts_with("..")),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ways_out_escape() {
        for path in ["", "a", "/a", "local/../a", "../other", "a/../.."] {
            assert!(!escapes("task", path), "{path}");
        }
        for path in [
            "../..",
            "../../a",
            "a/../../../b",
            "../../../../../../etc",
            "../..x",
        ] {
            assert!(escapes("task", path), "{path}");
        }
        assert!(!escapes("task/local/", "../../a"));
        assert!(!escapes("task", "../../alloc-id/a"), "back again");
    }
}
