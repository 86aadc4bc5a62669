//! Flat shapes on a canvas, with smooth edges.

use image::{Rgb, RgbImage};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// How many grounds there are.
pub(super) const VARIANTS: u8 = 2;

/// The tints of what lies behind everything, by variant.
const GROUNDS: [[u8; 3]; VARIANTS as usize] = [[0xd9, 0xd2, 0xc3], [0xc9, 0xd4, 0xcf]];

/// A colour: red, green, blue.
pub(super) type Colour = [u8; 3];

/// A shape in pixels of a 640×480 picture.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Left, top, width, height.
    Rect([i32; 4], Colour),
    /// Centre and radius.
    Disc([i32; 3], Colour),
    /// The corners, clockwise.
    Quad([[i32; 2]; 4], Colour),
    /// The corners of an open line, and its thickness.
    Line(&'static [[i32; 2]], i32, Colour),
    /// Centre, radius, from and to in degrees (0 is right, 90 is down), and its thickness.
    Arc([i32; 5], i32, Colour),
}

/// What is drawn on.
pub(super) struct Canvas(RgbImage);

impl Canvas {
    pub fn new(variant: u8) -> Self {
        let ground = GROUNDS[usize::from(variant) % GROUNDS.len()];
        Self(RgbImage::from_pixel(WIDTH, HEIGHT, Rgb(ground)))
    }

    pub fn into_image(self) -> RgbImage {
        self.0
    }

    pub fn paint(&mut self, shape: &Shape) {
        match *shape {
            Shape::Rect([x, y, width, height], colour) => self.rect([x, y, x + width, y + height], colour),
            Shape::Disc([x, y, radius], colour) => self.capsule([x, y], [x, y], radius as f32, colour),
            Shape::Quad(corners, colour) => self.quad(corners, colour),
            Shape::Line(corners, thickness, colour) => {
                corners
                    .windows(2)
                    .for_each(|ends| self.capsule(ends[0], ends[1], thickness as f32 / 2.0, colour));
            }
            Shape::Arc(arc, thickness, colour) => self.arc(arc, thickness, colour),
        }
    }

    fn rect(&mut self, [left, top, right, bottom]: [i32; 4], colour: Colour) {
        for y in span(top, bottom, HEIGHT) {
            for x in span(left, right, WIDTH) {
                self.0.put_pixel(x, y, Rgb(colour));
            }
        }
    }

    fn quad(&mut self, corners: [[i32; 2]; 4], colour: Colour) {
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let covered = inside([x as f32, y as f32], corners.map(|corner| corner.map(|n| n as f32)));
                self.blend(x, y, (covered + 0.5).clamp(0.0, 1.0), colour);
            }
        }
    }

    /// All that is nearer than `radius` to the line from `a` to `b`; the edge is smoothed over one pixel.
    fn capsule(&mut self, a: [i32; 2], b: [i32; 2], radius: f32, colour: Colour) {
        let reach = radius.ceil() as i32 + 1;
        let bounds = |axis: usize| (a[axis].min(b[axis]) - reach, a[axis].max(b[axis]) + reach + 1);
        let ((left, right), (top, bottom)) = (bounds(0), bounds(1));
        for y in span(top, bottom, HEIGHT) {
            for x in span(left, right, WIDTH) {
                let covered =
                    radius + 0.5 - distance([x as f32, y as f32], a.map(|n| n as f32), b.map(|n| n as f32));
                self.blend(x, y, covered.clamp(0.0, 1.0), colour);
            }
        }
    }

    fn arc(&mut self, [x, y, radius, from, to]: [i32; 5], thickness: i32, colour: Colour) {
        const DEGREES: i32 = 6;
        let at = |degrees: i32| {
            let (sine, cosine) = (degrees as f32).to_radians().sin_cos();
            [x + (radius as f32 * cosine).round() as i32, y + (radius as f32 * sine).round() as i32]
        };
        let mut degrees = from;
        while degrees < to {
            let next = (degrees + DEGREES).min(to);
            self.capsule(at(degrees), at(next), thickness as f32 / 2.0, colour);
            degrees = next;
        }
    }

    fn blend(&mut self, x: u32, y: u32, share: f32, colour: Colour) {
        let Rgb(under) = self.0.get_pixel_mut(x, y);
        for (below, above) in under.iter_mut().zip(colour) {
            *below = (f32::from(*below) * (1.0 - share) + f32::from(above) * share).round() as u8;
        }
    }
}

/// The part of `from..to` that lies in the picture.
fn span(from: i32, to: i32, size: u32) -> std::ops::Range<u32> {
    let inside = |n: i32| n.clamp(0, size as i32) as u32;
    inside(from)..inside(to)
}

/// How far a point lies within corners that go round clockwise; negative where it lies outside.
fn inside(point: [f32; 2], corners: [[f32; 2]; 4]) -> f32 {
    let within = |side: usize| {
        let ([ax, ay], [bx, by]) = (corners[side], corners[(side + 1) % corners.len()]);
        let across = (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax);
        across / (bx - ax).hypot(by - ay)
    };
    (0..corners.len()).map(within).fold(f32::INFINITY, f32::min)
}

/// From a point to the line from `a` to `b`.
fn distance(point: [f32; 2], a: [f32; 2], b: [f32; 2]) -> f32 {
    let minus = |p: [f32; 2], q: [f32; 2]| [p[0] - q[0], p[1] - q[1]];
    let dot = |p: [f32; 2], q: [f32; 2]| p[0] * q[0] + p[1] * q[1];
    let (along, to) = (minus(b, a), minus(point, a));
    let length = dot(along, along);
    let share = if length > 0.0 { (dot(to, along) / length).clamp(0.0, 1.0) } else { 0.0 };
    let off = minus(to, [along[0] * share, along[1] * share]);
    dot(off, off).sqrt()
}
