//! The pictures of the sample: flat drawings made by the project itself, the same every time.

mod canvas;
mod scenes;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_domain::bytes::Blob;
use doorstep_domain::fact::{Part, Slot};
use image::ImageError;
use image::codecs::jpeg::JpegEncoder;

use super::salt;
use canvas::Canvas;

pub use scenes::Scene;

/// Of 100; enough for flat shapes.
const JPEG_QUALITY: u8 = 80;

/// A picture that can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sketch {
    /// What it shows.
    pub scene: Scene,
    /// After the work, or before.
    pub after: bool,
    /// Which tint its background has.
    pub variant: u8,
}

impl Sketch {
    /// How many variants there are.
    pub const VARIANTS: u8 = canvas::VARIANTS;

    /// Draws it: 640×480.
    pub fn draw(self) -> image::RgbImage {
        let mut canvas = Canvas::new(self.variant);
        let drawing = self.scene.drawing();
        let state = if self.after { drawing.after } else { drawing.before };
        drawing.shared.iter().chain(state).for_each(|shape| canvas.paint(shape));
        canvas.into_image()
    }

    /// Its JPEG, drawn by now.
    ///
    /// # Errors
    /// When the encoder fails.
    pub fn drawn(self) -> Result<Arc<[u8]>, ImageError> {
        let mut all = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(drawn) = all.get(&self) {
            return Ok(Arc::clone(drawn));
        }
        let drawn: Arc<[u8]> = self.jpeg()?.into();
        all.insert(self, Arc::clone(&drawn));
        Ok(drawn)
    }

    /// Draws it as a JPEG.
    ///
    /// # Errors
    /// When the encoder fails.
    pub fn jpeg(self) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        self.draw().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
        Ok(bytes)
    }
}

/// A picture as a part: the same sketch is the same part everywhere.
pub(super) fn picture_part(slot: Slot, sketch: Sketch) -> Result<Part, ImageError> {
    let jpeg = sketch.drawn()?;
    Ok(Part { slot, salt: salt(format_args!("{sketch:?}")), bytes: Blob(jpeg.to_vec()) })
}

type Drawn = BTreeMap<Sketch, Arc<[u8]>>;

/// Every picture looks the same always, so a program draws each once, however many samples it writes.
static DRAWN: Mutex<Drawn> = Mutex::new(BTreeMap::new());
