//! What stands on the customer's copy, from top to bottom.

use doorstep_domain::document::{Row, RowPart};
use doorstep_domain::event::{Payment, PictureOf};
use doorstep_domain::lang::{Lang, Words};

use super::SignedOrder;
use super::font::Font;
use super::layout::{Ink, Item, Layout, MARGIN, Place, Style, WIDTH};

const TITLE: Words = Words::new("维修派工单 · 客户联", "Repair order · customer's copy");
const NUMBER: Words = Words::new("单号", "No.");
const SIGNED: Words = Words::new("客户签名", "Signed");
const NOT_SIGNED: Words = Words::new("客户未签名，原因已记录", "Not signed; the reason is on the record");
const PAID: Words = Words::new("付款（签名后）", "Payment (after signing)");
const CASH: Words = Words::new("现金", "cash");
const CARD: Words = Words::new("刷卡", "card");
const UNPAID: Words = Words::new("未付", "not paid yet");
const RECEIPT: Words = Words::new("收据", "receipt");
const BEFORE: Words = Words::new("修前", "Before");
const AFTER: Words = Words::new("修后", "After");
const SITE: Words = Words::new("现场", "Site");
const NOT_HERE: Words = Words::new("照片还没有传到管理处", "this picture has not reached the office yet");
const NO_GLYPHS: Words = Words::new(
    "以下字符字体中没有，以 □ 代替；签名的原件中有：",
    "The font lacks these characters, shown as □; the signed original has them: ",
);
const FINGERPRINT: Words = Words::new("签名原件指纹 SHA-256", "Fingerprint of the signed original, SHA-256");

const TITLE_STYLE: Style = Style { size: 13.0, ink: Ink::Dark };
const HEADING: Style = Style { size: 15.0, ink: Ink::Dark };
const TEXT: Style = Style { size: 10.5, ink: Ink::Dark };
const TOTAL: Style = Style { size: 14.0, ink: Ink::Dark };
const SMALL: Style = Style { size: 9.0, ink: Ink::Grey };
const TINY: Style = Style { size: 7.0, ink: Ink::Grey };

/// The column of what a line is about, and that of what it says.
const LABEL: f32 = 96.0;
const SAID: f32 = WIDTH - LABEL - 8.0;
const SIGNATURE: [f32; 2] = [170.0, 80.0];
const PICTURE: [f32; 2] = [(WIDTH - 12.0) / 2.0, 124.0];

/// Sets the copy.
pub(super) fn lay_out<'a>(
    order: &SignedOrder,
    pictures: Vec<(PictureOf, Option<Vec<u8>>)>,
    lang: Lang,
    font: &'a Font,
) -> Layout<'a> {
    let mut layout = Layout::new(font);
    head(&mut layout, order, lang);
    order.document.rows.iter().for_each(|line| row(&mut layout, line));
    layout.rule();
    signature(&mut layout, order, lang);
    payment(&mut layout, order, lang);
    for pair in pair_up(pictures) {
        picture_row(&mut layout, pair, lang);
    }
    foot(&mut layout, order, lang);
    layout
}

fn head(layout: &mut Layout<'_>, order: &SignedOrder, lang: Lang) {
    layout.at_right(&format!("{} {}", NUMBER.in_lang(lang), order.number), TEXT);
    layout.paragraph(order.site.in_lang(lang), SMALL);
    layout.paragraph(TITLE.in_lang(lang), TITLE_STYLE);
    layout.rule();
    layout.paragraph(&order.document.heading, HEADING);
    layout.paragraph(&order.document.intro, SMALL);
    layout.skip(6.0);
}

fn row(layout: &mut Layout<'_>, row: &Row) {
    let style = if row.part == Some(RowPart::Total) { TOTAL } else { TEXT };
    layout.side_by_side((&row.label, SMALL, LABEL), (&row.text, style, SAID));
    layout.skip(3.0);
}

fn signature(layout: &mut Layout<'_>, order: &SignedOrder, lang: Lang) {
    let when = order.signed.format("%Y-%m-%d %H:%M");
    let Some(strokes) = order.strokes.clone() else {
        return layout.paragraph(&format!("{} · {when}", NOT_SIGNED.in_lang(lang)), TEXT);
    };
    let [width, height] = SIGNATURE;
    let y = layout.room(height + 8.0);
    layout.put(Item::Signature(Place { x: MARGIN + LABEL, y, width, height }, strokes));
    layout.column(&format!("{}\n{when}", SIGNED.in_lang(lang)), SMALL, MARGIN, LABEL);
    layout.end_at(y + height + 8.0);
}

/// what the office has on record; it is not part of what was signed.
fn payment(layout: &mut Layout<'_>, order: &SignedOrder, lang: Lang) {
    let Some(charge) = &order.charge else { return };
    let means = match charge.payment {
        Payment::Cash => CASH,
        Payment::Card => CARD,
        Payment::Unpaid => UNPAID,
    };
    let amount = match lang {
        Lang::Zh => format!("{} 元", charge.fen.yuan()),
        Lang::En => format!("¥{}", charge.fen.yuan()),
    };
    let receipt = charge.receipt.as_ref();
    let receipt = receipt.map(|number| format!(" · {} {}", RECEIPT.in_lang(lang), number.as_str()));
    let text = format!("{amount} · {}{}", means.in_lang(lang), receipt.unwrap_or_default());
    layout.side_by_side((PAID.in_lang(lang), SMALL, LABEL), (&text, TEXT, SAID));
}

type Picture = (PictureOf, Option<Vec<u8>>);

fn pair_up(pictures: Vec<Picture>) -> Vec<Vec<Picture>> {
    let mut rows: Vec<Vec<Picture>> = Vec::new();
    for picture in pictures {
        match rows.last_mut().filter(|row| row.len() < 2) {
            Some(row) => row.push(picture),
            None => rows.push(vec![picture]),
        }
    }
    rows
}

fn picture_row(layout: &mut Layout<'_>, row: Vec<Picture>, lang: Lang) {
    let [width, height] = PICTURE;
    layout.skip(8.0);
    let top = layout.room(height + 16.0);
    for ((shows, jpeg), x) in row.into_iter().zip([MARGIN, MARGIN + width + 12.0]) {
        let mut caption = caption(shows).in_lang(lang).to_owned();
        match jpeg {
            Some(jpeg) => layout.put(Item::Picture(Place { x, y: top, width, height }, jpeg)),
            None => caption = format!("{caption} · {}", NOT_HERE.in_lang(lang)),
        }
        layout.line_at(&caption, TINY, x, top + height + 3.0);
    }
    layout.skip(height + 16.0);
}

fn caption(shows: PictureOf) -> Words {
    match shows {
        PictureOf::Before => BEFORE,
        PictureOf::After => AFTER,
        PictureOf::Site => SITE,
    }
}

/// V-07: what could not be shown is said, and the original is named.
fn foot(layout: &mut Layout<'_>, order: &SignedOrder, lang: Lang) {
    layout.rule();
    let missing = layout.missing();
    if !missing.is_empty() {
        let codes: Vec<String> = missing.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        layout.paragraph(&format!("{}{}", NO_GLYPHS.in_lang(lang), codes.join(", ")), SMALL);
    }
    layout.paragraph(&format!("{} {}", FINGERPRINT.in_lang(lang), order.fingerprint), TINY);
}
