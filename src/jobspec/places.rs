//! Where in its file each value of a job is.

use crate::diagnostic::{JsonPath, PathStep, Span};

/// Where in its file each value of a job is, by the value's path in the job's JSON.
///
/// A table of its own, because the job does not know where it came from; it is filled only on request and is
/// empty otherwise. Values that no text stands for (defaults, what one stanza hands on to others) have no entry.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// All values, each followed by those inside it.
    entries: Vec<Entry>,
    /// Keys of maps.
    keys: Vec<Box<str>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    step: Step,
    span: Span,
    /// The entry after the last one inside this one.
    end: u32,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Member(&'static str),
    Index(u32),
    /// An entry of `keys`.
    Key(u32),
}

/// The members that name a job, or an object in a list.
const NAMES: [&str; 3] = ["ID", "Name", "Label"];

impl Places {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text of the value at this path, if one stands for it.
    #[must_use]
    pub fn span(&self, path: &JsonPath) -> Option<Span> {
        let (span, depth) = self.deepest(0, self.entries.len(), path.steps())?;
        (depth == path.steps().len()).then_some(span)
    }

    /// The text of the value at this path, or of the closest one around it that has a text.
    #[must_use]
    pub fn nearest(&self, path: &JsonPath) -> Option<Span> {
        self.deepest(0, self.entries.len(), path.steps())
            .map(|(span, _)| span)
    }

    /// The text to point at when something is to be said of this path: the value; of what has a name, the name; of
    /// what the text does not have, those of the closest around it.
    #[must_use]
    pub fn meant(&self, path: &JsonPath) -> Option<Span> {
        let mut path = path.clone();
        loop {
            let may_have_name = matches!(path.steps().last(), None | Some(PathStep::Index(_)));
            let mut names = NAMES.iter().filter(|_| may_have_name);
            let name = names.find_map(|name| self.span(&path.member(name)));
            if let Some(span) = name.or_else(|| self.span(&path)) {
                return Some(span);
            }
            path = path.parent()?;
        }
    }

    /// How far the steps lead from the entries in this range, and to which text. Of several the last one counts,
    /// as it does in the job.
    fn deepest(&self, start: usize, end: usize, steps: &[PathStep]) -> Option<(Span, usize)> {
        let (first, rest) = steps.split_first()?;
        let mut best: Option<(Span, usize)> = None;
        let mut at = start;
        while let Some(entry) = self.entries.get(at).filter(|_| at < end) {
            let entry_end = entry.end as usize;
            if self.is_step(entry.step, first) {
                let (span, depth) = self.deepest(at + 1, entry_end, rest).unwrap_or((entry.span, 0));
                if best.is_none_or(|(_, found)| depth + 1 >= found) {
                    best = Some((span, depth + 1));
                }
            }
            at = entry_end.max(at + 1);
        }
        best
    }

    fn is_step(&self, step: Step, wanted: &PathStep) -> bool {
        match (step, wanted) {
            (Step::Member(name), PathStep::Member(wanted)) => name == *wanted,
            (Step::Index(index), PathStep::Index(wanted)) => index as usize == *wanted,
            (Step::Key(key), PathStep::Key(wanted)) => {
                self.keys.get(key as usize).is_some_and(|key| **key == **wanted)
            }
            _ => false,
        }
    }
}

/// Fills [`Places`] while a job is decoded, if it is to be filled at all.
#[derive(Debug, Default)]
pub(super) struct PlacesRecorder {
    is_on: bool,
    places: Places,
    /// The entries that are still being filled.
    open: Vec<u32>,
}

impl PlacesRecorder {
    pub(super) fn new(is_on: bool) -> Self {
        PlacesRecorder {
            is_on,
            ..Self::default()
        }
    }

    /// Goes into a member.
    pub(super) fn enter_member(&mut self, name: &'static str, span: Span) {
        if self.is_on {
            self.enter(Step::Member(name), span);
        }
    }

    /// Goes into an element of a list.
    pub(super) fn enter_index(&mut self, index: usize, span: Span) {
        if self.is_on {
            self.enter(Step::Index(narrow(index)), span);
        }
    }

    /// Goes into an entry of a map.
    pub(super) fn enter_key(&mut self, key: &str, span: Span) {
        if self.is_on {
            let index = narrow(self.places.keys.len());
            self.places.keys.push(key.into());
            self.enter(Step::Key(index), span);
        }
    }

    fn enter(&mut self, step: Step, span: Span) {
        let index = narrow(self.places.entries.len());
        self.open.push(index);
        self.places.entries.push(Entry {
            step,
            span,
            end: index.saturating_add(1),
        });
    }

    /// Says that the element of a list where it is now belongs into another list.
    pub(super) fn rename(&mut self, member: &'static str, index: usize) {
        let steps = [Step::Index(narrow(index)), Step::Member(member)];
        for (open, step) in self.open.iter().rev().zip(steps) {
            if let Some(entry) = self.places.entries.get_mut(*open as usize) {
                entry.step = step;
            }
        }
    }

    /// Comes back from where it went last.
    pub(super) fn leave(&mut self) {
        let end = narrow(self.places.entries.len());
        let entry = self
            .open
            .pop()
            .and_then(|index| self.places.entries.get_mut(index as usize));
        if let Some(entry) = entry {
            entry.end = end;
        }
    }

    /// The result, with spans as the text was given.
    pub(super) fn finish(mut self, original: impl Fn(Span) -> Span) -> Places {
        for entry in &mut self.places.entries {
            entry.span = original(entry.span);
        }
        self.places
    }
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_and_the_nearest_around_are_found() {
        let mut recorder = PlacesRecorder::new(true);
        for (first, second) in [(1, 2), (3, 4)] {
            recorder.enter_member("Meta", Span::empty(first));
            recorder.enter_key(if first == 1 { "a" } else { "b" }, Span::empty(second));
            recorder.leave();
            recorder.enter_key("both", Span::empty(second + 10));
            recorder.leave();
            recorder.leave();
        }
        recorder.enter_member("TaskGroups", Span::empty(20));
        recorder.enter_index(0, Span::empty(21));
        recorder.leave();
        recorder.enter_index(1, Span::empty(22));
        recorder.leave();
        recorder.leave();
        let places = recorder.finish(|span| span);
        let meta = JsonPath::root().member("Meta");
        let at = |path: &JsonPath| places.span(path).map(|span| span.start);
        assert_eq!(at(&meta), Some(3));
        assert_eq!(at(&meta.key("a")), Some(2));
        assert_eq!(at(&meta.key("b")), Some(4));
        assert_eq!(at(&meta.key("both")), Some(14));
        let groups = JsonPath::root().member("TaskGroups");
        assert_eq!(at(&groups.index(1)), Some(22));
        assert_eq!(at(&groups.index(2)), None);
        let name = groups.index(1).member("Name");
        assert_eq!(
            (at(&name), places.nearest(&name).map(|span| span.start)),
            (None, Some(22))
        );
        assert_eq!(places.nearest(&JsonPath::root().member("Name")), None);
    }

    #[test]
    fn nothing_is_kept_unless_it_is_asked_for() {
        let mut recorder = PlacesRecorder::new(false);
        recorder.enter_member("Meta", Span::empty(1));
        recorder.leave();
        assert!(recorder.finish(|span| span).is_empty());
    }
}
