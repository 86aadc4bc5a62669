//! Strokes as somebody may have drawn them: a signature that is nobody's (V-07).

use doorstep_domain::bytes::Hash;
use doorstep_domain::stroke::{Point, Stroke, Strokes, UNITS_PER_PIXEL};

use super::chance::Chance;

/// The pad, in pixels.
const PAD: [i64; 2] = [358, 180];
/// Around the strokes nothing is drawn, in pixels.
const MARGIN: i64 = 30;
const POINTS: i64 = 12;
const MILLIS_A_POINT: i64 = 16;
const MILLIS_BETWEEN: i64 = 130;

/// A signature on the document with this hash.
pub(super) fn draw(document: Hash, chance: &mut Chance) -> Strokes {
    let count = chance.between(5, 9);
    let [width, height] = PAD.map(|pixels| pixels * UNITS_PER_PIXEL);
    let strokes = (0..count).map(|number| stroke(number, count, chance)).collect();
    Strokes { v: 1, document, width, height, strokes }
}

/// The strokes follow each other from left to right, as characters do.
fn stroke(number: i64, count: i64, chance: &mut Chance) -> Stroke {
    let across = PAD[0] - 2 * MARGIN;
    let left = MARGIN + across * number / (count + 1);
    let mut somewhere = |from: i64| {
        [from + chance.between(0, across / count), chance.between(MARGIN, PAD[1] - MARGIN)]
            .map(|pixels| pixels * UNITS_PER_PIXEL)
    };
    let curve = [somewhere(left), somewhere(left + 8), somewhere(left + 16)];
    let started = number * (POINTS * MILLIS_A_POINT + MILLIS_BETWEEN);
    Stroke((0..=POINTS).map(|step| point(&curve, step, started)).collect())
}

/// A point of a quadratic Bézier curve.
fn point(curve: &[[i64; 2]; 3], step: i64, started: i64) -> Point {
    let (gone, left) = (step, POINTS - step);
    let along = |axis: usize| {
        let [a, b, c] = [curve[0][axis], curve[1][axis], curve[2][axis]];
        (left * left * a + 2 * left * gone * b + gone * gone * c) / (POINTS * POINTS)
    };
    Point { x: along(0), y: along(1), t: started + step * MILLIS_A_POINT }
}
