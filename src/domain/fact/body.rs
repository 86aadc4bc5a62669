//! What can happen: one variant a kind, read from the head's `kind`, `kv` and `body`.
//!
//! A kind is never changed once released; a new field is a new `kv` beside the old one.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use crate::callback::{Assignment, Attempt, Disposal, Opening, Record, Review};
use crate::cash_up::HandIn;
use crate::catalogue::Catalogue;
use crate::complaint;
use crate::directory::{CalendarYear, HomeEntry, PersonEntry, SiteEntry};
use crate::event::Finish;
use crate::ids::SubjectKind;
use crate::work_order;

/// The body of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Something was finished for a customer, in another system of the site (V-11).
    EventFinished(Finish),
    /// A callback is due (V-01, V-11).
    CallbackOpened(Opening),
    /// Who is to call back (V-01).
    CallbackAssigned(Assignment),
    /// Somebody stood at the door and nobody was home (V-09).
    CallbackAttempted(Attempt),
    /// The callback was made (V-04 to V-08).
    CallbackRecorded(Box<Record>),
    /// A member of staff, as of now.
    PersonRecorded(PersonEntry),
    /// A home, as of now.
    HomeRecorded(HomeEntry),
    /// The site's policies and lists, as of now.
    SiteRecorded(Box<SiteEntry>),
    /// The working days of a year, as of now (V-02).
    CalendarRecorded(CalendarYear),
    /// Trades, prices, faults and warranties, as of now.
    CatalogueRecorded(Box<Catalogue>),
    /// Money was handed to finance.
    CashHandedIn(HandIn),
    /// Something was done about a repair (section R).
    WorkOrder(Box<work_order::Act>),
    /// P-03 commented on a record (V-12).
    CallbackReviewed(Review),
    /// P-01 gave an opinion of an unqualified one (V-12).
    CallbackDisposed(Disposal),
    /// Something was done about a complaint (section C).
    Complaint(Box<complaint::Act>),
}

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BodyError {
    /// A kind, or a version of one, that this program does not know: perhaps a newer one does.
    #[error("the kind `{0}` version {1} is not known here")]
    Unknown(String, u16),
    /// A known kind with a body that is not of its shape.
    #[error("not a body of `{0}`: {1}")]
    Shape(&'static str, String),
}

/// A kind: its word, its version, its subject, and whether it always counts.
pub struct Kind {
    /// As written in the head.
    pub word: &'static str,
    /// The newest version that this code writes and reads.
    pub version: u16,
    /// What it must be about.
    pub subject: SubjectKind,
    read: fn(&Value) -> Result<Body, String>,
}

fn read<T: DeserializeOwned>(value: &Value, wrap: fn(T) -> Body) -> Result<Body, String> {
    T::deserialize(value).map(wrap).map_err(|e| e.to_string())
}

fn read_order<T: DeserializeOwned>(value: &Value, wrap: fn(T) -> work_order::Act) -> Result<Body, String> {
    T::deserialize(value).map(|act| Body::WorkOrder(Box::new(wrap(act)))).map_err(|e| e.to_string())
}

fn read_complaint<T: DeserializeOwned>(value: &Value, wrap: fn(T) -> complaint::Act) -> Result<Body, String> {
    T::deserialize(value).map(|act| Body::Complaint(Box::new(wrap(act)))).map_err(|e| e.to_string())
}

const fn order(word: &'static str, read: fn(&Value) -> Result<Body, String>) -> Kind {
    Kind { word, version: 1, subject: SubjectKind::WorkOrder, read }
}

const fn complaint(word: &'static str, read: fn(&Value) -> Result<Body, String>) -> Kind {
    Kind { word, version: 1, subject: SubjectKind::Complaint, read }
}

/// Every kind that this version knows.
pub const KINDS: [Kind; 52] = [
    Kind {
        word: "event.finished",
        version: 1,
        subject: SubjectKind::Event,
        read: |v| read(v, Body::EventFinished),
    },
    Kind {
        word: "callback.opened",
        version: 1,
        subject: SubjectKind::Callback,
        read: |v| read(v, Body::CallbackOpened),
    },
    Kind {
        word: "callback.assigned",
        version: 1,
        subject: SubjectKind::Callback,
        read: |v| read(v, Body::CallbackAssigned),
    },
    Kind {
        word: "callback.attempted",
        version: 1,
        subject: SubjectKind::Callback,
        read: |v| read(v, Body::CallbackAttempted),
    },
    Kind {
        word: "callback.recorded",
        version: 1,
        subject: SubjectKind::Callback,
        read: |v| read(v, |r: Record| Body::CallbackRecorded(Box::new(r))),
    },
    Kind {
        word: "person.recorded",
        version: 1,
        subject: SubjectKind::Person,
        read: |v| read(v, Body::PersonRecorded),
    },
    Kind {
        word: "home.recorded",
        version: 1,
        subject: SubjectKind::Home,
        read: |v| read(v, Body::HomeRecorded),
    },
    Kind {
        word: "site.recorded",
        version: 1,
        subject: SubjectKind::Site,
        read: |v| read(v, |s: SiteEntry| Body::SiteRecorded(Box::new(s))),
    },
    Kind {
        word: "calendar.recorded",
        version: 1,
        subject: SubjectKind::Calendar,
        read: |v| read(v, Body::CalendarRecorded),
    },
    Kind {
        word: "catalogue.recorded",
        version: 1,
        subject: SubjectKind::Catalogue,
        read: |v| read(v, |c: Catalogue| Body::CatalogueRecorded(Box::new(c))),
    },
    Kind {
        word: "cash_up.handed_in",
        version: 1,
        subject: SubjectKind::CashUp,
        read: |v| read(v, Body::CashHandedIn),
    },
    // From here on in the order of `Action`, which `Body::kind` relies on.
    order("work_order.registered", |v| read_order(v, work_order::Act::Register)),
    order("work_order.dispatched", |v| read_order(v, work_order::Act::Dispatch)),
    order("work_order.contractor_notified", |v| read_order(v, work_order::Act::NotifyContractor)),
    order("work_order.time_agreed", |v| read_order(v, work_order::Act::AgreeTime)),
    order("work_order.accepted", |v| read_order(v, work_order::Act::Accept)),
    order("work_order.attempted", |v| read_order(v, work_order::Act::Attempt)),
    order("work_order.arrived", |v| read_order(v, work_order::Act::Arrive)),
    order("work_order.verified", |v| read_order(v, work_order::Act::Verify)),
    order("work_order.quote_asked", |v| read_order(v, work_order::Act::AskQuote)),
    order("work_order.quoted", |v| read_order(v, work_order::Act::Quote)),
    order("work_order.agreed", |v| read_order(v, work_order::Act::Agree)),
    order("work_order.declined", |v| read_order(v, work_order::Act::Decline)),
    order("work_order.countersigned", |v| read_order(v, work_order::Act::Countersign)),
    order("work_order.returned", |v| read_order(v, work_order::Act::Return)),
    order("work_order.material_checked", |v| read_order(v, work_order::Act::CheckMaterial)),
    order("work_order.started", |v| read_order(v, work_order::Act::Start)),
    order("work_order.finished", |v| read_order(v, work_order::Act::Finish)),
    order("work_order.signed", |v| read_order(v, work_order::Act::Sign)),
    order("work_order.charged", |v| read_order(v, work_order::Act::Charge)),
    order("work_order.confirmed", |v| read_order(v, work_order::Act::Confirm)),
    order("work_order.cancelled", |v| read_order(v, work_order::Act::Cancel)),
    // And from here on in the order of a complaint's `Action`.
    complaint("complaint.received", |v| read_complaint(v, |r| complaint::Act::Receive(Box::new(r)))),
    complaint("complaint.assessed", |v| read_complaint(v, complaint::Act::Assess)),
    complaint("complaint.raised", |v| read_complaint(v, complaint::Act::Raise)),
    complaint("complaint.escalated", |v| read_complaint(v, complaint::Act::Escalate)),
    complaint("complaint.assigned", |v| read_complaint(v, complaint::Act::Assign)),
    complaint("complaint.acknowledged", |v| read_complaint(v, complaint::Act::Acknowledge)),
    complaint("complaint.phoned", |v| read_complaint(v, complaint::Act::Phone)),
    complaint("complaint.noted", |v| read_complaint(v, complaint::Act::Note)),
    complaint("complaint.handed_over", |v| read_complaint(v, complaint::Act::HandOver)),
    complaint("complaint.rose", |v| read_complaint(v, complaint::Act::Rise)),
    complaint("complaint.reply_agreed", |v| read_complaint(v, complaint::Act::AgreeReply)),
    complaint("complaint.finish_agreed", |v| read_complaint(v, complaint::Act::AgreeFinish)),
    complaint("complaint.marked", |v| read_complaint(v, complaint::Act::Mark)),
    complaint("complaint.answered", |v| read_complaint(v, complaint::Act::Answer)),
    complaint("complaint.handled", |v| read_complaint(v, complaint::Act::Handle)),
    complaint("complaint.told", |v| read_complaint(v, complaint::Act::Tell)),
    complaint("complaint.opinion_signed", |v| read_complaint(v, complaint::Act::SignOpinion)),
    complaint("complaint.archived", |v| read_complaint(v, complaint::Act::Archive)),
    Kind {
        word: "callback.reviewed",
        version: 1,
        subject: SubjectKind::Callback,
        read: |v| read(v, Body::CallbackReviewed),
    },
    Kind {
        word: "callback.disposed",
        version: 1,
        subject: SubjectKind::Callback,
        read: |v| read(v, Body::CallbackDisposed),
    },
];

impl Body {
    /// Reads the body of a head.
    ///
    /// # Errors
    /// When kind or version are not known here, or the body is not of its kind's shape.
    pub fn parse(kind: &str, version: u16, body: &Value) -> Result<Self, BodyError> {
        let unknown = || BodyError::Unknown(kind.chars().take(40).collect(), version);
        let known = KINDS.iter().find(|k| k.word == kind && k.version == version).ok_or_else(unknown)?;
        (known.read)(body).map_err(|e| BodyError::Shape(known.word, e))
    }

    /// The kind of this body.
    pub fn kind(&self) -> &'static Kind {
        &KINDS[match self {
            Body::EventFinished(_) => 0,
            Body::CallbackOpened(_) => 1,
            Body::CallbackAssigned(_) => 2,
            Body::CallbackAttempted(_) => 3,
            Body::CallbackRecorded(_) => 4,
            Body::PersonRecorded(_) => 5,
            Body::HomeRecorded(_) => 6,
            Body::SiteRecorded(_) => 7,
            Body::CalendarRecorded(_) => 8,
            Body::CatalogueRecorded(_) => 9,
            Body::CashHandedIn(_) => 10,
            Body::WorkOrder(act) => 11 + act.action() as usize,
            Body::Complaint(act) => 32 + act.action() as usize,
            Body::CallbackReviewed(_) => 50,
            Body::CallbackDisposed(_) => 51,
        }]
    }

    /// The body as it stands in a head.
    pub fn to_value(&self) -> Value {
        match self {
            Body::EventFinished(b) => value(b),
            Body::CallbackOpened(b) => value(b),
            Body::CallbackAssigned(b) => value(b),
            Body::CallbackAttempted(b) => value(b),
            Body::CallbackRecorded(b) => value(b),
            Body::PersonRecorded(b) => value(b),
            Body::HomeRecorded(b) => value(b),
            Body::SiteRecorded(b) => value(b),
            Body::CalendarRecorded(b) => value(b),
            Body::CatalogueRecorded(b) => value(b),
            Body::CashHandedIn(b) => value(b),
            Body::WorkOrder(act) => order_value(act),
            Body::Complaint(act) => complaint_value(act),
            Body::CallbackReviewed(b) => value(b),
            Body::CallbackDisposed(b) => value(b),
        }
    }
}

