//! Decryption with an RSA key (PKCS #1 v1.5), for the one function that does it.
//!
//! The time it takes tells something about the key; that is no matter where a job file and its key are one
//! person's, and nobody else measures.

use num_bigint::BigUint;

use super::encoding::base64_bytes;

/// A key, as far as decryption needs it.
#[derive(Debug)]
pub(super) struct PrivateKey {
    modulus: BigUint,
    exponent: BigUint,
}

/// Keys are not longer than this, since the work grows with the cube of it.
const MAX_BITS: u64 = 16_384;

impl PrivateKey {
    /// Reads a key from PEM: `RSA PRIVATE KEY`, unencrypted.
    pub(super) fn from_pem(text: &str) -> Result<Self, String> {
        let Some(Pem { encrypted, bytes }) = Pem::find(text) else {
            return Err("failed to parse key: no key found".to_owned());
        };
        if encrypted {
            return Err(
                "failed to parse key: password protected keys are not supported. Please decrypt the key \
                        prior to use"
                    .to_owned(),
            );
        }
        Self::from_der(&bytes)
    }

    fn from_der(bytes: &[u8]) -> Result<Self, String> {
        let fields = pkcs1(bytes).map_err(|fault| other_format(bytes).unwrap_or(fault))?;
        let [version, modulus, _, exponent, ..] = fields.as_slice() else {
            return Err("asn1: syntax error: sequence truncated".to_owned());
        };
        if version.iter().any(|byte| *byte > 1) {
            return Err("x509: unsupported private key version".to_owned());
        }
        let (modulus, exponent) = (BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent));
        if modulus == BigUint::ZERO || exponent == BigUint::ZERO {
            return Err("x509: private key contains zero or negative value".to_owned());
        }
        if modulus.bits() > MAX_BITS || exponent.bits() > MAX_BITS {
            return Err(format!("keys of more than {MAX_BITS} bits are not supported"));
        }
        Ok(Self { modulus, exponent })
    }

    /// What one decryption counts against the budget.
    pub(super) fn cost(&self) -> u64 {
        let bytes = self.modulus.bits().div_ceil(8);
        bytes * bytes * 16
    }

    /// The message, unless the padding is wrong.
    pub(super) fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        const LEAST_PADDING: usize = 8;
        let cipher = BigUint::from_bytes_be(cipher);
        if cipher > self.modulus {
            return None;
        }
        let padded = cipher.modpow(&self.exponent, &self.modulus).to_bytes_be();
        // 00 02, bytes that are not zero, 00, the message; the first zero is not written.
        let size = usize::try_from(self.modulus.bits().div_ceil(8)).ok()?;
        let [2, rest @ ..] = padded.as_slice() else {
            return None;
        };
        let padding = rest.iter().position(|byte| *byte == 0)?;
        if padded.len() + 1 != size || padding < LEAST_PADDING {
            return None;
        }
        rest.get(padding + 1..).map(<[u8]>::to_vec)
    }
}

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const SEQUENCE: u8 = 0x30;

/// The fields of a key that all keys have: version, modulus, public and private exponent, two primes.
fn pkcs1(bytes: &[u8]) -> Result<Vec<&[u8]>, String> {
    let mut whole = Der { bytes, at: 0 };
    let mut fields = Der {
        bytes: whole.element(SEQUENCE, "pkcs1PrivateKey")?,
        at: 0,
    };
    if whole.at < bytes.len() {
        return Err("asn1: syntax error: trailing data".to_owned());
    }
    // Go's types of the fields, which have a name or none.
    ["int", "", "int", "", "", ""]
        .into_iter()
        .map(|name| fields.element(INTEGER, name))
        .collect()
}

/// The words for a key of another format, if it is one: the reference tries what else it could be.
fn other_format(bytes: &[u8]) -> Option<String> {
    let function = match Der::shape(bytes).as_slice() {
        [INTEGER, OCTETS, ..] => "ParseECPrivateKey",
        [INTEGER, SEQUENCE, OCTETS, ..] => "ParsePKCS8PrivateKey",
        _ => return None,
    };
    Some(format!(
        "x509: failed to parse private key (use {function} instead for this key format)"
    ))
}

