//! An adaptive binary arithmetic coder: what is likely costs little, and what is likely is learned
//! on the way.
//!
//! The histories and the matrices of codes are made of numbers whose distribution depends on where
//! they stand; a general compressor does not see that, and takes a third more. Whoever knows a
//! distribution describes it once, as a function over a [`Coder`] that asks for one bit after the
//! other: the same function writes and reads, so the two cannot get out of step.
//!
//! The coder is the carry-less one of Mahoney's `lpaq`, 32 bits wide. It is of our own because the
//! page pays for every byte of code: this is a hundred lines, and the crates for it bring families of
//! models.
//!
//! What a bit costs is inlined by hand: three million are read before the page shows anything, by
//! code that is compiled for size.
//!
//! Probabilities are integers, so what is learned is the same natively and in a browser.

/// A certainty, in the unit of probabilities.
const ONE: u32 = 1 << 22;
/// What probabilities tend to: never so sure that a surprise were very dear.
const SURE: u32 = ONE - (ONE >> 11);
/// The share of a new bit in what is known, in 1 / 65536, by the number of bits before. The last
/// one stays: then a context trusts its past no more than that.
const SHARES: [u32; 256] = {
    let mut shares = [0; 256];
    let mut n = 0;
    while n < 256 {
        shares[n] = 131_072 / (2 * n as u32 + 3);
        n += 1;
    }
    shares
};

/// What is known of a bit in one context.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bit {
    /// Of the bit being set; [`ONE`] − [`SURE`] to [`SURE`].
    probability: u32,
    n_seen: u8,
}

impl Bit {
    /// Nothing is known.
    pub(crate) const NEW: Self = Self {
        probability: ONE / 2,
        n_seen: 0,
    };

    /// A first guess, worth two bits that were seen.
    pub(crate) fn likely(probability: f32) -> Self {
        let probability = (probability * ONE as f32) as u32;
        Self {
            probability: probability.clamp(ONE - SURE, SURE),
            n_seen: 2,
        }
    }

    /// By how much `bit` surprises: what it is less its probability, in 1 / 65536.
    #[inline(always)]
    pub(crate) const fn surprise(self, bit: bool) -> i32 {
        ((bit as i32) << 16) - (self.probability >> 6) as i32
    }

    #[inline(always)]
    fn learn(&mut self, bit: bool) {
        let share = u64::from(SHARES[usize::from(self.n_seen)]);
        if bit {
            self.probability += ((u64::from(SURE - self.probability) * share) >> 16) as u32;
        } else {
            let above = self.probability - (ONE - SURE);
            self.probability -= ((u64::from(above) * share) >> 16) as u32;
        }
        self.n_seen = self.n_seen.saturating_add(1);
    }
}

/// Writes or reads bits.
pub(crate) trait Coder {
    /// Codes one bit. A writer writes `bit` and returns it; a reader returns what was written,
    /// whatever `bit` is.
    fn bit(&mut self, context: &mut Bit, bit: bool) -> bool;

    /// Whether a reader has read more than there was to read, so that what it says means nothing.
    fn is_spent(&self) -> bool {
        false
    }

    /// Codes a number of 0 or more: its length in bits, then its bits, the first of which are
    /// learned. `contexts` are 64.
    fn number(&mut self, contexts: &mut [Bit; 64], number: u32) -> u32 {
        let number = number.saturating_add(1);
        let mut length = 0;
        while length < 31 && self.bit(&mut contexts[length], number >> length > 1) {
            length += 1;
        }
        let mut found = 1_u32;
        for place in (0..length).rev() {
            // The second highest bit depends on the length; the others hardly on anything.
            let context = if place + 1 == length { 32 + length } else { 32 };
            let bit = self.bit(&mut contexts[context], number >> place & 1 == 1);
            found = found << 1 | u32::from(bit);
        }
        found - 1
    }
}

/// The interval that what has been coded leaves, both ends included.
#[derive(Debug)]
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const ALL: Self = Self {
        low: 0,
        high: u32::MAX,
    };

    /// The last number that means a set bit.
    #[inline(always)]
    fn split(&self, probability: u32) -> u32 {
        let share = (u64::from(self.high - self.low) * u64::from(probability)) >> 22;
        self.low + share as u32
    }

    #[inline(always)]
    fn choose(&mut self, split: u32, bit: bool) {
        if bit {
            self.high = split;
        } else {
            self.low = split + 1;
        }
    }

    /// Moves on by a byte where the first one is settled, and returns that.
    #[inline(always)]
    fn settled(&mut self) -> Option<u8> {
        let first = self.high >> 24;
        if self.low >> 24 != first {
            return None;
        }
        self.low <<= 8;
        self.high = self.high << 8 | 0xff;
        Some(first as u8)
    }
}

