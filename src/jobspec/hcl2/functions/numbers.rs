//! Functions of numbers.

use num_bigint::BigUint;

use super::super::value::{Number, Value};
use super::arguments::{float, integer, number};
use super::{
    Context, Function, FunctionError, Outcome, any, fail, fail_at, function, number as number_parameter,
};
use crate::notation::quote::quoted;

pub(super) static NUMBERS: &[Function] = &[
    function("abs", &[number_parameter("num")], |arguments, _| {
        Ok(Value::Number(number(arguments, 0).absolute()))
    }),
    function("ceil", &[number_parameter("num")], |arguments, _| {
        rounded(float(arguments, 0)?, f64::ceil)
    }),
    function("floor", &[number_parameter("num")], |arguments, _| {
        rounded(float(arguments, 0)?, f64::floor)
    }),
    function(
        "log",
        &[number_parameter("num"), number_parameter("base")],
        |arguments, _| from_float(libm::log(float(arguments, 0)?) / libm::log(float(arguments, 1)?)),
    ),
    function("max", &[], |arguments, _| {
        extreme(arguments, |number, best| number > best)
    })
    .and_more(number_parameter("numbers")),
    function("min", &[], |arguments, _| {
        extreme(arguments, |number, best| number < best)
    })
    .and_more(number_parameter("numbers")),
    function("parseint", &[any("number"), number_parameter("base")], parse_int),
    function(
        "pow",
        &[number_parameter("num"), number_parameter("power")],
        |arguments, _| from_float(power(float(arguments, 0)?, float(arguments, 1)?)),
    ),
    function("signum", &[number_parameter("num")], |arguments, _| {
        Ok(Value::from(integer(arguments, 0).or_else(fail)?.signum()))
    }),
];

fn from_float(value: f64) -> Outcome {
    match Number::from_f64(value) {
        Some(number) => Ok(Value::Number(number)),
        None => fail("panic in function implementation: Float.SetFloat64(NaN)"),
    }
}

fn rounded(value: f64, round: fn(f64) -> f64) -> Outcome {
    if value.is_infinite() {
        return from_float(value);
    }
    let whole = round(value);
    // 2^63: what is not below it has no 64-bit integer, and the reference's processor answers the smallest one.
    const END: f64 = 9_223_372_036_854_775_808.0;
    #[allow(clippy::cast_possible_truncation)] // whole and in range
    let integer = if (-END..END).contains(&whole) {
        whole as i64
    } else {
        i64::MIN
    };
    Ok(Value::from(integer))
}

fn extreme(arguments: &[Value], better: fn(&Number, &Number) -> bool) -> Outcome {
    let mut numbers = arguments.iter().filter_map(Value::as_number);
    let Some(first) = numbers.next() else {
        return fail("must pass at least one number");
    };
    let best = numbers.fold(
        first,
        |best, number| if better(number, best) { number } else { best },
    );
    Ok(Value::Number(best.clone()))
}

fn parse_int(arguments: &[Value], _: &Context<'_>) -> Outcome {
    /// More digits make a number beyond our range.
    const MAX_DIGITS: usize = 65_536;
    let Some(given) = arguments.first().and_then(Value::as_str) else {
        let given = arguments.first().map(Value::type_of).map(|of| of.friendly_name());
        return fail_at(
            0,
            format!(
                "first argument must be a string, not {}",
                given.unwrap_or_default()
            ),
        );
    };
    let base = integer(arguments, 1).or_else(|words| fail_at(1, words))?;
    let base = match u32::try_from(base) {
        Ok(base @ 2..=62) => base,
        _ => return fail_at(1, "base must be a whole number between 2 and 62 inclusive"),
    };
    let (negative, digits) = match given.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, given.strip_prefix('+').unwrap_or(given)),
    };
    let cannot = || -> FunctionError {
        FunctionError {
            argument: Some(0),
            words: format!("cannot parse {} as a base {base} integer", quoted(given)),
        }
    };
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return Err(cannot());
    }
    let digits: Option<Vec<u8>> = digits.bytes().map(|c| digit(c, base)).collect();
    let magnitude = digits
        .and_then(|digits| BigUint::from_radix_be(&digits, base))
        .ok_or_else(cannot)?;
    let number = Number::from_integer(negative && magnitude != BigUint::ZERO, magnitude);
    if number.is_infinite() {
        Err(cannot())
    } else {
        Ok(Value::Number(number))
    }
}

/// The value of a digit: up to base 36 letters of both cases mean the same, beyond it capitals come after the others.
fn digit(c: u8, base: u32) -> Option<u8> {
    let value = match c {
        b'0'..=b'9' => c - b'0',
        b'a'..=b'z' => c - b'a' + 10,
        b'A'..=b'Z' if base <= 36 => c - b'A' + 10,
        b'A'..=b'Z' => c - b'A' + 36,
        _ => return None,
    };
    (u32::from(value) < base).then_some(value)
}

