//! Who rated what, small: the largest part of what the page loads.
//!
//! Movies are renumbered by popularity, a user's movies are sorted by that
//! number, and the gaps between them are written, so most gaps are small and a
//! general compressor does well. Gaps and stars are two streams because they
//! have different statistics: mixed, they compress 6 % worse.
//!
//! ```text
//! number of users u32 | for each user: number of ratings u32
//! gaps of all users, LEB128 | stars of all users, one byte each
//! ```

use crate::domain::{MovieIdx, Stars};

type History = Vec<(MovieIdx, Stars)>;

/// Encodes histories; `n_ratings[i]` is the popularity of movie `i`.
pub(super) fn encode(histories: &[History], n_ratings: &[u32]) -> Vec<u8> {
    let by_popularity = popularity_order(n_ratings);
    let mut rank = vec![0_u32; by_popularity.len()];
    for (position, &movie) in (0..).zip(&by_popularity) {
        rank[movie as usize] = position;
    }

    let mut bytes = (histories.len() as u32).to_le_bytes().to_vec();
    let mut gaps = Vec::new();
    let mut stars = Vec::new();
    for history in histories {
        bytes.extend((history.len() as u32).to_le_bytes());
        let mut ranked: Vec<(u32, u8)> = history
            .iter()
            .map(|(movie, given)| (rank[movie.row()], given.get()))
            .collect();
        ranked.sort_unstable();
        let mut next = 0;
        for (position, given) in ranked {
            push_leb128(position - next, &mut gaps);
            stars.push(given);
            next = position + 1;
        }
    }
    bytes.extend(gaps);
    bytes.extend(stars);
    bytes
}

/// Decodes histories, each ascending by movie.
///
/// # Errors
/// What does not fit: too few bytes, a movie out of range, stars outside 1 to 5.
pub(super) fn decode(bytes: &[u8], n_ratings: &[u32]) -> Result<Vec<History>, String> {
    let by_popularity = popularity_order(n_ratings);
    let mut bytes = bytes;
    let n_users = take_u32(&mut bytes)? as usize;
    if n_users > bytes.len() / 4 {
        return Err(format!("{n_users} users announced, fewer are there"));
    }
    let lengths: Vec<usize> = (0..n_users)
        .map(|_| take_u32(&mut bytes).map(|n| n as usize))
        .collect::<Result<_, _>>()?;
    let n_total: u64 = lengths.iter().map(|&n| n as u64).sum();
    // Each rating takes at least one byte in either stream.
    if n_total > (bytes.len() / 2) as u64 {
        return Err(format!("{n_total} ratings announced, fewer are there"));
    }

    let mut histories = Vec::with_capacity(n_users);
    for n in lengths {
        let mut history = Vec::with_capacity(n);
        let mut next = 0_u32;
        for _ in 0..n {
            let position = next
                .checked_add(take_leb128(&mut bytes)?)
                .ok_or("a movie number is out of range")?;
            let movie = by_popularity
                .get(position as usize)
                .ok_or("a movie number is out of range")?;
            // The real stars follow in the second stream.
            history.push((MovieIdx(*movie), Stars::ALL[0]));
            next = position + 1;
        }
        histories.push(history);
    }
    if bytes.len() as u64 != n_total {
        return Err(format!(
            "{n_total} ratings announced, stars for {} found",
            bytes.len()
        ));
    }
    for (entry, &given) in histories.iter_mut().flatten().zip(bytes) {
        entry.1 = Stars::try_from(given).map_err(|error| error.to_string())?;
    }
    for history in &mut histories {
        history.sort_unstable_by_key(|(movie, _)| *movie);
    }
    Ok(histories)
}

/// Movie indices, most rated first; ties by index.
fn popularity_order(n_ratings: &[u32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n_ratings.len() as u32).collect();
    order.sort_by_key(|&movie| std::cmp::Reverse(n_ratings[movie as usize]));
    order
}

fn take_u32(bytes: &mut &[u8]) -> Result<u32, String> {
    let (head, rest) = bytes.split_first_chunk().ok_or("it ends too early")?;
    *bytes = rest;
    Ok(u32::from_le_bytes(*head))
}

fn push_leb128(mut value: u32, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take_leb128(bytes: &mut &[u8]) -> Result<u32, String> {
    let mut value = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first().ok_or("it ends too early")?;
        *bytes = rest;
        value |= u32::from(byte & 0x7f)
            .checked_shl(shift)
            .ok_or("a number is too long")?;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err("a number is too long".into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(
            rows in prop::collection::vec(
                prop::collection::btree_map(0_u32..300, 1_u8..=5, 0..40),
                0..20,
            ),
            n_ratings in prop::collection::vec(0_u32..500, 300),
        ) {
            let histories: Vec<History> = rows
                .into_iter()
                .map(|row| {
                    row.into_iter()
                        .map(|(movie, given)| (MovieIdx(movie), Stars::try_from(given).unwrap()))
                        .collect()
                })
                .collect();
            let bytes = encode(&histories, &n_ratings);
            prop_assert_eq!(decode(&bytes, &n_ratings).unwrap(), histories);
        }

        #[test]
        fn arbitrary_bytes_are_refused_or_read_but_never_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = decode(&bytes, &[3, 2, 1]);
        }
    }
}