/// Elements of DER one after the other.
struct Der<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Der<'a> {
    /// The content of the next element, which must have a tag.
    fn element(&mut self, expected: u8, name: &str) -> Result<&'a [u8], String> {
        if self.at >= self.bytes.len() {
            return Err("asn1: syntax error: sequence truncated".to_owned());
        }
        let (tag, length) = self
            .header()
            .ok_or("asn1: syntax error: truncated tag or length")?;
        if tag != expected {
            return Err(format!(
                "asn1: structure error: tags don't match ({} vs {{class:{} tag:{} length:{length} isCompound:{}}}) \
                 {{optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> \
                 stringType:0 timeType:0 set:false omitEmpty:false}} {name} @{}",
                expected & 0x1f,
                tag >> 6,
                tag & 0x1f,
                tag & 0x20 != 0,
                self.at
            ));
        }
        let end = self.at.saturating_add(length);
        let content = self
            .bytes
            .get(self.at..end)
            .ok_or("asn1: syntax error: data truncated")?;
        self.at = end;
        Ok(content)
    }

    /// Tag and length of the next element.
    fn header(&mut self) -> Option<(u8, usize)> {
        let (&[tag, first], rest) = self.bytes.get(self.at..)?.split_first_chunk::<2>()?;
        self.at += 2;
        if first < 0x80 {
            return Some((tag, usize::from(first)));
        }
        let digits = rest
            .get(..usize::from(first & 0x7f))
            .filter(|digits| digits.len() <= 4)?;
        self.at += digits.len();
        Some((
            tag,
            digits
                .iter()
                .fold(0, |length, digit| (length << 8) | usize::from(*digit)),
        ))
    }

    /// The tags of the elements of a sequence.
    fn shape(bytes: &[u8]) -> Vec<u8> {
        let mut whole = Der { bytes, at: 0 };
        let mut fields = Der {
            bytes: whole.element(SEQUENCE, "").unwrap_or_default(),
            at: 0,
        };
        std::iter::from_fn(|| {
            let (tag, length) = fields.header()?;
            fields.at = fields.at.saturating_add(length);
            Some(tag)
        })
        .collect()
    }
}

/// A block of PEM.
struct Pem {
    encrypted: bool,
    bytes: Vec<u8>,
}

impl Pem {
    /// The first block of a text.
    fn find(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let label =
            lines.find_map(|line| line.trim_end().strip_prefix("-----BEGIN ")?.strip_suffix("-----"))?;
        let mut encrypted = false;
        let mut body = String::new();
        for line in lines {
            let line = line.trim();
            if let Some(end) = line.strip_prefix("-----END ") {
                if end.strip_suffix("-----") != Some(label) {
                    return None;
                }
                let bytes = base64_bytes(&body)?;
                return Some(Self { encrypted, bytes });
            }
            match line.split_once(':') {
                Some((key, value)) => encrypted |= key.trim() == "Proc-Type" && value.trim() == "4,ENCRYPTED",
                None => body.push_str(line),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, fails, s};

    const KEY: &str = include_str!("rsa_test_key.pem");
    const CIPHER: &str = include_str!("rsa_test_cipher.txt");

    #[test]
    fn decrypts() {
        assert_eq!(call("rsadecrypt", &[s(CIPHER), s(KEY)]), s("message"));
    }

    #[test]
    fn refuses() {
        assert_eq!(
            fails("rsadecrypt", &[s("***"), s("no key")]),
            "failed to decode input \"***\": cipher text must be base64-encoded"
        );
        assert_eq!(
            fails("rsadecrypt", &[s("AAAA"), s("no key")]),
            "failed to parse key: no key found"
        );
        assert_eq!(
            fails("rsadecrypt", &[s("AAAA"), s(KEY)]),
            "crypto/rsa: decryption error"
        );
        let empty = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        assert_eq!(
            fails("rsadecrypt", &[s("AAAA"), s(empty)]),
            "asn1: structure error: tags don't match (16 vs {class:0 tag:0 length:0 isCompound:false}) {optional:false \
             explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false \
             omitEmpty:false} pkcs1PrivateKey @2"
        );
        let elliptic = "-----BEGIN EC PRIVATE KEY-----\nMAYCAQEEAQA=\n-----END EC PRIVATE KEY-----\n";
        assert_eq!(
            fails("rsadecrypt", &[s("AAAA"), s(elliptic)]),
            "x509: failed to parse private key (use ParseECPrivateKey instead for this key format)"
        );
        let locked = KEY.replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1);
        assert!(fails("rsadecrypt", &[s("AAAA"), s(&locked)]).contains("password protected"));
    }
}
