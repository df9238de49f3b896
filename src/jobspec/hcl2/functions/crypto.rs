//! Functions of hashes and keys, and UUIDs.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::super::value::Value;
use super::arguments::{integer, text};
use super::encoding::base64_bytes;
use super::{Context, Function, Outcome, fail, function, number, rsa, string};
use crate::notation::quote::quoted;

pub(super) static CRYPTO: &[Function] = &[
    function("bcrypt", &[string("str")], bcrypt).and_more(number("cost")),
    function("md5", &[string("str")], |arguments, _| hashed::<Md5>(arguments)),
    function(
        "rsadecrypt",
        &[string("ciphertext"), string("privatekey")],
        rsa_decrypt,
    ),
    function("sha1", &[string("str")], |arguments, _| hashed::<Sha1>(arguments)),
    function("sha256", &[string("str")], |arguments, _| {
        hashed::<Sha256>(arguments)
    }),
    function("sha512", &[string("str")], |arguments, _| {
        hashed::<Sha512>(arguments)
    }),
    function("uuidv4", &[], |_, context| {
        Ok(Value::string(uuid_text(with_version(context.random(), 4))))
    }),
    function(
        "uuidv5",
        &[string("namespace"), string("name")],
        |arguments, _| uuid_v5(text(arguments, 0), text(arguments, 1)),
    ),
];

fn hashed<D: Digest>(arguments: &[Value]) -> Outcome {
    Ok(Value::string(hexadecimal(&D::digest(text(arguments, 0)))))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bcrypt(arguments: &[Value], context: &Context<'_>) -> Outcome {
    const LEAST: i64 = 4;
    const USUAL: i64 = 10;
    const MOST: i64 = 31;
    /// What one round counts against the budget: so many rounds take about as long as making so many bytes.
    const ROUND: u64 = 4096;
    let mut wanted = USUAL;
    if arguments.len() > 1 {
        wanted = integer(arguments, 1).or_else(fail)?;
    }
    if arguments.len() > 2 {
        return fail("bcrypt() takes no more than two arguments");
    }
    if wanted > MOST {
        return fail(format!(
            "error occured generating password crypto/bcrypt: cost {wanted} is outside allowed range ({LEAST},{MOST})"
        ));
    }
    let cost = if wanted < LEAST { USUAL } else { wanted };
    let cost = u32::try_from(cost).unwrap_or(0);
    context.budget.spend(ROUND.saturating_mul(1 << cost))?;
    Ok(Value::string(password_hash(
        text(arguments, 0),
        cost,
        context.random(),
    )))
}

/// The hash of a password as `bcrypt` writes it: version, cost, salt and what the password makes of them.
fn password_hash(password: &str, cost: u32, salt: [u8; 16]) -> String {
    /// What comes after it does not count.
    const LONGEST: usize = 72;
    /// The last byte is not written.
    const WRITTEN: usize = 23;
    const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::BCRYPT, NO_PAD);
    let key: Vec<u8> = password.bytes().chain([0]).take(LONGEST).collect();
    let hash = bcrypt::bcrypt(cost, salt, &key);
    let hash = BASE64.encode(hash.get(..WRITTEN).unwrap_or_default());
    format!("$2a${cost:02}${}{hash}", BASE64.encode(salt))
}

fn rsa_decrypt(arguments: &[Value], context: &Context<'_>) -> Outcome {
    let given = text(arguments, 0);
    let Some(cipher) = base64_bytes(given) else {
        return fail(format!(
            "failed to decode input {}: cipher text must be base64-encoded",
            quoted(given)
        ));
    };
    let key = rsa::PrivateKey::from_pem(text(arguments, 1)).or_else(fail)?;
    context.budget.spend(key.cost())?;
    match key.decrypt(&cipher) {
        Some(plain) => Ok(Value::string(String::from_utf8_lossy(&plain))),
        None => fail("crypto/rsa: decryption error"),
    }
}

fn uuid_v5(namespace: &str, name: &str) -> Outcome {
    // The namespaces of RFC 4122 differ in one byte.
    let known = |last| {
        [
            0x6b, 0xa7, 0xb8, last, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
        ]
    };
    let space = match namespace {
        "dns" => known(0x10),
        "url" => known(0x11),
        "oid" => known(0x12),
        "x500" => known(0x14),
        other => uuid_bytes(other).or_else(|words| {
            fail(format!(
                "uuidv5() doesn't support namespace {namespace} ({words})"
            ))
        })?,
    };
    let hash = Sha1::new().chain_update(space).chain_update(name).finalize();
    let mut bytes = [0; 16];
    bytes
        .iter_mut()
        .zip(hash)
        .for_each(|(byte, hashed)| *byte = hashed);
    Ok(Value::string(uuid_text(with_version(bytes, 5))))
}

