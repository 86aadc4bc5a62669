//! A large residence, written straight into an office's database: genuine signed facts, each with its place, verdict and
//! receipt, and the states that they fold to. Thousands of them through the front door would take an hour.

use std::path::Path;

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::callback::{Attempt, CallbackVerdict, Manner, Opening, Ratings, Record, SignOff, Texts};
use doorstep_domain::directory::{Contact, HomeEntry, Label};
use doorstep_domain::document;
use doorstep_domain::event::{Charge, EventKind, Finish, Payment, Step, Story};
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::verdict::Due;
use doorstep_domain::fact::{
    Author, Body, Carriage, Head, Part, RollingHash, Seen, SigningKey, Unsigned, Verdict,
};
use doorstep_domain::fold::{FOLD_VERSION, State};
use doorstep_domain::ids::{BootId, FactId, HomeId, InstallationId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use doorstep_office::audience::Audience;
use doorstep_office::identity::Identity;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{
    AlarmStore as _, EntryKind, FactStore as _, FeedStore as _, KeptPart, Place, PlacedFact, Store as _,
    SubjectRow, SubjectStore as _,
};
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use serde_json::json;
use uuid::Uuid;

/// Whose residence it is: the butler of every home.
pub const BUTLER: &str = "lin";
/// So many callbacks are still to be made.
pub const OPEN: usize = 200;
const HOUR: i64 = 3_600_000;

/// How much of it there is: of five subjects one is a home, two are events, two their callbacks.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Subjects.
    pub subjects: usize,
    /// Facts of each, on average.
    pub facts: usize,
}

/// Writes it; answers how many facts.
pub fn write(database: &Path, office: &Identity, now: Moment, size: Size) -> i64 {
    let store = Sqlite::open(database).unwrap();
    store.begin().unwrap();
    let last = store.last_place().unwrap().unwrap();
    let mut writer = Writer {
        store: &store,
        office,
        now,
        last,
        own: store.last_own_sequence(office.installation).unwrap(),
        elsewhere: (InstallationId(Uuid::new_v4()), SigningKey::from_bytes(&[11; 32]), 0),
        derived: None,
    };
    let cases = size.subjects * 2 / 5;
    // An event is one fact: what it has less the others have more.
    let (of_home, of_case) = (size.facts, (size.facts * 2).saturating_sub(1).max(2));
    for home in 0..size.subjects / 5 {
        writer.home(home, of_home);
        writer.case(home * 2, home, of_case, home * 2 < cases.saturating_sub(OPEN));
        writer.case(home * 2 + 1, home, of_case, home * 2 + 1 < cases.saturating_sub(OPEN));
    }
    let facts = writer.last.sequence - last.sequence;
    store.commit().unwrap();
    facts
}

struct Writer<'a> {
    store: &'a Sqlite,
    office: &'a Identity,
    now: Moment,
    last: Place,
    own: i64,
    /// A handheld of somebody who has left, its person's key and its sequence.
    elsewhere: (InstallationId, SigningKey, i64),
    /// What the next fact is called, where that follows from its cause.
    derived: Option<FactId>,
}

/// A subject that is being written.
struct Growing {
    subject: SubjectId,
    state: State,
    home: HomeId,
    last: i64,
}

