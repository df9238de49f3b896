//! URLs, as far as Go's `net/url` tells a good one from a bad one and a relative from an absolute one.

/// Whether a URL has a scheme; `None` if it is no URL.
#[must_use]
pub fn is_absolute(url: &str) -> Option<bool> {
    if url.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return None;
    }
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (scheme, rest) = scheme(url)?;
    let (rest, _query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_absolute = scheme.is_some();
    let opaque = is_absolute && !rest.starts_with('/');
    if opaque {
        return is_escaped_well(fragment).then_some(true);
    }
    let first_segment = rest.split('/').next().unwrap_or_default();
    if !rest.starts_with('/') && first_segment.contains(':') {
        return None;
    }
    let path = match rest.strip_prefix("//") {
        Some(rest) if is_absolute || !rest.starts_with('/') => {
            let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
            if !is_authority(authority) {
                return None;
            }
            path
        }
        _ => rest,
    };
    (is_escaped_well(path) && is_escaped_well(fragment)).then_some(is_absolute)
}

/// The scheme if there is one, and what follows it; `None` if there is nothing before the colon.
fn scheme(url: &str) -> Option<(Option<&str>, &str)> {
    let end = url.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    match end.and_then(|end| url.split_at_checked(end)) {
        Some((scheme, rest)) if rest.starts_with(':') => match scheme.chars().next() {
            None => None,
            Some(first) if first.is_ascii_alphabetic() => Some((Some(scheme), rest.get(1..)?)),
            Some(_) => Some((None, url)),
        },
        _ => Some((None, url)),
    }
}

fn is_authority(authority: &str) -> bool {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let is_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    let is_port = |port: &str| {
        let digits = port.strip_prefix(':');
        port.is_empty() || digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_host = |host: &str| {
        let plain =
            |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"%".contains(c);
        // In a host name only bytes outside of ASCII may be written with a percent sign.
        let escaped = |escape: &str| escape.as_bytes().first().is_some_and(|digit| *digit >= b'8');
        host.chars().all(plain) && is_escaped_well(host) && host.split('%').skip(1).all(escaped)
    };
    let host_is_good = if host.starts_with('[') {
        host.rfind(']')
            .and_then(|end| host.split_at_checked(end + 1))
            .is_some_and(|(address, port)| is_port(port) && (address.contains("%25") || is_host(address)))
    } else {
        let port = host
            .rfind(':')
            .and_then(|colon| host.get(colon..))
            .unwrap_or_default();
        is_port(port) && is_host(host)
    };
    host_is_good && user.chars().all(is_user) && is_escaped_well(user)
}

/// Whether two hexadecimal digits follow each percent sign.
fn is_escaped_well(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_relative_from_absolute_from_bad() {
        for relative in [
            "/",
            "/a?b=%zz#c",
            "a/b:c",
            "*",
            "//host:80/p",
            "",
            "?q",
            "/a b",
            "//[::1]:80/",
            "///a",
        ] {
            assert_eq!(is_absolute(relative), Some(false), "{relative}");
        }
        for absolute in ["http://a/b", "mailto:a@b", "http:", "a+b-c.d://x"] {
            assert_eq!(is_absolute(absolute), Some(true), "{absolute}");
        }
        for bad in [
            ":a",
            "_a:b/c",
            "1a:b",
            "/a%zz",
            "/a\n",
            "//host:a/",
            "//a b/",
            "/a#%g0",
            "//[::1/",
        ] {
            assert_eq!(is_absolute(bad), None, "{bad}");
        }
    }
}
