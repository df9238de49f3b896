//! Values of device attributes: typed, perhaps with a unit, and how two of them compare.

use std::cmp::Ordering;

use crate::model::device::Attribute;

/// A unit: its name, what it is a unit of, and how many of the base unit it is.
struct Unit {
    name: &'static str,
    base: Base,
    /// The factor is `numerator / denominator`.
    numerator: i64,
    denominator: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Byte,
    ByteRate,
    Hertz,
    Watt,
}

const fn unit(name: &'static str, base: Base, numerator: i64) -> Unit {
    Unit {
        name,
        base,
        numerator,
        denominator: 1,
    }
}

/// All units, longer names first so that a suffix is not taken for a shorter one.
const UNITS: &[Unit] = &[
    unit("KiB/s", Base::ByteRate, 1 << 10),
    unit("MiB/s", Base::ByteRate, 1 << 20),
    unit("GiB/s", Base::ByteRate, 1 << 30),
    unit("TiB/s", Base::ByteRate, 1 << 40),
    unit("PiB/s", Base::ByteRate, 1 << 50),
    unit("EiB/s", Base::ByteRate, 1 << 60),
    unit("kB/s", Base::ByteRate, 1_000),
    unit("KB/s", Base::ByteRate, 1_000),
    unit("MB/s", Base::ByteRate, 1_000_000),
    unit("GB/s", Base::ByteRate, 1_000_000_000),
    unit("TB/s", Base::ByteRate, 1_000_000_000_000),
    unit("PB/s", Base::ByteRate, 1_000_000_000_000_000),
    unit("EB/s", Base::ByteRate, 1_000_000_000_000_000_000),
    unit("KiB", Base::Byte, 1 << 10),
    unit("MiB", Base::Byte, 1 << 20),
    unit("GiB", Base::Byte, 1 << 30),
    unit("TiB", Base::Byte, 1 << 40),
    unit("PiB", Base::Byte, 1 << 50),
    unit("EiB", Base::Byte, 1 << 60),
    unit("MHz", Base::Hertz, 1_000_000),
    unit("GHz", Base::Hertz, 1_000_000_000),
    unit("kB", Base::Byte, 1_000),
    unit("KB", Base::Byte, 1_000),
    unit("MB", Base::Byte, 1_000_000),
    unit("GB", Base::Byte, 1_000_000_000),
    unit("TB", Base::Byte, 1_000_000_000_000),
    unit("PB", Base::Byte, 1_000_000_000_000_000),
    unit("EB", Base::Byte, 1_000_000_000_000_000_000),
    Unit {
        name: "mW",
        base: Base::Watt,
        numerator: 1,
        denominator: 1_000,
    },
    unit("kW", Base::Watt, 1_000),
    unit("MW", Base::Watt, 1_000_000),
    unit("GW", Base::Watt, 1_000_000_000),
    unit("W", Base::Watt, 1),
];

fn unit_of(attribute: &Attribute) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.name == attribute.unit)
}

/// Reads a value as an operator writes it: a number with or without a unit, true or false, or else text.
pub(super) fn parse(text: &str) -> Attribute {
    let unit = UNITS.iter().find(|unit| text.ends_with(unit.name));
    let numeric = unit
        .and_then(|unit| text.strip_suffix(unit.name))
        .map_or(text, str::trim);
    let unit = unit.map(|unit| unit.name.to_owned()).unwrap_or_default();
    if let Ok(int) = numeric.parse::<i64>() {
        return Attribute {
            int: Some(int),
            unit,
            ..Default::default()
        };
    }
    if let Ok(float) = numeric.parse::<f64>() {
        return Attribute {
            float: Some(float),
            unit,
            ..Default::default()
        };
    }
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Attribute {
            bool: Some(true),
            ..Default::default()
        },
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Attribute {
            bool: Some(false),
            ..Default::default()
        },
        _ => text_value(text),
    }
}

/// A value that is text.
pub(super) fn text_value(text: &str) -> Attribute {
    Attribute {
        string: Some(text.to_owned()),
        ..Default::default()
    }
}

/// Compares two values; `None` if they cannot be: text with a number, bytes with hertz. Of two truth values that
/// differ, the first counts as greater.
pub(super) fn compare(a: &Attribute, b: &Attribute) -> Option<Ordering> {
    match (unit_of(a), unit_of(b)) {
        (None, None) => {}
        (Some(a), Some(b)) if a.base == b.base => {}
        _ => return None,
    }
    match (a, b) {
        (Attribute { bool: Some(a), .. }, Attribute { bool: Some(b), .. }) => Some(if a == b {
            Ordering::Equal
        } else {
            Ordering::Greater
        }),
        (Attribute { string: Some(a), .. }, Attribute { string: Some(b), .. }) => Some(a.cmp(b)),
        (Attribute { int: Some(x), .. }, Attribute { int: Some(y), .. }) => {
            Some(in_base_unit(*x, a).cmp(&in_base_unit(*y, b)))
        }
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

/// A whole number in the base unit, what is below one of it cut off, what is past the range wrapped around: as
/// the reference's integers do.
fn in_base_unit(number: i64, of: &Attribute) -> i64 {
    unit_of(of).map_or(number, |unit| {
        number.wrapping_mul(unit.numerator) / unit.denominator
    })
}

#[expect(clippy::cast_precision_loss, reason = "compared as floats")]
fn number(attribute: &Attribute) -> Option<f64> {
    let number = attribute.float.or(attribute.int.map(|int| int as f64))?;
    Some(unit_of(attribute).map_or(number, |unit| {
        number * unit.numerator as f64 / unit.denominator as f64
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare_texts(a: &str, b: &str) -> Option<Ordering> {
        compare(&parse(a), &parse(b))
    }

    #[test]
    fn numbers_compare_in_their_base_unit() {
        assert_eq!(compare_texts("1 GiB", "1024MiB"), Some(Ordering::Equal));
        assert_eq!(compare_texts("1.5 GHz", "1600 MHz"), Some(Ordering::Less));
        assert_eq!(
            compare_texts("1500 mW", "1 W"),
            Some(Ordering::Equal),
            "whole numbers stay whole"
        );
        assert_eq!(compare_texts("2", "1.5"), Some(Ordering::Greater));
    }

    #[test]
    fn unlike_values_do_not_compare() {
        for (a, b) in [
            ("1 GiB", "1"),
            ("1 GiB", "1 GHz"),
            ("a", "1"),
            ("true", "a"),
            ("true", "2"),
        ] {
            assert_eq!(compare_texts(a, b), None, "{a} {b}");
        }
        assert_eq!(compare_texts("true", "false"), Some(Ordering::Greater));
        assert_eq!(compare_texts("a", "b"), Some(Ordering::Less));
    }
}
