//! What has reached the office and what has not: for anybody to see (F-01). Green only from receipts.

use std::collections::HashMap;

use doorstep_domain::callback::{CallbackVerdict, SignOff};
use doorstep_domain::complaint;
use doorstep_domain::directory::Label;
use doorstep_domain::fact::{Body, Head, Reason, Slot};
use doorstep_domain::fold::State;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{FactId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::Action;

use super::QueryError;
use super::people::name;
use super::task::Place;
use super::{complaints, work_order};
use crate::device::Device;
use crate::shift::Shift;
use crate::store::StoreError;
use crate::store::outbox::{OutboxRow, RowState, Upload, UploadState};

/// No outbox shows more.
const MOST_ROWS: usize = 500;

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// The installation's own count.
    pub sequence: i64,
    /// What it is, as far as this person may see it.
    pub what: What,
    /// Who made it.
    pub author: Label,
    /// Bytes as they travel.
    pub bytes: i64,
    /// When it was saved.
    pub saved: Moment,
    /// How it stands.
    pub state: RowState,
    /// The receipt's number and time, once the office holds it.
    pub receipt: Option<(i64, Moment)>,
    /// F-04: who was first, where that is why it is held.
    pub first_by: Option<(Label, Moment)>,
    /// It or a picture of it is held or refused, and nobody has noticed yet.
    pub needs_look: bool,
    /// Its pictures, each as it stands.
    pub pictures: Vec<PictureItem>,
}

/// A picture of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureItem {
    /// Its slot.
    pub slot: Slot,
    /// Its bytes as they travel.
    pub bytes: i64,
    /// So many of them are at the office.
    pub sent: i64,
    /// How it stands.
    pub state: UploadState,
}

impl From<Upload> for PictureItem {
    fn from(upload: Upload) -> Self {
        Self { slot: upload.slot, bytes: upload.bytes, sent: upload.sent, state: upload.state }
    }
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A callback that was made.
    Record {
        /// The fact.
        fact: FactId,
        /// The callback.
        callback: SubjectId,
        /// Where.
        place: Option<Place>,
        /// V-06.
        verdict: CallbackVerdict,
        /// V-07, V-08.
        sign_off: SignOff,
        /// V-07: it supersedes an earlier one.
        supersedes: bool,
    },
    /// V-09: nobody was home.
    Attempt {
        /// The fact.
        fact: FactId,
        /// The callback.
        callback: SubjectId,
        /// Where.
        place: Option<Place>,
    },
    /// Something done about a work order (section R).
    Order {
        /// The fact.
        fact: FactId,
        /// The order.
        order: SubjectId,
        /// Its number, or what stands for it.
        number: String,
        /// Where.
        place: Option<Place>,
        /// What was done.
        action: Action,
    },
    /// Something done about a complaint (section C).
    Complaint {
        /// The fact.
        fact: FactId,
        /// The complaint.
        complaint: SubjectId,
        /// Its number, or what stands for it.
        number: String,
        /// Where.
        place: Option<Place>,
        /// C-03: how grave it is.
        grade: Option<Grade>,
        /// What was done.
        action: complaint::Action,
    },
    /// money was handed to finance.
    HandIn {
        /// The fact.
        fact: FactId,
        /// How much.
        fen: Fen,
    },
    /// Somebody else's, or of a kind that this version does not know.
    Unknown,
}

/// What the one line says, from the outbox alone; see [`crate::engine::Engine::line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Facts that wait.
    pub facts: i64,
    /// Of these, what the office does not hold: the others wait for their pictures.
    pub unsent: i64,
    /// Pictures that wait.
    pub pictures: i64,
    /// The bytes of all that.
    pub bytes: i64,
    /// When the oldest was saved.
    pub oldest: Option<Moment>,
    /// Facts that are held or refused and that nobody has noticed.
    pub needs_look: i64,
    /// When the newest confirmed fact was taken, if nothing waits.
    pub all_confirmed_at: Option<Moment>,
    /// When the office was last heard.
    pub last_contact: Option<Moment>,
}

impl Device {
    /// What the one line says.
    ///
    /// # Errors
    /// When the store fails.
    pub fn waiting(&self) -> Result<Waiting, StoreError> {
        let totals = self.outbox.totals(None)?;
        Ok(Waiting {
            facts: totals.waiting,
            unsent: totals.facts,
            pictures: totals.pictures,
            bytes: totals.bytes,
            oldest: totals.oldest,
            needs_look: totals.needs_look,
            all_confirmed_at: totals.confirmed_at.filter(|_| totals.waiting == 0),
            last_contact: self.last_contact()?,
        })
    }

