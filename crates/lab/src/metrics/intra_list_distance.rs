//! Intra-list distance: how varied one list is.

/// `1 − mean pairwise cosine` of the genre vectors of a list, 0 to 1; `None` for fewer than two
/// movies. The page says the same of the list that it shows.
pub use matinee_engine::features::genre_distance as intra_list_distance;

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn movies_of_the_same_genres_have_no_distance() {
        assert_close(intra_list_distance(&[0b11, 0b11, 0b11]), 0.0);
    }

    #[test]
    fn one_genre_of_two_and_two_shared() {
        // cosines: 1/√2 (first, second), 0 (first, third), 0 (second, third)
        let expected = 1.0 - 0.5_f64.sqrt() / 3.0;
        assert_close(intra_list_distance(&[0b001, 0b011, 0b100]), expected);
    }

    #[test]
    fn a_movie_without_genre_is_far_from_every_other() {
        assert_close(intra_list_distance(&[0, 0b1]), 1.0);
        assert_close(intra_list_distance(&[0, 0]), 1.0);
    }

    #[test]
    fn undefined_for_fewer_than_two_movies() {
        assert_eq!(intra_list_distance(&[]), None);
        assert_eq!(intra_list_distance(&[0b1]), None);
    }
}
