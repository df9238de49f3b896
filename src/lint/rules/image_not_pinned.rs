//! The lint `image-not-pinned`: its page, its rule, its tests.

use serde_json::Value;

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::Subject;

lint! {
    /// A container image without a version.
    ///
    /// ## Why
    ///
    /// `latest`, which is also meant where no tag is said, is another image tomorrow: two nodes run different
    /// versions, an update is not noticed as one, and going back to an earlier version of the job does not bring
    /// back what ran.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// driver = "docker"
    ///
    /// config {
    ///   image = "redis:latest"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// driver = "docker"
    ///
    /// config {
    ///   image = "redis:6.0"
    /// }
    /// ```
    "image-not-pinned", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        let config = task.task.config.as_ref().filter(|_| matches!(task.task.driver.as_str(), "docker" | "podman"));
        let image = config.and_then(|config| config.get("image")).and_then(Value::as_str);
        let Some(image) = image.filter(|image| !is_pinned(image)) else {
            continue;
        };
        found.add(
            task.at.member("Config").key("image"),
            format!("image `{image}` may be another one tomorrow"),
            "say which version: a tag other than `latest`, or a digest",
        );
    }
}

fn is_pinned(image: &str) -> bool {
    // What is filled in later may well have a tag.
    if image.is_empty() || image.contains('@') || image.contains("${") || image.contains("{{") || image.contains("[[") {
        return true;
    }
    let name = image.rsplit('/').next().unwrap_or_default();
    name.split_once(':').is_some_and(|(_, tag)| !tag.is_empty() && tag != "latest")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn a_tag_or_a_digest_pins_an_image() {
        for (image, pinned) in [
            ("redis:6.0", true),
            ("registry.example.com:5000/a/b:1", true),
            ("redis@sha256:2c26b46b", true),
            ("redis:${NOMAD_META_version}", true),
            ("redis", false),
            ("redis:latest", false),
            ("registry.example.com:5000/a/b", false),
        ] {
            assert_eq!(is_pinned(image), pinned, "{image}");
        }
    }

    #[test]
    fn only_containers_have_images() {
        let image = |driver: &str| found(&LINT, "task", &format!("driver = \"{driver}\"\nconfig {{\nimage = \"a\"\n}}\n"));
        assert_eq!(
            image("docker"),
            ["TaskGroups[0].Tasks[0].Config[\"image\"]: image `a` may be another one tomorrow (say which version: a tag \
              other than `latest`, or a digest)"]
        );
        assert_eq!(image("exec"), [""; 0]);
    }
}