/// Writes.
#[derive(Debug)]
pub(crate) struct Writer {
    interval: Interval,
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) const fn new() -> Self {
        Self {
            interval: Interval::ALL,
            bytes: Vec::new(),
        }
    }

    /// What was written.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(self.interval.low.to_be_bytes());
        self.bytes
    }
}

impl Coder for Writer {
    fn bit(&mut self, context: &mut Bit, bit: bool) -> bool {
        let split = self.interval.split(context.probability);
        self.interval.choose(split, bit);
        while let Some(byte) = self.interval.settled() {
            self.bytes.push(byte);
        }
        context.learn(bit);
        bit
    }
}

/// Reads.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    interval: Interval,
    code: u32,
    bytes: &'a [u8],
    /// Number of bytes that were asked for.
    asked: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Self {
            interval: Interval::ALL,
            code: 0,
            bytes,
            asked: 0,
        };
        for _ in 0..4 {
            reader.next();
        }
        reader
    }

    /// Whether all was read that was written, and nothing else.
    pub(crate) const fn is_finished(&self) -> bool {
        self.asked == self.bytes.len()
    }

    /// Zeros follow the end: [`Coder::is_spent`] tells.
    fn next(&mut self) {
        let byte = self.bytes.get(self.asked).copied().unwrap_or(0);
        self.code = self.code << 8 | u32::from(byte);
        self.asked += 1;
    }
}

impl Coder for Reader<'_> {
    fn bit(&mut self, context: &mut Bit, _: bool) -> bool {
        let split = self.interval.split(context.probability);
        let bit = self.code <= split;
        self.interval.choose(split, bit);
        while self.interval.settled().is_some() {
            self.next();
        }
        context.learn(bit);
        bit
    }

    fn is_spent(&self) -> bool {
        self.asked > self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Codes bits, each in its own context of two.
    fn code(coder: &mut impl Coder, bits: &[(bool, bool)]) -> Vec<(bool, bool)> {
        let mut contexts = [Bit::NEW; 2];
        let code = |&(which, bit): &(bool, bool)| {
            let context = &mut contexts[usize::from(which)];
            (which, coder.bit(context, bit))
        };
        bits.iter().map(code).collect()
    }

    fn written(bits: &[(bool, bool)]) -> Vec<u8> {
        let mut writer = Writer::new();
        code(&mut writer, bits);
        writer.finish()
    }

    #[test]
    fn ten_thousand_bits_that_are_alike_take_a_few_bytes() {
        let n = written(&[(false, true); 10_000]).len();
        assert!(n < 20, "{n} bytes");
    }

    #[test]
    fn a_surprise_after_ten_thousand_bits_that_are_alike_is_read() {
        for usual in [false, true] {
            let mut bits = vec![(false, usual); 10_000];
            bits.push((false, !usual));
            let bytes = written(&bits);
            assert_eq!(code(&mut Reader::new(&bytes), &bits), bits);
        }
    }

    #[test]
    fn reading_more_than_there_is_is_noticed() {
        let bytes = written(&[(false, true)]);
        assert!(!Reader::new(&bytes).is_spent());
        assert!(Reader::new(&bytes[1..]).is_spent());
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_to_its_last_byte(
            bits in prop::collection::vec(any::<(bool, bool)>(), 0..2_000),
        ) {
            let bytes = written(&bits);
            let mut reader = Reader::new(&bytes);
            let blank: Vec<_> = bits.iter().map(|(which, _)| (*which, false)).collect();
            prop_assert_eq!(code(&mut reader, &blank), bits);
            prop_assert!(reader.is_finished() && !reader.is_spent());
        }

        #[test]
        fn numbers_of_any_size_are_read(numbers in prop::collection::vec(any::<u32>(), 0..50)) {
            let numbers: Vec<u32> = numbers.iter().map(|n| n >> (n % 32)).map(|n| n.min(u32::MAX - 1)).collect();
            let (mut writer, mut contexts) = (Writer::new(), [Bit::NEW; 64]);
            for &number in &numbers {
                writer.number(&mut contexts, number);
            }
            let bytes = writer.finish();
            let (mut reader, mut contexts) = (Reader::new(&bytes), [Bit::NEW; 64]);
            for &number in &numbers {
                prop_assert_eq!(reader.number(&mut contexts, 0), number);
            }
            prop_assert!(reader.is_finished());
        }
    }
}
