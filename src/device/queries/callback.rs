//! A callback with its whole history (V-05), there offline.

use doorstep_domain::callback::{CallbackState, CallbackVerdict, Manner, Ratings, Recorded, SignOff, Texts};
use doorstep_domain::directory::Label;
use doorstep_domain::event::{Charge, Picture, PictureOf, Step};
use doorstep_domain::fact::Slot;
use doorstep_domain::ids::{FactId, HomeId, MatterCode, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::CaseKind;

use super::QueryError;
use super::people::name;
use super::task::{TaskRow, group};
use crate::device::Device;
use crate::history::History;
use crate::refold::texts;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::outbox::RowState;
use crate::store::personal::{CaseRow, Personal};

/// A callback and what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackDetail {
    /// As in lists.
    pub task: TaskRow,
    /// What was done, as far as this person may see it.
    pub event: Option<EventDetail>,
    /// V-09: each time that nobody was home.
    pub attempts: Vec<AttemptRow>,
    /// V-07, F-04: every record, newest first: the one that stands, superseded ones, held ones.
    pub records: Vec<RecordRow>,
    /// V-13: the cases behind the signals, oldest first.
    pub repeats: Vec<RepeatRow>,
}

/// V-05: what was reported and done, by whom, when, at what charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDetail {
    /// The event.
    pub event: SubjectId,
    /// The number that the office, or another system, gave it.
    pub number: String,
    /// Who dealt with it.
    pub department: Label,
    /// Who did the work.
    pub done_by: Option<Label>,
    /// When it was reported.
    pub registered: Moment,
    /// When the work was finished.
    pub finished: Moment,
    /// the charge; 0 was free.
    pub charge: Option<Charge>,
    /// What was done.
    pub done: Label,
    /// Step by step, oldest first.
    pub steps: Vec<Step>,
    /// In the order to show them.
    pub pictures: Vec<PictureRow>,
    /// what the customer signed: its proof is there like that of a record.
    pub signed: Option<FactId>,
}

/// A picture of an event or order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRow {
    /// The fact that it belongs to.
    pub fact: FactId,
    /// Its slot.
    pub slot: Slot,
    /// What it shows.
    pub shows: PictureOf,
    /// When it was taken.
    pub taken: Moment,
    /// It is on the device; if not, a grey tile says so.
    pub here: bool,
}

/// V-09: nobody was home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// When.
    pub at: Moment,
    /// Who stood at the door.
    pub by: Label,
    /// When to try again.
    pub next_try: Moment,
    /// What they noted.
    pub note: String,
    /// The office has not answered it.
    pub pending: bool,
}

/// How a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Stands,
    /// V-07: another one superseded it.
    Superseded,
    /// F-04: it is kept, but moved nothing.
    Held,
}

/// A record of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The fact: document, strokes and texts are its parts.
    pub fact: FactId,
    /// How it stands.
    pub standing: Standing,
    /// When.
    pub at: Moment,
    /// Who called back.
    pub by: Label,
    /// V-04.
    pub manner: Manner,
    /// V-06.
    pub ratings: Ratings,
    /// V-06.
    pub verdict: CallbackVerdict,
    /// V-07, V-08.
    pub sign_off: SignOff,
    /// V-06, as far as this person may see it.
    pub texts: Texts,
    /// How it stands in the outbox, if it was made here.
    pub outbox: Option<RowState>,
}

/// V-13: an earlier case of the same home and matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatRow {
    /// When.
    pub at: Moment,
    /// What it counts as.
    pub kind: CaseKind,
    /// What was done.
    pub done: Label,
}

impl Device {
    /// A callback with its whole history.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, or the store fails.
    pub fn callback(&self, callback: &SubjectId) -> Result<CallbackDetail, QueryError> {
        let shift = self.shift()?;
        let now = self.now();
        let site = shift.site()?;
        let entry =
            shift.personal.callback(&shift.person, callback)?.ok_or_else(|| self.look_for(callback))?;
        let opening = entry.state.opened.as_ref().ok_or(QueryError::NotHere)?.body.clone();
        let cases = shift.personal.cases_at(&shift.person, &opening.home)?;
        let repeats = repeats(&cases, &opening.home, &opening.matter, now);
        let task = TaskRow::of(&entry, &site, &group(cases), now).ok_or(QueryError::NotHere)?;
        Ok(CallbackDetail {
            event: event(shift, &site, &opening.event)?,
            attempts: attempts(shift, &entry.state)?,
            records: self.records(shift, &entry.state)?,
            repeats: if task.signals.is_empty() { Vec::new() } else { repeats },
            task,
        })
    }

