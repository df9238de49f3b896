//! Identifiers: UUIDs as 16 bytes, not as text.

use std::fmt;
use std::str::FromStr;

/// A UUID, ordered and compared by its bytes, printed in lower case with hyphens.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// The UUID of 32 zeros, which names nothing.
    pub const NIL: Uuid = Uuid([0; 16]);

    /// A UUID of version 4 whose free bits are those of `high` and `low`.
    #[must_use]
    pub fn from_random(high: u64, low: u64) -> Self {
        let high = (high & !0xf000) | 0x4000;
        let low = (low & !(0b11 << 62)) | (0b10 << 62);
        let mut bytes = [0; 16];
        let (first, second) = bytes.split_at_mut(8);
        first.copy_from_slice(&high.to_be_bytes());
        second.copy_from_slice(&low.to_be_bytes());
        Uuid(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        *self == Self::NIL
    }

    /// As text; empty if it names nothing, as the API has it.
    #[must_use]
    pub fn to_text(self) -> String {
        if self.is_nil() {
            String::new()
        } else {
            self.to_string()
        }
    }
}

/// The text is no UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAUuid;

impl fmt::Display for NotAUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a UUID: it must be 32 hexadecimal digits in groups of 8-4-4-4-12")
    }
}

impl std::error::Error for NotAUuid {}

impl FromStr for Uuid {
    type Err = NotAUuid;

    fn from_str(text: &str) -> Result<Self, NotAUuid> {
        let mut bytes = [0; 16];
        let mut digits = 0;
        for (place, c) in text.bytes().enumerate() {
            if matches!(place, 8 | 13 | 18 | 23) {
                if c != b'-' {
                    return Err(NotAUuid);
                }
                continue;
            }
            let digit = (c as char)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
                .ok_or(NotAUuid)?;
            let byte = bytes.get_mut(digits / 2).ok_or(NotAUuid)?;
            *byte = (*byte << 4) | digit;
            digits += 1;
        }
        if digits == 32 {
            Ok(Uuid(bytes))
        } else {
            Err(NotAUuid)
        }
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, byte) in self.0.iter().enumerate() {
            if matches!(position, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_agree() {
        let text = "01234567-89ab-4def-8123-456789abcdef";
        assert_eq!(text.parse::<Uuid>().unwrap().to_string(), text);
        assert_eq!(text.to_uppercase().parse::<Uuid>().unwrap().to_string(), text);
        for bad in [
            "",
            "0",
            "01234567089ab-4def-8123-456789abcdef",
            "01234567-89ab-4def-8123-456789abcdefff",
            &"é".repeat(18),
        ] {
            assert_eq!(bad.parse::<Uuid>(), Err(NotAUuid), "{bad}");
        }
    }

    #[test]
    fn random_ones_are_of_version_4() {
        assert_eq!(
            Uuid::from_random(u64::MAX, u64::MAX).to_string(),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(
            Uuid::from_random(0, 0).to_string(),
            "00000000-0000-4000-8000-000000000000"
        );
    }
}
