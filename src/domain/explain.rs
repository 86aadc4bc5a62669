//! The rules, explainable: one JSON case a line in, one JSON answer a line out, with the rules that decided.
//!
//! A case is a complaint (`{"complaint": {…}, "received_at": "…"}`, C-03, C-05, C-06) or a callback
//! (`{"callback": {"after": "…"}, "finished_at": "…"}`, V-01 to V-03), each with an optional
//! `"site": {"time_zone", "serious_loss_yuan"}`. Whatever cannot be answered gets `{"error", "line"}` in its
//! place, in words; one bad line never costs another its answer.

mod amount;
mod answer;
mod case;
mod fields;
mod json;
mod problem;

use crate::lang::Lang;
use answer::Answer;
use case::Case;
use problem::Problem;

/// No line is longer, in bytes. A caller that reads with a bound may cut a longer one anywhere beyond it.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// Answers one line; `line_number` counts from 1 and blank lines count. `None` for a blank line.
///
/// A bad line is answered too, with `{"error", "line"}`.
pub fn explain_line(line_number: u64, line: &[u8], lang: Lang) -> Option<String> {
    let line = without_byte_order_mark(line_number, line);
    if line.trim_ascii().is_empty() {
        return None;
    }
    let answer = explain(line, lang).unwrap_or_else(|problem| Answer::error(&problem, line_number, lang));
    Some(answer.to_json())
}

/// Some programs put a byte order mark at the start of a file; it is no part of the first case.
fn without_byte_order_mark(line_number: u64, line: &[u8]) -> &[u8] {
    let mark = if line_number == 1 { line.strip_prefix("\u{feff}".as_bytes()) } else { None };
    mark.unwrap_or(line)
}

fn explain(line: &[u8], lang: Lang) -> Result<Answer, Problem> {
    if line.len() > MAX_LINE_BYTES {
        return Err(Problem::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| Problem::NotUtf8)?;
    match Case::read(text)? {
        Case::Complaint(case) => Answer::complaint(&case, lang),
        Case::Callback(case) => Answer::callback(&case, lang),
    }
}