    /// The outbox, newest first.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn outbox(&self) -> Result<Vec<OutboxItem>, QueryError> {
        let shift = self.shift()?;
        let rows = self.outbox.rows(MOST_ROWS)?;
        let mut subjects = Subjects { shift, told: HashMap::new() };
        let item = |row: OutboxRow| {
            let pictures = self.outbox.uploads_of(row.sequence)?.into_iter().map(PictureItem::from).collect();
            item(&mut subjects, row, pictures)
        };
        Ok(rows.into_iter().map(item).collect::<Result<_, _>>()?)
    }

    /// The person has seen that a row is held or refused (F-04: the record is kept).
    ///
    /// # Errors
    /// When the store fails.
    pub fn notice(&self, sequence: i64) -> Result<(), StoreError> {
        self.outbox.notice(sequence)
    }
}

/// What rows are about: read once a subject, for an order has a dozen rows.
struct Subjects<'a> {
    shift: &'a Shift,
    told: HashMap<SubjectId, Told>,
}

#[derive(Clone)]
struct Told {
    /// P-10: this person may see it.
    granted: bool,
    /// An order's or complaint's number, or what stands for it.
    number: String,
    /// C-03: how grave a complaint is.
    grade: Option<Grade>,
    place: Option<Place>,
}

impl Subjects<'_> {
    fn tell(&mut self, subject: &SubjectId) -> Result<Told, StoreError> {
        if let Some(told) = self.told.get(subject) {
            return Ok(told.clone());
        }
        let (number, grade) = match self.shift.personal.shown(subject)? {
            Some((State::WorkOrder(state), _)) => (work_order::number_of(&state), None),
            Some((State::Complaint(state), _)) => (complaints::number_of(&state), state.grade()),
            _ => (String::new(), None),
        };
        let told = Told {
            granted: self.shift.personal.is_granted(&self.shift.person, subject)?,
            number,
            grade,
            place: place(self.shift, subject)?,
        };
        self.told.insert(subject.clone(), told.clone());
        Ok(told)
    }
}

fn item(
    subjects: &mut Subjects<'_>,
    row: OutboxRow,
    pictures: Vec<PictureItem>,
) -> Result<OutboxItem, StoreError> {
    let shift = subjects.shift;
    let first_by = match &row.state {
        RowState::Held(Reason::AlreadyRecorded { by, at } | Reason::NotNow { by, at, .. }) => {
            Some((name(&shift.personal, by)?, *at))
        }
        _ => None,
    };
    let refused = pictures.iter().any(|picture| matches!(picture.state, UploadState::Refused(_)));
    let stuck = refused || matches!(row.state, RowState::Held(_) | RowState::Refused(_));
    Ok(OutboxItem {
        sequence: row.sequence,
        what: what(subjects, row.sequence)?,
        author: name(&shift.personal, &row.author)?,
        bytes: row.bytes,
        saved: row.saved,
        receipt: row.receipt,
        state: row.state,
        first_by,
        needs_look: stuck && !row.noticed,
        pictures,
    })
}

/// P-10: read from the personal store, and only what this person may see.
fn what(subjects: &mut Subjects<'_>, sequence: i64) -> Result<What, StoreError> {
    let shift = subjects.shift;
    let Some(fact) = shift.personal.own_fact(sequence)? else { return Ok(What::Unknown) };
    let Ok(head) = Head::parse(fact.signed.head.as_bytes()) else { return Ok(What::Unknown) };
    let Told { granted, number, grade, place } = subjects.tell(&head.subject)?;
    if !granted && head.by.person != shift.person {
        return Ok(What::Unknown);
    }
    let (fact, callback) = (head.id, head.subject);
    Ok(match Body::parse(&head.kind, head.kv, &head.body) {
        Ok(Body::CallbackRecorded(record)) => What::Record {
            fact,
            callback,
            place,
            verdict: record.verdict,
            sign_off: record.sign_off,
            supersedes: record.supersedes.is_some(),
        },
        Ok(Body::CallbackAttempted(_)) => What::Attempt { fact, callback, place },
        Ok(Body::WorkOrder(act)) => {
            What::Order { fact, order: callback, number, place, action: act.action() }
        }
        Ok(Body::Complaint(act)) => {
            What::Complaint { fact, complaint: callback, number, place, grade, action: act.action() }
        }
        Ok(Body::CashHandedIn(handed)) => What::HandIn { fact, fen: handed.fen },
        _ => What::Unknown,
    })
}

/// Where a callback, an order or a complaint is, as far as this person may see it.
fn place(shift: &Shift, subject: &SubjectId) -> Result<Option<Place>, StoreError> {
    let home = match subject.kind() {
        Some(SubjectKind::WorkOrder) => {
            shift.personal.order(&shift.person, subject)?.and_then(|entry| entry.home)
        }
        Some(SubjectKind::Complaint) => {
            shift.personal.complaint(&shift.person, subject)?.and_then(|entry| entry.home)
        }
        _ => shift.personal.callback(&shift.person, subject)?.and_then(|entry| entry.home),
    };
    Ok(home.as_ref().map(Place::from))
}
