//! Numbers, names and hyper-parameters in the words of the page.

use matinee_core::decimal::{decimal, point};
use matinee_core::domain::{Score, Stars};
use matinee_data::dataset::{Gender, Movie};
use matinee_engine::engine::Likely;

pub use matinee_core::decimal::{counted, thousands};

/// Writes `4.2`: predicted stars as the page and the command line write them.
#[must_use]
pub fn stars(score: Score) -> String {
    decimal(score.stars(), 1)
}

/// Writes stars with their number: `1 star`, `3.5 stars`.
#[must_use]
pub fn given(stars: Stars) -> String {
    let unit = if stars == Stars::WHOLE[0] {
        "star"
    } else {
        "stars"
    };
    format!("{stars} {unit}")
}

/// Writes `likely 2.6 to 4.4`.
#[must_use]
pub fn likely(likely: Likely) -> String {
    format!("likely {} to {}", stars(likely.low), stars(likely.high))
}

/// Says what a range of likely stars means.
#[must_use]
pub fn how_sure(likely: Likely) -> String {
    format!(
        "How sure: of five ratings predicted like this one, four lie between {} and {} stars.",
        stars(likely.low),
        stars(likely.high)
    )
}

/// Writes `3.5 ★`: a mean of stars that were given.
#[must_use]
pub fn mean(stars: f32) -> String {
    format!("{} ★", decimal(stars, 1))
}

/// Says how far the drawn stars are filled, in percent of their width.
#[must_use]
pub fn stars_width(stars: f32) -> String {
    length(stars * 20.0)
}

/// Says how well known a movie is: `seen by 3 in 10`.
#[must_use]
pub fn seen_by(n_ratings: u32, n_users: usize) -> String {
    match n_ratings {
        0 => "seen by nobody yet".into(),
        _ => format!(
            "seen by {}",
            one_in(f64::from(n_ratings) / n_users.max(1) as f64)
        ),
    }
}

/// Writes a share of 0 to 1 as people count: `3 in 10`, `4 in 100`, `fewer than 1 in 100`.
#[must_use]
pub fn one_in(share: f64) -> String {
    let (tenths, hundredths) = (decimal(share * 10.0, 0), decimal(share * 100.0, 0));
    match share {
        _ if share >= 0.095 => format!("{tenths} in 10"),
        _ if share >= 0.01 => format!("{hundredths} in 100"),
        _ => "fewer than 1 in 100".into(),
    }
}

/// Writes `38 %`: a share of 0 to 1.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{} %", decimal(share * 100.0, 0))
}

/// Says what a list of `n` movies is, and of how many, from when.
#[must_use]
pub fn list(n: usize, of: &str) -> String {
    match n {
        0 => format!("none of {of} fits"),
        n => format!("best {n} of {of}"),
    }
}

/// Writes `1,347 movies, 1930 to 1998`: how large a catalogue is, and how old.
#[must_use]
pub fn catalogue(n_movies: usize, years: Option<(u16, u16)>) -> String {
    let movies = match n_movies {
        1 => "1 movie".to_owned(),
        n => format!("{} movies", thousands(n)),
    };
    match years {
        None => movies,
        Some((first, last)) if first == last => format!("{movies} of {first}"),
        Some((first, last)) => format!("{movies}, {first} to {last}"),
    }
}

/// Writes `A`, `A and B`, `A, B and C`.
#[must_use]
pub fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => [&first.join(", "), " and ", last].concat(),
    }
}

/// Writes `3.46`, `+0.13`, `−0.07`: a whole number of units of the last of so many digits.
#[must_use]
pub fn fixed(units: i32, digits: u32, is_signed: bool) -> String {
    let sign = match units {
        ..0 => "−",
        _ if is_signed => "+",
        _ => "",
    };
    [sign, &point(units.unsigned_abs().into(), digits)].concat()
}

/// Writes `12.5%`: a length as a style sheet reads it.
#[must_use]
pub fn length(percent: f32) -> String {
    format!("{}%", decimal(percent, 1))
}

/// Writes `Scream (1996)`.
#[must_use]
pub fn title(movie: &Movie) -> String {
    match movie.year {
        Some(year) => format!("{} ({year})", movie.title),
        None => movie.title.clone(),
    }
}

/// Says how alike two movies are, by their similarity: `very much alike, 81 %`.
#[must_use]
pub fn alike(similarity: f32) -> String {
    let percent = (similarity.max(0.0) * 100.0).round() as u32;
    let degree = match percent {
        70.. => "very much alike",
        50.. => "much alike",
        30.. => "somewhat alike",
        _ => "a little alike",
    };
    format!("{degree}, {percent} %")
}

