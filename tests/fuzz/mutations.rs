//! Seeds made worse, the same way each time.

/// Words that parsers trip over.
const WORDS: [&[u8]; 16] = [
    b"9223372036854775807",
    b"-9223372036854775808",
    b"-1",
    b"0",
    b"18446744073709551616",
    b"1e400",
    b"null",
    b"[]",
    b"{}",
    b"\"\"",
    b"\\ud800",
    b"\xf0\x9f\x92\xa9",
    b"\xff",
    b"\0",
    b"253402300799999",
    b"true",
];

/// Mutations of seeds, without an end.
pub struct Mutations {
    seeds: Vec<Vec<u8>>,
    state: u64,
}

impl Mutations {
    /// Of these; another number makes others of them.
    pub fn of(seeds: Vec<Vec<u8>>, number: u64) -> Self {
        Self { seeds, state: 0x9e37_79b9_7f4a_7c15 ^ number.wrapping_mul(0xbf58_476d_1ce4_e5b9) }
    }

    /// xorshift64*: the same numbers on every machine.
    fn random(&mut self, below: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % below.max(1)
    }

    fn seed(&mut self) -> Vec<u8> {
        let number = self.random(self.seeds.len());
        self.seeds[number].clone()
    }

    /// A part of the bytes: where it begins and ends.
    fn part(&mut self, bytes: &[u8]) -> (usize, usize) {
        let begin = self.random(bytes.len() + 1);
        let longest = (bytes.len() - begin).min(64);
        (begin, begin + self.random(longest + 1))
    }

    /// A number in the text becomes another word.
    fn replace_number(&mut self, bytes: &mut Vec<u8>) {
        let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
        let Some(begin) = digits.get(self.random(digits.len())).copied() else { return };
        let length = bytes[begin..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let word = WORDS[self.random(WORDS.len())];
        bytes.splice(begin..begin + length, word.iter().copied());
    }

    fn worsen(&mut self, bytes: &mut Vec<u8>) {
        let (begin, end) = self.part(bytes);
        match self.random(8) {
            0 => drop(bytes.drain(begin..end)),
            1 => drop(bytes.splice(begin..end, WORDS[self.random(WORDS.len())].iter().copied())),
            2 => {
                let again = bytes[begin..end].to_vec();
                bytes.splice(begin..begin, again);
            }
            3 => {
                let other = self.seed();
                let (from, to) = self.part(&other);
                bytes.splice(begin..end, other[from..to].iter().copied());
            }
            4 => bytes.truncate(begin),
            5 => {
                let (bit, at) = (self.random(8), self.random(bytes.len()));
                bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << bit);
            }
            _ => self.replace_number(bytes),
        }
    }
}

impl Iterator for Mutations {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut bytes = self.seed();
        for _ in 0..=self.random(4) {
            self.worsen(&mut bytes);
        }
        Some(bytes)
    }
}
