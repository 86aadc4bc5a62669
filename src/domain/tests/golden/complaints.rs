//! One fact of every kind of section C and of V-12's reviews, and the complaint's document.

use doorstep_domain::callback::{Disposal, Review};
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::document::{DisposalSheet, OpinionSheet};
use doorstep_domain::fact::verdict::ComplaintVerdict;
use doorstep_domain::grade::{EscalatedFrom, Grade, GradeLine, Grading, GradingFacts, Injury};

use super::*;

const COMPLAINT: &str = "complaint/01935c1e-8a00-7000-8000-0000000000dd";
const CALLBACK: &str = "callback/01935c1e-8a00-7000-8000-0000000000aa";

fn pictures() -> Vec<Picture> {
    vec![Picture { slot: "picture/1".parse().unwrap(), shows: PictureOf::Site, taken: moment(-5) }]
}

fn facts_that_grade() -> GradingFacts {
    GradingFacts {
        loss_fen: 350_000,
        joint_complainants: 2,
        deaths: 0,
        injury: Injury::Minor,
        times_raised: 3,
        promise_broken: true,
        negative_media_days: 1,
        negative_media_outlets: 1,
        escalated_from: Some(EscalatedFrom::Ordinary),
    }
}

fn reception() -> Reception {
    Reception {
        home: "6-1-0604".parse().unwrap(),
        matter: "air-conditioning".parse().unwrap(),
        about: About::Person { person: "t-01".parse().unwrap() },
        channel: Channel::Door,
        sort: Sort::Complaint,
        happened: Some(moment(-3_600_000)),
        received: moment(-60_000),
        facts: facts_that_grade(),
        asked_for: Some(moment(86_400_000)),
        linked: Some(Linked { callback: CALLBACK.parse().unwrap(), record: fact_id(5) }),
        pictures: pictures(),
    }
}

fn opinion_sheet() -> Document {
    let local = |after| moment(after).to_utc().with_timezone(&chrono_tz::Asia::Shanghai);
    OpinionSheet {
        language: Lang::Zh,
        customer: "冯先生",
        by: "周雅宁",
        at: local(0),
        number: "1124-C005",
        received: local(-86_400_000),
        about: "工程部",
        happened: "空调水管修了两次还漏",
        wish: "本周内彻底修好",
        handled: "换了整段水管",
        handled_at: Some(local(-3_600_000)),
        opinion: "",
        supersedes: true,
        pictures: vec![Fixed([3; 32])],
    }
    .write()
}

fn disposal_sheet() -> Document {
    let local = |after| moment(after).to_utc().with_timezone(&chrono_tz::Asia::Shanghai);
    let texts =
        doorstep_domain::callback::Texts { shortcomings: "还是返味".into(), ..Default::default() };
    DisposalSheet {
        language: Lang::Zh,
        by: "秦岚",
        at: local(0),
        home: "6-1-1804",
        customer: "钱女士",
        matter: "卫生间返味",
        caller: "周雅宁",
        recorded: local(-86_400_000),
        ratings: [2, 2, 1],
        texts: &texts,
        comment: "第 3 次了，请工程部重做",
        complaint: "1124-C007",
        opinion: "换整段存水弯，本周内完成",
    }
    .write()
}

