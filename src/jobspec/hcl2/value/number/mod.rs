//! Numbers: binary floating point with a precision of their own, as Go's `big.Float`.
//!
//! Each number remembers how many bits of mantissa it may have: 512 when it was written in a file, 64 when it counts
//! something, 53 when it came from a function that computes in double precision. A result has the larger precision
//! of its operands and is rounded to nearest, ties to even; that is visible in what a division prints.
//!
//! The reference's exponents go to ±2³¹, and printing such a number takes gigabytes. Ours end at [`MAX_EXPONENT`]:
//! text beyond is no number, and a result beyond is infinite or zero.

mod decimal;
mod parse;

use std::cmp::Ordering;

use num_bigint::BigUint;

use decimal::Decimal;

/// The precision of a number that was written down.
pub(crate) const WRITTEN: u32 = 512;
/// The precision of a number that came from a 64-bit integer.
pub(crate) const INTEGER: u32 = 64;
/// The precision of a number that came from a 64-bit float.
pub(crate) const DOUBLE: u32 = 53;
/// A number's magnitude is below two to this power, and above two to its negative: about 10^±19728.
pub(crate) const MAX_EXPONENT: i64 = 65_536;

/// A number.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    negative: bool,
    infinite: bool,
    /// Bits that the mantissa may have.
    precision: u32,
    /// Odd, or zero.
    mantissa: BigUint,
    /// The value is mantissa × 2^exponent.
    exponent: i64,
}

impl Number {
    fn new(negative: bool, infinite: bool, precision: u32) -> Self {
        Self {
            negative,
            infinite,
            precision,
            mantissa: BigUint::ZERO,
            exponent: 0,
        }
    }

    /// Zero, or negative zero.
    fn zero(negative: bool, precision: u32) -> Self {
        Self::new(negative, false, precision)
    }

    /// Infinity.
    pub(crate) fn infinity(negative: bool) -> Self {
        Self::new(negative, true, DOUBLE)
    }

    /// Rounds mantissa × 2^exponent, plus a fraction of the last bit if `more`, to a precision.
    fn rounded(negative: bool, mantissa: BigUint, exponent: i64, more: bool, precision: u32) -> Self {
        let mut mantissa = mantissa;
        let mut exponent = exponent;
        let bits = mantissa.bits();
        if bits > u64::from(precision) {
            let excess = bits - u64::from(precision);
            let half = mantissa.bit(excess - 1);
            let beyond = more || mantissa.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
            mantissa >>= excess;
            exponent = exponent.saturating_add_unsigned(excess);
            if half && (beyond || mantissa.bit(0)) {
                mantissa += 1_u8;
            }
        }
        let Some(zeros) = mantissa.trailing_zeros() else {
            return Self::zero(negative, precision);
        };
        mantissa >>= zeros;
        exponent = exponent.saturating_add_unsigned(zeros);
        let top = exponent.saturating_add_unsigned(mantissa.bits());
        if top > MAX_EXPONENT {
            return Self::new(negative, true, precision);
        }
        if top < -MAX_EXPONENT {
            return Self::zero(negative, precision);
        }
        Self {
            negative,
            infinite: false,
            precision,
            mantissa,
            exponent,
        }
    }

    /// A whole number of any size, with the precision that it needs and at least that of an integer.
    pub(crate) fn from_integer(negative: bool, magnitude: BigUint) -> Self {
        let precision = u32::try_from(magnitude.bits()).unwrap_or(u32::MAX).max(INTEGER);
        Self::rounded(negative, magnitude, 0, false, precision)
    }

    /// The number nearest to a float; none for what is not a number.
    pub(crate) fn from_f64(value: f64) -> Option<Self> {
        if value.is_nan() {
            return None;
        }
        let negative = value.is_sign_negative();
        if value.is_infinite() {
            return Some(Self::infinity(negative));
        }
        let bits = value.to_bits();
        let biased = (bits >> 52) & 0x7ff;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = match biased {
            0 => (fraction, -1074),
            _ => (fraction | (1 << 52), i64::try_from(biased).unwrap_or(0) - 1075),
        };
        Some(Self::rounded(
            negative,
            BigUint::from(mantissa),
            exponent,
            false,
            DOUBLE,
        ))
    }

