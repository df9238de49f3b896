//! gzip for clients that ask for it, as the reference's server does.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::api::{Request, Response};

/// Shorter bodies are sent as they are: they fit one packet.
const MIN_BYTES: usize = 1400;

/// Whether a client takes gzip.
pub(super) fn takes_gzip(request: &Request) -> bool {
    let asked = request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("accept-encoding"));
    let mut codings = asked.flat_map(|(_, value)| value.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = matches!(
            weight.trim().strip_prefix("q="),
            Some("0" | "0.0" | "0.00" | "0.000")
        );
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

/// The answer with its body compressed, if that is worth it.
pub(super) fn compress(mut response: Response) -> Response {
    response
        .headers
        .push(("Vary".to_owned(), "Accept-Encoding".to_owned()));
    if response.body.len() < MIN_BYTES {
        return response;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(&response.body).and_then(|()| encoder.finish());
    if let Ok(body) = written {
        response.body = body;
        response
            .headers
            .push(("Content-Encoding".to_owned(), "gzip".to_owned()));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_for_those_who_ask() {
        let takes = |value: &str| {
            let headers = vec![("Accept-Encoding".to_owned(), value.to_owned())];
            takes_gzip(&Request {
                headers,
                ..Default::default()
            })
        };
        assert!(takes("gzip") && takes("deflate, GZIP;q=0.5"));
        assert!(!takes("deflate") && !takes("gzip;q=0") && !takes(""));
    }

    #[test]
    fn only_long_bodies_are_compressed() {
        let of = |length| {
            compress(Response {
                body: vec![b'a'; length],
                ..Default::default()
            })
        };
        assert_eq!(
            (of(100).body.len(), of(100).header("Content-Encoding")),
            (100, None)
        );
        assert!(of(5000).body.len() < 100);
        assert_eq!(of(5000).header("Content-Encoding"), Some("gzip"));
    }
}
