//! Text for a terminal: counted things in sentences, and columns.

use std::fmt::Display;

/// `1 row`, `2 rows`.
pub(super) fn count(n: impl Display, noun: &str) -> String {
    let n = n.to_string();
    let ending = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{ending}")
}

/// Aligns columns to the width of their widest cell, two spaces apart; numbers to the right.
pub(super) fn align<const N: usize>(numbers: [bool; N], lines: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(widths).zip(numbers);
        let padded: Vec<String> = cells
            .map(|((cell, width), is_number)| {
                if is_number {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            })
            .collect();
        text += padded.join("  ").trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        let counts = [0, 1, 2, 11].map(|n| count(n, "row"));
        assert_eq!(counts, ["0 rows", "1 row", "2 rows", "11 rows"]);
    }

    #[test]
    fn text_stands_left_and_numbers_right() {
        let lines = [["Alien", "9"], ["Amélie", "10"]].map(|line| line.map(str::to_owned));
        assert_eq!(align([false, true], &lines), "Alien    9\nAmélie  10\n");
    }
}