impl Writer<'_> {
    fn home(&mut self, number: usize, facts: usize) {
        let home: HomeId = code(number);
        let mut growing = Growing::new(SubjectId::new(SubjectKind::Home, &home), home);
        for time in 0..facts {
            let contact = Contact {
                name: Label::new(format!("住户{number}号{time}"), format!("Resident {number}")),
                phone: format!("138{number:08}"),
            };
            let entry = HomeEntry {
                building: (number / 400 + 1).to_string(),
                section: (number / 100 % 4 + 1).to_string(),
                room: format!("{:04}", number % 100),
                butler: Some(BUTLER.parse().unwrap()),
                language: Lang::Zh,
            };
            let texts = part("texts", serde_json::to_vec(&contact).unwrap());
            let at = self.now.shifted(-HOUR * 24 * (400 - time as i64));
            self.add(
                &mut growing,
                None,
                Body::HomeRecorded(entry),
                vec![texts],
                Verdict::applied(OfficeTime::exact(at)),
            );
        }
        self.finish(growing, "butler");
    }

    /// An event and its callback, which was made unless it is open.
    fn case(&mut self, number: usize, home: usize, facts: usize, made: bool) {
        let home: HomeId = code(home);
        let at = self.now.shifted(if made {
            -HOUR * (48 + number as i64 % 9_000)
        } else {
            -HOUR * (1 + number as i64 % 20)
        });
        let event = SubjectId::new(SubjectKind::Event, format!("e-{number}"));
        let mut growing = Growing::new(event.clone(), home.clone());
        let (finish, story) = finish(number, &home, at);
        let texts = part("texts", serde_json::to_vec(&story).unwrap());
        let time = OfficeTime::exact(at);
        let finished =
            self.add(&mut growing, None, Body::EventFinished(finish), vec![texts], Verdict::applied(time));
        self.finish(growing, "butler");
        // V-11, as the office derives it: else it would open each callback once more.
        let mut growing = Growing::new(SubjectId::callback_of(finished), home.clone());
        let due = Due {
            target_by: None,
            due_by: at.shifted(24 * HOUR),
            calendar_assumed: false,
            who: vec![Role::Butler, Role::FrontDesk],
            site_revision: 1,
        };
        let opening = Opening {
            event,
            after: EventKind::Repair,
            home,
            matter: "sink".parse().unwrap(),
            registered: at.shifted(-HOUR),
            finished: at,
        };
        let verdict = Verdict { due: Some(due), ..Verdict::applied(time) };
        self.derived = Some(FactId::caused(finished, "V-11"));
        self.add(&mut growing, None, Body::CallbackOpened(opening), Vec::new(), verdict);
        for attempt in 0..facts - 2 {
            self.attempt(&mut growing, at.shifted(60_000 * (1 + attempt as i64)), number);
        }
        let last = at.shifted(60_000 * facts as i64);
        if made {
            self.record(&mut growing, last, number)
        } else {
            self.attempt(&mut growing, last, number)
        }
        self.finish(growing, "butler");
    }

    fn attempt(&mut self, growing: &mut Growing, at: Moment, number: usize) {
        let texts =
            Texts { note: format!("第{number}次敲门无人应答，已留字条"), ..Texts::default() };
        let parts = vec![part("texts", serde_json::to_vec(&texts).unwrap())];
        let body = Body::CallbackAttempted(Attempt { next_try: at.shifted(HOUR) });
        self.add(growing, Some(BUTLER), body, parts, Verdict::applied(OfficeTime::exact(at)));
    }

    fn record(&mut self, growing: &mut Growing, at: Moment, number: usize) {
        let texts = Texts {
            opinions: format!("师傅很准时，{number} 号工单处理得干净利落"),
            ..Texts::default()
        };
        let sheet = json!({"v": 1, "about": "callback", "language": "zh-CN", "heading": "王先生，请您过目",
            "intro": "回访 · 当面 · 签名后不能改动", "rows": [{"label": "报修", "text": "厨房水槽漏水"},
            {"label": "处理", "text": format!("换阀芯，试水 {number} 分钟")}, {"label": "质量", "mark": {"rating": 5}}]});
        let sheet = serde_json::to_vec(&sheet).unwrap();
        let record = Record {
            manner: Manner::Face,
            ratings: serde_json::from_value(json!({"quality": 5, "effect": 5, "satisfaction": 4})).unwrap(),
            verdict: CallbackVerdict::Qualified,
            sign_off: SignOff::Signed,
            language: Lang::Zh,
            document: document::hash(&sheet),
            supersedes: None,
        };
        let _: &Ratings = &record.ratings;
        let parts = vec![
            part("document", sheet),
            part("texts", serde_json::to_vec(&texts).unwrap()),
            part("signature", strokes(number)),
        ];
        let body = Body::CallbackRecorded(Box::new(record));
        self.add(growing, Some(BUTLER), body, parts, Verdict::applied(OfficeTime::exact(at)));
    }

    fn add(
        &mut self,
        growing: &mut Growing,
        by: Option<&str>,
        body: Body,
        parts: Vec<Part>,
        verdict: Verdict,
    ) -> FactId {
        let (installation, key, sequence, person) = match by {
            Some(person) => {
                self.elsewhere.2 += 1;
                (self.elsewhere.0, self.elsewhere.1.clone(), self.elsewhere.2, person.parse().unwrap())
            }
            None => {
                self.own += 1;
                (self.office.installation, self.office.keys.signing.clone(), self.own, PersonId::office())
            }
        };
        let (kind, at) = (body.kind(), verdict.time.middle());
        let head = Head {
            v: ENVELOPE_VERSION,
            id: self.derived.take().unwrap_or_else(|| FactId(Uuid::now_v7())),
            kind: kind.word.to_owned(),
            kv: kind.version,
            site: self.office.site.clone(),
            subject: growing.subject.clone(),
            by: Author { person, key: public(&key) },
            installation,
            sequence,
            wall: at,
            boot: BootId(Uuid::new_v4()),
            office: OfficeTime::exact(at),
            seen: Seen { office: growing.last, pending: 0 },
            body: body.to_value(),
            parts: parts.iter().map(|part| part.reference(Carriage::Inline)).collect(),
        };
        let kept = parts.iter().map(|part| KeptPart {
            reference: part.reference(Carriage::Inline),
            salt: Some(part.salt),
            bytes: Some(part.bytes.clone()),
            file: None,
        });
        let kept: Vec<KeptPart> = kept.collect();
        let fact = Unsigned { head: head.clone(), parts }.sign(&key);
        let (sequence, content) = (self.last.sequence + 1, fact.content_hash());
        let place = Place { sequence, rolling: RollingHash(self.last.rolling).after(sequence, content).0 };
        let receipt = Receipt {
            v: 1,
            site: self.office.site.clone(),
            epoch: 1,
            fact: head.id,
            content,
            sequence,
            rolling: place.rolling,
            taken: at,
            outcome: verdict.outcome,
            missing: Vec::new(),
        };
        let receipt = SignedReceipt::issue(&receipt, &self.office.keys.signing);
        let placed = PlacedFact {
            place,
            head: &head,
            fact: &fact,
            content,
            verdict: &verdict,
            receipt: &receipt,
            taken: at,
            parts: kept,
            seal: None,
        };
        self.store.insert_fact(&placed).unwrap();
        growing.state.apply(&head, &body, &verdict);
        (self.last, growing.last) = (place, sequence);
        head.id
    }

    /// Its state, and who has it.
    fn finish(&mut self, growing: Growing, reason: &str) {
        let Growing { subject, state, home, last } = growing;
        let open = match &state {
            State::Callback(callback) if callback.is_open() => callback.opened.as_ref().map(|o| o.due.due_by),
            _ => None,
        };
        self.store.set_open(&subject, open).unwrap();
        let row = SubjectRow {
            subject: subject.clone(),
            state,
            fold_version: FOLD_VERSION,
            last_sequence: last,
            home: Some(home),
            worker: None,
        };
        self.store.save_subject(&row).unwrap();
        for (audience, reason) in
            [(Audience::Desk, "rule"), (Audience::Person(BUTLER.parse().unwrap()), reason)]
        {
            self.store.add_grant(&subject, &audience, reason).unwrap();
            self.store.log(&audience, EntryKind::Grant, &subject, last).unwrap();
        }
    }
}

