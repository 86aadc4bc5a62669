//! Pictures, from the file to the screen: decoded where it may take its time, shown by the UI's thread.

use slint::{Image, Rgb8Pixel, SharedPixelBuffer};

/// A decoded picture; unlike an [`Image`] it may go from thread to thread.
pub type Pixels = SharedPixelBuffer<Rgb8Pixel>;

/// Decodes a picture: tens of milliseconds for a large one, so it is for the engine's thread. `None` where the
/// bytes are no picture.
pub fn decode(jpeg: &[u8]) -> Option<Pixels> {
    let pixels = image::load_from_memory(jpeg).ok()?.into_rgb8();
    Some(Pixels::clone_from_slice(pixels.as_raw(), pixels.width(), pixels.height()))
}

/// A thumbnail for the screen, small enough to be decoded at once.
pub fn thumbnail(jpeg: &[u8]) -> Option<Image> {
    decode(jpeg).map(Image::from_rgb8)
}
