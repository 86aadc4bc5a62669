//! How long a 12-megapixel picture takes to become ready, and how much memory a burst of them.
//! `cargo bench -p doorstep-device --bench pictures` prints a table.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement stops at what it did not expect")]

use std::io::Cursor;
use std::time::{Duration, Instant};

use doorstep_device::media::{Limits, Prepared, prepare};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

const SIZE: (u32, u32) = (4000, 3000);
const BURST: usize = 20;

/// Edges and noise, so that it is no easier than what a camera takes.
fn picture() -> Vec<u8> {
    let mut state = 1_u32;
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 27) as u8;
        let tile = if (x / 97 + y / 61) % 2 == 0 { 60 } else { 170 };
        Rgb([tile + noise, (x / 20) as u8 / 2 + noise, (y / 15) as u8 / 2 + noise])
    });
    let mut jpeg = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 92)).unwrap();
    jpeg
}

/// In kB: how much memory this program holds, or held at most. Linux only.
fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = status.lines().find_map(|text| text.strip_prefix(line)).unwrap_or_default();
    value.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

fn ready(jpeg: &[u8]) -> (Duration, Prepared) {
    let begin = Instant::now();
    let prepared = prepare(Cursor::new(jpeg), Limits::default()).unwrap();
    (begin.elapsed(), prepared)
}

fn main() {
    let jpeg = picture();
    let before = memory("VmRSS:");
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (first, prepared) = ready(&jpeg);
    let peak_of_one = memory("VmHWM:");
    let mut times: Vec<Duration> = (0..BURST).map(|_| ready(&jpeg).0).collect();
    times.sort();
    println!(
        "| 4000 × 3000 JPEG of {} kB → {} × {}, {} kB | |",
        jpeg.len() / 1000,
        prepared.width,
        prepared.height,
        prepared.jpeg.len() / 1000
    );
    println!("|---|---|");
    println!("| the first | {} ms |", first.as_millis());
    println!("| a burst of {BURST}, one after the other: median | {} ms |", times[BURST / 2].as_millis());
    println!("| slowest of them | {} ms |", times[BURST - 1].as_millis());
    println!("| memory before | {} MB |", before / 1000);
    println!("| peak, one picture | {} MB |", peak_of_one / 1000);
    println!("| peak, burst of {BURST} | {} MB |", memory("VmHWM:") / 1000);
}
