//! Whether a JPEG is all there. A decoder that shows what it has paints the rest grey, and half a picture
//! is no evidence.

const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// Whether the segments of a JPEG (ITU-T T.81, annex B) lead to its end-of-image marker. What a camera
/// writes behind that is passed over.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(&[0xFF, START_OF_IMAGE]) else { return false };
    loop {
        match next_marker(rest) {
            Some((END_OF_IMAGE, _)) => return true,
            Some((marker, after)) => match skip(marker, after) {
                Some(further) => rest = further,
                None => return false,
            },
            None => return false,
        }
    }
}

fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let after = bytes.strip_prefix(&[0xFF])?;
    // A marker may be preceded by any number of fill bytes.
    let fill = after.iter().take_while(|byte| **byte == 0xFF).count();
    let (marker, rest) = after.get(fill..)?.split_first()?;
    Some((*marker, rest))
}

/// What comes after a segment; after the entropy-coded data too, where it begins a scan.
fn skip(marker: u8, after: &[u8]) -> Option<&[u8]> {
    let length = after.first_chunk::<2>().map(|bytes| usize::from(u16::from_be_bytes(*bytes)))?;
    let rest = after.get(length.max(2)..)?;
    if marker == START_OF_SCAN { after_scan(rest) } else { Some(rest) }
}

/// In a scan 0xFF is data when 0 follows, and a restart when 0xD0 to 0xD7 does.
fn after_scan(data: &[u8]) -> Option<&[u8]> {
    let ends = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7);
    data.windows(2).position(ends).and_then(|at| data.get(at..))
}
