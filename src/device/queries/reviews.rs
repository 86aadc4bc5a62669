//! Callbacks that were made and wait for a word: P-03's review, P-01's opinion of what failed (V-12).

use doorstep_domain::callback::{CallbackState, CallbackVerdict, Texts};
use doorstep_domain::directory::Label;
use doorstep_domain::done::Done;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use super::QueryError;
use super::callback::{RecordRow, Standing};
use super::complaints::number_of;
use super::people::{name, watcher};
use super::proof::Proof;
use super::task::{TaskRow, group};
use crate::commands::review::ReviewForm;
use crate::device::Device;
use crate::refold::texts;
use crate::shift::Shift;
use crate::store::StoreError;
use crate::store::personal::{CallbackEntry, Personal};

/// V-12: what somebody is to do about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// P-03: review it, with a comment.
    Comment,
    /// P-01: sign an opinion.
    Opinion,
    /// Somebody else has to; or nobody any more.
    Watch,
}

impl Duty {
    fn of(role: Role, state: &CallbackState) -> Self {
        match role {
            Role::Supervisor if state.waits_for_review() => Duty::Comment,
            Role::GeneralManager if state.waits_for_disposal() => Duty::Opinion,
            _ => Duty::Watch,
        }
    }
}

/// A record, and what was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// The callback as in lists.
    pub task: TaskRow,
    /// The record that stands.
    pub record: RecordRow,
    /// What this person is to do about it.
    pub duty: Duty,
    /// P-03's comment.
    pub comment: Option<SaidRow>,
    /// P-01's opinion.
    pub opinion: Option<SaidRow>,
    /// P-01 has not given one, and it failed.
    pub waits_for_opinion: bool,
    /// The complaint that it opened, once it is known here.
    pub complaint: Option<LinkedComplaint>,
}

impl ReviewRow {
    /// V-06.
    pub fn failed(&self) -> bool {
        self.record.verdict == CallbackVerdict::Unqualified
    }
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// The fact: P-01's has a document and strokes.
    pub fact: FactId,
    /// Who.
    pub by: Label,
    /// When.
    pub at: Moment,
    /// What.
    pub text: String,
    /// The office has not answered it.
    pub pending: bool,
}

/// V-12: the complaint of a failed callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedComplaint {
    /// The complaint.
    pub complaint: SubjectId,
    /// Its number; until the office gave it one, a short code.
    pub number: String,
}

/// A record with what the customer saw and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewDetail {
    /// As in the list.
    pub row: ReviewRow,
    /// V-07.
    pub proof: Proof,
    /// What is written of the comment or opinion.
    pub form: ReviewForm,
}

impl Device {
    /// V-12: what waits for a review or an opinion; for P-01 only the latter, also where it was recorded before
    /// opinions were asked for. What this person has to do comes
    /// first, and of that what failed, the oldest record first.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn reviews(&self) -> Result<Vec<ReviewRow>, QueryError> {
        let shift = self.shift()?;
        let role = watcher(shift)?;
        let mut rows = Vec::new();
        for entry in shift.personal.callbacks_to_judge(&shift.person)? {
            if waits(role, &entry.state) {
                rows.extend(self.review_row(shift, &entry, role)?);
            }
        }
        rows.sort_by_key(|row: &ReviewRow| (row.duty, !row.failed(), row.record.at));
        Ok(rows)
    }

    /// V-12: how many wait for this person's word.
    ///
    /// # Errors
    /// When nobody is signed in, the role watches nothing, or the store fails.
    pub fn reviews_due(&self) -> Result<usize, QueryError> {
        let shift = self.shift()?;
        let role = watcher(shift)?;
        let entries = shift.personal.callbacks_to_judge(&shift.person)?;
        Ok(entries.iter().filter(|entry| Duty::of(role, &entry.state) != Duty::Watch).count())
    }

    /// A record with what the customer saw, and what is written of the comment.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, nothing was recorded, or the store fails.
    pub fn review(&self, callback: &SubjectId) -> Result<ReviewDetail, QueryError> {
        let shift = self.shift()?;
        let role = watcher(shift)?;
        let entry = shift.personal.callback(&shift.person, callback)?.ok_or(QueryError::NotHere)?;
        let row = self.review_row(shift, &entry, role)?.ok_or(QueryError::NotHere)?;
        let proof = self.proof(row.record.fact)?;
        let form = kept(shift, callback)?.filter(|form| form.record == row.record.fact);
        let lang = Default::default();
        let form = form.unwrap_or_else(|| ReviewForm::new(callback.clone(), row.record.fact, lang));
        Ok(ReviewDetail { row, proof, form })
    }

    /// The comment or opinion that reopens by itself; see [`Device::reopen`].
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn reopen_review(&self) -> Result<Option<ReviewForm>, QueryError> {
        let shift = self.shift()?;
        let open = shift.personal.open_draft(&shift.person)?;
        Ok(open.map(|callback| kept(shift, &callback)).transpose()?.flatten())
    }

    fn review_row(
        &self,
        shift: &Shift,
        entry: &CallbackEntry,
        role: Role,
    ) -> Result<Option<ReviewRow>, StoreError> {
        let (personal, state) = (&shift.personal, &entry.state);
        let (Some(record), Some(opened)) = (&state.record, &state.opened) else { return Ok(None) };
        let cases = group(personal.cases_at(&shift.person, &opened.body.home)?);
        let Some(task) = TaskRow::of(entry, &*shift.site()?, &cases, self.now()) else {
            return Ok(None);
        };
        Ok(Some(ReviewRow {
            task,
            record: self.record(shift, record, Standing::Stands)?,
            duty: Duty::of(role, state),
            comment: state.review.as_ref().map(|review| said(personal, review)).transpose()?,
            opinion: state.disposal.as_ref().map(|disposal| said(personal, disposal)).transpose()?,
            waits_for_opinion: state.waits_for_disposal(),
            complaint: linked_complaint(personal, state)?,
        }))
    }
}

fn waits(role: Role, state: &CallbackState) -> bool {
    let review = state.waits_for_review() && role != Role::GeneralManager;
    review || state.waits_for_disposal()
}

fn kept(shift: &Shift, callback: &SubjectId) -> Result<Option<ReviewForm>, StoreError> {
    let draft = shift.personal.draft(&shift.person, callback)?;
    Ok(draft.and_then(|draft| ReviewForm::read(&draft.form)))
}

fn said(personal: &Personal, done: &Done<FactId>) -> Result<SaidRow, StoreError> {
    let said: Texts = texts(personal, done.fact)?.unwrap_or_default();
    let kept = personal.fact(done.fact)?;
    Ok(SaidRow {
        fact: done.fact,
        by: name(personal, &done.by)?,
        at: done.at,
        text: said.note,
        pending: kept.is_some_and(|fact| fact.verdict.is_none()),
    })
}

/// V-12: the complaint that a failed record opened, as far as it is here.
pub(crate) fn linked_complaint(
    personal: &Personal,
    state: &CallbackState,
) -> Result<Option<LinkedComplaint>, StoreError> {
    let Some(complaint) = state.failed().map(|record| record.complaint()) else { return Ok(None) };
    Ok(match personal.shown(&complaint)? {
        Some((State::Complaint(state), _)) => Some(LinkedComplaint { complaint, number: number_of(&state) }),
        _ => None,
    })
}