/// Returns the year in the title, or nothing.
#[must_use]
pub fn year(movie: &Movie) -> String {
    movie.year.map_or(String::new(), |year| year.to_string())
}

/// Says a gender in a word.
#[must_use]
pub const fn gender(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "female",
        Gender::Male => "male",
    }
}

/// Says an occupation as a description: the data set's `none` and `other` are no professions.
#[must_use]
pub fn occupation(name: &str) -> &str {
    match name {
        "none" => "no occupation",
        "other" => "other occupation",
        name => name,
    }
}

/// Writes `34 kB`: the size of a download, in thousands of bytes.
#[must_use]
pub fn kilobytes(n_bytes: u64) -> String {
    format!("{} kB", n_bytes.div_ceil(1000))
}

/// Writes milliseconds with two digits, or that it was less than the clock can tell.
#[must_use]
pub fn milliseconds(ms: f64) -> String {
    if ms < 0.005 {
        "under 0.01 ms".into()
    } else {
        format!("{} ms", decimal(ms, 2))
    }
}

/// Digits of a number of single precision that were surely written: what follows came with its
/// widening to double precision.
const DIGITS: usize = 7;

/// Writes `none`, `0.3`, `network (epochs 7, dropout 0.2), weight 0.5`: the value of a
/// hyper-parameter.
#[must_use]
pub fn setting(value: &str) -> String {
    match value.as_bytes().first() {
        Some(b'{' | b'[') => json(value),
        _ => word(value),
    }
}

/// Writes JSON without its quotes. Braces become parentheses, but for the outermost and those of
/// the items of a list; such items have a line each.
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

/// Reads a string of JSON up to its closing quote, and what follows that.
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

/// Writes a fraction with the digits that were written. `None` for what is none, and for one that
/// has no digit too many.
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
    use crate::testing::clip;
    use matinee_core::domain::StarScale;

    use super::*;

    #[test]
    fn stars_have_one_digit_and_end_at_five() {
        assert_eq!(stars(clip(4.24)), "4.2");
        assert_eq!(stars(clip(7.0)), "5.0");
        assert_eq!(stars_width(2.5), "50.0%");
    }

    #[test]
    fn a_range_ends_where_the_scale_does() {
        let wide = Likely::around(clip(4.24), 1.0, StarScale::Whole);
        assert_eq!(likely(wide), "likely 3.2 to 5.0");
        assert!(how_sure(wide).ends_with("four lie between 3.2 and 5.0 stars."));
    }

    #[test]
    fn how_well_known_a_movie_is_never_reads_zero_percent() {
        assert_eq!(seen_by(0, 943), "seen by nobody yet");
        assert_eq!(seen_by(1, 943), "seen by fewer than 1 in 100");
        assert_eq!(seen_by(38, 943), "seen by 4 in 100");
        assert_eq!(seen_by(226, 943), "seen by 2 in 10");
        assert_eq!(seen_by(943, 943), "seen by 10 in 10");
    }

    #[test]
    fn names_are_joined_as_in_a_sentence() {
        assert_eq!(joined(&[]), "");
        assert_eq!(joined(&["Fargo"]), "Fargo");
        assert_eq!(joined(&["Fargo", "Scream"]), "Fargo and Scream");
        assert_eq!(
            joined(&["Fargo", "Babe", "Scream"]),
            "Fargo, Babe and Scream"
        );
    }

    #[test]
    fn units_of_the_last_digit_are_written_with_all_digits() {
        assert_eq!(fixed(346, 2, false), "3.46");
        assert_eq!(fixed(7, 2, true), "+0.07");
        assert_eq!(fixed(-1005, 3, true), "−1.005");
        assert_eq!(fixed(0, 2, false), "0.00");
    }

    #[test]
    fn how_alike_two_movies_are_is_said_in_words_and_percent() {
        assert_eq!(alike(0.714), "very much alike, 71 %");
        assert_eq!(alike(0.5), "much alike, 50 %");
        assert_eq!(alike(-0.2), "a little alike, 0 %");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1, "movie", "movies"), "1 movie");
        assert_eq!(counted(10, "movie", "movies"), "10 movies");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(thousands(943), "943");
        assert_eq!(thousands(99_224), "99\u{202f}224");
        assert_eq!(thousands(1_000_000), "1\u{202f}000\u{202f}000");
    }

    #[test]
    fn a_download_is_never_said_to_be_smaller_than_it_is() {
        assert_eq!(kilobytes(33_001), "34 kB");
        assert_eq!(kilobytes(1), "1 kB");
    }

    #[test]
    fn a_time_below_the_clock_is_not_called_zero() {
        assert_eq!(milliseconds(0.0), "under 0.01 ms");
        assert_eq!(milliseconds(0.21), "0.21 ms");
    }

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
