use super::Number;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn text_is_the_shortest_that_tells_it_apart() {
    for text in [
        "0",
        "1",
        "-1",
        "0.1",
        "3.14159",
        "1000000000000000000000000000000",
        "0.000001",
        "123456789.125",
    ] {
        assert_eq!(number(text).to_text(), text);
    }
    assert_eq!(number("1e3").to_text(), "1000");
    assert_eq!(number("1.50").to_text(), "1.5");
    assert_eq!(number("12.5e-3").to_text(), "0.0125");
    assert_eq!(number("-0").to_text(), "-0");
    assert_eq!(number("1p4").to_text(), "16");
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        "+",
        ".",
        "e3",
        "1e",
        "1e+",
        "0x10",
        "1_000",
        " 1",
        "1 ",
        "1.2.3",
        "NaN",
        "Infinity",
        "1e99999999999999999999",
        "1e1000000000",
    ] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
    assert!(Number::parse("-inf").unwrap().is_infinite());
}

#[test]
fn decimal_fractions_add_up() {
    assert_eq!(number("0.1").plus(&number("0.2")).unwrap().to_text(), "0.3");
    assert_eq!(number("1.5").times(&number("0.1")).unwrap().to_text(), "0.15");
}

#[test]
fn a_third_of_a_written_number_has_155_digits_and_of_a_counted_one_20() {
    let third = number("1").divided_by(&number("3")).unwrap();
    assert_eq!(third.to_text(), format!("0.{}5", "3".repeat(154)));
    let third = Number::from(1_i64).divided_by(&Number::from(3_i64)).unwrap();
    assert_eq!(third.to_text(), "0.33333333333333333334");
}

#[test]
fn remainders_have_the_sign_of_the_left() {
    for (a, b, rest) in [
        ("7", "3", "1"),
        ("-7", "3", "-1"),
        ("7", "-3", "1"),
        ("5.5", "2", "1.5"),
        ("4", "0", "4"),
    ] {
        assert_eq!(
            number(a).remainder(&number(b)).unwrap().to_text(),
            rest,
            "{a} % {b}"
        );
    }
}

#[test]
fn division_by_zero_is_infinite_or_nothing() {
    assert!(number("1").divided_by(&number("0")).unwrap().is_infinite());
    assert!(number("0").divided_by(&number("0")).is_none());
}

#[test]
fn floats_round_to_nearest() {
    for text in [
        "0.1",
        "1e300",
        "-2.5",
        "5e-324",
        "1.7976931348623157e308",
        "2.2250738585072014e-308",
        "3e-324",
        "12345678901234567890",
    ] {
        assert_eq!(number(text).to_f64(), text.parse::<f64>().unwrap(), "{text}");
    }
    assert_eq!(number("1e400").to_f64(), f64::INFINITY);
    assert_eq!(number("2e-324").to_f64(), 0.0);
    for value in [0.1, -5.0, 1e300, 5e-324, 0.0] {
        assert_eq!(Number::from_f64(value).unwrap().to_f64(), value);
    }
}

#[test]
fn integers_are_exact() {
    assert_eq!(number("9223372036854775807").to_i64(), Some(i64::MAX));
    assert_eq!(number("-9223372036854775808").to_i64(), Some(i64::MIN));
    assert_eq!(number("9223372036854775808").to_i64(), None);
    assert_eq!(number("18446744073709551615").to_u64(), Some(u64::MAX));
    assert_eq!(number("1.5").to_i64(), None);
    assert_eq!(number("1e3").to_i64(), Some(1000));
}

#[test]
fn order_is_by_value() {
    let sorted = [
        "-inf", "-1e300", "-2", "-0.5", "0", "1e-300", "0.5", "1", "2", "1e300", "inf",
    ]
    .map(number);
    assert!(sorted.is_sorted());
    assert_eq!(number("0"), number("-0"));
    assert_eq!(number("1.0"), Number::from(1_i64));
}

#[test]
fn general_notation_has_so_many_digits() {
    for (of, text) in [
        ("0.1", "0.1"),
        ("1e20", "1e+20"),
        ("12345678901234", "1.23456789e+13"),
        ("0.00001", "1e-05"),
        ("100", "100"),
    ] {
        assert_eq!(number(of).to_general(Some(10)), text);
    }
    assert_eq!(number("1000000").to_general(None), "1e+06");
    assert_eq!(number("100000").to_general(None), "100000");
    assert_eq!(number("15000").to_scientific(6), "1.500000e+04");
    assert_eq!(number("0").to_scientific(1), "0.0e+00");
    assert_eq!(number("2.345").to_plain(2), "2.34");
    assert_eq!(number("-0.001").to_plain(1), "-0.0");
    assert_eq!(number("99.96").to_plain(1), "100.0");
}
