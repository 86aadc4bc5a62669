//! Compression of what is sealed: a byte that names the dictionary, then a zstd frame (RFC 8878).

use thiserror::Error;

/// No packed fact unpacks to more, in bytes: a bomb is refused before it is read.
pub const MAX_UNPACKED: usize = 4 * 1024 * 1024;
/// zstd's level: a fact is small, so more would cost time and save nothing.
const LEVEL: i32 = 3;
/// No dictionary. Later ones get numbers of their own and stay readable forever.
const PLAIN: u8 = 0;

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
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    // Compressing into memory cannot fail; an empty frame would be refused at the other side.
    let frame = zstd::bulk::compress(bytes, LEVEL).unwrap_or_default();
    [&[PLAIN][..], &frame].concat()
}

/// Decompresses.
///
/// # Errors
/// When the dictionary is not known, or the frame is broken or too large.
pub fn unpack(bytes: &[u8]) -> Result<Vec<u8>, PackError> {
    match bytes.split_first() {
        Some((&PLAIN, frame)) => zstd::bulk::decompress(frame, MAX_UNPACKED).map_err(|_| PackError::Broken),
        Some((&dictionary, _)) => Err(PackError::Dictionary(dictionary)),
        None => Err(PackError::Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_unpacks_and_nothing_else_does() {
        let text = "回访 ".repeat(1000);
        assert_eq!(unpack(&pack(text.as_bytes())).unwrap(), text.as_bytes());
        assert!(pack(text.as_bytes()).len() < 100);
        assert_eq!(unpack(b""), Err(PackError::Broken));
        assert_eq!(unpack(b"\x00not zstd"), Err(PackError::Broken));
        assert_eq!(unpack(b"\x07anything"), Err(PackError::Dictionary(7)));
        assert_eq!(unpack(&pack(&vec![0; MAX_UNPACKED + 1])), Err(PackError::Broken));
    }
}
