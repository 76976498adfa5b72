//! Names in a drawing: how long they are, and how they keep out of each other's way.

use matinee_core::order;

/// Estimates the width of a text in letters of 14 units. The faces of systems differ: this is for the
/// wider ones.
#[must_use]
pub fn width_of(text: &str) -> f64 {
    let letter = |it: char| match it {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ' ' | '\'' | '-' | '(' | ')' => 5.8,
        'm' | 'w' | 'M' | 'W' | '%' | '\u{2014}' => 13.4,
        it if it.is_uppercase() => 10.4,
        _ => 8.9,
    };
    text.chars().map(letter).sum()
}

/// Moves middles of names apart that would be less than `room` from each other, between `top` and
/// `bottom`, as little as that takes.
pub fn spread(middles: &mut [f64], room: f64, [top, bottom]: [f64; 2]) {
    let mut rows: Vec<usize> = (0..middles.len()).collect();
    order::sort(&mut rows, &|a, b| middles[*a].total_cmp(&middles[*b]));
    let mut least = top;
    for row in &rows {
        middles[*row] = middles[*row].max(least);
        least = middles[*row] + room;
    }
    let mut most = bottom;
    for row in rows.iter().rev() {
        middles[*row] = middles[*row].min(most);
        most = middles[*row] - room;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_never_lie_over_each_other(
            mut middles in prop::collection::vec(0.0..200.0_f64, 1..9),
        ) {
            let before = middles.clone();
            spread(&mut middles, 17.0, [0.0, 200.0]);
            for (row, a) in middles.iter().enumerate() {
                for b in &middles[row + 1..] {
                    prop_assert!((a - b).abs() > 16.99, "{before:?} became {middles:?}");
                }
            }
        }
    }

    #[test]
    fn what_has_room_stays() {
        let mut middles = [20.0, 90.0];
        spread(&mut middles, 17.0, [0.0, 100.0]);
        assert_eq!(middles, [20.0, 90.0]);
    }
}
