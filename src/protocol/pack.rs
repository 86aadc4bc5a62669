//! Compression of what is sealed: a byte that says how, then a zstd frame (RFC 8878).
//!
//! A fact is small, so most of what repeats repeats between facts: the shared dictionary knows it beforehand. It was
//! trained once (`cargo run --release -p doorstep-office --example dictionary`) and is as fixed as any released format:
//! a better one gets a number of its own.

use std::cell::RefCell;
use std::io;
use std::sync::LazyLock;

use thiserror::Error;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// No packed fact unpacks to more, in bytes: a bomb is refused before it is read.
pub const MAX_UNPACKED: usize = 4 * 1024 * 1024;
/// Without a dictionary: a fact is small, so more would cost time and save nothing.
const LEVEL: i32 = 3;
/// With the dictionary, whose tables are made once, more costs little.
const LEVEL_WITH_DICTIONARY: i32 = 15;

/// The first dictionary.
pub const DICTIONARY: &[u8] = include_bytes!("dictionaries/1.zdict");

static COMPRESSING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL_WITH_DICTIONARY));
thread_local! {
    /// A context costs more to make than a fact to unpack.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}
static DECOMPRESSING: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

/// How something is packed. Each has a number of its own and stays readable forever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Packing {
    /// 0: as JSON, without a dictionary. Every office reads it.
    #[default]
    Plain,
    /// 1: as [`crate::layout`] lays it, with the first dictionary.
    Dictionary,
}

impl Packing {
    /// What this program can read, the best last.
    pub const ALL: [Packing; 2] = [Packing::Plain, Packing::Dictionary];

    /// The byte that says so.
    pub fn id(self) -> u8 {
        match self {
            Packing::Plain => 0,
            Packing::Dictionary => 1,
        }
    }

    /// The best that the other side reads too, by what it says of itself.
    pub fn best_of(ids: &[u8]) -> Self {
        Self::ALL.into_iter().rfind(|packing| ids.contains(&packing.id())).unwrap_or_default()
    }

    fn of(id: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|packing| packing.id() == id)
    }
}

/// How a compressed body is named in `content-encoding`.
pub const ZSTD: &str = "zstd";

/// Compresses a whole body, as HTTP has it (RFC 8878).
pub fn compress(body: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(body, LEVEL).unwrap_or_default()
}

/// Why bytes cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackError {
    /// Packed with a dictionary that this program does not have: perhaps a newer one does.
    #[error("packed with the unknown dictionary {0}")]
    Dictionary(u8),
    /// No zstd frame, or one that unpacks to too much.
    #[error("not a packed fact")]
    Broken,
}

/// Compresses.
pub fn pack(bytes: &[u8], packing: Packing) -> Vec<u8> {
    // Compressing into memory cannot fail; an empty frame would be refused at the other side.
    let frame = match packing {
        Packing::Plain => zstd::bulk::compress(bytes, LEVEL),
        Packing::Dictionary => {
            Compressor::with_prepared_dictionary(&COMPRESSING).and_then(|mut c| c.compress(bytes))
        }
    };
    [&[packing.id()][..], &frame.unwrap_or_default()].concat()
}

/// Decompresses, and says how it was packed.
///
/// # Errors
/// When the dictionary is not known, or the frame is broken or too large.
pub fn unpack(bytes: &[u8]) -> Result<(Packing, Vec<u8>), PackError> {
    let (id, frame) = bytes.split_first().ok_or(PackError::Broken)?;
    let packing = Packing::of(*id).ok_or(PackError::Dictionary(*id))?;
    let plain = match packing {
        Packing::Plain => zstd::bulk::decompress(frame, MAX_UNPACKED),
        Packing::Dictionary => DECOMPRESSOR.with_borrow_mut(|kept| {
            let mut ready =
                kept.take().map_or_else(|| Decompressor::with_prepared_dictionary(&DECOMPRESSING), Ok)?;
            let plain = ready.decompress(frame, MAX_UNPACKED)?;
            *kept = Some(ready);
            Ok::<_, io::Error>(plain)
        }),
    };
    plain.map(|plain| (packing, plain)).map_err(|_| PackError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_unpacks_and_nothing_else_does() {
        let text = "回访 ".repeat(1000);
        for packing in Packing::ALL {
            let packed = pack(text.as_bytes(), packing);
            assert_eq!(unpack(&packed).unwrap(), (packing, text.as_bytes().to_vec()));
            assert!(packed.len() < 100);
            assert_eq!(unpack(&[&[packing.id()], &b"not zstd"[..]].concat()), Err(PackError::Broken));
            assert_eq!(unpack(&pack(&vec![0; MAX_UNPACKED + 1], packing)), Err(PackError::Broken));
        }
        assert_eq!(unpack(b""), Err(PackError::Broken));
        assert_eq!(unpack(b"\x07anything"), Err(PackError::Dictionary(7)));
    }

    #[test]
    fn both_sides_choose_the_best_that_both_know() {
        let cases: [(&[u8], Packing); 4] = [
            (&[], Packing::Plain),
            (&[0], Packing::Plain),
            (&[0, 1], Packing::Dictionary),
            (&[0, 1, 2, 9], Packing::Dictionary),
        ];
        for (ids, expected) in cases {
            assert_eq!(Packing::best_of(ids), expected, "{ids:?}");
        }
    }
}
