//! Numbers in sentences.

use std::fmt::Display;

/// `1 row`, `2 rows`.
pub(super) fn count(n: impl Display, noun: &str) -> String {
    let n = n.to_string();
    let ending = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        let counts = [0, 1, 2, 11].map(|n| count(n, "row"));
        assert_eq!(counts, ["0 rows", "1 row", "2 rows", "11 rows"]);
    }
}
