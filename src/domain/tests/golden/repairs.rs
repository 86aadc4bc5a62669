//! One fact of every kind of section R, with what its office says of it, and the documents.

use std::collections::BTreeMap;

use doorstep_domain::cash_up::{HandIn, Means};
use doorstep_domain::catalogue::{Catalogue, Fault, NO_CATALOGUE, PriceItem, Trade, Warranty};
use doorstep_domain::document::{MaterialRow, OrderSheet, PriceSheet, SheetLine};
use doorstep_domain::fact::verdict::OrderVerdict;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::money::{Fen, Quantity};
use doorstep_domain::work_order::*;

use super::*;

const ORDER: &str = "work_order/01935c1e-8a00-7000-8000-0000000000cc";

fn fen(fen: i64) -> Fen {
    fen.try_into().unwrap()
}

fn pictures(shows: PictureOf) -> Vec<Picture> {
    vec![Picture { slot: "picture/1".parse().unwrap(), shows, taken: moment(-5) }]
}

fn lines() -> Vec<PriceLine> {
    let line = |item: Option<&str>, quantity: u16, each| PriceLine {
        item: item.map(|item| item.parse().unwrap()),
        quantity: quantity.try_into().unwrap(),
        each: fen(each),
    };
    vec![line(Some("drain-bend"), 1, 5500), line(None, 2, 1250)]
}

fn acts() -> Vec<Act> {
    vec![
        Act::Register(Registration {
            home: "3-2-1503".parse().unwrap(),
            matter: "basin-leak".parse().unwrap(),
            wanted: Wanted::Appointment { at: moment(3_600_000) },
            requested: moment(-60_000),
            manner: doorstep_domain::work_order::Manner::Phone,
            pictures: pictures(PictureOf::Site),
        }),
        Act::Dispatch(Dispatch {
            trade: "water".parse().unwrap(),
            to: "t-01".parse().unwrap(),
            under_warranty: false,
            listed: true,
        }),
        Act::NotifyContractor(Notification { manner: doorstep_domain::work_order::Manner::Phone }),
        Act::AgreeTime(Appointment { at: moment(7_200_000) }),
        Act::Accept(Acceptance {}),
        Act::Attempt(doorstep_domain::work_order::Attempt {
            next_try: moment(7_200_000),
            pictures: pictures(PictureOf::Site),
        }),
        Act::Arrive(Arrival { checklist_done: true }),
        Act::Verify(Verification {
            matter: "drain".parse().unwrap(),
            differs: true,
            lines: lines(),
            pictures: pictures(PictureOf::Before),
        }),
        Act::AskQuote(QuoteQuestion { pictures: pictures(PictureOf::Before) }),
        Act::Quote(Quote {
            answer: QuoteAnswer::Price { fen: fen(2500) },
            by_phone: Some("e-01".parse().unwrap()),
        }),
        Act::Agree(Agreement {
            lines: lines(),
            total: fen(8000),
            quote: Some(fact_id(9)),
            catalogue: 3,
            manner: doorstep_domain::work_order::Manner::Face,
            language: Lang::Zh,
            document: document::hash(&price().encode()),
        }),
        Act::Decline(Declining { reason: DeclineReason::Price }),
        Act::Countersign(Countersignature { declining: fact_id(12) }),
        Act::Return(Return { reason: ReturnReason::Warranty }),
        Act::CheckMaterial(MaterialCheck {
            quality: MaterialQuality::Unqualified,
            choice: Some(MaterialChoice::Use),
        }),
        Act::Start(Start {}),
        Act::Finish(doorstep_domain::work_order::Finish {
            tidy: true,
            parts: Parts::Left,
            pictures: pictures(PictureOf::After),
        }),
        Act::Sign(Signing {
            sign_off: SignOff::Signed,
            total: fen(8000),
            language: Lang::Zh,
            document: document::hash(&order_sheet().encode()),
            supersedes: None,
        }),
        Act::Charge(Charging {
            payment: Payment::Cash,
            fen: fen(8000),
            receipt: Some("NO-0815".parse().unwrap()),
        }),
        Act::Confirm(Confirmation {}),
        Act::Cancel(Cancellation {}),
    ]
}

fn texts() -> Vec<u8> {
    let texts = doorstep_domain::work_order::Texts {
        customer: Some(doorstep_domain::directory::Contact {
            name: Label::new("许女士", "Ms Xu"),
            phone: "15400000001".into(),
        }),
        reported: "洗手盆漏水".into(),
        access: "先打电话".into(),
        found: "下水弯管开裂".into(),
        done: "更换弯管".into(),
        material: "密封圈".into(),
        warning: "用它可能再次渗漏".into(),
        note: "快一点".into(),
        signer: "刘女士".into(),
    };
    serde_json::to_vec(&texts).unwrap()
}

