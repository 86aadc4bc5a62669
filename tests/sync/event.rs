//! What was finished for a customer, as another system of the site tells it.

use std::io::Cursor;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::bytes::encode;
use doorstep_office::finish::FinishedElsewhere;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

/// What was reported, in the customer's words.
pub const REPORTED: &str = "厨房下水慢";
/// What was done.
pub const DONE: &str = "已疏通并试水";

/// An event to be told to the office.
pub struct Event(Value);

impl Event {
    /// An event of this kind, finished an hour before `now`.
    pub fn new(kind: Value, home: &str, now: DateTime<Utc>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = format!("WX-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let at = |hours| (now - TimeDelta::hours(hours)).to_rfc3339();
        Self(json!({
            "event": kind, "number": number, "home": home, "matter": "sink", "department": "engineering",
            "registered": at(5), "finished": at(1), "done_by": "zhao",
            "charge": {"yuan": "80.00", "payment": "cash"},
            "customer": {"name": {"zh": "王先生", "en": "Mr Wang"}, "phone": "13900000000"},
            "reported": {"zh": REPORTED}, "done": {"zh": DONE},
            "steps": [{"at": at(3), "title": {"zh": "上门"}, "text": {"zh": "已到达"}}],
        }))
    }

    /// With so many pictures, each another.
    #[must_use]
    pub fn with_pictures(mut self, count: u8) -> Self {
        let taken = self.0["finished"].clone();
        let picture =
            |shade| json!({"bytes": encode(&draw(shade)), "shows": "after", "taken": taken.clone()});
        self.0["pictures"] = (0..count).map(|i| picture(i * 40)).collect();
        self
    }

    /// As the office takes it.
    pub fn told(self) -> FinishedElsewhere {
        serde_json::from_value(self.0).unwrap()
    }
}

/// A picture as a camera gives it: mostly smooth, with a grain; `edge` pixels wide.
pub fn photograph(seed: u32, edge: u32) -> Vec<u8> {
    let grain =
        |x: u32, y: u32| (x.wrapping_mul(7_919) ^ y.wrapping_mul(104_729)).wrapping_mul(2_654_435_761) >> 28;
    let channel = |x: u32, y: u32, by: u32| ((x * by / 9 + y / by + seed * 40 + grain(x, y)) % 256) as u8;
    let pixel = |x: u32, y: u32| Rgb([channel(x, y, 1), channel(x, y, 2), channel(x, y, 3)]);
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(edge, edge * 3 / 4, pixel).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A small picture whose bytes do not compress away.
pub fn draw(shade: u8) -> Vec<u8> {
    let pixel = |x: u32, y: u32| Rgb([shade, (x * 7 % 256) as u8, (x * y % 256) as u8]);
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(160, 120, pixel).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A picture that JPEG cannot make small: several chunks.
pub fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let picture = RgbImage::from_fn(700, 600, |_, _| Rgb([next(), next(), next()]));
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}
