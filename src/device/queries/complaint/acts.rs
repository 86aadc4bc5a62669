//! What a person can do about a complaint: the rows of section C's table, less what makes no sense now.

use doorstep_domain::clock::ClockRule;
use doorstep_domain::complaint::table::rows;
use doorstep_domain::complaint::{
    About, Action, By, Channel, ClockKind, ComplaintState, Recipient, Sort, Step,
};
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{DepartmentCode, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

/// Who looks at a complaint.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// Who.
    pub me: &'a PersonId,
    /// P-09: what they are.
    pub role: Option<Role>,
    /// C-06: the department that they sign for.
    pub heads: Option<&'a DepartmentCode>,
    /// The office's time.
    pub now: Moment,
}

impl<'a> Viewer<'a> {
    /// C-06: as one for whom a complaint may wait.
    pub fn recipient(&self) -> Recipient<'a> {
        Recipient { person: self.me, role: self.role, heads: self.heads }
    }
}

/// P-09: what state and role allow and what is to be expected now, in the table's order.
pub fn acts(state: &ComplaintState, viewer: Viewer<'_>) -> Vec<Action> {
    let possible =
        |action: &Action| is_allowed(state, *action, viewer) && makes_sense(state, *action, viewer);
    Action::ALL.into_iter().filter(possible).collect()
}

fn is_allowed(state: &ComplaintState, action: Action, viewer: Viewer<'_>) -> bool {
    let is = |by: &By| match by {
        By::Office => false,
        By::Role(role) => viewer.role == Some(*role),
        By::Assignee => state.is_assigned_to(viewer.me),
        By::Owner => state.owner.as_ref() == Some(viewer.me),
    };
    state.step.is_some() && rows(action, state.step).any(|row| row.by.iter().any(is))
}

/// The table keeps witness facts possible for ever; a screen offers them where they are to be expected.
fn makes_sense(state: &ComplaintState, action: Action, viewer: Viewer<'_>) -> bool {
    let grade = state.grade();
    match action {
        Action::Receive | Action::Rise => false,
        Action::Assess => grade.is_some(),
        Action::Raise | Action::Escalate => grade.is_some_and(|grade| grade < Grade::EspeciallyMajor),
        Action::Acknowledge => state.awaits(viewer.recipient()).is_some(),
        Action::Phone => grade > Some(Grade::Ordinary) && !state.is_acknowledged(),
        Action::AgreeReply => state.step < Some(Step::Told),
        Action::AgreeFinish => may_agree_finish(state, viewer.now),
        Action::Mark => state.mark.is_none(),
        Action::Answer => state.answered.is_none() && channel(state) == Some(Channel::Letter),
        Action::Archive => state.archived.is_none(),
        _ => true,
    }
}

/// C-05: serious stays 48 hours, and what has run out cannot be agreed on any more.
fn may_agree_finish(state: &ComplaintState, now: Moment) -> bool {
    let counts = state.grade().is_some_and(|grade| ClockRule::of(grade).agreed_time_counts);
    let finish = state.clocks.iter().rfind(|clock| clock.kind == ClockKind::Finish);
    counts && finish.is_none_or(|clock| now <= clock.by)
}

fn channel(state: &ComplaintState) -> Option<Channel> {
    state.received.as_ref().map(|received| received.what.channel)
}

/// The one thing that waits for this person.
pub fn next_act(state: &ComplaintState, viewer: Viewer<'_>) -> Option<Action> {
    let wanted = if state.awaits(viewer.recipient()).is_some() {
        Some(Action::Acknowledge)
    } else {
        by_step(state, viewer)
    };
    wanted.filter(|action| is_allowed(state, *action, viewer))
}

fn by_step(state: &ComplaintState, viewer: Viewer<'_>) -> Option<Action> {
    let chases = state.owner.as_ref() == Some(viewer.me);
    match state.step? {
        Step::Received | Step::Assigned if is_handled_by(state, viewer) => Some(Action::Handle),
        Step::Received | Step::Assigned => {
            (lies_with_nobody(state) && hands_on(viewer)).then_some(Action::Assign)
        }
        Step::Handled => chases.then_some(Action::Tell),
        Step::Told => chases.then_some(Action::SignOpinion),
        Step::Signed => {
            let archives = viewer.role == Some(Role::FrontDesk) && state.archived.is_none();
            archives.then_some(Action::Archive)
        }
    }
}

/// C-06: who was named, or the head of a department in which nobody was.
fn is_handled_by(state: &ComplaintState, viewer: Viewer<'_>) -> bool {
    let named = state.assigned.as_ref().is_some_and(|assigned| assigned.what.to.is_some());
    state.is_assigned_to(viewer.me) || (!named && state.is_of_department(viewer.heads))
}

/// C-06: the office hands on by rule what is about somebody; the rest waits for a person.
fn lies_with_nobody(state: &ComplaintState) -> bool {
    let about_nobody = state.received.as_ref().is_some_and(|received| received.what.about == About::Nobody);
    state.assigned.is_none() && (about_nobody || state.number.is_some())
}

/// P-03, P-04: they hand on and follow up.
fn hands_on(viewer: Viewer<'_>) -> bool {
    matches!(viewer.role, Some(Role::Supervisor | Role::FrontDesk))
}

/// C-02: suggestions and opinions have neither grade nor clocks.
pub(in crate::queries) fn sort(state: &ComplaintState) -> Sort {
    state.received.as_ref().map_or(Sort::Complaint, |received| received.what.sort)
}