fn catalogue() -> Catalogue {
    let trade = Trade {
        label: Label::new("水电", "Water and power"),
        department: "water-power".parse().unwrap(),
        technicians: vec!["t-01".parse().unwrap()],
    };
    let item = PriceItem {
        label: Label::new("更换弯管（含材料）", "Replace the bend, with material"),
        unit: Label::new("个", "piece"),
        each: fen(5500),
        trade: "water".parse().unwrap(),
    };
    let fault = Fault { trade: "water".parse().unwrap(), prices: vec!["drain-bend".parse().unwrap()] };
    Catalogue {
        revision: 3,
        trades: BTreeMap::from([("water".parse().unwrap(), trade)]),
        prices: BTreeMap::from([("drain-bend".parse().unwrap(), item)]),
        faults: BTreeMap::from([("basin-leak".parse().unwrap(), fault)]),
        warranties: vec![Warranty {
            building: "8".into(),
            trade: "water".parse().unwrap(),
            until: "2027-06-30".parse().unwrap(),
            contractor: "c-01".parse().unwrap(),
        }],
        warnings: vec![Label::new("用它可能再次渗漏", "It may leak again")],
        work_done: vec![Label::new("已更换", "Replaced")],
        ..NO_CATALOGUE.clone()
    }
}

fn hand_in() -> (SubjectId, Body) {
    let body = HandIn {
        person: "t-01".parse().unwrap(),
        day: "2026-11-24".parse().unwrap(),
        means: Means::Cash,
        fen: fen(8000),
        slip: "CW-12".parse().unwrap(),
    };
    (SubjectId::cash_up(&body.person, body.day), Body::CashHandedIn(body))
}

pub(super) fn facts() -> Vec<SignedFact> {
    let order = |(n, act): (u128, Act)| {
        let strokes = matches!(act, Act::Accept(_)).then_some("signature");
        let slots = act.needed_parts().iter().copied().chain(strokes).map(|slot| part(slot, &texts()));
        let inline = slots.map(|part| (part, Carriage::Inline));
        let apart =
            act.pictures().iter().map(|p| (part(p.slot.as_str(), b"\xff\xd8\xff\xd9"), Carriage::Apart));
        let parts = inline.chain(apart).collect();
        sign(n, ORDER, Body::WorkOrder(Box::new(act)), parts)
    };
    let (cash_up, handed_in) = hand_in();
    let catalogue = Body::CatalogueRecorded(Box::new(catalogue()));
    let mut facts: Vec<SignedFact> = (20..).zip(acts()).map(order).collect();
    facts.push(sign(10, "catalogue/yunqi", catalogue, vec![]));
    facts.push(sign(11, cash_up.as_str(), handed_in, vec![]));
    facts
}

fn local(after: i64) -> chrono::DateTime<chrono_tz::Tz> {
    moment(after).to_utc().with_timezone(&chrono_tz::Asia::Shanghai)
}

fn sheet_lines() -> Vec<SheetLine<'static>> {
    let two = Quantity::try_from(2).unwrap();
    vec![
        SheetLine {
            label: "更换弯管（含材料）", quantity: Quantity::ONE, unit: "个", amount: fen(5500)
        },
        SheetLine { label: "密封圈", quantity: two, unit: "个", amount: fen(2500) },
        SheetLine { label: "上门检查", quantity: Quantity::ONE, unit: "次", amount: Fen::FREE },
    ]
}

fn price() -> Document {
    PriceSheet {
        language: Lang::Zh,
        customer: "许女士",
        technician: "陈伟",
        at: local(0),
        number: "1124-018",
        reported: "洗手盆漏水",
        found: "下水弯管开裂，需更换",
        lines: sheet_lines(),
        total: fen(8000),
    }
    .write()
}

fn order_sheet() -> Document {
    let check = MaterialCheck { quality: MaterialQuality::Unqualified, choice: Some(MaterialChoice::Use) };
    OrderSheet {
        language: Lang::En,
        customer: "Ms Xu",
        technician: "Chen Wei",
        at: local(0),
        number: "1124-018",
        reported: "The basin leaks",
        found: "The drain bend is cracked",
        done: "Bend replaced",
        lines: sheet_lines(),
        total: fen(8000),
        materials: vec![MaterialRow { name: "seal", warning: "it may leak again", check }],
        parts: Parts::Left,
        started: Some(local(-1_800_000)),
        finished: local(0),
        supersedes: false,
        pictures: vec![Fixed([3; 32]), Fixed([4; 32])],
    }
    .write()
    .signed_by("Ms Liu", doorstep_domain::callback::Relation::Spouse)
}

fn verdict() -> Verdict {
    let started = vec![Started { clock: ClockKind::OnSite, by: moment(900_000) }];
    let order = OrderVerdict {
        step: Some(Step::Accepted),
        number: Some("2026-1124-018".into()),
        sequence: Some(7),
        started,
    };
    let time = OfficeTime::exact(moment(0));
    let by = "t-02".parse().unwrap();
    let reason = Reason::NotNow { step: Step::Settled, by, at: moment(0) };
    Verdict { order: Some(order), ..Verdict::held(time, reason) }
}

#[test]
fn section_r_verdicts_and_documents_are_read() {
    check("verdict-work_order.json", &serde_json::to_value(verdict()).unwrap());
    assert_eq!(serde_json::from_value::<Verdict>(read("verdict-work_order.json")).unwrap(), verdict());
    for (name, document) in [("document-price.json", price()), ("document-work_order.json", order_sheet())] {
        check(name, &serde_json::to_value(&document).unwrap());
        assert_eq!(Document::parse(read(name).to_string().as_bytes()).unwrap(), document);
    }
}
