//! The embedded font: a subset of Noto Sans CJK under the OFL (`ui/fonts/OFL.txt`), which the screens use too.

use ttf_parser::Face;

use crate::error::OfficeError;

static BYTES: &[u8] = include_bytes!("../../../ui/fonts/DoorstepSans-Regular.otf");

/// The font, measured and for embedding.
pub(super) struct Font {
    face: Face<'static>,
    pub embedded: krilla::text::Font,
}

impl Font {
    /// The font that the program carries.
    pub fn embedded() -> Result<Self, OfficeError> {
        let broken = || OfficeError::Print("the embedded font cannot be read".to_owned());
        let face = Face::parse(BYTES, 0).map_err(|_| broken())?;
        let embedded = krilla::text::Font::new(BYTES.into(), 0).ok_or_else(broken)?;
        Ok(Self { face, embedded })
    }

    /// Whether it can show a character.
    pub fn has(&self, character: char) -> bool {
        self.face.glyph_index(character).is_some()
    }

    /// How wide a text is at a size, both in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let units: u32 = text.chars().map(|character| self.advance(character)).sum();
        units as f32 / f32::from(self.face.units_per_em()) * size
    }

    fn advance(&self, character: char) -> u32 {
        let glyph = self.face.glyph_index(character);
        let advance = glyph.and_then(|glyph| self.face.glyph_hor_advance(glyph));
        advance.unwrap_or_else(|| self.face.units_per_em()).into()
    }
}