/// `x` to the power `y`, step by step as the reference computes it: whole powers by repeated squaring of the
/// mantissa.
fn power(x: f64, y: f64) -> f64 {
    let odd = |y: f64| y.abs() < 9_007_199_254_740_992.0 && y % 2.0 != 0.0 && y.fract() == 0.0;
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if y == 1.0 {
        return x;
    }
    if x == 0.0 {
        return match (y < 0.0, odd(y)) {
            (true, true) => f64::INFINITY.copysign(x),
            (true, false) => f64::INFINITY,
            (false, true) => x,
            (false, false) => 0.0,
        };
    }
    if y.is_infinite() {
        return match x.abs() {
            1.0 => 1.0,
            size if (size < 1.0) == (y > 0.0) => 0.0,
            _ => f64::INFINITY,
        };
    }
    if x.is_infinite() {
        if x < 0.0 {
            return power(1.0 / x, -y);
        }
        return if y < 0.0 { 0.0 } else { f64::INFINITY };
    }
    if y == 0.5 {
        return x.sqrt();
    }
    if y == -0.5 {
        return 1.0 / x.sqrt();
    }
    let (mut fraction, mut whole) = libm::modf(y.abs());
    if fraction != 0.0 && x < 0.0 {
        return f64::NAN;
    }
    if whole >= 9_223_372_036_854_775_808.0 {
        return match x {
            -1.0 => 1.0,
            x if (x.abs() < 1.0) == (y > 0.0) => 0.0,
            _ => f64::INFINITY,
        };
    }
    let mut mantissa = 1.0;
    let mut exponent: i32 = 0;
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole += 1.0;
        }
        mantissa = libm::exp(fraction * libm::log(x));
    }
    let (mut factor, mut factor_exponent) = libm::frexp(x);
    #[allow(clippy::cast_possible_truncation)] // whole, and below 2^63
    let mut left = whole as i64;
    while left != 0 {
        if !(-4096..=4096).contains(&factor_exponent) {
            exponent += factor_exponent;
            break;
        }
        if left & 1 == 1 {
            mantissa *= factor;
            exponent += factor_exponent;
        }
        factor *= factor;
        factor_exponent *= 2;
        if factor < 0.5 {
            factor += factor;
            factor_exponent -= 1;
        }
        left >>= 1;
    }
    if y < 0.0 {
        mantissa = 1.0 / mantissa;
        exponent = -exponent;
    }
    libm::ldexp(mantissa, exponent)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, fails, fails_at, n, s};
    use super::power;

    #[test]
    fn rounding_and_signs() {
        assert_eq!(call("abs", &[n("-4.25")]), n("4.25"));
        assert_eq!(call("ceil", &[n("-2.9")]), n("-2"));
        assert_eq!(call("floor", &[n("2.9")]), n("2"));
        assert_eq!(call("signum", &[n("-7")]), n("-1"));
        assert_eq!(
            fails("signum", &[n("1.5")]),
            "value must be a whole number, between -9223372036854775808 and 9223372036854775807"
        );
    }

    #[test]
    fn logarithms_and_powers() {
        assert_eq!(call("log", &[n("16"), n("0.5")]), n("-4"));
        assert!(fails("log", &[n("-1"), n("10")]).ends_with("Float.SetFloat64(NaN)"));
        for (x, y, result) in [
            (2.0, 10.0, 1024.0),
            (9.0, 0.5, 3.0),
            (2.0, -2.0, 0.25),
            (0.0, 0.0, 1.0),
            (-2.0, 3.0, -8.0),
            (10.0, 22.0, 1e22),
            (10.0, 400.0, f64::INFINITY),
            (-0.0, -1.0, f64::NEG_INFINITY),
            (0.5, f64::INFINITY, 0.0),
        ] {
            assert_eq!(power(x, y), result, "{x}^{y}");
        }
        assert!(power(-8.0, 1.0 / 3.0).is_nan());
    }

    #[test]
    fn extremes() {
        assert_eq!(call("max", &[n("3"), n("12"), n("7")]), n("12"));
        assert_eq!(call("min", &[n("3"), n("-12")]), n("-12"));
        assert_eq!(fails("max", &[]), "must pass at least one number");
    }

    #[test]
    fn integers_in_any_base() {
        for (text, base, value) in [
            ("ff", "16", "255"),
            ("-1010", "2", "-10"),
            ("aZ", "62", "681"),
            ("Z", "36", "35"),
        ] {
            assert_eq!(call("parseint", &[s(text), n(base)]), n(value));
        }
        assert_eq!(
            fails_at("parseint", &[s("9"), n("8")]),
            (0, "cannot parse \"9\" as a base 8 integer".to_owned())
        );
        assert_eq!(
            fails_at("parseint", &[n("9.5"), n("10")]),
            (0, "first argument must be a string, not number".to_owned())
        );
        assert_eq!(fails_at("parseint", &[s("9"), n("63")]).0, 1);
    }
}
