//! Numbers with so many digits after the point.
//!
//! The standard library prints every number exactly, however large or small: 14 kB of WebAssembly
//! that the page would carry for predicted stars.

/// `3.46`, `-0.1`: rounded to `digits` after the point, halves away from zero; `?` for what is no
/// number. Beyond 2⁶⁴ units of the last digit it stays there.
#[must_use]
pub fn decimal(value: impl Into<f64>, digits: u32) -> String {
    let value = value.into();
    if !value.is_finite() {
        return "?".to_owned();
    }
    let units = (value.abs() * 10_u64.pow(digits) as f64).round() as u64;
    let sign = if value < 0.0 && units > 0 { "-" } else { "" };
    [sign, &point(units, digits)].concat()
}

/// `3.46`: so many units of the last digit after the point.
#[must_use]
pub fn point(units: u64, digits: u32) -> String {
    let digits = digits as usize;
    let text = format!("{units:0>width$}", width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    match part {
        "" => whole.to_owned(),
        _ => [whole, ".", part].concat(),
    }
}

/// `0.0126`, `64`: with at most `digits` after the point, and none that are needless.
#[must_use]
pub fn trimmed(value: impl Into<f64>, digits: u32) -> String {
    let text = decimal(value, digits);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// `1 movie`, `10 movies`.
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// `99 224`: digits in groups of three, with a narrow space that does not break.
#[must_use]
pub fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_rounded_to_its_digits() {
        assert_eq!(decimal(3.456, 2), "3.46");
        assert_eq!(decimal(0.04_f32, 1), "0.0");
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(-0.06, 1), "-0.1");
        assert_eq!(decimal(99.5, 0), "100");
        assert_eq!(decimal(0.25, 1), "0.3");
        assert_eq!(decimal(f64::NAN, 1), "?");
    }

    #[test]
    fn needless_zeros_are_left_out() {
        assert_eq!(trimmed(0.0126, 5), "0.0126");
        assert_eq!(trimmed(64.0, 5), "64");
        assert_eq!(trimmed(100.0, 0), "100");
    }

    proptest! {
        #[test]
        fn it_is_at_most_half_a_unit_off(value in -1e6..1e6_f64, digits in 0_u32..6) {
            let text = decimal(value, digits);
            let after = text.split_once('.').map_or(0, |(_, part)| part.len());
            prop_assert_eq!(after, digits as usize);
            let read: f64 = text.parse().unwrap();
            prop_assert!((read - value).abs() <= 0.5000001 * 0.1_f64.powi(digits as i32), "{}", text);
        }
    }
}
