//! A client over a real socket that sends exactly what it is told: paths as they stand, no redirect followed.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use flate2::read::GzDecoder;

/// One request.
#[derive(Debug, Clone, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
}

/// What came back. The body is unpacked if it came packed.
#[derive(Debug, Clone)]
pub(super) struct Response {
    pub(super) status: u64,
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Response {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let is_named = |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers
            .iter()
            .find(is_named)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends a request and reads the whole answer.
pub(super) fn send(address: SocketAddr, request: &Request) -> Response {
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
    let has = |name: &str| {
        request
            .headers
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    let mut add = |name: &str, value: &str| head.push_str(&format!("{name}: {value}\r\n"));
    add("Host", &address.to_string());
    for (name, value) in &request.headers {
        add(name, value);
    }
    if let Some(body) = &request.body {
        if !has("Content-Type") {
            add("Content-Type", "application/json");
        }
        add("Content-Length", &body.len().to_string());
    }
    add("Connection", "close");
    head.push_str("\r\n");

    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream
        .write_all(request.body.as_deref().unwrap_or_default())
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    parse(&bytes, request.method == "HEAD")
}

fn parse(bytes: &[u8], is_head: bool) -> Response {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer but {:?}", String::from_utf8_lossy(bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_owned(), value.trim().to_owned())
    };
    let mut response = Response {
        status,
        headers: lines.map(header).collect(),
        body: bytes[end + 4..].to_vec(),
    };
    let length = response
        .header("Content-Length")
        .map(|length| length.parse().unwrap());
    assert!(is_head || length.is_none_or(|length: usize| length == response.body.len()));
    if response.header("Content-Encoding") == Some("gzip") {
        let packed = std::mem::take(&mut response.body);
        GzDecoder::new(&packed[..])
            .read_to_end(&mut response.body)
            .unwrap();
    }
    response
}
