//! The pages as a PDF. The font is embedded as the subset that is used.

use doorstep_domain::lang::Lang;
use doorstep_domain::stroke::Strokes;
use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::text::TextDirection;

use super::SignedOrder;
use super::font::Font;
use super::layout::{Ink, Item, Layout, PAGE, Place, Style};
use crate::error::OfficeError;

const GREY: u8 = 96;
const RULE: f32 = 0.5;
const PEN: f32 = 1.2;

/// Writes the pages.
pub(super) fn write(
    layout: Layout<'_>,
    font: &Font,
    order: &SignedOrder,
    lang: Lang,
) -> Result<Vec<u8>, OfficeError> {
    let mut document = Document::new();
    let metadata = Metadata::new().title(order.number.clone()).language(lang.code().to_owned());
    document.set_metadata(metadata.creator("Doorstep".to_owned()));
    for items in layout.pages {
        let settings = PageSettings::from_wh(PAGE[0], PAGE[1]).ok_or_else(|| failed("a page"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        items.into_iter().try_for_each(|item| draw(&mut surface, item, font))?;
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| OfficeError::Print(format!("{error:?}")))
}

fn failed(what: &str) -> OfficeError {
    OfficeError::Print(what.to_owned())
}

fn draw(surface: &mut Surface<'_>, item: Item, font: &Font) -> Result<(), OfficeError> {
    match item {
        Item::Text(place, style, text) => draw_text(surface, place, style, &text, font),
        Item::Rule(place) => {
            draw_lines(surface, RULE, GREY, &[vec![[place.x, place.y], [place.x + place.width, place.y]]])
        }
        Item::Picture(place, jpeg) => return draw_picture(surface, place, jpeg),
        Item::Signature(place, strokes) => draw_signature(surface, place, &strokes),
    }
    Ok(())
}

fn draw_text(surface: &mut Surface<'_>, place: Place, style: Style, text: &str, font: &Font) {
    let shade = if style.ink == Ink::Grey { GREY } else { 0 };
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: luma::Color::new(shade).into(), ..Fill::default() }));
    let at = Point::from_xy(place.x, place.y);
    surface.draw_text(at, font.embedded.clone(), style.size, text, false, TextDirection::Auto);
}

/// Lines through points; a line of one point is a dot.
fn draw_lines(surface: &mut Surface<'_>, width: f32, shade: u8, lines: &[Vec<[f32; 2]>]) {
    let mut path = PathBuilder::new();
    for line in lines {
        let Some([x, y]) = line.first() else { continue };
        path.move_to(*x, *y);
        line.iter().for_each(|[x, y]| path.line_to(*x, *y));
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::new(shade).into(),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}

fn draw_picture(surface: &mut Surface<'_>, place: Place, jpeg: Vec<u8>) -> Result<(), OfficeError> {
    let image = Image::from_jpeg(jpeg.into(), true).map_err(|_| failed("a picture is no JPEG"))?;
    let (width, height) = image.size();
    let fitted = fit(place, width as f32, height as f32);
    let size = Size::from_wh(width as f32 * fitted.scale, height as f32 * fitted.scale);
    surface.push_transform(&Transform::from_translate(fitted.x, fitted.y));
    surface.draw_image(image, size.ok_or_else(|| failed("a picture without a size"))?);
    surface.pop();
    Ok(())
}

/// V-07: the strokes as they were drawn, on the pad as large as it fits.
fn draw_signature(surface: &mut Surface<'_>, place: Place, strokes: &Strokes) {
    let pad = fit(place, strokes.width as f32, strokes.height as f32);
    let at = |x: i64, y: i64| [pad.x + x as f32 * pad.scale, pad.y + y as f32 * pad.scale];
    let lines = strokes.strokes.iter().map(|stroke| stroke.0.iter().map(|p| at(p.x, p.y)).collect());
    draw_lines(surface, PEN, 0, &lines.collect::<Vec<_>>());
}

struct Fitted {
    x: f32,
    y: f32,
    scale: f32,
}

/// As large as it fits in, at the top left.
fn fit(place: Place, width: f32, height: f32) -> Fitted {
    let scale = (place.width / width.max(1.0)).min(place.height / height.max(1.0));
    Fitted { x: place.x, y: place.y, scale }
}