    /// Reads a decimal number, as the reference does: a sign, digits with a point, an exponent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        parse::parse(text)
    }

    /// Whether it is zero.
    pub(crate) fn is_zero(&self) -> bool {
        !self.infinite && self.mantissa == BigUint::ZERO
    }

    /// Whether it is below zero, or negative zero.
    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    /// Whether it is infinite.
    pub(crate) fn is_infinite(&self) -> bool {
        self.infinite
    }

    /// Whether it has no fraction.
    pub(crate) fn is_integer(&self) -> bool {
        !self.infinite && self.exponent >= 0
    }

    /// Its negative.
    pub(crate) fn negated(&self) -> Self {
        Self {
            negative: !self.negative,
            ..self.clone()
        }
    }

    /// Its magnitude.
    pub(crate) fn absolute(&self) -> Self {
        Self {
            negative: false,
            ..self.clone()
        }
    }

    /// The sum; none for infinity less infinity.
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        self.plus_at(other, self.precision.max(other.precision))
    }

    fn plus_at(&self, other: &Self, precision: u32) -> Option<Self> {
        match (self.infinite, other.infinite) {
            (true, true) if self.negative != other.negative => return None,
            (true, _) => return Some(Self::new(self.negative, true, precision)),
            (_, true) => return Some(Self::new(other.negative, true, precision)),
            _ => {}
        }
        let exponent = match (self.is_zero(), other.is_zero()) {
            (true, true) => return Some(Self::zero(self.negative && other.negative, precision)),
            (true, false) => other.exponent,
            (false, true) => self.exponent,
            (false, false) => self.exponent.min(other.exponent),
        };
        let (left, right) = (self.shifted_to(exponent), other.shifted_to(exponent));
        let (negative, mantissa) = match (self.negative == other.negative, left.cmp(&right)) {
            (true, _) => (self.negative, left + right),
            (false, Ordering::Less) => (other.negative, right - left),
            (false, Ordering::Greater) => (self.negative, left - right),
            (false, Ordering::Equal) => return Some(Self::zero(false, precision)),
        };
        Some(Self::rounded(negative, mantissa, exponent, false, precision))
    }

    /// The mantissa at a smaller exponent.
    fn shifted_to(&self, exponent: i64) -> BigUint {
        let shift = u64::try_from(self.exponent.saturating_sub(exponent)).unwrap_or(0);
        &self.mantissa << shift
    }

    /// The difference; none for infinity less infinity.
    pub(crate) fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }

    /// The product; none for zero times infinity.
    ///
    /// It may grow up to 512 bits beyond the precision of its factors where it needs them.
    pub(crate) fn times(&self, other: &Self) -> Option<Self> {
        let mut product = self.times_at(other, WRITTEN)?;
        let needed = u32::try_from(product.mantissa.bits()).unwrap_or(u32::MAX);
        product.precision = self.precision.max(other.precision).max(needed);
        Some(product)
    }

    fn times_at(&self, other: &Self, precision: u32) -> Option<Self> {
        let negative = self.negative != other.negative;
        if self.infinite || other.infinite {
            if self.is_zero() || other.is_zero() {
                return None;
            }
            return Some(Self::new(negative, true, precision));
        }
        let exponent = self.exponent + other.exponent;
        let product = &self.mantissa * &other.mantissa;
        Some(Self::rounded(negative, product, exponent, false, precision))
    }

    /// The quotient; none for zero by zero and infinity by infinity. A number by zero is infinite.
    pub(crate) fn divided_by(&self, other: &Self) -> Option<Self> {
        self.divided_at(other, self.precision.max(other.precision))
    }

    fn divided_at(&self, other: &Self, precision: u32) -> Option<Self> {
        let negative = self.negative != other.negative;
        if self.infinite || other.is_zero() {
            if other.infinite || self.is_zero() {
                return None;
            }
            return Some(Self::new(negative, true, precision));
        }
        if other.infinite || self.is_zero() {
            return Some(Self::zero(negative, precision));
        }
        // Two bits more than asked for, so that the rest only has to break ties.
        let shift = (u64::from(precision) + 2 + other.mantissa.bits()).saturating_sub(self.mantissa.bits());
        let dividend = &self.mantissa << shift;
        let quotient = &dividend / &other.mantissa;
        let rest = &quotient * &other.mantissa != dividend;
        let exponent = (self.exponent - other.exponent).saturating_sub_unsigned(shift);
        Some(Self::rounded(negative, quotient, exponent, rest, precision))
    }

    /// What a division towards zero leaves over; the number itself for a division by zero.
    pub(crate) fn remainder(&self, other: &Self) -> Option<Self> {
        if self.infinite || other.infinite {
            return self.times(other);
        }
        if other.is_zero() {
            return Some(self.clone());
        }
        let whole = self.divided_by(other)?.truncated();
        // The reference takes the left operand's variable for the work, and with it its precision.
        let work = Self::rounded(
            whole.negative,
            whole.mantissa,
            whole.exponent,
            false,
            self.precision,
        );
        let taken = other.times_at(&work, self.precision)?;
        self.plus_at(&taken.negated(), self.precision)
    }

    /// Without its fraction.
    pub(crate) fn truncated(&self) -> Self {
        if self.infinite || self.exponent >= 0 {
            return self.clone();
        }
        let whole = &self.mantissa >> self.exponent.unsigned_abs();
        Self::rounded(self.negative, whole, 0, false, self.precision)
    }

    /// As a 64-bit integer, if it is one.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        let magnitude = self.whole_magnitude()?;
        if self.negative {
            0_i64.checked_sub_unsigned(magnitude)
        } else {
            i64::try_from(magnitude).ok()
        }
    }

    /// As a 64-bit unsigned integer, if it is one.
    pub(crate) fn to_u64(&self) -> Option<u64> {
        let magnitude = self.whole_magnitude()?;
        (!self.negative || magnitude == 0).then_some(magnitude)
    }

    /// The same, but what has no more than 64 significant bits and is not below one is cut off: Go takes it for exact.
    pub(crate) fn to_u64_as_go(&self) -> Option<u64> {
        let bits = self.mantissa.bits();
        let is_cut = bits <= 64 && self.exponent.saturating_add_unsigned(bits) > 0 && !self.infinite;
        if is_cut {
            self.truncated().to_u64()
        } else {
            self.to_u64()
        }
    }

    fn whole_magnitude(&self) -> Option<u64> {
        if !self.is_integer() || self.exponent > 64 {
            return None;
        }
        u64::try_from(self.shifted_to(0)).ok()
    }

    /// Its magnitude as a whole number, if it has no fraction.
    pub(crate) fn to_integer(&self) -> Option<BigUint> {
        self.is_integer().then(|| self.shifted_to(0))
    }

    /// The nearest float.
    pub(crate) fn to_f64(&self) -> f64 {
        let sign = if self.negative { -1.0 } else { 1.0 };
        if self.infinite {
            return sign * f64::INFINITY;
        }
        if self.is_zero() {
            return sign * 0.0;
        }
        // Numbers too small for a full mantissa lose bits at the end.
        let top = self.exponent.saturating_add_unsigned(self.mantissa.bits());
        let precision = u32::try_from((top + 1074).clamp(0, i64::from(DOUBLE))).unwrap_or(DOUBLE);
        if precision == 0 {
            // Between nothing and half of the smallest float, or above that half.
            let above_half = top == -1074 && self.mantissa.bits() > 1;
            return sign * if above_half { f64::from_bits(1) } else { 0.0 };
        }
        let near = Self::rounded(false, self.mantissa.clone(), self.exponent, false, precision);
        let top = near.exponent.saturating_add_unsigned(near.mantissa.bits());
        if top > 1024 {
            return sign * f64::INFINITY;
        }
        let least = (top - i64::from(DOUBLE)).max(-1074);
        let fraction = u64::try_from(near.shifted_to(least)).unwrap_or(0);
        let biased = if fraction >> 52 == 0 { 0 } else { least + 1075 };
        let bits = (u64::try_from(biased).unwrap_or(0) << 52) | (fraction & ((1 << 52) - 1));
        sign * f64::from_bits(bits)
    }

    /// Without exponent, in as few digits as tell it from its neighbours of the same precision.
    pub(crate) fn to_text(&self) -> String {
        if self.infinite {
            return self.infinite_text();
        }
        let digits = self.shortest();
        let fraction = digits.fraction_length();
        self.signed(digits.plain(fraction))
    }

    /// With so many digits behind the point.
    pub(crate) fn to_plain(&self, places: usize) -> String {
        if self.infinite {
            return self.infinite_text();
        }
        let mut digits = self.decimal();
        digits.round_behind_point(places);
        self.signed(digits.plain(places))
    }

    /// With an exponent, one digit before the point and so many behind it.
    pub(crate) fn to_scientific(&self, places: usize) -> String {
        if self.infinite {
            return self.infinite_text();
        }
        let mut decimal = self.decimal();
        decimal.round(places + 1);
        self.signed(decimal.scientific(places))
    }

    /// As Go's `%g` with so many digits, or as few as tell it from its neighbours: plain or scientific, whichever is
    /// shorter.
    pub(crate) fn to_general(&self, digits: Option<usize>) -> String {
        if self.infinite {
            return self.infinite_text();
        }
        let decimal = match digits {
            Some(digits) => {
                let mut decimal = self.decimal();
                decimal.round(digits.max(1));
                decimal
            }
            None => self.shortest(),
        };
        self.signed(decimal.general(digits.map(|digits| digits.max(1))))
    }

    fn infinite_text(&self) -> String {
        String::from(if self.negative { "-Inf" } else { "+Inf" })
    }

    fn signed(&self, text: String) -> String {
        if self.negative { format!("-{text}") } else { text }
    }

    fn decimal(&self) -> Decimal {
        Decimal::new(&self.mantissa, self.exponent)
    }

    fn shortest(&self) -> Decimal {
        let mut digits = self.decimal();
        if self.is_zero() {
            return digits;
        }
        // In units of half the last bit that the precision allows.
        let spare = (u64::from(self.precision) + 1).saturating_sub(self.mantissa.bits());
        let units = &self.mantissa << spare;
        let exponent = self.exponent.saturating_sub_unsigned(spare);
        let lower = Decimal::new(&(&units - 1_u8), exponent);
        let upper = Decimal::new(&(&units + 1_u8), exponent);
        digits.shorten_between(&lower, &upper, !units.bit(1));
        digits
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::rounded(value < 0, BigUint::from(value.unsigned_abs()), 0, false, INTEGER)
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::rounded(false, BigUint::from(value), 0, false, INTEGER)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Self {
        Self::rounded(false, BigUint::from(value), 0, false, INTEGER)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.is_zero() && other.is_zero() {
            return Ordering::Equal;
        }
        let sign = |n: &Self| match (n.is_zero(), n.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_sign = sign(self).cmp(&sign(other));
        if by_sign != Ordering::Equal {
            return by_sign;
        }
        let by_size = match (self.infinite, other.infinite) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => {
                let top = |n: &Self| n.exponent.saturating_add_unsigned(n.mantissa.bits());
                top(self).cmp(&top(other)).then_with(|| {
                    let exponent = self.exponent.min(other.exponent);
                    self.shifted_to(exponent).cmp(&other.shifted_to(exponent))
                })
            }
        };
        if self.negative { by_size.reverse() } else { by_size }
    }
}

#[cfg(test)]
mod tests;
