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
        let malformed = || "asn1: syntax error: data truncated".to_owned();
        let other = |function: &str| {
            format!("x509: failed to parse private key (use {function} instead for this key format)")
        };
        let (SEQUENCE, fields, _) = element(bytes).ok_or_else(malformed)? else {
            return Err("asn1: structure error: tags don't match".to_owned());
        };
        let (INTEGER, version, rest) = element(fields).ok_or_else(malformed)? else {
            return Err("asn1: structure error: tags don't match".to_owned());
        };
        if version.iter().any(|byte| *byte > 1) {
            return Err("x509: unsupported private key version".to_owned());
        }
        let mut rest = rest;
        let mut numbers = Vec::new();
        // Modulus, public exponent, private exponent.
        for _ in 0..3 {
            match element(rest).ok_or_else(malformed)? {
                (INTEGER, number, after) => {
                    numbers.push(BigUint::from_bytes_be(number));
                    rest = after;
                }
                (SEQUENCE, _, _) => return Err(other("ParsePKCS8PrivateKey")),
                (OCTETS, _, _) => return Err(other("ParseECPrivateKey")),
                _ => return Err("asn1: structure error: tags don't match".to_owned()),
            }
        }
        let [modulus, _, exponent] = numbers.as_slice() else {
            return Err(malformed());
        };
        if *modulus == BigUint::ZERO || *exponent == BigUint::ZERO {
            return Err("x509: private key contains zero or negative value".to_owned());
        }
        if modulus.bits() > MAX_BITS || exponent.bits() > MAX_BITS {
            return Err(format!("keys of more than {MAX_BITS} bits are not supported"));
        }
        Ok(Self {
            modulus: modulus.clone(),
            exponent: exponent.clone(),
        })
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

/// The first element of DER bytes: its tag, its content, and what comes after it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk::<2>()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if digits.len() > 4 {
            return None;
        }
        let length = digits
            .iter()
            .fold(0, |length, digit| (length << 8) | usize::from(*digit));
        (length, rest)
    };
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
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
        let locked = KEY.replacen("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1);
        assert!(fails("rsadecrypt", &[s("AAAA"), s(&locked)]).contains("password protected"));
    }
}
