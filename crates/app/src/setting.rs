//! A hyper-parameter as a person writes it, from what a manifest has: a word, a number, or JSON.

/// Digits of a number of single precision that were surely written: what follows came with its
/// widening to double precision.
const DIGITS: usize = 7;

/// `none`, `0.3`, `network (epochs 7, dropout 0.2), weight 0.5`: the value of a hyper-parameter.
#[must_use]
pub fn setting(value: &str) -> String {
    match value.as_bytes().first() {
        Some(b'{' | b'[') => json(value),
        _ => word(value),
    }
}

/// JSON without its quotes. Braces become parentheses, but for the outermost and those of the items of
/// a list; such items have a line each.
fn json(value: &str) -> String {
    let mut said = String::new();
    // What is open, and how it ends.
    let mut open = Vec::new();
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        match first {
            '{' | '[' => {
                let is_outer = open.is_empty() || (first == '{' && open.last() == Some(&"]"));
                let is_list = first == '[';
                open.push(match (is_outer, is_list) {
                    (true, true) => "]",
                    (true, false) => "",
                    (false, true) => "] ",
                    (false, false) => ")",
                });
                if !is_outer {
                    said.push(if is_list { '[' } else { '(' });
                }
            }
            '}' | ']' => match open.pop() {
                Some(")") => said.push(')'),
                Some("] ") => said.push(']'),
                _ => {}
            },
            ',' => {
                let is_between_items = open.last() == Some(&"]") && rest[1..].starts_with('{');
                said.push_str(if is_between_items { ";\n" } else { ", " });
            }
            ':' => said.push(' '),
            '"' => {
                let (text, after) = quoted(&rest[1..]);
                said.push_str(&text.replace('_', " "));
                length = rest.len() - after.len();
            }
            _ => {
                let end = rest.find([',', ':', '{', '}', '[', ']', '"']);
                length = end.unwrap_or(rest.len());
                said.push_str(&word(rest[..length].trim()));
            }
        }
        rest = &rest[length..];
    }
    said
}

/// A string of JSON up to its closing quote, and what follows that.
fn quoted(text: &str) -> (String, &str) {
    let mut said = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (said, &text[at + 1..]),
            '\\' => said.extend(letters.next().map(|(_, escaped)| escaped)),
            letter => said.push(letter),
        }
    }
    (said, "")
}

fn word(value: &str) -> String {
    match value {
        "null" => "none".to_owned(),
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        value => {
            let written = number(value);
            // A whole number of a kind that may have fractions.
            let whole = value.strip_suffix(".0").unwrap_or(value);
            written.unwrap_or_else(|| whole.to_owned())
        }
    }
}

/// A fraction with the digits that were written. `None` for what is none, and for one that has no
/// digit too many.
///
/// By its digits: reading and printing every number exactly would cost a visitor more than the rest of
/// the page's numbers together (`decimal`).
fn number(value: &str) -> Option<String> {
    let (sign, unsigned) = match value.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", value),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.')?;
    let is_number = |digits: &str| digits.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(part) {
        return None;
    }
    let digits = [whole, part].concat();
    let digits = digits.trim_start_matches('0');
    let n_more = digits.len().checked_sub(DIGITS).filter(|n| *n > 0)?;
    // The value is `kept` times ten to the power of `power`.
    let mut kept: u64 = digits[..DIGITS].parse().ok()?;
    kept += u64::from(digits.as_bytes()[DIGITS] >= b'5');
    let power: i32 = exponent.parse().ok()?;
    let mut power = power - part.len() as i32 + n_more as i32;
    while kept > 0 && kept.is_multiple_of(10) {
        kept /= 10;
        power += 1;
    }
    let kept = kept.to_string();
    let zeros = |n: i32| "0".repeat(n.unsigned_abs() as usize);
    let point = kept.len() as i32 + power;
    let written = match (power, point) {
        // So small or large that nobody would count its zeros.
        (_, ..-4 | 16..) => format!("{kept}e{power}"),
        (0.., _) => [&*kept, &zeros(power)].concat(),
        (_, 1..) => [&kept[..point as usize], ".", &kept[point as usize..]].concat(),
        _ => ["0.", &zeros(point), &kept].concat(),
    };
    Some([sign, &written].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        assert_eq!(setting(value), expected, "{value}");
    }

    #[test]
    fn words_are_those_of_a_person() {
        check("null", "none");
        check("true", "yes");
        check("false", "no");
        check("cosine", "cosine");
        check("", "");
    }

    #[test]
    fn numbers_have_the_digits_that_were_written() {
        check("0.30000001192092896", "0.3");
        check("-0.30000001192092896", "-0.3");
        check("0.1666666716337204", "0.1666667");
        check("0.012600000016391277", "0.0126");
        check("9.999999747378752e-5", "0.0001");
        check("9.999999974752427e-7", "1e-6");
        check("1.2000000476837158", "1.2");
        check("99.99999999", "100");
        check("123456.703125", "123456.7");
        check("50.0", "50");
        check("0.0", "0");
    }

    #[test]
    fn what_has_no_digit_too_many_stays() {
        for value in [
            "0.2",
            "7",
            "0.0126",
            "1e-6",
            "18446744073709551615",
            "1.5.2",
        ] {
            check(value, value);
        }
        check("0.1.30000001192092896", "0.1.30000001192092896");
    }

    #[test]
    fn json_is_written_as_a_list_of_names_and_values() {
        check(
            r#"[{"kind":{"network":{"batch_size":64,"dropout":0.30000001192092896}},"weight":0.5},{"kind":{"bayes":{"levels":null}},"weight":1}]"#,
            "kind (network (batch size 64, dropout 0.3)), weight 0.5;\nkind (bayes (levels none)), weight 1",
        );
        check(
            r#"{"units":[16,8],"is_on":true}"#,
            "units [16, 8], is on yes",
        );
        check("[1,2.5000000001,3]", "1, 2.5, 3");
        check("[]", "");
        check(r#"["a, \"b\": {c}","d"]"#, r#"a, "b": {c}, d"#);
    }

    #[test]
    fn json_that_is_cut_off_is_no_panic() {
        let whole = r#"[{"kind":{"a_b":0.30000001192092896,"é":[1,"x\"y"]}}]"#;
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let _ = setting(&whole[..end]);
        }
        check("}}]]", "}}]]");
    }
}
