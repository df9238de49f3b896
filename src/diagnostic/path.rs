//! A path into a job or another JSON value.

use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathStep {
    /// A member of an object: its API name, which is known at compile time.
    Member(&'static str),
    /// An entry of a map with keys of the user's.
    Key(String),
    /// An item of a list.
    Index(usize),
}

/// A path into a job or another JSON value, such as `TaskGroups[0].Tasks[1].Config["image"]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonPath(Vec<PathStep>);

impl JsonPath {
    /// The value itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// One step further, into a member.
    #[must_use]
    pub fn member(&self, name: &'static str) -> Self {
        self.step(PathStep::Member(name))
    }

    /// One step further, into an entry of a map.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.step(PathStep::Key(key.to_owned()))
    }

    /// One step further, to an item of a list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.step(PathStep::Index(index))
    }

    /// One step further.
    #[must_use]
    pub fn step(&self, step: PathStep) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        JsonPath(steps)
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[PathStep] {
        &self.0
    }

    /// One step back, `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(JsonPath(rest.to_vec()))
    }

    /// Adds a step, for walkers that go down and come back.
    pub fn push(&mut self, step: PathStep) {
        self.0.push(step);
    }

    /// Takes the last step back.
    pub fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Member(name) if position == 0 => f.write_str(name)?,
                PathStep::Member(name) => write!(f, ".{name}")?,
                PathStep::Key(key) => write!(f, "[{key:?}]")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_like_javascript() {
        let path = JsonPath::root()
            .member("TaskGroups")
            .index(0)
            .member("Meta")
            .key("a \"b\"");
        assert_eq!(path.to_string(), r#"TaskGroups[0].Meta["a \"b\""]"#);
        assert_eq!(path.parent().unwrap().to_string(), "TaskGroups[0].Meta");
        assert_eq!(JsonPath::root().parent(), None);
    }
}
