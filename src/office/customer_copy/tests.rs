//! what is on a copy, and what is said where it cannot be shown.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::document::{Document, OrderSheet, SheetLine};
use doorstep_domain::event::Payment;
use doorstep_domain::fact::{Carriage, Part};
use doorstep_domain::ids::FactId;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::{Fen, Quantity};
use doorstep_domain::stroke::{Point, Stroke};
use doorstep_domain::work_order::Parts;
use uuid::Uuid;

use super::*;
use crate::sample::{Scene, Sketch};

fn at() -> DateTime<Tz> {
    Moment::nearest(1_795_491_000_000).to_utc().with_timezone(&chrono_tz::Asia::Shanghai)
}

fn document(customer: &str, pictures: &[Shown]) -> Document {
    let line = |label, yuan: i64| SheetLine {
        label,
        quantity: Quantity::ONE,
        unit: "个",
        amount: Fen::try_from(yuan * 100).unwrap(),
    };
    let sheet = OrderSheet {
        language: Lang::Zh,
        customer,
        technician: "陈伟",
        at: at(),
        number: "2026-1124-018",
        reported: "洗手盆漏水",
        found: "下水弯管开裂，需更换",
        done: "更换弯管和密封圈，试水五分钟不漏，柜内已经擦干，换下的弯管用袋子装好留在柜边",
        lines: vec![line("更换弯管（含材料）", 55), line("人工", 25), line("上门检查", 0)],
        total: Fen::try_from(8000).unwrap(),
        materials: Vec::new(),
        parts: Parts::Left,
        started: Some(at()),
        finished: at(),
        supersedes: false,
        pictures: pictures.iter().map(|shown| shown.part.reference.hash).collect(),
    };
    sheet.write()
}

fn shown(after: bool, here: bool) -> Shown {
    let bytes = Sketch { scene: Scene::Pipe, after, variant: 0 }.jpeg().unwrap();
    let part = Part { slot: "picture/1".parse().unwrap(), salt: Fixed([0; 32]), bytes: Blob(bytes.clone()) };
    let reference = part.reference(Carriage::Apart);
    let bytes = here.then_some(Blob(bytes));
    let shows = if after { PictureOf::After } else { PictureOf::Before };
    Shown { shows, part: KeptPart { reference, salt: Some(part.salt), bytes, file: None } }
}

fn order(customer: &str, pictures: Vec<Shown>) -> SignedOrder {
    let document = document(customer, &pictures);
    let point = |x: i64, y: i64| Point { x: x * 32, y: y * 32, t: 0 };
    let stroke = Stroke(vec![point(40, 40), point(120, 120), point(200, 60)]);
    let strokes = vec![stroke, Stroke(vec![point(260, 90), point(300, 150)])];
    SignedOrder {
        site: Label::new("云栖华府", "Yunqi Residence"),
        number: "2026-1124-018".to_owned(),
        fingerprint: doorstep_domain::document::hash(&document.encode()),
        signed: at(),
        strokes: Some(Strokes { v: 1, document: Fixed([0; 32]), width: 358 * 32, height: 180 * 32, strokes }),
        charge: Some(Charged {
            fact: FactId(Uuid::nil()),
            by: "t-01".parse().unwrap(),
            at: Moment::nearest(0),
            payment: Payment::Cash,
            fen: Fen::try_from(8000).unwrap(),
            receipt: "0031402".parse().ok(),
            held: false,
        }),
        document,
        pictures,
    }
}

fn printed(order: SignedOrder, lang: Option<Lang>) -> Printed {
    let folder = tempfile::tempdir().unwrap();
    print(order, lang, &Blobs::open(folder.path()).unwrap()).unwrap()
}

#[test]
fn r_14_a_copy_is_one_small_pdf_with_signature_and_pictures() {
    let copy = printed(order("许女士", vec![shown(false, true), shown(true, true)]), None);
    assert!(copy.pdf.starts_with(b"%PDF-"));
    assert!(copy.missing.is_empty(), "{:?}", copy.missing);
    assert!(copy.pdf.len() < 120_000, "{} bytes: the font is a subset of what is used", copy.pdf.len());
    if let Ok(path) = std::env::var("COPY_PDF") {
        std::fs::write(path, &copy.pdf).unwrap();
    }
}

#[test]
fn v_07_a_character_that_cannot_be_shown_is_named() {
    for (customer, missing) in [("许女士", vec![]), ("𠮷先生", vec!['𠮷']), ("𠮷𠮷䶮女士", vec!['𠮷', '䶮'])]
    {
        assert_eq!(printed(order(customer, Vec::new()), None).missing, missing, "{customer}");
    }
}

#[test]
fn a_picture_on_its_way_is_missed_and_more_pictures_take_more_pages() {
    let on_its_way = printed(order("许女士", vec![shown(false, false)]), Some(Lang::En));
    assert!(on_its_way.missing.is_empty());
    let font = font::Font::embedded().unwrap();
    let count = |pictures: usize| {
        let order = order("许女士", (0..pictures).map(|_| shown(true, true)).collect());
        let pictures = (0..pictures).map(|_| (PictureOf::After, None)).collect();
        sheet::lay_out(&order, pictures, Lang::Zh, &font).pages.len()
    };
    assert_eq!([count(0), count(8)], [1, 3]);
    let lines = |text: &str| {
        let mut layout = layout::Layout::new(&font);
        layout.column(text, layout::Style { size: 10.0, ink: layout::Ink::Dark }, 36.0, 50.0);
        let items = layout.pages.remove(0).into_iter();
        let text = items.map(|item| if let layout::Item::Text(_, _, text) = item { text } else { panic!() });
        text.collect::<Vec<_>>()
    };
    assert_eq!(lines("一二三四五六七，八"), ["一二三四五", "六七，八"]);
    assert_eq!(lines("换弯管管管。好"), ["换弯管管", "管。好"], "no line begins with a full stop");
    assert_eq!(lines("a drain bend"), ["a drain ", "bend"]);
}