fn acts() -> Vec<Act> {
    vec![
        Act::Receive(Box::new(reception())),
        Act::Assess(Assessment { facts: facts_that_grade() }),
        Act::Raise(Raising { grade: Grade::Major }),
        Act::Escalate(Escalation { from: EscalatedFrom::Ordinary }),
        Act::Assign(doorstep_domain::complaint::Assignment {
            department: "engineering".parse().unwrap(),
            to: Some("t-01".parse().unwrap()),
        }),
        Act::Acknowledge(Acknowledgement { reached: MustReach::SiteManager }),
        Act::Phone(PhoneCall { whom: "m-01".parse().unwrap(), at: moment(0) }),
        Act::Note(Note { pictures: pictures() }),
        Act::HandOver(Handover { to: "f-01".parse().unwrap() }),
        Act::Rise(Rise { clock: ClockKind::Finish, to: Role::SiteManager }),
        Act::AgreeReply(NextReply { at: moment(3_600_000) }),
        Act::AgreeFinish(AgreedFinish { by: moment(7_200_000) }),
        Act::Mark(Marking { mark: doorstep_domain::complaint::Mark::NotOurs }),
        Act::Answer(WrittenAnswer {}),
        Act::Handle(Handling { pictures: pictures() }),
        Act::Tell(Telling { channel: Channel::Phone }),
        Act::SignOpinion(Opinion {
            sign_off: SignOff::Signed,
            language: Lang::Zh,
            document: document::hash(&opinion_sheet().encode()),
            supersedes: None,
        }),
        Act::Archive(Archival {}),
    ]
}

fn texts() -> Vec<u8> {
    let texts = doorstep_domain::complaint::Texts {
        customer: Some(doorstep_domain::directory::Contact {
            name: Label::new("冯先生", "Mr Feng"),
            phone: "15400000002".into(),
        }),
        place: "客厅".into(),
        happened: "空调水管修了两次还漏".into(),
        wish: "本周内彻底修好".into(),
        handled: "换了整段水管".into(),
        opinion: "满意".into(),
        note: "已说明".into(),
        signer: "刘女士".into(),
    };
    serde_json::to_vec(&texts).unwrap()
}

pub(super) fn facts() -> Vec<SignedFact> {
    let complaint = |(n, act): (u128, Act)| {
        let slots = act.needed_parts().iter().map(|slot| part(slot, &texts()));
        let inline = slots.map(|part| (part, Carriage::Inline));
        let apart =
            act.pictures().iter().map(|p| (part(p.slot.as_str(), b"\xff\xd8\xff\xd9"), Carriage::Apart));
        let parts = inline.chain(apart).collect();
        sign(n, COMPLAINT, Body::Complaint(Box::new(act)), parts)
    };
    let part = |slot: &str| (part(slot, b"{}"), Carriage::Inline);
    let review = Body::CallbackReviewed(Review { record: fact_id(5) });
    let disposal = Body::CallbackDisposed(Disposal { record: fact_id(5), document: document::hash(b"{}") });
    let mut facts: Vec<SignedFact> = (60..).zip(acts()).map(complaint).collect();
    facts.push(sign(12, CALLBACK, review, vec![part("texts")]));
    facts.push(sign(13, CALLBACK, disposal, vec![part("document"), part("texts"), part("signature")]));
    facts
}

fn verdict() -> Verdict {
    let grading = Grading { grade: Grade::Serious, lines: vec![GradeLine::SiteFigureLoss] };
    let complaint = ComplaintVerdict {
        step: Some(Step::Received),
        number: Some("2026-1124-C005".into()),
        standing: Some(Standing { grading, by_hand: false }),
        started: vec![Started { clock: ClockKind::Respond, by: moment(480_000) }],
    };
    let time = OfficeTime::exact(moment(0));
    let reason = Reason::TooLate { by: "e-01".parse().unwrap(), at: moment(0) };
    Verdict { complaint: Some(complaint), ..Verdict::held(time, reason) }
}

#[test]
fn section_c_verdicts_and_documents_are_read() {
    check("verdict-complaint.json", &serde_json::to_value(verdict()).unwrap());
    assert_eq!(serde_json::from_value::<Verdict>(read("verdict-complaint.json")).unwrap(), verdict());
    for (name, document) in
        [("document-complaint.json", opinion_sheet()), ("document-disposal.json", disposal_sheet())]
    {
        check(name, &serde_json::to_value(&document).unwrap());
        assert_eq!(Document::parse(read(name).to_string().as_bytes()).unwrap(), document);
    }
}
