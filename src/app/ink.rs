//! The customer's pen: what is drawn on the pad, as strokes to keep and as a path to show (V-07).

use std::fmt::Write as _;
use std::time::Instant;

use doorstep_device::commands::form::{self, Pad};
use doorstep_domain::stroke::{Point, Stroke, UNITS_PER_PIXEL};

/// A point nearer to the one before than this, in units, adds nothing that can be seen: it is left out
/// while drawing, so that a long signature stays quick.
const NEAR: i64 = UNITS_PER_PIXEL;

/// So long, in logical pixels, a line must be for the renderer to draw its round ends.
const DOT: f32 = 0.1;

/// A signature while it is drawn.
#[derive(Debug, Default)]
pub struct Ink {
    strokes: Vec<Stroke>,
    drawing: bool,
    began: Option<Instant>,
    /// Milliseconds that were on the last stroke's clock when a draft was taken up again.
    before: i64,
    path: String,
}

impl Ink {
    /// What a draft had kept.
    pub fn of(pad: Option<&Pad>) -> Self {
        let strokes = pad.map(|pad| pad.strokes.clone()).unwrap_or_default();
        let before = strokes.last().and_then(|stroke| stroke.0.last()).map_or(0, |point| point.t);
        let mut ink = Self { strokes, before, ..Self::default() };
        ink.draw_anew();
        ink
    }

    /// Pen down, in logical pixels from the pad's top left.
    pub fn press(&mut self, x: f32, y: f32) {
        let point = self.point(x, y);
        self.strokes.push(Stroke(vec![point]));
        self.drawing = true;
        // A dot shows at once.
        let _ =
            write!(self.path, "M{0} {1}L{2} {1}", pixels(point.x), pixels(point.y), pixels(point.x) + DOT);
    }

    /// The pen moves while it is down.
    pub fn drag(&mut self, x: f32, y: f32) {
        let point = self.point(x, y);
        let Some(stroke) = self.strokes.last_mut().filter(|_| self.drawing) else { return };
        let near = stroke
            .0
            .last()
            .is_some_and(|last| (last.x - point.x).abs() < NEAR && (last.y - point.y).abs() < NEAR);
        if !near {
            stroke.0.push(point);
            let _ = write!(self.path, "L{} {}", pixels(point.x), pixels(point.y));
        }
    }

    /// Pen up.
    pub fn lift(&mut self) {
        self.drawing = false;
    }

    /// Takes the last stroke back.
    pub fn undo(&mut self) {
        self.strokes.pop();
        self.draw_anew();
    }

    /// Wipes the pad.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    /// V-07: a dot is no signature; the form has the rule.
    pub fn is_signature(&self) -> bool {
        self.strokes.iter().any(form::is_real)
    }

    /// As SVG path commands in the pad's logical pixels.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// To be kept in the form, for a pad of so many logical pixels.
    pub fn to_pad(&self, width: f32, height: f32) -> Option<Pad> {
        let whole = |pixels: f32| (pixels * UNITS_PER_PIXEL as f32) as i64;
        (!self.is_empty()).then(|| Pad {
            width: whole(width),
            height: whole(height),
            strokes: self.strokes.clone(),
        })
    }

    fn point(&mut self, x: f32, y: f32) -> Point {
        let began = *self.began.get_or_insert_with(Instant::now);
        let units = |pixels: f32| (pixels * UNITS_PER_PIXEL as f32).round() as i64;
        Point { x: units(x), y: units(y), t: self.before + began.elapsed().as_millis() as i64 }
    }

    fn draw_anew(&mut self) {
        self.path = path_of(&self.strokes);
    }
}

/// Strokes as SVG path commands, in the logical pixels of the pad that they were drawn on.
pub fn path_of(strokes: &[Stroke]) -> String {
    let mut path = String::new();
    for stroke in strokes {
        for (i, point) in stroke.0.iter().enumerate() {
            let (x, y) = (pixels(point.x), pixels(point.y));
            let _ = if i == 0 { write!(path, "M{x} {y}L{} {y}", x + DOT) } else { write!(path, "L{x} {y}") };
        }
    }
    path
}

fn pixels(units: i64) -> f32 {
    units as f32 / UNITS_PER_PIXEL as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v_07_what_is_drawn_is_kept_and_drawn_again_the_same() {
        let mut ink = Ink::default();
        ink.press(10.0, 20.0);
        ink.drag(10.2, 20.1);
        ink.drag(40.0, 20.5);
        ink.lift();
        ink.drag(99.0, 99.0);
        assert_eq!(ink.path(), "M10 20L10.1 20L40 20.5");
        let pad = ink.to_pad(358.0, 160.0).unwrap();
        assert_eq!((pad.width, pad.height), (11_456, 5_120));
        assert_eq!(Ink::of(Some(&pad)).path(), ink.path());
    }

    #[test]
    fn a_stroke_is_taken_back_and_the_pad_is_wiped() {
        let mut ink = Ink::default();
        ink.press(1.0, 1.0);
        ink.lift();
        ink.press(5.0, 5.0);
        ink.lift();
        ink.undo();
        assert_eq!(ink.path(), "M1 1L1.1 1");
        ink.clear();
        assert!(ink.is_empty() && ink.path().is_empty() && ink.to_pad(1.0, 1.0).is_none());
        ink.undo();
    }
}
