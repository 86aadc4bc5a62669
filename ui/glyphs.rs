//! Which characters the embedded fonts have: one that cannot be shown is reported before signing (V-07).

use std::sync::LazyLock;

use ttf_parser::Face;

static SANS: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(include_bytes!("fonts/DoorstepSans-Regular.otf"), 0).ok());
static SERIF: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(include_bytes!("fonts/DoorstepSerif-Bold.otf"), 0).ok());

/// Whether the embedded sans has this character. A system font may have it where this one has not.
pub fn is_in_sans(character: char) -> bool {
    has(&SANS, character)
}

/// Whether the small subset of the serif has this character; a heading outside it is set in sans.
pub fn is_in_serif(character: char) -> bool {
    has(&SERIF, character)
}

fn has(face: &Option<Face<'_>>, character: char) -> bool {
    character.is_control() || face.as_ref().is_some_and(|face| face.glyph_index(character).is_some())
}
