//! Functions of files and their paths. They ask the host's resolver; without one they are all refused, even those
//! that only look at the path.

use super::super::value::{Type, Value};
use super::arguments::{cost, text};
use super::{Context, FileResolver, Function, Outcome, fail, function, string};

/// What all of them say where there are no files.
pub(super) const DISABLED: &str = "filesystem function disabled";

pub(super) static FILES: &[Function] = &[
    function("abspath", &[string("path")], |arguments, context| {
        resolved(context, |files| files.absolute(text(arguments, 0)))
    })
    .of_files(),
    function("basename", &[string("path")], |arguments, context| {
        resolved(context, |_| Ok(base(text(arguments, 0)).to_owned()))
    })
    .of_files(),
    function("dirname", &[string("path")], |arguments, context| {
        resolved(context, |_| Ok(folder(text(arguments, 0))))
    })
    .of_files(),
    function("file", &[string("path")], file).of_files(),
    function("fileexists", &[string("path")], |arguments, context| {
        let exists = resolver(context)?.exists(text(arguments, 0));
        exists.map(Value::Bool).or_else(fail)
    })
    .of_files(),
    function(
        "fileset",
        &[string("path"), string("pattern")],
        |arguments, context| {
            let files = resolver(context)?
                .list(text(arguments, 0), text(arguments, 1))
                .or_else(fail)?;
            match Value::set(files.iter().map(Value::string).collect()) {
                Value::Set(_, files) => Ok(Value::Set(Type::String, files)),
                other => Ok(other),
            }
        },
    )
    .of_files(),
    function("pathexpand", &[string("path")], |arguments, context| {
        resolved(context, |files| files.expand(text(arguments, 0)))
    })
    .of_files(),
];

fn resolver<'a>(context: &Context<'a>) -> Result<&'a dyn FileResolver, super::FunctionError> {
    context.resolver.map_or_else(|| fail(DISABLED), Ok)
}

fn resolved(
    context: &Context<'_>,
    find: impl FnOnce(&dyn FileResolver) -> Result<String, String>,
) -> Outcome {
    let found = find(resolver(context)?).or_else(fail)?;
    Ok(Value::string(found))
}

fn file(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let path = text(arguments, 0);
    let bytes = resolver(context)?.read(path).or_else(fail)?;
    context.budget.spend(cost(bytes.len()))?;
    match String::from_utf8(bytes) {
        Ok(content) => Ok(Value::string(content)),
        Err(_) => fail(format!(
            "contents of {path} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents \
             or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead"
        )),
    }
}

/// The last part of a path.
fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        (_, trimmed) => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}

/// All but the last part of a path, cleaned.
fn folder(path: &str) -> String {
    let before = path
        .rfind('/')
        .and_then(|slash| path.get(..=slash))
        .unwrap_or_default();
    clean(before)
}

/// The shortest path that is the same by its text alone.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, joined) => format!("/{joined}"),
        (false, joined) if joined.is_empty() => ".".to_owned(),
        (false, joined) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::value::Value;
    use super::super::tests::{fails, s};
    use super::super::{Context, FileResolver, find};

    struct OneFile;

    impl FileResolver for OneFile {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            match path {
                "conf.txt" => Ok(b"hello".to_vec()),
                "image" => Ok(vec![0xff]),
                path => Err(format!("no file exists at {path}")),
            }
        }

        fn exists(&self, path: &str) -> Result<bool, String> {
            Ok(path == "conf.txt")
        }

        fn list(&self, _: &str, _: &str) -> Result<Vec<String>, String> {
            Ok(vec!["b".to_owned(), "a".to_owned()])
        }

        fn absolute(&self, path: &str) -> Result<String, String> {
            Ok(format!("/{path}"))
        }

        fn expand(&self, path: &str) -> Result<String, String> {
            Ok(path.replacen('~', "/home/me", 1))
        }
    }

    fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
        let context = Context::new(Some(&OneFile), 0);
        find(name)
            .unwrap()
            .call(arguments, &context)
            .map_err(|error| error.words)
    }

    #[test]
    fn without_a_resolver_nothing_is_read() {
        for name in [
            "abspath",
            "basename",
            "dirname",
            "file",
            "fileexists",
            "pathexpand",
        ] {
            assert_eq!(fails(name, &[s("x")]), "filesystem function disabled");
        }
        assert_eq!(
            fails("fileset", &[s("x"), s("*")]),
            "filesystem function disabled"
        );
    }

    #[test]
    fn the_resolver_answers() {
        assert_eq!(call("file", &[s("conf.txt")]), Ok(s("hello")));
        assert_eq!(call("file", &[s("x")]), Err("no file exists at x".to_owned()));
        assert!(
            call("file", &[s("image")])
                .unwrap_err()
                .contains("not valid UTF-8")
        );
        assert_eq!(call("fileexists", &[s("x")]), Ok(Value::Bool(false)));
        assert_eq!(
            call("fileset", &[s("."), s("*")]),
            Ok(Value::set(vec![s("a"), s("b")]))
        );
    }

    #[test]
    fn parts_of_paths() {
        for (path, base, folder) in [
            ("", ".", "."),
            ("/", "/", "/"),
            ("a", "a", "."),
            ("a/b/", "b", "a/b"),
            ("/a//b", "b", "/a"),
            ("../x/../y", "y", ".."),
        ] {
            assert_eq!(call("basename", &[s(path)]), Ok(s(base)), "{path}");
            assert_eq!(call("dirname", &[s(path)]), Ok(s(folder)), "{path}");
        }
    }
}
