//! Tables in which a title finds movies: by hashes of keys, and by what letters they share.

use matinee_core::domain::MovieIdx;

/// Of the parts of three letters: 26 letters, 10 figures and the end of a word, three times.
const LETTERS: usize = 37;
const TRIGRAMS: usize = LETTERS * LETTERS * LETTERS;
/// What more names have tells nothing.
const COMMON: usize = 2_000;
/// How alike two names are at least, of 1: twice the shared parts by all of them.
const ALIKE: f32 = 0.45;
/// A name that is contained in another counts as so alike at most.
const CONTAINED: f32 = 0.8;
/// Parts of three letters of a name; longer ones are compared by their beginnings.
const LONGEST: usize = 120;

/// Movies by the hash of a key. Of n keys two share a hash of 64 bits with a chance below n²/2⁶⁵.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Where each bucket starts in `entries`, and the end of the last.
    starts: Vec<u32>,
    /// By bucket; within one, in the order in which they were added.
    entries: Vec<(u64, MovieIdx)>,
}

impl Table {
    /// Linear in the number of entries.
    pub(super) fn new(entries: Vec<(u64, MovieIdx)>) -> Self {
        let n_buckets = entries.len().next_power_of_two().max(2);
        let bucket = |hash: u64| spread(hash) & (n_buckets - 1);
        let (starts, order) = grouped(n_buckets, entries.iter().map(|(hash, _)| bucket(*hash)));
        let entries = order.iter().map(|row| entries[*row as usize]).collect();
        Self { starts, entries }
    }

    /// The movies of a key, in the order of the catalogue.
    pub(super) fn of<'t>(&'t self, key: &str) -> impl Iterator<Item = MovieIdx> + Clone + use<'t> {
        let hash = hash(key);
        let bucket = spread(hash) & self.starts.len().saturating_sub(2);
        let bounds = self.starts.get(bucket..bucket + 2);
        let bounds = bounds.map_or(0..0, |it| it[0] as usize..it[1] as usize);
        let entries = self.entries[bounds].iter();
        let same = entries.filter(move |(known, _)| *known == hash && hash != EMPTY);
        same.map(|(_, movie)| *movie)
    }
}

/// FNV-1a of 64 bits.
pub(super) fn hash(key: &str) -> u64 {
    key.bytes().fold(EMPTY, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The hash of no letters.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

const fn spread(hash: u64) -> usize {
    (hash ^ (hash >> 32)) as u32 as usize
}

/// Where the members of each group start, and the rows by group.
fn grouped(n_groups: usize, groups: impl Iterator<Item = usize> + Clone) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; n_groups + 1];
    let mut n = 0;
    for group in groups.clone() {
        starts[group + 1] += 1;
        n += 1;
    }
    for group in 0..n_groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut order = vec![0; n];
    for (row, group) in groups.enumerate() {
        order[next[group] as usize] = row as u32;
        next[group] += 1;
    }
    (starts, order)
}

/// Names by the parts of three letters that they have.
#[derive(Clone, Debug)]
pub(super) struct Near {
    /// Which movie each name is of.
    movies: Vec<MovieIdx>,
    /// Parts of each name.
    n_parts: Vec<u16>,
    starts: Vec<u32>,
    /// Names of each part.
    names: Vec<u32>,
    /// Of the name that is looked for: how many parts each name shares.
    shared: Vec<u16>,
    /// Names that share any.
    touched: Vec<u32>,
}

