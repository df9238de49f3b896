//! Paths: escapes taken out, and sent elsewhere if they are not clean.

use super::Response;

/// The path without escapes.
///
/// # Errors
///
/// The answer to a path that is none, or that should have been written otherwise: like Go's server, `//`, `/./`
/// and `/../` are sent to the path they mean.
pub(super) fn clean(escaped: &str) -> Result<String, Response> {
    let Some(path) = unescape(escaped, false) else {
        return Err(Response {
            status: 400,
            headers: vec![
                ("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned()),
                ("Connection".to_owned(), "close".to_owned()),
            ],
            body: b"400 Bad Request".to_vec(),
        });
    };
    let meant = simplify(&path);
    if meant == path {
        Ok(path)
    } else {
        Err(moved(301, "Moved Permanently", &meant))
    }
}

/// The answer that something is elsewhere.
pub(super) fn moved(status: u16, text: &str, to: &str) -> Response {
    let to = escape(to);
    let body = format!("<a href=\"{}\">{text}</a>.\n\n", to.replace('&', "&amp;"));
    Response {
        status,
        headers: vec![
            ("Content-Type".to_owned(), "text/html; charset=utf-8".to_owned()),
            ("Location".to_owned(), to),
        ],
        body: body.into_bytes(),
    }
}

/// A path without empty parts, `.` and `..`; a slash at the end stays.
fn simplify(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut simple = String::with_capacity(path.len());
    for part in &parts {
        simple.push('/');
        simple.push_str(part);
    }
    if simple.is_empty() || path.ends_with('/') {
        simple.push('/');
    }
    simple
}

/// Text without `%XX`, and in a query without `+`; `None` if an escape is none. What is no UTF-8 is replaced.
pub(super) fn unescape(text: &str, in_query: bool) -> Option<String> {
    if !text.contains(['%', '+']) {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(c) = rest.next() {
        bytes.push(match c {
            b'%' => {
                let digit = |c: Option<u8>| char::from(c?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            b'+' if in_query => b' ',
            c => c,
        });
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A path with escapes where they are needed.
fn escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for c in path.bytes() {
        let is_plain = c.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&c);
        if is_plain {
            escaped.push(char::from(c));
        } else {
            escaped.push_str(&format!("%{c:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_unescaped_and_sent_where_they_mean() {
        assert_eq!(clean("/v1/job/a%2Fb").unwrap(), "/v1/job/a/b");
        assert_eq!(clean("/v1/job/").unwrap(), "/v1/job/");
        for (path, location) in [
            ("/v1//jobs", "/v1/jobs"),
            ("/v1/../v1/jobs", "/v1/jobs"),
            ("/v1/job/%2e%2e/jobs", "/v1/jobs"),
            ("/..", "/"),
            ("/v1/a b/.", "/v1/a%20b"),
        ] {
            assert_eq!(
                clean(path).unwrap_err().header("Location"),
                Some(location),
                "{path}"
            );
        }
        assert_eq!(clean("/v1/job/%zz").unwrap_err().status, 400);
        assert_eq!(unescape("a+b%20c", true).unwrap(), "a b c");
        assert_eq!(unescape("%ff", false).unwrap(), "\u{fffd}");
        assert_eq!(unescape("%f", false), None);
    }
}
