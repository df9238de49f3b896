//! Patterns of file names: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for any number of folders.

/// How many steps a match may take: patterns with many stars would otherwise take as long as they like.
const MAX_STEPS: usize = 100_000;

/// How many patterns the braces of one may stand for.
const MAX_ALTERNATIVES: usize = 1_000;

/// Whether a path, with `/` between its segments, matches a pattern.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').collect();
    let mut steps = MAX_STEPS;
    alternatives(pattern).iter().any(|pattern| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        path_matches(&pattern, &segments, &mut steps)
    })
}

fn path_matches(pattern: &[&str], path: &[&str], steps: &mut usize) -> bool {
    *steps = steps.saturating_sub(1);
    if *steps == 0 {
        return false;
    }
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => {
            path_matches(rest, path, steps)
                || path
                    .split_first()
                    .is_some_and(|(_, path)| path_matches(pattern, path, steps))
        }
        (Some((first, pattern)), Some((segment, path))) => {
            let first: Vec<char> = first.chars().collect();
            let segment: Vec<char> = segment.chars().collect();
            segment_matches(&first, &segment, steps) && path_matches(pattern, path, steps)
        }
        _ => false,
    }
}

fn segment_matches(pattern: &[char], text: &[char], steps: &mut usize) -> bool {
    *steps = steps.saturating_sub(1);
    if *steps == 0 {
        return false;
    }
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len())
            .any(|skipped| segment_matches(rest, text.get(skipped..).unwrap_or_default(), steps)),
        ['?', rest @ ..] => matches!(text, [_, text @ ..] if segment_matches(rest, text, steps)),
        ['\\', literal, rest @ ..] | [literal, rest @ ..] if *literal != '[' => {
            matches!(text, [first, text @ ..] if first == literal && segment_matches(rest, text, steps))
        }
        ['[', class @ ..] => {
            let Some(end) = class.iter().skip(1).position(|c| *c == ']').map(|at| at + 1) else {
                return false;
            };
            let (members, rest) = class.split_at(end);
            let Some((first, text)) = text.split_first() else {
                return false;
            };
            is_member(members, *first) && segment_matches(rest.get(1..).unwrap_or_default(), text, steps)
        }
        _ => false,
    }
}

fn is_member(class: &[char], wanted: char) -> bool {
    let (is_negated, class) = match class {
        ['^' | '!', class @ ..] => (true, class),
        class => (false, class),
    };
    let mut rest = class;
    let mut found = false;
    while let [first, tail @ ..] = rest {
        rest = match tail {
            ['-', last, tail @ ..] => {
                found |= (*first..=*last).contains(&wanted);
                tail
            }
            tail => {
                found |= *first == wanted;
                tail
            }
        };
    }
    found != is_negated
}

/// The patterns that the first braces of a pattern stand for, and so on.
fn alternatives(pattern: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(pattern) = open.pop() {
        let parts = pattern.split_once('{').and_then(|(before, rest)| {
            let (choices, after) = rest.split_once('}')?;
            Some((before, choices, after))
        });
        match parts {
            Some((before, choices, after)) if open.len() + done.len() < MAX_ALTERNATIVES => {
                open.extend(
                    choices
                        .split(',')
                        .map(|choice| format!("{before}{choice}{after}")),
                );
            }
            _ => done.push(pattern),
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_shells_do() {
        let cases = [
            ("*.txt", "a.txt", true),
            ("*.txt", "b/a.txt", false),
            ("**/*.txt", "a.txt", true),
            ("**/*.txt", "b/c/a.txt", true),
            ("b/**", "b/c/a.txt", true),
            ("?.txt", "a.txt", true),
            ("[a-c]*", "bee", true),
            ("[^a-c]*", "bee", false),
            ("{a,b}.txt", "b.txt", true),
            ("{a,b}.txt", "c.txt", false),
            ("a\\*b", "a*b", true),
            ("a\\*b", "axb", false),
            ("[", "[", false),
            ("", "", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn no_pattern_takes_forever() {
        let stars = "*a".repeat(50);
        assert!(!matches(&format!("{stars}b"), &"a".repeat(2_000)));
        assert!(!matches(&format!("{}b", "**/".repeat(50)), &"a/".repeat(500)));
        assert!(!matches(&"{a,b}".repeat(40), "c"));
    }
}
