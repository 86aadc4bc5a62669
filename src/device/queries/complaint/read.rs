//! How the rows of a complaint's page are read: from the state, and what the facts and their parts say.

use doorstep_domain::complaint::{
    About, Act, Action, ComplaintState, Done, HeldAct, Mark, Opinion, Step, Taken, Texts,
};
use doorstep_domain::directory::Label;
use doorstep_domain::fact::{Body, Head, Reason};
use doorstep_domain::ids::{FactId, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use super::rows::{
    AboutRow, AgreedRow, CameTo, EventRow, GradeRow, HandledRow, HeldRow, MarkRow, OpinionRow, PhonedRow,
    ReachedRow, WaitsFor,
};
use crate::queries::callback::{PictureRow, picture_row};
use crate::queries::catalogue::contact_of;
use crate::queries::complaints::Desk;
use crate::queries::people::name;
use crate::refold::texts;
use crate::store::StoreError;

impl Desk<'_> {
    pub(super) fn texts(&self, fact: FactId) -> Result<Texts, StoreError> {
        Ok(texts(self.personal, fact)?.unwrap_or_default())
    }

    fn name(&self, person: &PersonId) -> Result<Label, StoreError> {
        name(self.personal, person)
    }

    pub(super) fn about_row(&self, about: &About) -> Result<AboutRow, StoreError> {
        Ok(match about {
            About::Department { department } => AboutRow::Department(self.site.department(department)),
            About::Person { person } => AboutRow::Person(self.name(person)?),
            About::Nobody => AboutRow::Nobody,
        })
    }

    /// Whose turn it is; nothing where it is this person's, or nobody's any more.
    pub(super) fn waits_for(
        &self,
        state: &ComplaintState,
        next: Option<Action>,
    ) -> Result<Option<WaitsFor>, StoreError> {
        let (None, Some(step)) = (next, state.step) else { return Ok(None) };
        let chaser = || state.owner.as_ref().map(|owner| Ok(WaitsFor::Person(self.name(owner)?))).transpose();
        match step {
            Step::Received | Step::Assigned => self.handler(state).map(Some),
            Step::Handled | Step::Told => chaser(),
            Step::Signed => Ok(state.archived.is_none().then_some(WaitsFor::Role(Role::FrontDesk))),
        }
    }

    fn handler(&self, state: &ComplaintState) -> Result<WaitsFor, StoreError> {
        let Some(assigned) = state.assigned.as_ref().map(|assigned| &assigned.what) else {
            return Ok(WaitsFor::Role(state.owner_role().unwrap_or(Role::Supervisor)));
        };
        Ok(match &assigned.to {
            Some(person) => WaitsFor::Person(self.name(person)?),
            None => WaitsFor::Department(self.site.department(&assigned.department)),
        })
    }

    pub(super) fn grade_rows(&self, state: &ComplaintState) -> Result<Vec<GradeRow>, StoreError> {
        let row = |done: &Done<doorstep_domain::complaint::Standing>| {
            Ok(GradeRow {
                grade: done.what.grading.grade,
                lines: done.what.grading.lines.clone(),
                by_hand: done.what.by_hand,
                reason: self.texts(done.fact)?.note,
                by: self.name(&done.by)?,
                at: done.at,
            })
        };
        state.gradings.iter().map(row).collect()
    }

    pub(super) fn reached_rows(&self, state: &ComplaintState) -> Result<Vec<ReachedRow>, StoreError> {
        let row =
            |done: &Done<_>| Ok(ReachedRow { reached: done.what, by: self.name(&done.by)?, at: done.at });
        state.acknowledged.iter().map(row).collect()
    }

    pub(super) fn phoned_rows(&self, state: &ComplaintState) -> Result<Vec<PhonedRow>, StoreError> {
        let row = |done: &Done<doorstep_domain::complaint::PhoneCall>| {
            let whom = contact_of(self.personal, &done.what.whom)?;
            Ok(PhonedRow { whom, phoned_at: done.what.at, by: self.name(&done.by)? })
        };
        state.phoned.iter().map(row).collect()
    }

    pub(super) fn agreed_row(&self, done: &Done<Moment>) -> Result<AgreedRow, StoreError> {
        let note = self.texts(done.fact)?.note;
        Ok(AgreedRow { until: done.what, note, by: self.name(&done.by)?, at: done.at })
    }

    pub(super) fn mark_row(&self, done: &Done<Mark>) -> Result<MarkRow, StoreError> {
        let reason = self.texts(done.fact)?.note;
        Ok(MarkRow { mark: done.what, reason, by: self.name(&done.by)?, at: done.at })
    }

    pub(super) fn handled_row(&self, done: &Done<()>) -> Result<HandledRow, StoreError> {
        let handled = self.texts(done.fact)?.handled;
        Ok(HandledRow { handled, by: self.name(&done.by)?, at: done.at })
    }

    pub(super) fn opinion_row(&self, done: &Done<Opinion>) -> Result<OpinionRow, StoreError> {
        let Texts { opinion, signer, .. } = self.texts(done.fact)?;
        Ok(OpinionRow {
            fact: done.fact,
            sign_off: done.what.sign_off,
            opinion,
            signer,
            by: self.name(&done.by)?,
            at: done.at,
            language: done.what.language,
        })
    }

    pub(super) fn picture_rows(&self, state: &ComplaintState) -> Result<Vec<PictureRow>, StoreError> {
        let pictures = state.pictures.iter();
        pictures.map(|picture| picture_row(self.personal, picture.fact, picture.what.clone())).collect()
    }

    /// F-04.
    pub(super) fn held_rows(&self, state: &ComplaintState) -> Result<Vec<HeldRow>, StoreError> {
        let row = |held: &HeldAct| {
            let first = match &held.reason {
                Reason::AlreadyRecorded { by, at }
                | Reason::NotNow { by, at, .. }
                | Reason::TooLate { by, at } => Some((self.name(by)?, *at)),
                _ => None,
            };
            Ok(HeldRow {
                fact: held.fact,
                action: held.action,
                by: self.name(&held.by)?,
                is_mine: held.by == *self.me,
                at: held.at,
                reason: held.reason.clone(),
                first,
            })
        };
        state.held.iter().map(row).collect()
    }

    pub(super) fn event_rows(&self, state: &ComplaintState) -> Result<Vec<EventRow>, StoreError> {
        state.taken.iter().map(|taken| self.event_row(state, taken)).collect()
    }

    fn event_row(&self, state: &ComplaintState, taken: &Taken) -> Result<EventRow, StoreError> {
        let kept = self.personal.fact(taken.fact)?;
        let head = kept.as_ref().and_then(|fact| Head::parse(fact.signed.head.as_bytes()).ok());
        let by_office = taken.by == PersonId::office();
        Ok(EventRow {
            fact: taken.fact,
            action: taken.action,
            by: if by_office { None } else { Some(self.name(&taken.by)?) },
            at: taken.at,
            came_to: self.came_to(state, taken.fact, head.as_ref())?,
            text: words(taken.action, self.texts(taken.fact)?),
            pending: kept.is_some_and(|fact| fact.verdict.is_none()),
        })
    }

    /// A new grade says more than what led to it.
    fn came_to(
        &self,
        state: &ComplaintState,
        fact: FactId,
        head: Option<&Head>,
    ) -> Result<CameTo, StoreError> {
        if let Some(standing) = state.gradings.iter().find(|standing| standing.fact == fact) {
            return Ok(CameTo::Grade(standing.what.grading.grade));
        }
        match head.and_then(|head| Body::parse(&head.kind, head.kv, &head.body).ok()) {
            Some(Body::Complaint(act)) => self.act_came_to(&act),
            _ => Ok(CameTo::Nothing),
        }
    }

    fn act_came_to(&self, act: &Act) -> Result<CameTo, StoreError> {
        Ok(match act {
            Act::Assign(body) => {
                let to = body.to.as_ref().map(|person| self.name(person)).transpose()?;
                CameTo::Department(self.site.department(&body.department), to)
            }
            Act::Phone(body) => CameTo::Person(self.name(&body.whom)?, Some(body.at)),
            Act::HandOver(body) => CameTo::Person(self.name(&body.to)?, None),
            Act::Rise(body) => CameTo::Role(body.to),
            Act::AgreeReply(body) => CameTo::Time(body.at),
            Act::AgreeFinish(body) => CameTo::Time(body.by),
            Act::Mark(body) => CameTo::Mark(body.mark),
            _ => CameTo::Nothing,
        })
    }
}

/// What was said with it.
fn words(action: Action, said: Texts) -> String {
    match action {
        // It stands above the history.
        Action::Receive => String::new(),
        Action::Handle => said.handled,
        Action::SignOpinion => said.opinion,
        _ => said.note,
    }
}
