//! Decimal text to number, with the reference's way of scaling by powers of five.

use num_bigint::BigUint;

use super::{MAX_EXPONENT, Number, WRITTEN};

/// More digits than a number can have in the range that we keep, twice over.
const MAX_DIGITS: usize = 65_536;

/// Reads `[+-] digits [. digits] [(e|p) exponent]`, or an infinity.
pub(super) fn parse(text: &str) -> Option<Number> {
    let (negative, rest) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if matches!(rest, b"Inf" | b"inf") {
        return Some(Number::infinity(negative));
    }
    let (whole, rest) = digits(rest);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => digits(rest),
        rest => (&[][..], rest),
    };
    if whole.is_empty() && fraction.is_empty() || whole.len() + fraction.len() > MAX_DIGITS {
        return None;
    }
    // A power of ten is one of two and one of five.
    let behind = i64::try_from(fraction.len()).ok()?;
    let (twos, fives) = match rest {
        [] => (0, 0),
        [b'e' | b'E', rest @ ..] => exponent(rest).map(|e| (e, e))?,
        [b'p' | b'P', rest @ ..] => exponent(rest).map(|e| (e, 0))?,
        _ => return None,
    };
    let text = [whole, fraction].concat();
    let mantissa = BigUint::parse_bytes(&text, 10)?;
    if mantissa == BigUint::ZERO {
        return Some(Number::zero(negative, WRITTEN));
    }
    let (twos, fives) = (twos - behind, fives - behind);
    // Far beyond the range, so that powers stay small enough to compute.
    if twos.abs().max(fives.abs()) > 2 * MAX_EXPONENT {
        return None;
    }
    let power = power_of_five(fives.unsigned_abs());
    let scaled = match fives {
        0 => Number::rounded(negative, mantissa, 0, false, WRITTEN),
        1.. => Number::exact(negative, mantissa).times_at(&power, WRITTEN)?,
        _ => Number::exact(negative, mantissa).divided_at(&power, WRITTEN)?,
    };
    let number = Number::rounded(negative, scaled.mantissa, scaled.exponent + twos, false, WRITTEN);
    (!number.is_infinite() && !number.is_zero()).then_some(number)
}

impl Number {
    /// Unrounded; for work only.
    fn exact(negative: bool, mantissa: BigUint) -> Self {
        Self {
            mantissa,
            ..Self::zero(negative, WRITTEN)
        }
    }
}

/// Splits off the digits at the beginning.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|c| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (digits, []) = digits(rest) else {
        return None;
    };
    let magnitude: i64 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some(if negative { -magnitude } else { magnitude })
}

/// 5^n, rounded after every step to a few bits more than a number has: the reference's rounding, step by step.
fn power_of_five(n: u64) -> Number {
    const PRECISION: u32 = WRITTEN + 64;
    /// The largest exponent whose power fits 64 bits.
    const DIRECT: u32 = 27;
    let direct = |n: u32| Number::rounded(false, BigUint::from(5_u8).pow(n), 0, false, PRECISION);
    let Some(mut left) = n.checked_sub(u64::from(DIRECT)) else {
        return direct(u32::try_from(n).unwrap_or(0));
    };
    let mut power = direct(DIRECT);
    let mut factor = Number::rounded(false, BigUint::from(5_u8), 0, false, PRECISION + 64);
    while left > 0 {
        if left & 1 == 1
            && let Some(next) = power.times_at(&factor, PRECISION)
        {
            power = next;
        }
        if let Some(next) = factor.times_at(&factor, PRECISION + 64) {
            factor = next;
        }
        left >>= 1;
    }
    power
}
