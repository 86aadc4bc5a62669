//! The pictures of the sample: flat drawings made by the project itself, the same every time.

mod canvas;
mod scenes;

use std::collections::BTreeMap;
use std::sync::Arc;

use image::ImageError;
use image::codecs::jpeg::JpegEncoder;

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

/// Pictures that were drawn already: each is drawn once.
#[derive(Default)]
pub struct Album(BTreeMap<Sketch, Arc<[u8]>>);

impl Album {
    /// The JPEG of a sketch.
    ///
    /// # Errors
    /// When the encoder fails.
    pub fn jpeg(&mut self, sketch: Sketch) -> Result<Arc<[u8]>, ImageError> {
        if let Some(drawn) = self.0.get(&sketch) {
            return Ok(Arc::clone(drawn));
        }
        let drawn: Arc<[u8]> = sketch.jpeg()?.into();
        self.0.insert(sketch, Arc::clone(&drawn));
        Ok(drawn)
    }
}
