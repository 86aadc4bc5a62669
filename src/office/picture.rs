//! Pictures as they are kept: turned by EXIF, scaled, JPEG, without any metadata (P-10).

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

/// The long edge of a picture that is kept, in pixels.
const LONG_EDGE: u32 = 1600;
/// No picture is taken that is longer or wider, in pixels.
const MAX_EDGE: u32 = 16_000;
/// Decoding takes no more memory, in bytes.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
const QUALITY: u8 = 85;

/// A JPEG or PNG as it is kept; in words why it is none.
pub(crate) fn normalise(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let picture = decode(bytes)?;
    let (width, height) = (picture.width(), picture.height());
    let picture = match width.max(height) > LONG_EDGE {
        true => picture.resize(LONG_EDGE, LONG_EDGE, FilterType::Triangle),
        false => picture,
    };
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| "a picture could not be written as JPEG")?;
    Ok(jpeg)
}

const BROKEN: &str = "a picture is damaged, or too large";

/// In words why these bytes cannot be shown as a picture, as far as their beginning says.
pub(crate) fn check(bytes: &[u8]) -> Result<(), &'static str> {
    reader(bytes)?.into_dimensions().map(drop).map_err(|_| BROKEN)
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, &'static str> {
    let format = image::guess_format(bytes).ok();
    let known = format.filter(|format| matches!(format, ImageFormat::Jpeg | ImageFormat::Png));
    let format = known.ok_or("a picture is neither JPEG nor PNG")?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    Ok(reader)
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, &'static str> {
    let mut decoder = reader(bytes)?.into_decoder().map_err(|_| BROKEN)?;
    let orientation = decoder.orientation().map_err(|_| BROKEN)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| BROKEN)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}
