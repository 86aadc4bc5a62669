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

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// 40 × 20, red at the top left, green at the top right, blue at the bottom left.
    fn picture() -> RgbImage {
        RgbImage::from_fn(40, 20, |x, y| match (x < 20, y < 10) {
            (true, true) => Rgb([255, 0, 0]),
            (false, true) => Rgb([0, 255, 0]),
            (true, false) => Rgb([0, 0, 255]),
            (false, false) => Rgb([255, 255, 255]),
        })
    }

    fn jpeg(picture: &RgbImage) -> Vec<u8> {
        encode(picture, 95).unwrap()
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::new(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    /// With EXIF: an orientation, and a telephone number in the description of the picture.
    fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let text = b"13800000000\0\0\0\0\0";
        let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x0E, 0x01, 2, 0, text.len() as u8, 0, 0, 0, 38, 0, 0, 0]);
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        tiff.extend([0, 0, 0, 0]);
        tiff.extend(text);
        let length = (2 + 6 + tiff.len()) as u16;
        [&jpeg[..2], &[0xFF, 0xE1], &length.to_be_bytes(), b"Exif\0\0", &tiff, &jpeg[2..]].concat()
    }

    fn colour_at(jpeg: &[u8], (x, y): (u32, u32)) -> char {
        match image::load_from_memory(jpeg).unwrap().to_rgb8().get_pixel(x, y).0 {
            [200..=255, 200..=255, 200..=255] => 'w',
            [200..=255, _, _] => 'r',
            [_, 200..=255, _] => 'g',
            _ => 'b',
        }
    }

    /// The corners: top left, top right, bottom left, bottom right.
    fn corners(kept: &Prepared) -> String {
        let (right, bottom) = (kept.width - 3, kept.height - 3);
        [(2, 2), (right, 2), (2, bottom), (right, bottom)]
            .map(|at| colour_at(&kept.jpeg, at))
            .iter()
            .collect()
    }

    #[test]
    fn pictures_are_turned_as_the_camera_was_held() {
        for (orientation, size, expected) in [
            (1, (40, 20), "rgbw"),
            (2, (40, 20), "grwb"),
            (3, (40, 20), "wbgr"),
            (4, (40, 20), "bwrg"),
            (5, (20, 40), "rbgw"),
            (6, (20, 40), "brwg"),
            (7, (20, 40), "wgbr"),
            (8, (20, 40), "gwrb"),
            (9, (40, 20), "rgbw"),
        ] {
            let kept = prepare(&with_exif(&jpeg(&picture()), orientation)[..], Limits::default()).unwrap();
            assert_eq!((kept.width, kept.height), size, "{orientation}");
            assert_eq!(corners(&kept), expected, "{orientation}");
        }
    }

    #[test]
    fn p_10_nothing_of_the_metadata_is_kept() {
        let taken = with_exif(&jpeg(&picture()), 6);
        let holds = |bytes: &[u8], needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
        assert!(holds(&taken, b"13800000000"), "it was there");
        let kept = prepare(&taken[..], Limits::default()).unwrap();
        for bytes in [&kept.jpeg, &kept.thumbnail] {
            assert!(!holds(bytes, b"13800000000") && !holds(bytes, b"Exif"));
        }
    }

    #[test]
    fn the_long_edge_is_scaled_and_nothing_is_made_larger() {
        let limits = Limits { long_edge: 1600, ..Limits::default() };
        for (name, (width, height), expected) in [
            ("across", (3200, 2400), (1600, 1200)),
            ("upright", (2400, 3200), (1200, 1600)),
            ("a small one", (640, 480), (640, 480)),
            ("just as long", (1600, 900), (1600, 900)),
            ("a strip", (4000, 1), (1600, 1)),
        ] {
            let kept = prepare(&png(width, height)[..], limits).unwrap();
            assert_eq!((kept.width, kept.height), expected, "{name}");
            let thumbnail = image::load_from_memory(&kept.thumbnail).unwrap();
            assert!(thumbnail.width().max(thumbnail.height()) <= THUMBNAIL_EDGE, "{name}");
            assert_eq!(image::guess_format(&kept.jpeg).unwrap(), ImageFormat::Jpeg, "{name}");
        }
    }

    /// What a picture says of its size, without having it.
    fn bomb() -> Vec<u8> {
        let mut bytes = png(1, 1);
        // IHDR: width and height stand behind the signature, the chunk's length and its type.
        bytes[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let crc = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    fn refusal(bytes: &[u8], limits: Limits) -> String {
        match prepare(bytes, limits) {
            Ok(kept) => format!("kept {} × {}", kept.width, kept.height),
            Err(PictureError::NotAPicture) => "not a picture".into(),
            Err(PictureError::Damaged) => "damaged".into(),
            Err(PictureError::TooManyPixels { pixels, .. }) => format!("{pixels} pixels"),
            Err(PictureError::TooLarge { limit }) => format!("more than {limit} bytes"),
            Err(PictureError::Unreadable(error)) => format!("unreadable: {error}"),
        }
    }

    #[test]
    fn what_is_no_picture_is_refused_with_its_reason() {
        let whole = jpeg(&picture());
        let large = png(300, 200);
        let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
        let limits = Limits { max_bytes: 100_000, ..Limits::default() };
        let trailer = [&whole[..], b"MotionPhoto_Data"].concat();
        for (name, bytes, expected) in [
            ("nothing", Vec::new(), "not a picture"),
            ("a text", "王先生家的门".as_bytes().to_vec(), "not a picture"),
            ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "not a picture"),
            ("a film", b"\0\0\0\x18ftypmp42".to_vec(), "not a picture"),
            ("half a JPEG", half(&whole), "damaged"),
            ("a JPEG without its last byte", whole[..whole.len() - 1].to_vec(), "damaged"),
            ("a JPEG of two bytes", whole[..2].to_vec(), "not a picture"),
            ("a JPEG of its first segment", whole[..20].to_vec(), "damaged"),
            ("half a PNG", half(&large), "damaged"),
            ("a bomb", bomb(), "900000000 pixels"),
            ("too many bytes", vec![0; 100_001], "more than 100000 bytes"),
            ("what cameras write behind the end", trailer, "kept 40 × 20"),
            ("a JPEG", whole.clone(), "kept 40 × 20"),
            ("a PNG", large.clone(), "kept 300 × 200"),
        ] {
            assert_eq!(refusal(&bytes, limits), expected, "{name}");
        }
    }

    #[test]
    fn a_file_of_100_mb_is_not_even_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.jpg");
        File::create(&path).unwrap().set_len(100_000_000).unwrap();
        let refused = prepare_file(&path, Limits::default());
        assert!(matches!(refused, Err(PictureError::TooLarge { .. })), "{refused:?}");
        let endless = prepare(io::repeat(0xFF), Limits { max_bytes: 1_000_000, ..Limits::default() });
        assert!(matches!(endless, Err(PictureError::TooLarge { .. })), "{endless:?}");
        let gone = prepare_file(&folder.path().join("gone.jpg"), Limits::default());
        assert!(matches!(gone, Err(PictureError::Unreadable(_))), "{gone:?}");
    }
}
