//! The lint `secret-in-plain-text`: its page, its rule, its tests.

use serde_json::Value;

use crate::lint::found::Found;
use crate::lint::lint;
use crate::lint::subject::{Subject, TaskAt};

lint! {
    /// A password, token or key that stands in the job file.
    ///
    /// ## Why
    ///
    /// Everybody who may read the job sees it, in the file, in the API, in each of its versions. A template takes it
    /// from Vault or Consul when the task starts, and only the task has it.
    ///
    /// Looked at are environment variables by their names and by what is in them (private keys, keys of AWS, passwords in
    /// addresses), and the `auth` of Docker. What is filled in later, such as `${NOMAD_META_password}`, is not.
    ///
    /// ## Example
    ///
    /// ```hcl,task
    /// env {
    ///   DB_PASSWORD = "correct horse battery staple"
    /// }
    /// ```
    ///
    /// ## Instead
    ///
    /// ```hcl,task
    /// template {
    ///   data        = "DB_PASSWORD={{ with secret `secret/web` }}{{ .Data.password }}{{ end }}"
    ///   destination = "secrets/db.env"
    ///   env         = true
    /// }
    /// ```
    "secret-in-plain-text", Warning, run
}

/// What words of a name say that it is a secret.
const SECRET: &[&[&str]] = &[
    &["password"],
    &["passwd"],
    &["passphrase"],
    &["secret"],
    &["token"],
    &["apikey"],
    &["api", "key"],
    &["access", "key"],
    &["private", "key"],
    &["encryption", "key"],
];

/// What words of a name say that it is about a secret, and not one.
const ABOUT: &[&str] = &[
    "algorithm", "arn", "dir", "directory", "duration", "enable", "enabled", "endpoint", "expiration", "expires", "expiry",
    "file", "header", "host", "id", "issuer", "length", "lifetime", "max", "min", "name", "namespace", "path", "policy",
    "port", "prefix", "provider", "role", "server", "service", "size", "source", "store", "ttl", "type", "uri", "url",
    "user", "username", "version",
];

fn run(subject: &Subject<'_>, found: &mut Found) {
    for task in subject.tasks() {
        for (name, value) in task.task.env.iter().flatten() {
            let what = match value_is_secret(value) {
                Some(what) => what,
                None if name_is_secret(name) && is_plain(value) => "a secret",
                None => continue,
            };
            found.add(
                task.at.member("Env").key(name),
                format!("`{name}` seems to be {what}, in plain text"),
                "take it from Vault or Consul in a `template` with `env = true`",
            );
        }
        docker_password(&task, found);
    }
}

fn docker_password(task: &TaskAt<'_>, found: &mut Found) {
    let auth = task.task.config.as_ref().and_then(|config| config.get("auth"));
    let blocks = match auth {
        Some(Value::Array(blocks)) => blocks.as_slice(),
        Some(block) => std::slice::from_ref(block),
        None => return,
    };
    let passwords = blocks.iter().filter_map(|block| block.get("password")?.as_str());
    if passwords.into_iter().any(is_plain) {
        found.add(
            task.at.member("Config").key("auth"),
            "the password of the registry stands in plain text",
            "let the client's `docker` plugin have it, or a credential helper",
        );
    }
}

fn name_is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let has = |secret: &&[&str]| words.windows(secret.len()).any(|words| words == *secret);
    SECRET.iter().any(has) && !words.iter().any(|word| ABOUT.contains(word))
}

/// Whether a value stands for itself: not empty, not filled in later, and no number, switch or path.
fn is_plain(value: &str) -> bool {
    let is_filled_in = ["${", "{{", "[[", "<"].iter().any(|sign| value.contains(sign));
    let is_switch = matches!(value.to_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off");
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let is_place = value.starts_with(['/', '.', '$']) || value.contains("://");
    !value.is_empty() && !is_filled_in && !is_switch && !is_number && !is_place
}

/// What a value is by its looks, if it is a secret.
fn value_is_secret(value: &str) -> Option<&'static str> {
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let is_key_of_aws = |word: &str| {
        word.len() == 20
            && (word.starts_with("AKIA") || word.starts_with("ASIA"))
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    if value.split(|c: char| !c.is_ascii_alphanumeric()).any(is_key_of_aws) {
        return Some("a key of AWS");
    }
    let (_, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    is_plain(password).then_some("an address with a password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::found;

    #[test]
    fn names_tell_secrets_from_what_is_about_them() {
        for name in ["DB_PASSWORD", "api-key", "AWS_SECRET_ACCESS_KEY", "GitHub_Token", "SECRET"] {
            assert!(name_is_secret(name), "{name}");
        }
        for name in ["PASSWORD_FILE", "TOKEN_TTL", "SECRET_NAME", "AWS_ACCESS_KEY_ID", "TOKENIZER", "KEY", "MAX_TOKEN"] {
            assert!(!name_is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_is_filled_in_later_or_no_secret_is_left_alone() {
        for value in ["", "${X}", "{{ key }}", "/run/secrets/a", "true", "3600", "https://a/b", "<token>"] {
            assert!(!is_plain(value), "{value}");
        }
        for value in ["postgres://a@b/c", "postgres://a:${PW}@b/c", "http://a:80/b@c:d", "AKIA"] {
            assert_eq!(value_is_secret(value), None, "{value}");
        }
        assert_eq!(value_is_secret("postgres://a:pw@b/c"), Some("an address with a password"));
        assert_eq!(value_is_secret("x=AKIAIOSFODNN7EXAMPLE"), Some("a key of AWS"));
    }

    #[test]
    fn the_message_does_not_repeat_the_secret() {
        let lines = "driver = \"docker\"\nenv {\nA_TOKEN = \"hunter2\"\n}\nconfig {\nauth {\nusername = \"u\"\npassword = \
                     \"hunter2\"\n}\n}\n";
        let found = found(&LINT, "task", lines);
        assert!(found.len() == 2 && !found.concat().contains("hunter2"), "{found:?}");
    }
}
