//! The lint `artifact-without-checksum`: its page, its rule, its tests.

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, list, text};
use crate::model::task::TaskArtifact;

lint! {
    /// A download over HTTP whose content is not checked.
    ///
    /// ## Why
    ///
    /// Whoever can change the file, or the way to it, decides what the task runs; and a download that broke off may pass
    /// for a whole one. With a checksum the task does not start with anything else.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// artifact {
    ///   source = "https://releases.example.com/app-1.4.tar.gz"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// artifact {
    ///   source = "https://releases.example.com/app-1.4.tar.gz"
    ///
    ///   options {
    ///     checksum = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    ///   }
    /// }
    /// ```
    "artifact-without-checksum", Hint, run
}

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        for (index, artifact) in list(&task.task.artifacts).iter().enumerate() {
            if is_download(artifact) && !has_checksum(artifact) {
                let at = task.at.member("Artifacts").index(index);
                found.add(
                    at.member("GetterSource"),
                    "nothing checks what this download brings",
                    "add `options { checksum = \"sha256:…\" }`",
                );
            }
        }
    }
}

/// Whether it comes over HTTP, and is no repository of a version control system, which checks what it has.
fn is_download(artifact: &TaskArtifact) -> bool {
    let source = text(&artifact.getter_source);
    let path = source.split('?').next().unwrap_or_default();
    (source.starts_with("http://") || source.starts_with("https://")) && !path.ends_with(".git")
}

fn has_checksum(artifact: &TaskArtifact) -> bool {
    let in_options = artifact.getter_options.as_ref().and_then(|options| options.get("checksum"));
    in_options.is_some_and(|checksum| !checksum.is_empty()) || text(&artifact.getter_source).contains("checksum=")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn a_checksum_may_be_an_option_or_in_the_address() {
        let artifact = |source: &str, more: &str| {
            found(&LINT, "task", &format!("artifact {{\nsource = \"{source}\"\n{more}\n}}\n"))
        };
        assert_eq!(
            artifact("http://a/b.zip", ""),
            ["TaskGroups[0].Tasks[0].Artifacts[0].GetterSource: nothing checks what this download brings (add `options { \
              checksum = \"sha256:…\" }`)"]
        );
        assert_eq!(artifact("http://a/b.zip", "options {\nchecksum = \"md5:x\"\n}"), [""; 0]);
        for source in ["http://a/b.zip?checksum=md5:x", "git::https://a/b.git", "https://a/b.git", "s3::https://s3/b/c"] {
            assert_eq!(artifact(source, ""), [""; 0], "{source}");
        }
    }
}
