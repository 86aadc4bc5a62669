//! A signed document as a picture, for the customer to keep: a view of its words and strokes, as SVG.

use std::fmt::Write as _;

use doorstep_domain::document::{Document, Row, RowPart};
use doorstep_domain::lang::Words;
use doorstep_domain::stroke::{Strokes, UNITS_PER_PIXEL};

use crate::ink;

const WIDTH: f32 = 600.0;
const MARGIN: f32 = 32.0;
const LABEL: f32 = 140.0;
/// So high a signature is drawn at most.
const SIGNATURE: f32 = 160.0;
const INK: &str = "#14201B";
const INK2: &str = "#3E4A44";
const LINE: &str = "#D5CEBF";
const AMBER: &str = "#5E3B00";

const UNSIGNED: Words = Words::new("客户没有签名", "The customer did not sign");

/// How a text is set.
#[derive(Clone, Copy)]
struct Type {
    size: f32,
    bold: bool,
    fill: &'static str,
}

const HEADING: Type = Type { size: 30.0, bold: true, fill: INK };
const INTRO: Type = Type { size: 18.0, bold: false, fill: INK2 };
const NAME: Type = Type { size: 18.0, bold: false, fill: INK2 };
const TEXT: Type = Type { size: 20.0, bold: true, fill: INK };

/// The sheet, and the signature on it; without one where nobody signed. `scale`: pixels for each unit of it.
pub fn svg(document: &Document, strokes: Option<&Strokes>, scale: f32) -> String {
    let mut page = Page::default();
    page.text(MARGIN, WIDTH - 2.0 * MARGIN, HEADING, &document.heading);
    page.text(MARGIN, WIDTH - 2.0 * MARGIN, INTRO, &document.intro);
    page.skip(12.0);
    document.rows.iter().for_each(|row| page.row(row));
    match strokes {
        Some(strokes) => page.signature(strokes),
        // V-08: it never looks as if somebody had signed.
        None => page.text(MARGIN, WIDTH - 2.0 * MARGIN, NAME, UNSIGNED.in_lang(document.language)),
    }
    page.finish(scale)
}

/// Written from the top downwards.
struct Page {
    body: String,
    y: f32,
}

impl Default for Page {
    fn default() -> Self {
        Self { body: String::new(), y: MARGIN }
    }
}

impl Page {
    fn skip(&mut self, height: f32) {
        self.y += height;
    }

    fn text(&mut self, x: f32, width: f32, of: Type, text: &str) {
        for line in text.lines().flat_map(|line| wrap(line, width / of.size)) {
            self.y += of.size * 1.4;
            let weight = if of.bold { 700 } else { 400 };
            let _ = write!(
                self.body,
                "<text x='{x}' y='{}' font-family='Noto Sans CJK SC' font-size='{}' font-weight='{weight}' fill='{}'>{}</text>",
                self.y,
                of.size,
                of.fill,
                escaped(&line)
            );
        }
    }

    /// Name and text side by side, a line under them.
    fn row(&mut self, row: &Row) {
        let top = self.y;
        self.text(MARGIN, LABEL - 12.0, NAME, &row.label);
        let below_name = self.y;
        self.y = top;
        let fill = if row.part == Some(RowPart::Warning) { AMBER } else { INK };
        self.text(MARGIN + LABEL, WIDTH - 2.0 * MARGIN - LABEL, Type { fill, ..TEXT }, &row.text);
        self.y = self.y.max(below_name) + 14.0;
        self.rule();
    }

    fn rule(&mut self) {
        let _ = write!(
            self.body,
            "<path d='M{MARGIN} {0}H{1}' stroke='{LINE}' stroke-width='1' fill='none'/>",
            self.y,
            WIDTH - MARGIN
        );
    }

    /// As it was drawn, scaled to fit.
    fn signature(&mut self, strokes: &Strokes) {
        let pixels = |units: i64| (units as f32 / UNITS_PER_PIXEL as f32).max(1.0);
        let (width, height) = (pixels(strokes.width), pixels(strokes.height));
        let scale = ((WIDTH - 2.0 * MARGIN) / width).min(SIGNATURE / height);
        self.skip(16.0);
        let _ = write!(
            self.body,
            "<path d='{}' transform='translate({MARGIN} {}) scale({scale})' stroke='{INK}' stroke-width='3' \
             stroke-linecap='round' stroke-linejoin='round' fill='none'/>",
            ink::path_of(&strokes.strokes),
            self.y
        );
        self.skip(height * scale + 8.0);
        self.rule();
    }

    fn finish(self, scale: f32) -> String {
        let height = self.y + MARGIN;
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{}' height='{}' \
             viewBox='0 0 {WIDTH} {height}'><rect width='{WIDTH}' height='{height}' fill='#FFFFFF'/>{}</svg>",
            WIDTH * scale,
            height * scale,
            self.body
        )
    }
}

/// Lines of at most so many em. Between Chinese characters a line breaks anywhere, between others at a space.
fn wrap(text: &str, em: f32) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0);
    for piece in pieces(text) {
        let length = piece.chars().map(width_of).sum::<f32>();
        if used + length > em && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
        line.push_str(piece);
        used += length;
    }
    lines.push(line);
    lines
}

/// A Chinese character with what may not begin a line, or a word with the space behind it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let breaks =
            before.is_some_and(|before| (before == ' ' || is_wide(before) || is_wide(c)) && !hangs(c));
        if breaks {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

fn hangs(c: char) -> bool {
    "，。、；：？！）》”’ ,.;:?!)".contains(c)
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..)
}

/// In em, rather too wide than too narrow.
fn width_of(c: char) -> f32 {
    match c {
        ' ' => 0.25,
        _ if is_wide(c) => 1.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | '(' | ')' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
        'A'..='Z' => 0.7,
        _ => 0.6,
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, em: f32, expected: &[&str]) {
        assert_eq!(wrap(text, em), expected, "{text}");
    }

    #[test]
    fn r_14_lines_break_where_each_script_breaks() {
        check("更换陶瓷阀芯，试水无漏", 7.0, &["更换陶瓷阀芯，", "试水无漏"]);
        check("Cartridge replaced, no leak", 9.0, &["Cartridge", "replaced, no leak"]);
        check("80 元", 9.0, &["80 元"]);
        check("", 9.0, &[""]);
    }

    #[test]
    fn r_14_names_cannot_break_the_picture() {
        let row = Row { label: "<a>".into(), text: "B & C".into(), mark: None, part: None };
        let document = Document {
            v: 1,
            about: "work_order".into(),
            language: Default::default(),
            heading: "王先生".into(),
            intro: String::new(),
            rows: vec![row],
            pictures: Vec::new(),
        };
        let svg = svg(&document, None, 1.0);
        assert!(svg.contains("&lt;a&gt;") && svg.contains("B &amp; C"));
    }
}
