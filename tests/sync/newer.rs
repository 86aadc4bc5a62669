//! What a newer Doorstep writes: genuine facts of a kind that this version does not know.

use doorstep_device::store::outbox::Outbox;
use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{
    Author, Carriage, Head, Part, RollingHash, Seen, SignedFact, SigningKey, Slot, Unsigned, Verdict,
};
use doorstep_domain::fold::{FOLD_VERSION, State};
use doorstep_domain::ids::{BootId, FactId, InstallationId, PersonId, SubjectId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_office::audience::Audience;
use doorstep_office::identity::Identity;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{
    EntryKind, FactStore as _, FeedStore as _, Place, PlacedFact, Store as _, SubjectRow, SubjectStore as _,
};
use doorstep_protocol::facts::{Routing, SealedFact};
use doorstep_protocol::pack::Packing;
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use doorstep_protocol::seal::{Purpose, Sealer};
use serde_json::json;
use uuid::Uuid;

use crate::handheld::{Handheld, who};
use crate::site::Site;

/// Who writes it, where, with which key.
struct Writer {
    person: PersonId,
    installation: InstallationId,
    sequence: i64,
    key: SigningKey,
}

impl Writer {
    fn write(&self, site: &Site, subject: &SubjectId) -> (Head, SignedFact) {
        let text = br#"{"said":"in a newer version"}"#.to_vec();
        let part = Part { slot: Slot::TEXTS.parse().unwrap(), salt: Fixed([7; 32]), bytes: Blob(text) };
        let now = site.now();
        let head = Head {
            v: ENVELOPE_VERSION,
            id: FactId(Uuid::now_v7()),
            kind: "callback.dreamt".to_owned(),
            kv: 3,
            site: site.office().identity().site.clone(),
            subject: subject.clone(),
            by: Author { person: self.person.clone(), key: public(&self.key) },
            installation: self.installation,
            sequence: self.sequence,
            wall: now,
            boot: BootId(Uuid::new_v4()),
            office: OfficeTime::exact(now),
            seen: Seen { office: 0, pending: 0 },
            body: json!({"brand": "new", "numbers": [1, 2, 3]}),
            parts: vec![part.reference(Carriage::Inline)],
        };
        let fact = Unsigned { head: head.clone(), parts: vec![part] }.sign(&self.key);
        (head, fact)
    }
}

/// A newer office wrote a fact about a subject into this database, and the office was set back since.
/// A subject that nobody had is granted to everybody.
pub fn write_at_office(site: &Site, subject: &SubjectId) -> FactId {
    let (office, store) = (site.office().identity(), Sqlite::open(&site.database()).unwrap());
    store.begin().unwrap();
    let sequence = store.last_own_sequence(office.installation).unwrap() + 1;
    let (person, installation, key) = (PersonId::office(), office.installation, office.keys.signing.clone());
    let (head, fact) = Writer { person, installation, sequence, key }.write(site, subject);
    let place = put(&store, office, &head, &fact, site.now());
    tell(&store, subject, place);
    store.commit().unwrap();
    head.id
}

/// Gives the fact the next place, with verdict and receipt.
fn put(store: &Sqlite, office: &Identity, head: &Head, fact: &SignedFact, now: Moment) -> i64 {
    let last = store.last_place().unwrap().unwrap();
    let (sequence, content) = (last.sequence + 1, fact.content_hash());
    let place = Place { sequence, rolling: RollingHash(last.rolling).after(sequence, content).0 };
    let verdict = Verdict::applied(OfficeTime::exact(now));
    let receipt = Receipt {
        v: 1,
        site: office.site.clone(),
        epoch: 1,
        fact: head.id,
        content,
        sequence,
        rolling: place.rolling,
        taken: now,
        outcome: verdict.outcome,
        missing: Vec::new(),
    };
    let receipt = SignedReceipt::issue(&receipt, &office.keys.signing);
    let parts = Vec::new();
    let placed = PlacedFact {
        place,
        head,
        fact,
        content,
        verdict: &verdict,
        receipt: &receipt,
        seal: None,
        taken: now,
        parts,
    };
    store.insert_fact(&placed).unwrap();
    sequence
}

/// Whoever has the subject is told.
fn tell(store: &Sqlite, subject: &SubjectId, place: i64) {
    let (state, fold_version) = (State::of(subject), FOLD_VERSION);
    let known = store.subject(subject).unwrap();
    let new = SubjectRow {
        subject: subject.clone(),
        state,
        fold_version,
        last_sequence: 0,
        home: None,
        worker: None,
    };
    store.save_subject(&SubjectRow { last_sequence: place, ..known.unwrap_or(new) }).unwrap();
    let granted = store.grants_of(subject).unwrap();
    for (audience, _) in &granted {
        store.log(audience, EntryKind::Fact, subject, place).unwrap();
    }
    if granted.is_empty() {
        store.add_grant(subject, &Audience::All, "rule").unwrap();
        store.log(&Audience::All, EntryKind::Grant, subject, place).unwrap();
    }
}

/// A newer app saved a fact on this handheld, and was set back since: it waits in the outbox, sealed.
pub fn write_on_handheld(handheld: &Handheld, site: &Site, subject: &SubjectId, sequence: i64) -> FactId {
    let outbox = Outbox::open(&handheld.folder().join("outbox.db")).unwrap();
    let (person, installation, key) = (who("lin"), handheld.installation(), SigningKey::from_bytes(&[9; 32]));
    let (head, fact) = Writer { person, installation, sequence, key }.write(site, subject);
    let routing = Routing { installation, sequence, priority: 1, tag: Fixed([9; 16]) };
    let office = site.office().identity().keys.sealing_public();
    let mut sealer = Sealer::new(&office, Purpose::Outbox).unwrap();
    let sealed = SealedFact::seal(&mut sealer, routing, &fact, Packing::Plain).unwrap();
    outbox.put(&sealed, head.id, &head.by.person, fact.content_hash(), site.now(), &[]).unwrap();
    head.id
}
