//! A picture as it is kept: scaled, turned by EXIF, JPEG, without any metadata (P-10). Reads no store and
//! takes its time, so a worker calls it, never the screen's thread.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage};
use thiserror::Error;

use super::jpeg;

/// How large a picture may come, and how it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The long edge of what is kept, in pixels. A smaller picture keeps its size.
    pub long_edge: u32,
    /// JPEG quality of what is kept, 1 to 100.
    pub quality: u8,
    /// No file is longer, in bytes.
    pub max_bytes: u64,
    /// No picture has more pixels: looked up before anything is decoded.
    pub max_pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { long_edge: 1600, quality: 80, max_bytes: 40 * 1024 * 1024, max_pixels: 64_000_000 }
    }
}

/// The long edge of a thumbnail, in pixels.
const THUMBNAIL_EDGE: u32 = 240;
const THUMBNAIL_QUALITY: u8 = 70;

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// JPEG without metadata.
    pub jpeg: Vec<u8>,
    /// A small one.
    pub thumbnail: Vec<u8>,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
}

/// Why a file is refused as a picture. The form stays as it is.
#[derive(Debug, Error)]
pub enum PictureError {
    /// Neither JPEG nor PNG.
    #[error("neither JPEG nor PNG")]
    NotAPicture,
    /// The file ends early, or is broken in between.
    #[error("the picture is damaged, or not all of it is there")]
    Damaged,
    /// More pixels than are decoded.
    #[error("{pixels} pixels are more than {limit}")]
    TooManyPixels {
        /// So many the picture says it has.
        pixels: u64,
        /// So many may be.
        limit: u64,
    },
    /// A longer file than is read.
    #[error("the file is longer than {limit} bytes")]
    TooLarge {
        /// So many may be.
        limit: u64,
    },
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// Prepares the picture in a file; one that is too long is not even read.
///
/// # Errors
/// See [`PictureError`].
pub fn prepare_file(path: &Path, limits: Limits) -> Result<Prepared, PictureError> {
    let file = File::open(path)?;
    match file.metadata()?.len() > limits.max_bytes {
        true => Err(PictureError::TooLarge { limit: limits.max_bytes }),
        false => prepare(file, limits),
    }
}

/// Prepares a picture.
///
/// # Errors
/// See [`PictureError`].
pub fn prepare(source: impl Read, limits: Limits) -> Result<Prepared, PictureError> {
    let bytes = read(source, limits.max_bytes)?;
    let picture = decode(&bytes, limits.max_pixels)?;
    drop(bytes);
    let kept = fit(picture, limits.long_edge);
    let small =
        image::imageops::thumbnail(&kept, scaled(&kept, THUMBNAIL_EDGE).0, scaled(&kept, THUMBNAIL_EDGE).1);
    let (width, height) = kept.dimensions();
    Ok(Prepared {
        jpeg: encode(&kept, limits.quality)?,
        thumbnail: encode(&small, THUMBNAIL_QUALITY)?,
        width,
        height,
    })
}

fn read(source: impl Read, limit: u64) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(PictureError::TooLarge { limit }) } else { Ok(bytes) }
}

/// Turned as the camera was held.
fn decode(bytes: &[u8], max_pixels: u64) -> Result<DynamicImage, PictureError> {
    let format = image::guess_format(bytes).map_err(|_| PictureError::NotAPicture)?;
    match format {
        ImageFormat::Jpeg if !jpeg::is_whole(bytes) => return Err(PictureError::Damaged),
        ImageFormat::Jpeg | ImageFormat::Png => {}
        _ => return Err(PictureError::NotAPicture),
    }
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(PictureError::TooManyPixels { pixels, limit: max_pixels });
    }
    // A picture whose EXIF is broken is still a picture: as it lies.
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    orientation.into_iter().for_each(|orientation| picture.apply_orientation(orientation));
    Ok(picture)
}

fn damaged(_: ImageError) -> PictureError {
    PictureError::Damaged
}

/// Scaled before anything else is made of it, so that only one large picture is in memory.
fn fit(picture: DynamicImage, long_edge: u32) -> RgbImage {
    let picture = picture.into_rgb8();
    let (width, height) = scaled(&picture, long_edge);
    if (width, height) == picture.dimensions() {
        return picture;
    }
    image::imageops::resize(&picture, width, height, FilterType::Triangle)
}

fn scaled(picture: &RgbImage, long_edge: u32) -> (u32, u32) {
    let (width, height) = picture.dimensions();
    let long = width.max(height).max(1);
    if long <= long_edge {
        return (width, height);
    }
    let edge = |length: u32| {
        let exact = (u64::from(length) * u64::from(long_edge) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(exact).unwrap_or(long_edge).max(1)
    };
    (edge(width), edge(height))
}

fn encode(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, quality)).map_err(damaged)?;
    Ok(jpeg)
}