impl Growing {
    fn new(subject: SubjectId, home: HomeId) -> Self {
        Self { state: State::of(&subject), subject, home, last: 0 }
    }
}

/// The code of a home.
pub fn code(number: usize) -> HomeId {
    format!("{}-{}-{:04}", number / 400 + 1, number / 100 % 4 + 1, number).parse().unwrap()
}

fn part(slot: &str, bytes: Vec<u8>) -> Part {
    let mut salt = [0; 32];
    salt[..16].copy_from_slice(Uuid::new_v4().as_bytes());
    salt[16..].copy_from_slice(Uuid::new_v4().as_bytes());
    Part { slot: slot.parse().unwrap(), salt: Fixed(salt), bytes: Blob(bytes) }
}

fn finish(number: usize, home: &HomeId, at: Moment) -> (Finish, Story) {
    let finish = Finish {
        event: EventKind::Repair,
        number: format!("R-{number}"),
        home: home.clone(),
        matter: "sink".parse().unwrap(),
        department: "engineering".parse().unwrap(),
        registered: at.shifted(-HOUR),
        finished: at,
        done_by: Some("zhao".parse().unwrap()),
        charge: Some(Charge { fen: 8_000, payment: Payment::Cash }),
        pictures: Vec::new(),
    };
    let steps = ["登记", "派工", "到场", "完工"].map(|title| Step {
        at: at.shifted(-HOUR / 2),
        title: Label::new(title, ""),
        text: Label::new(format!("{title} · 工程部 {number}"), ""),
    });
    let story = Story {
        customer: Contact {
            name: Label::new(format!("王先生{number}"), "Mr Wang"),
            phone: "13900000000".into(),
        },
        reported: Label::new("厨房水槽漏水", "Kitchen sink leaks"),
        done: Label::new("换阀芯，试水十分钟无渗漏", "Replaced the valve, no leak"),
        steps: steps.to_vec(),
    };
    (finish, story)
}

/// Some sixty points, as a pen draws them.
fn strokes(seed: usize) -> Vec<u8> {
    let mut at = seed as i64 * 7_919 % 4_001;
    let points: Vec<String> = (0..60)
        .map(|point| {
            at = (at * 31 + 17) % 9_973;
            format!("{},{},{}", 1_600 + at, 1_200 + at * 3 % 4_000, point * 16)
        })
        .collect();
    format!("{{\"v\":1,\"width\":11456,\"height\":5760,\"strokes\":[[{}]]}}", points.join(",")).into_bytes()
}
