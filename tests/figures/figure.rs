//! A row of the table.

use std::time::Duration;

/// What its columns are.
pub const HEAD: &str = "| work | measured | reference, same run | ratio | goal |
|---|---|---|---|---|";

/// Prints a row: what was done, what it took, what it is compared with, and what it should be.
pub fn row(work: &str, measured: &str, reference: &str, ratio: Option<f64>, goal: &str) {
    let ratio = ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
    println!("| {work} | {measured} | {reference} | {ratio} | {goal} |");
}

/// In milliseconds.
pub fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// So many times as long.
pub fn times(one: Duration, other: Duration) -> Option<f64> {
    Some(one.as_secs_f64() / other.as_secs_f64())
}
