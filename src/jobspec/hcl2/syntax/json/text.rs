//! What the strings of the JSON syntax say.

/// What a string with its quotes says; or how many bytes of it Go's parser reads until it gives up.
pub(super) fn unescape(quoted: &str) -> Result<String, u32> {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let bytes = quoted.as_bytes();
    let mut text = String::with_capacity(quoted.len());
    let mut at = 1;
    loop {
        let plain = quoted.get(at..).unwrap_or_default();
        let length = plain.find(['"', '\\']).ok_or(offset(quoted.len()))?;
        text.push_str(plain.get(..length).unwrap_or_default());
        at += length;
        if bytes.get(at) == Some(&b'"') {
            return Ok(text);
        }
        let selector = bytes.get(at + 1).ok_or(offset(quoted.len()))?;
        at += 2;
        text.push(match selector {
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'\\' | b'/' | b'"' => char::from(*selector),
            b'u' => {
                let first = code_unit(bytes, at).map_err(offset)?;
                at += 4;
                // Half a pair is no character, unless the other half follows.
                let second = match (first, bytes.get(at..at + 2)) {
                    (0xd800..=0xdbff, Some(b"\\u")) => code_unit(bytes, at + 2).ok(),
                    _ => None,
                };
                match (char::from_u32(first), second) {
                    (Some(char), _) => char,
                    (None, Some(second @ 0xdc00..=0xdfff)) => {
                        at += 6;
                        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
                            .unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    _ => char::REPLACEMENT_CHARACTER,
                }
            }
            _ => return Err(offset(at)),
        });
    }
}

/// The four hexadecimal digits at `at`, or how many bytes there are up to the one that is not.
fn code_unit(bytes: &[u8], at: usize) -> Result<u32, usize> {
    let mut code = 0;
    for index in at..at + 4 {
        let Some(byte) = bytes.get(index) else {
            return Err(bytes.len());
        };
        let Some(digit) = char::from(*byte).to_digit(16) else {
            return Err(index + 1);
        };
        code = code * 16 + digit;
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_what_they_mean_in_go() {
        assert_eq!(unescape(r#""a\n\u00e9\/""#).as_deref(), Ok("a\né/"));
        assert_eq!(unescape(r#""\ud83d\ude00""#).as_deref(), Ok("😀"));
        assert_eq!(unescape(r#""\ud83dx""#).as_deref(), Ok("\u{fffd}x"));
        assert_eq!(unescape(r#""\q""#), Err(3));
        assert_eq!(unescape(r#""\u12g4""#), Err(6));
        assert_eq!(unescape(r#""abc"#), Err(4));
    }
}
