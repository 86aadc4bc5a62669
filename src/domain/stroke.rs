//! Strokes of a signature: points with time, as drawn (V-07).

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::bytes::Hash;

/// A logical pixel of the pad is this many units; coordinates are whole units from its top left.
pub const UNITS_PER_PIXEL: i64 = 32;
/// No signature has more points.
pub const MAX_POINTS: usize = 20_000;
/// No coordinate, in units, and no time, in milliseconds, is larger.
const MAX_VALUE: i64 = 10_000_000;

/// The strokes of one signature, as the part `signature` holds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strokes {
    /// The format's version: 1.
    pub v: u8,
    /// SHA-256 of the document that is signed: what they saw is what they signed.
    pub document: Hash,
    /// The pad's width in units.
    pub width: i64,
    /// The pad's height in units.
    pub height: i64,
    /// Each stroke from pen down to pen up.
    pub strokes: Vec<Stroke>,
}

/// One stroke: its points, written flat as `x, y, t, x, y, t, …`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<i64>", into = "Vec<i64>")]
pub struct Stroke(pub Vec<Point>);

/// One point of a stroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Units from the pad's left.
    pub x: i64,
    /// Units from the pad's top.
    pub y: i64,
    /// Milliseconds since the first pen-down.
    pub t: i64,
}

/// Numbers that are no stroke.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a stroke: {0}")]
pub struct StrokeError(&'static str);

impl TryFrom<Vec<i64>> for Stroke {
    type Error = StrokeError;
    fn try_from(flat: Vec<i64>) -> Result<Self, StrokeError> {
        if flat.is_empty() || !flat.len().is_multiple_of(3) || flat.len() > MAX_POINTS * 3 {
            return Err(StrokeError("its numbers do not come in threes, or are too many"));
        }
        if flat.iter().any(|value| value.abs() > MAX_VALUE) {
            return Err(StrokeError("a number is out of all proportion"));
        }
        Ok(Self(flat.chunks_exact(3).map(|p| Point { x: p[0], y: p[1], t: p[2] }).collect()))
    }
}

impl From<Stroke> for Vec<i64> {
    fn from(stroke: Stroke) -> Vec<i64> {
        stroke.0.into_iter().flat_map(|point| [point.x, point.y, point.t]).collect()
    }
}
