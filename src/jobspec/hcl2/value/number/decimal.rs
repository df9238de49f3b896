//! A number's digits.

use num_bigint::BigUint;

/// Decimal digits `d`, without zeros at either end, standing for 0.ddd… × 10^`point`.
#[derive(Debug, Clone, Default)]
pub(super) struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// All digits of mantissa × 2^exponent.
    pub(super) fn new(mantissa: &BigUint, exponent: i64) -> Self {
        let shift = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        let (scaled, behind) = if exponent >= 0 {
            (mantissa << shift, 0)
        } else {
            // m / 2^k = m × 5^k / 10^k
            (mantissa * BigUint::from(5_u8).pow(shift), i64::from(shift))
        };
        if scaled == BigUint::ZERO {
            return Self::default();
        }
        let digits = scaled.to_radix_be(10);
        let point = i64::try_from(digits.len()).unwrap_or(i64::MAX) - behind;
        let mut decimal = Self { digits, point };
        decimal.trim();
        decimal
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.point = 0;
        }
    }

    fn at(&self, index: usize) -> u8 {
        self.digits.get(index).copied().unwrap_or(0)
    }

    /// How many digits stand behind the point.
    pub(super) fn fraction_length(&self) -> usize {
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        usize::try_from(length - self.point).unwrap_or(0)
    }

    /// Rounds to so many digits, half to even.
    pub(super) fn round(&mut self, count: usize) {
        if count >= self.digits.len() {
            return;
        }
        let exactly_half = self.at(count) == 5 && count + 1 == self.digits.len();
        let up = if exactly_half {
            count > 0 && self.at(count - 1) % 2 == 1
        } else {
            self.at(count) >= 5
        };
        if up {
            self.round_up(count)
        } else {
            self.round_down(count)
        }
    }

    /// Rounds to so many digits behind the point.
    pub(super) fn round_behind_point(&mut self, places: usize) {
        let places = i64::try_from(places).unwrap_or(i64::MAX);
        // Below half of the last place nothing is left.
        match usize::try_from(self.point.saturating_add(places)) {
            Ok(count) => self.round(count),
            Err(_) => *self = Self::default(),
        }
    }

    fn round_up(&mut self, count: usize) {
        self.digits.truncate(count);
        while self.digits.last() == Some(&9) {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(last) => *last += 1,
            None => {
                self.digits.push(1);
                self.point += 1;
            }
        }
    }

    fn round_down(&mut self, count: usize) {
        self.digits.truncate(count);
        self.trim();
    }

    /// Rounds to the fewest digits that lie between two bounds, which count themselves if `inclusive`.
    pub(super) fn shorten_between(&mut self, lower: &Self, upper: &Self, inclusive: bool) {
        for index in 0..self.digits.len() {
            let digit = self.at(index);
            let below = lower.at(index) != digit || (inclusive && index + 1 == lower.digits.len());
            let above = digit != upper.at(index)
                && (inclusive || digit + 1 < upper.at(index) || index + 1 < upper.digits.len());
            match (below, above) {
                (true, true) => return self.round(index + 1),
                (true, false) => return self.round_down(index + 1),
                (false, true) => return self.round_up(index + 1),
                (false, false) => {}
            }
        }
    }

    /// Without exponent, with so many digits behind the point.
    pub(super) fn plain(&self, places: usize) -> String {
        let before = usize::try_from(self.point).unwrap_or(0);
        let mut text = String::with_capacity(before + places + 2);
        if before == 0 {
            text.push('0');
        }
        text.extend((0..before).map(|index| letter(self.at(index))));
        if places > 0 {
            text.push('.');
            // With a negative point, zeros come first.
            let zeros = usize::try_from(self.point.saturating_neg())
                .unwrap_or(0)
                .min(places);
            text.extend(std::iter::repeat_n('0', zeros));
            text.extend((before..before + places - zeros).map(|index| letter(self.at(index))));
        }
        text
    }

    /// With an exponent, and so many digits behind the point.
    pub(super) fn scientific(&self, places: usize) -> String {
        let mut text = String::with_capacity(places + 8);
        text.push(letter(self.at(0)));
        if places > 0 {
            text.push('.');
            text.extend((1..=places).map(|index| letter(self.at(index))));
        }
        let exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        let sign = if exponent < 0 { '-' } else { '+' };
        text.push_str(&format!("e{sign}{:02}", exponent.unsigned_abs()));
        text
    }

    /// Plain unless the exponent is small, or reaches the number of digits asked for; all digits if none is.
    pub(super) fn general(&self, asked: Option<usize>) -> String {
        /// Where all digits are shown, numbers from here on are scientific.
        const USUAL: usize = 6;
        let length = self.digits.len();
        let signed = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let count = asked.unwrap_or(length);
        let limit = match asked {
            None => USUAL,
            Some(asked) if asked > length && signed(length) >= self.point => length,
            Some(asked) => asked,
        };
        let exponent = self.point - 1;
        if exponent < -4 || exponent >= signed(limit) {
            return self.scientific(count.min(length).saturating_sub(1));
        }
        let shown = if signed(count) > self.point { length } else { count };
        self.plain(usize::try_from(signed(shown) - self.point).unwrap_or(0))
    }
}

fn letter(digit: u8) -> char {
    char::from(b'0' + digit.min(9))
}
