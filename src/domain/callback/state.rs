//! The state of a callback: the fold of its facts.

use serde::{Deserialize, Serialize};

use super::body::{Attempt, CallbackVerdict, Manner, Opening, Ratings, Record, SignOff};
use crate::done::Done;
use crate::fact::verdict::Due;
use crate::fact::{Body, Head, Verdict};
use crate::ids::{FactId, PersonId, SubjectId, SubjectKind};
use crate::moment::Moment;

/// V-10: milliseconds after which an unfinished case goes to the front desk: 3 calendar days.
pub const FOLLOW_UP_AFTER: i64 = 3 * 24 * 60 * 60 * 1000;

/// The rule by which an unqualified record opens a complaint.
const LINKED_COMPLAINT: &str = "V-12";

/// A callback as its facts leave it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CallbackState {
    /// What opened it.
    pub opened: Option<Opened>,
    /// Who was last assigned.
    pub assigned_to: Option<PersonId>,
    /// V-09: each time that nobody was home, oldest first by the office's order.
    pub attempts: Vec<Attempted>,
    /// The record that stands.
    pub record: Option<Recorded>,
    /// V-07: records that another one superseded, oldest first.
    pub superseded: Vec<Recorded>,
    /// F-04: records that were held: nobody's evidence is discarded.
    pub held: Vec<Recorded>,
    /// V-12: the review of the record that stands.
    #[serde(default)]
    pub review: Option<Done<FactId>>,
    /// V-12: P-01's opinion of it.
    #[serde(default)]
    pub disposal: Option<Done<FactId>>,
    /// The office's sequence of the newest fact seen on this subject.
    pub office_sequence: i64,
}

/// The opening and what was decided with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// When, in office time: V-10 counts from here.
    pub at: Moment,
    /// What it says.
    pub body: Opening,
    /// V-01 to V-03, as judged.
    pub due: Due,
}

/// V-09: an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempted {
    /// The fact.
    pub fact: FactId,
    /// Who stood at the door.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// When to try again.
    pub next_try: Moment,
}

/// A record and the fact that holds its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The fact: document, texts and strokes are its parts.
    pub fact: FactId,
    /// Who called back.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// V-04.
    pub manner: Manner,
    /// V-06.
    pub ratings: Ratings,
    /// V-06.
    pub verdict: CallbackVerdict,
    /// V-07, V-08.
    pub sign_off: SignOff,
}

impl Recorded {
    /// V-12: the complaint that it opens, if it is unqualified: the same, whoever computes it.
    pub fn complaint(&self) -> SubjectId {
        SubjectId::new(SubjectKind::Complaint, self.complaint_fact())
    }

    /// V-12: the fact that opens the complaint of this record, were it unqualified.
    pub fn opens(record: FactId) -> FactId {
        FactId::caused(record, LINKED_COMPLAINT)
    }

    /// V-12: the fact that opens that complaint.
    pub fn complaint_fact(&self) -> FactId {
        Self::opens(self.fact)
    }

    fn of(head: &Head, body: &Record, verdict: &Verdict) -> Self {
        Self {
            fact: head.id,
            by: head.by.person.clone(),
            at: verdict.time.middle(),
            manner: body.manner,
            ratings: body.ratings,
            verdict: body.verdict,
            sign_off: body.sign_off,
        }
    }
}

impl CallbackState {
    /// The state after a fact that was judged so. Total: what it cannot use it leaves alone.
    pub fn apply(&mut self, head: &Head, body: &Body, verdict: &Verdict) {
        match body {
            Body::CallbackOpened(opening) => self.open(opening, verdict),
            Body::CallbackAssigned(a) if verdict.is_applied() => self.assigned_to = Some(a.to.clone()),
            Body::CallbackAttempted(attempt) if verdict.is_applied() => self.attempt(head, attempt, verdict),
            Body::CallbackRecorded(record) => {
                self.record(Recorded::of(head, record, verdict), record, verdict)
            }
            Body::CallbackReviewed(review) if verdict.is_applied() => {
                self.review = Some(Done::of(head, verdict, review.record));
            }
            Body::CallbackDisposed(disposal) if verdict.is_applied() => {
                self.disposal = Some(Done::of(head, verdict, disposal.record));
            }
            _ => {}
        }
    }

    fn open(&mut self, opening: &Opening, verdict: &Verdict) {
        let (true, None, Some(due)) = (verdict.is_applied(), &self.opened, &verdict.due) else { return };
        self.opened = Some(Opened { at: verdict.time.middle(), body: opening.clone(), due: due.clone() });
    }

    fn attempt(&mut self, head: &Head, attempt: &Attempt, verdict: &Verdict) {
        let by = head.by.person.clone();
        self.attempts.push(Attempted {
            fact: head.id,
            by,
            at: verdict.time.middle(),
            next_try: attempt.next_try,
        });
    }

    fn record(&mut self, recorded: Recorded, body: &Record, verdict: &Verdict) {
        if !verdict.is_applied() {
            return self.held.push(recorded);
        }
        match (self.record.take(), body.supersedes) {
            (Some(standing), Some(_)) => self.superseded.push(standing),
            (standing, _) => self.held.extend(standing),
        }
        // V-12: what was said of the record that is superseded was not said of this one.
        (self.review, self.disposal) = (None, None);
        self.record = Some(recorded);
    }

    /// Whether it still has to be made.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.record.is_none()
    }

    /// V-12: it was made, and P-03 has not commented on it.
    pub fn waits_for_review(&self) -> bool {
        self.record.is_some() && self.review.is_none()
    }

    /// V-12: it is unqualified, and P-01 has not given an opinion.
    pub fn waits_for_disposal(&self) -> bool {
        let unqualified = |record: &Recorded| record.verdict == CallbackVerdict::Unqualified;
        self.record.as_ref().is_some_and(unqualified) && self.disposal.is_none()
    }

    /// V-12: the first record that was unqualified, of those that counted: what supersedes it opens nothing again.
    pub fn failed(&self) -> Option<&Recorded> {
        let mut counted = self.superseded.iter().chain(&self.record);
        counted.find(|record| record.verdict == CallbackVerdict::Unqualified)
    }

    /// V-03: open and past its deadline.
    pub fn is_overdue(&self, now: Moment) -> bool {
        let due = self.opened.as_ref().map(|opened| opened.due.due_by);
        self.is_open() && due.is_some_and(|due| now >= due)
    }

    /// V-10: unfinished after more than 3 calendar days, from registration of the case or from its
    /// own opening: the front desk goes to the door.
    pub fn needs_follow_up(&self, now: Moment) -> bool {
        let waited = |from: Moment| now.since(from) > FOLLOW_UP_AFTER;
        self.is_open() && self.opened.as_ref().is_some_and(|o| waited(o.at))
    }

    /// V-09: the newest next try that is agreed, while open.
    pub fn next_try(&self) -> Option<Moment> {
        self.attempts.last().filter(|_| self.is_open()).map(|attempt| attempt.next_try)
    }
}