    fn records(&self, shift: &Shift, state: &CallbackState) -> Result<Vec<RecordRow>, StoreError> {
        let standing = state.record.iter().map(|record| (record, Standing::Stands));
        let superseded = state.superseded.iter().rev().map(|record| (record, Standing::Superseded));
        let held = state.held.iter().rev().map(|record| (record, Standing::Held));
        standing.chain(superseded).chain(held).map(|(record, how)| self.record(shift, record, how)).collect()
    }

    pub(super) fn record(
        &self,
        shift: &Shift,
        record: &Recorded,
        standing: Standing,
    ) -> Result<RecordRow, StoreError> {
        let own = shift.personal.fact(record.fact)?.and_then(|fact| fact.own_sequence);
        let row = own.map(|sequence| self.outbox.row(sequence)).transpose()?.flatten();
        Ok(RecordRow {
            fact: record.fact,
            standing,
            at: record.at,
            by: name(&shift.personal, &record.by)?,
            manner: record.manner,
            ratings: record.ratings,
            verdict: record.verdict,
            sign_off: record.sign_off,
            texts: texts(&shift.personal, record.fact)?.unwrap_or_default(),
            outbox: row.map(|row| row.state),
        })
    }
}

/// The event or work order, if this person may see it.
fn event(shift: &Shift, site: &Site, subject: &SubjectId) -> Result<Option<EventDetail>, StoreError> {
    let Some(history) = History::read(shift, site, subject)? else { return Ok(None) };
    let personal = &shift.personal;
    let picture = |(fact, picture)| picture_row(personal, fact, picture);
    Ok(Some(EventDetail {
        event: subject.clone(),
        number: history.number,
        department: history.department,
        done_by: history.done_by.map(|person| name(personal, &person)).transpose()?,
        registered: history.registered,
        finished: history.finished,
        charge: history.charge,
        done: history.done,
        steps: history.steps,
        pictures: history.pictures.into_iter().map(picture).collect::<Result<_, _>>()?,
        signed: history.signed,
    }))
}

pub(super) fn picture_row(
    personal: &Personal,
    fact: FactId,
    picture: Picture,
) -> Result<PictureRow, StoreError> {
    let apart = personal.picture(fact, &picture.slot)?.is_some();
    let here = apart || personal.part(fact, picture.slot.as_str())?.is_some();
    Ok(PictureRow { fact, slot: picture.slot, shows: picture.shows, taken: picture.taken, here })
}

fn attempts(shift: &Shift, state: &CallbackState) -> Result<Vec<AttemptRow>, StoreError> {
    let row = |attempt: &doorstep_domain::callback::Attempted| -> Result<AttemptRow, StoreError> {
        let noted: Option<Texts> = texts(&shift.personal, attempt.fact)?;
        let kept = shift.personal.fact(attempt.fact)?;
        Ok(AttemptRow {
            at: attempt.at,
            by: name(&shift.personal, &attempt.by)?,
            next_try: attempt.next_try,
            note: noted.unwrap_or_default().note,
            pending: kept.is_some_and(|fact| fact.verdict.is_none()),
        })
    };
    state.attempts.iter().map(row).collect()
}

/// V-13: within twelve months, and of this matter.
fn repeats(cases: &[CaseRow], home: &HomeId, matter: &MatterCode, now: Moment) -> Vec<RepeatRow> {
    const YEAR: i64 = 365 * 24 * 60 * 60 * 1000;
    let same = |case: &&CaseRow| case.home == *home && case.matter == *matter;
    let recent = |case: &&CaseRow| (0..=YEAR).contains(&now.since(case.at));
    let row = |case: &CaseRow| RepeatRow {
        at: case.at,
        kind: case.kind,
        done: case.about.as_ref().map(|about| about.done.clone()).unwrap_or_default(),
    };
    cases.iter().filter(same).filter(recent).map(row).collect()
}