fn with_version(mut bytes: [u8; 16], version: u8) -> [u8; 16] {
    let [_, _, _, _, _, _, seventh, _, ninth, ..] = &mut bytes;
    *seventh = (*seventh & 0x0f) | (version << 4);
    *ninth = (*ninth & 0x3f) | 0x80;
    bytes
}

fn uuid_text(bytes: [u8; 16]) -> String {
    let digits = hexadecimal(&bytes);
    let part = |from, to| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

/// Reads a UUID: plain, in braces, as a URN, or without its dashes.
fn uuid_bytes(text: &str) -> Result<[u8; 16], String> {
    const URN: usize = "urn:uuid:".len();
    let invalid = || "invalid UUID format".to_owned();
    let plain = match text.len() {
        32 | 36 => text,
        38 => text.get(1..37).ok_or_else(invalid)?,
        45 => {
            let (urn, rest) = text.split_at_checked(URN).ok_or_else(invalid)?;
            if !urn.eq_ignore_ascii_case("urn:uuid:") {
                return Err(format!("invalid urn prefix: {}", quoted(urn)));
            }
            rest
        }
        length => return Err(format!("invalid UUID length: {length}")),
    };
    let mut digits = Vec::new();
    for (index, c) in plain.bytes().enumerate() {
        let dash = plain.len() == 36 && matches!(index, 8 | 13 | 18 | 23);
        match char::from(c).to_digit(16) {
            Some(digit) if !dash => digits.push(u8::try_from(digit).unwrap_or(0)),
            None if dash && c == b'-' => {}
            _ => return Err(invalid()),
        }
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair.iter().fold(0, |byte, digit| (byte << 4) | digit);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, fails, n, s};

    #[test]
    fn hashes_in_hexadecimal() {
        for (function, hash) in [
            ("md5", "46171b077997b166bb30cf5494eff2f8"),
            (
                "sha256",
                "e9087d0b20d80d3e12bc8530d883d7ad9c1eb3ebc5cb61824a2b460816503797",
            ),
        ] {
            assert_eq!(call(function, &[s("ferry")]), s(hash));
        }
        assert_eq!(
            call("sha1", &[s("")]),
            s("da39a3ee5e6b4b0d3255bfef95601890afd80709")
        );
        assert_eq!(call("sha512", &[s("")]).as_str().map(str::len), Some(128));
    }

    #[test]
    fn password_hashes_hold_their_cost() {
        let hash = call("bcrypt", &[s("pa55"), n("4")]);
        let hash = hash.as_str().unwrap();
        assert!(hash.starts_with("$2a$04$") && hash.len() == 60, "{hash}");
        let salt = [
            0x14, 0x4b, 0x3d, 0x69, 0x1a, 0x7b, 0x4e, 0xcf, 0x39, 0xcf, 0x73, 0x5c, 0x7f, 0xa7, 0xa7, 0x9c,
        ];
        let known = "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.";
        assert_eq!(super::password_hash("", 6, salt), known);
        assert_eq!(
            fails("bcrypt", &[s("x"), n("4"), n("4")]),
            "bcrypt() takes no more than two arguments"
        );
        assert!(fails("bcrypt", &[s("x"), n("32")]).ends_with("cost 32 is outside allowed range (4,31)"));
        assert!(fails("bcrypt", &[s("x"), n("20")]).contains("more data"));
    }

    #[test]
    fn uuids_by_name() {
        for (namespace, name, uuid) in [
            ("dns", "example.test", "4a63a3ed-c1d1-5183-95b9-8491ccc69182"),
            ("x500", "CN=Example", "fc36744a-3783-5ebd-aac6-5c7766b1e223"),
            (
                "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
                "a",
                "4f3f2898-69e3-5a0d-820a-c4e87987dbce",
            ),
            (
                "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
                "a",
                "4f3f2898-69e3-5a0d-820a-c4e87987dbce",
            ),
            (
                "6ba7b8109dad11d180b400c04fd430c8",
                "a",
                "4f3f2898-69e3-5a0d-820a-c4e87987dbce",
            ),
        ] {
            assert_eq!(call("uuidv5", &[s(namespace), s(name)]), s(uuid));
        }
        assert_eq!(
            fails("uuidv5", &[s("nope"), s("a")]),
            "uuidv5() doesn't support namespace nope (invalid UUID length: 4)"
        );
    }

    #[test]
    fn random_uuids_differ_and_repeat_with_the_seed() {
        use super::super::{Context, find};
        let draw = |context: &Context<'_>| find("uuidv4").unwrap().call(&[], context).unwrap();
        let (one, other) = (Context::new(None, 7), Context::new(None, 7));
        let first = draw(&one);
        assert_eq!(first, draw(&other));
        assert_ne!(first, draw(&one));
    }
}
