//! A file that is given as a picture.

use doorstep_device::media::{Limits, prepare};
use image::ImageFormat;

/// So small that a bomb shows itself, and a run is quick.
const LIMITS: Limits = Limits { long_edge: 32, quality: 80, max_bytes: 1 << 20, max_pixels: 1 << 16 };

/// It is refused, or it is a JPEG of the right size, without what came beside the pixels (P-10).
pub fn feed(bytes: &[u8]) {
    let Ok(prepared) = prepare(bytes, LIMITS) else { return };
    for jpeg in [&prepared.jpeg, &prepared.thumbnail] {
        let kept =
            image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("what is kept is a picture");
        assert!(kept.width().max(kept.height()) <= LIMITS.long_edge);
        assert!(!jpeg.windows(4).any(|four| four == b"Exif"), "metadata were kept");
    }
}
