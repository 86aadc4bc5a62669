//! Pages of text, lines and pictures, from top to bottom. Lengths are in points.

use doorstep_domain::stroke::Strokes;
use unicode_linebreak::linebreaks;

use super::font::Font;

/// A5, upright.
pub(super) const PAGE: [f32; 2] = [419.53, 595.28];
pub(super) const MARGIN: f32 = 36.0;
/// Between the margins.
pub(super) const WIDTH: f32 = PAGE[0] - 2.0 * MARGIN;
/// What stands for a character that the font does not have.
const NO_GLYPH: char = '□';
/// From one line of text to the next, in sizes.
const LINE: f32 = 1.45;

/// Dark or grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Dark,
    Grey,
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub size: f32,
    pub ink: Ink,
}

/// Where something stands: its top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Something on a page.
pub(super) enum Item {
    /// A line of text; `y` of its place is its baseline.
    Text(Place, Style, String),
    /// A thin line from left to right.
    Rule(Place),
    /// A JPEG, to be fitted in.
    Picture(Place, Vec<u8>),
    /// A signature, to be fitted in.
    Signature(Place, Strokes),
}

/// What has been set so far.
pub(super) struct Layout<'a> {
    font: &'a Font,
    pub pages: Vec<Vec<Item>>,
    /// The first free height of the last page.
    y: f32,
    missing: Vec<char>,
}

impl<'a> Layout<'a> {
    pub fn new(font: &'a Font) -> Self {
        Self { font, pages: vec![Vec::new()], y: MARGIN, missing: Vec::new() }
    }

    /// The characters that the font does not have, in order.
    pub fn missing(&self) -> Vec<char> {
        self.missing.clone()
    }

    /// Makes room for something that stays in one piece, and says where it begins.
    pub fn room(&mut self, height: f32) -> f32 {
        if self.y + height > PAGE[1] - MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
        self.y
    }

    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Goes on no higher than here.
    pub fn end_at(&mut self, y: f32) {
        self.y = self.y.max(y);
    }

    pub fn put(&mut self, item: Item) {
        if let Some(page) = self.pages.last_mut() {
            page.push(item);
        }
    }

    /// A text between the margins.
    pub fn paragraph(&mut self, text: &str, style: Style) {
        self.column(text, style, MARGIN, WIDTH);
    }

    /// A text in a column.
    pub fn column(&mut self, text: &str, style: Style, x: f32, width: f32) {
        for line in self.lines(text, style.size, width) {
            let y = self.room(style.size * LINE);
            self.text_at(line, style, x, y, width);
            self.skip(style.size * LINE);
        }
    }

    /// Two texts side by side; the row ends below the longer one.
    pub fn side_by_side(&mut self, left: (&str, Style, f32), right: (&str, Style, f32)) {
        let (label, style, width) = left;
        let labels = self.lines(label, style.size, width);
        let y = self.room(style.size.max(right.1.size) * LINE);
        let baseline = right.1.size.max(style.size) - style.size;
        for (line, number) in labels.iter().zip(0u16..) {
            let y = y + baseline + f32::from(number) * style.size * LINE;
            self.text_at(line.clone(), style, MARGIN, y, width);
        }
        let page = self.pages.len();
        self.column(right.0, right.1, PAGE[0] - MARGIN - right.2, right.2);
        if page == self.pages.len() {
            self.end_at(y + labels.len() as f32 * style.size * LINE);
        }
    }

    /// One line that ends at the right margin, beside what was set last.
    pub fn at_right(&mut self, text: &str, style: Style) {
        let text = self.shown(text);
        let width = self.font.width(&text, style.size);
        self.text_at(text, style, PAGE[0] - MARGIN - width, self.y, width);
    }

    /// One line of text, at any height of the last page.
    pub fn line_at(&mut self, text: &str, style: Style, x: f32, y: f32) {
        let text = self.shown(text);
        self.text_at(text, style, x, y, WIDTH);
    }

    pub fn rule(&mut self) {
        let y = self.room(8.0);
        self.put(Item::Rule(Place { x: MARGIN, y: y + 4.0, width: WIDTH, height: 0.0 }));
        self.skip(8.0);
    }

    fn text_at(&mut self, text: String, style: Style, x: f32, y: f32, width: f32) {
        self.put(Item::Text(Place { x, y: y + style.size, width, height: 0.0 }, style, text));
    }

    /// The text as it can be shown; what cannot is noted.
    fn shown(&mut self, text: &str) -> String {
        let show = |character: char| match self.font.has(character) || character == '\n' {
            true => character,
            false => {
                if !self.missing.contains(&character) {
                    self.missing.push(character);
                }
                NO_GLYPH
            }
        };
        text.chars().map(show).collect()
    }

    /// The text in lines no wider than `width`, broken where Unicode allows it (UAX 14).
    fn lines(&mut self, text: &str, size: f32, width: f32) -> Vec<String> {
        let text = self.shown(text);
        let (mut lines, mut line, mut from) = (Vec::new(), String::new(), 0);
        for (to, kind) in linebreaks(&text) {
            let piece = &text[from..to];
            let fits = self.font.width(&format!("{line}{}", piece.trim_end()), size) <= width;
            if !fits && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(piece.trim_end_matches('\n'));
            if kind == unicode_linebreak::BreakOpportunity::Mandatory {
                lines.push(std::mem::take(&mut line));
            }
            from = to;
        }
        lines
    }
}
