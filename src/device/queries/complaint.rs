//! A complaint with everything about it (section C), there offline.

pub mod acts;
mod read;
mod rows;

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{Action, Channel, Done, Reception};
use doorstep_domain::directory::Label;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use super::QueryError;
use super::callback::PictureRow;
use super::catalogue::{ContactRow, contact_of};
use super::complaints::{ComplaintRow, Desk};
use super::task::group;
use crate::device::Device;
use crate::reckoning::Quality;
use crate::store::StoreError;
use crate::store::personal::ComplaintEntry;

pub use rows::{
    AboutRow, AgreedRow, CameTo, ClockRow, EventRow, GradeRow, HandledRow, HeldRow, MarkRow, OpinionRow,
    PhonedRow, ReachedRow, WaitsFor,
};

/// A complaint and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintDetail {
    /// As in lists.
    pub row: ComplaintRow,
    /// The office's time, and how well it is known (F-02).
    pub now: Moment,
    /// How well that is known.
    pub quality: Quality,
    /// How far the clocks may be off, in milliseconds (F-02).
    pub doubt: i64,
    /// What this person may do beside the next act, in the table's order.
    pub others: Vec<Action>,
    /// C-06: for what this person's acknowledgement is waited for.
    pub reaches: Option<MustReach>,
    /// Whose turn it is, while it is not this person's.
    pub waits_for: Option<WaitsFor>,
    /// P-11: the first person asked.
    pub received_by: ContactRow,
    /// C-01.
    pub channel: Channel,
    /// C-02: whom it is about.
    pub about: AboutRow,
    /// C-02: what happened.
    pub happened: String,
    /// C-02: when that was, where somebody said so.
    pub happened_at: Option<Moment>,
    /// C-02: where.
    pub place: String,
    /// C-02: what the customer asks for.
    pub wish: String,
    /// C-05: until when, where they said so.
    pub asked_for: Option<Moment>,
    /// C-03, C-04: every grading, oldest first; the last one stands. Empty for suggestions and opinions.
    pub gradings: Vec<GradeRow>,
    /// C-05 to C-10, oldest first.
    pub clocks: Vec<ClockRow>,
    /// C-06: who is to handle it.
    pub department: Option<Label>,
    /// C-06: the person there, where one is named.
    pub assignee: Option<ContactRow>,
    /// P-11: who chases it.
    pub owner: Option<ContactRow>,
    /// C-05: whose it became because it was overdue.
    pub risen_to: Option<Role>,
    /// C-05, C-06: whom it has reached.
    pub acknowledged: Vec<ReachedRow>,
    /// C-07: who was phoned.
    pub phoned: Vec<PhonedRow>,
    /// C-09.
    pub next_reply: Option<AgreedRow>,
    /// C-05.
    pub finish_agreed: Option<AgreedRow>,
    /// C-11.
    pub mark: Option<MarkRow>,
    /// C-10: what was done.
    pub handled: Option<HandledRow>,
    /// C-10: when the customer knew the result.
    pub told: Option<Moment>,
    /// C-08: the opinion that stands.
    pub opinion: Option<OpinionRow>,
    /// C-12: it is archived.
    pub archived: Option<Moment>,
    /// V-12: the failed callback that it follows, and its record.
    pub linked: Option<doorstep_domain::complaint::Linked>,
    /// Oldest first.
    pub pictures: Vec<PictureRow>,
    /// F-04: what was held, and who was first.
    pub held: Vec<HeldRow>,
    /// Everything that counted, oldest first, with what was said.
    pub history: Vec<EventRow>,
}

impl ComplaintDetail {
    /// C-03, C-04: the grading that stands.
    pub fn standing(&self) -> Option<&GradeRow> {
        self.gradings.last()
    }
}

impl Device {
    /// A complaint with everything about it.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, or the store fails.
    pub fn complaint(&self, complaint: &SubjectId) -> Result<ComplaintDetail, QueryError> {
        let shift = self.shift()?;
        let personal = &shift.personal;
        let entry = personal.complaint(&shift.person, complaint)?.ok_or_else(|| self.look_for(complaint))?;
        let received = entry.state.received.clone().ok_or(QueryError::NotHere)?;
        let (site, reckoned) = (self.shift()?.site()?, self.reckon());
        let cases = group(personal.cases_at(&shift.person, &received.what.home)?);
        let desk = Desk::of(shift, &site, &cases, reckoned.best)?;
        let row = desk.row(&entry)?.ok_or(QueryError::NotHere)?;
        let detail = desk.detail(&entry, row, &received)?;
        let doubt = reckoned.time.latest().since(reckoned.time.earliest());
        Ok(ComplaintDetail { quality: reckoned.quality, doubt, ..detail })
    }
}

impl Desk<'_> {
    fn detail(
        &self,
        entry: &ComplaintEntry,
        row: ComplaintRow,
        received: &Done<Reception>,
    ) -> Result<ComplaintDetail, StoreError> {
        let (personal, state) = (self.personal, &entry.state);
        let said = self.texts(received.fact)?;
        let contact = |person| contact_of(personal, person);
        let assignee = state.assigned.as_ref().and_then(|assigned| assigned.what.to.as_ref());
        let mut others = acts::acts(state, self.viewer());
        others.retain(|action| row.next != Some(*action));
        Ok(ComplaintDetail {
            now: self.now,
            quality: Quality::Unknown,
            doubt: 0,
            others,
            reaches: state.awaits(self.viewer().recipient()).map(|(reached, _)| reached),
            waits_for: self.waits_for(state, row.next)?,
            received_by: contact(&received.by)?,
            channel: received.what.channel,
            about: self.about_row(&received.what.about)?,
            happened: said.happened,
            happened_at: received.what.happened,
            place: said.place,
            wish: said.wish,
            asked_for: received.what.asked_for,
            gradings: self.grade_rows(state)?,
            clocks: state.clocks.iter().map(|clock| ClockRow::of(clock, self.now)).collect(),
            department: state.assigned.as_ref().map(|done| self.site.department(&done.what.department)),
            assignee: assignee.map(contact).transpose()?,
            owner: state.owner.as_ref().map(contact).transpose()?,
            risen_to: state.risen_to,
            acknowledged: self.reached_rows(state)?,
            phoned: self.phoned_rows(state)?,
            next_reply: state.next_reply.as_ref().map(|done| self.agreed_row(done)).transpose()?,
            finish_agreed: state.finish_agreed.as_ref().map(|done| self.agreed_row(done)).transpose()?,
            mark: state.mark.as_ref().map(|done| self.mark_row(done)).transpose()?,
            handled: state.handled.as_ref().map(|done| self.handled_row(done)).transpose()?,
            told: state.told_at(),
            opinion: state.opinion.as_ref().map(|done| self.opinion_row(done)).transpose()?,
            archived: state.archived.as_ref().map(|done| done.at),
            linked: received.what.linked.clone(),
            pictures: self.picture_rows(state)?,
            held: self.held_rows(state)?,
            history: self.event_rows(state)?,
            row,
        })
    }
}