impl Near {
    /// Linear in the letters of the names.
    pub(super) fn new<'n>(names: impl Iterator<Item = (MovieIdx, &'n str)>) -> Self {
        let (mut movies, mut n_parts) = (Vec::new(), Vec::new());
        let mut parts: Vec<(u16, u32)> = Vec::new();
        let mut own = Vec::new();
        for (name, (movie, text)) in (0..).zip(names) {
            trigrams(text, &mut own);
            parts.extend(own.iter().map(|part| (*part, name)));
            movies.push(movie);
            n_parts.push(own.len() as u16);
        }
        let (starts, order) = grouped(TRIGRAMS, parts.iter().map(|(part, _)| usize::from(*part)));
        Self {
            shared: vec![0; movies.len()],
            touched: Vec::new(),
            movies,
            n_parts,
            starts,
            names: order.iter().map(|row| parts[*row as usize].1).collect(),
        }
    }

    /// Movies with a name like this one, and how alike they are, of 1; in no order, some twice.
    pub(super) fn like(&mut self, name: &str) -> Vec<(f32, MovieIdx)> {
        let mut own = Vec::new();
        trigrams(name, &mut own);
        for part in &own {
            let part = usize::from(*part);
            let names = &self.names[self.starts[part] as usize..self.starts[part + 1] as usize];
            if names.len() > COMMON {
                continue;
            }
            for name in names {
                let shared = &mut self.shared[*name as usize];
                if *shared == 0 {
                    self.touched.push(*name);
                }
                *shared += 1;
            }
        }
        let mut like = Vec::new();
        for name in self.touched.drain(..) {
            let name = name as usize;
            let shared = f32::from(std::mem::take(&mut self.shared[name]));
            let [a, b] = [own.len() as f32, f32::from(self.n_parts[name])];
            // Of words with a letter or two, everything is contained in something.
            let contained = if a.min(b) >= 6.0 {
                CONTAINED * shared / a.min(b)
            } else {
                0.0
            };
            let alike = (2.0 * shared / (a + b)).max(contained * contained);
            if alike >= ALIKE {
                like.push((alike, self.movies[name]));
            }
        }
        like
    }
}

/// The different parts of three letters of a key, its ends marked by blanks.
fn trigrams(key: &str, parts: &mut Vec<u16>) {
    parts.clear();
    let letter = |byte: u8| match byte {
        b'a'..=b'z' => 1 + usize::from(byte - b'a'),
        b'0'..=b'9' => 27 + usize::from(byte - b'0'),
        b' ' => 0,
        // Other scripts: which letter it is matters less than that it is the same one.
        other => 1 + usize::from(other) % (LETTERS - 1),
    };
    let letters = key.bytes().take(LONGEST).map(letter);
    let mut last = [0, 0];
    for letter in letters.chain([0]) {
        let part = (last[0] * LETTERS + last[1]) * LETTERS + letter;
        last = [last[1], letter];
        let part = part as u16;
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_finds_its_movies_in_order_and_no_others() {
        let keys = ["heat", "alien", "heat", ""];
        let entries = (0..)
            .map(MovieIdx)
            .zip(keys)
            .map(|(movie, key)| (hash(key), movie));
        let table = Table::new(entries.collect());
        let of = |key| table.of(key).map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(of("heat"), [0, 2]);
        assert_eq!(of("alien"), [1]);
        assert_eq!(of("aliens"), [] as [u32; 0]);
        assert_eq!(of(""), [] as [u32; 0]);
        assert_eq!(Table::new(Vec::new()).of("heat").next(), None);
        assert_eq!(Table::default().of("heat").next(), None);
    }

    #[test]
    fn slips_and_parts_are_like_a_name_and_other_names_are_not() {
        let names = ["casablanca", "volcano", "mortal kombat", "it", "red"];
        let mut near = Near::new((0..).map(MovieIdx).zip(names));
        let mut like = |name: &str| near.like(name).iter().map(|it| it.1.0).collect::<Vec<_>>();
        assert_eq!(like("cassablanca"), [0]);
        assert_eq!(like("volcano fire on the mountain"), [1]);
        assert_eq!(like("mortal kombat the journey begins"), [2]);
        assert_eq!(like("casablanca"), [0]);
        assert_eq!(like("it happened one night"), [] as [u32; 0]);
        assert_eq!(like("stalker"), [] as [u32; 0]);
        assert_eq!(like(""), [] as [u32; 0]);
    }

    proptest! {
        #[test]
        fn every_key_is_found(keys in prop::collection::vec("[a-d ]{1,3}", 1..60)) {
            let entries = (0..).map(MovieIdx).zip(&keys).map(|(movie, key)| (hash(key), movie));
            let table = Table::new(entries.collect());
            for key in &keys {
                let expected: Vec<_> = (0..).map(MovieIdx).zip(&keys)
                    .filter(|(_, known)| *known == key)
                    .map(|(movie, _)| movie)
                    .collect();
                prop_assert_eq!(table.of(key).collect::<Vec<_>>(), expected);
            }
        }
    }
}