fn order_value(act: &work_order::Act) -> Value {
    use work_order::Act;
    match act {
        Act::Register(b) => value(b),
        Act::Dispatch(b) => value(b),
        Act::NotifyContractor(b) => value(b),
        Act::AgreeTime(b) => value(b),
        Act::Accept(b) => value(b),
        Act::Attempt(b) => value(b),
        Act::Arrive(b) => value(b),
        Act::Verify(b) => value(b),
        Act::AskQuote(b) => value(b),
        Act::Quote(b) => value(b),
        Act::Agree(b) => value(b),
        Act::Decline(b) => value(b),
        Act::Countersign(b) => value(b),
        Act::Return(b) => value(b),
        Act::CheckMaterial(b) => value(b),
        Act::Start(b) => value(b),
        Act::Finish(b) => value(b),
        Act::Sign(b) => value(b),
        Act::Charge(b) => value(b),
        Act::Confirm(b) => value(b),
        Act::Cancel(b) => value(b),
    }
}

fn complaint_value(act: &complaint::Act) -> Value {
    use complaint::Act;
    match act {
        Act::Receive(b) => value(b),
        Act::Assess(b) => value(b),
        Act::Raise(b) => value(b),
        Act::Escalate(b) => value(b),
        Act::Assign(b) => value(b),
        Act::Acknowledge(b) => value(b),
        Act::Phone(b) => value(b),
        Act::Note(b) => value(b),
        Act::HandOver(b) => value(b),
        Act::Rise(b) => value(b),
        Act::AgreeReply(b) => value(b),
        Act::AgreeFinish(b) => value(b),
        Act::Mark(b) => value(b),
        Act::Answer(b) => value(b),
        Act::Handle(b) => value(b),
        Act::Tell(b) => value(b),
        Act::SignOpinion(b) => value(b),
        Act::Archive(b) => value(b),
    }
}

fn value(body: &impl Serialize) -> Value {
    // Cannot fail: bodies are plain data with text keys.
    let mut value = serde_json::to_value(body).unwrap_or_default();
    // The same bytes whether or not some crate of the build makes serde_json keep insertion order.
    value.sort_all_objects();
    value
}
