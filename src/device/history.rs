//! V-05: what was done for a customer, wherever it comes from: an event that another system finished, or a
//! work order or complaint of this one.

mod complaint;
mod order;

use doorstep_domain::directory::Label;
use doorstep_domain::event::{Charge, EventKind, EventState, Picture, Step, Story};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, MatterCode, PersonId, SubjectId};
use doorstep_domain::moment::Moment;

use crate::refold::texts;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{Known, Personal};

/// What was reported and done, by whom, when, at what charge.
pub(crate) struct History {
    pub kind: EventKind,
    pub number: String,
    pub matter: MatterCode,
    pub department: Label,
    pub done_by: Option<PersonId>,
    pub registered: Moment,
    pub finished: Moment,
    /// 0 was free.
    pub charge: Option<Charge>,
    pub reported: Label,
    pub done: Label,
    /// Oldest first.
    pub steps: Vec<Step>,
    /// In the order to show them, each with the fact that holds it.
    pub pictures: Vec<(FactId, Picture)>,
    /// what the customer signed, where it was signed here.
    pub signed: Option<FactId>,
}

impl History {
    /// P-10: of an event, order or complaint that this person may see; `None` too while it is not finished, and while
    /// only a summary of it is here.
    pub fn read(shift: &Shift, site: &Site, subject: &SubjectId) -> Result<Option<Self>, StoreError> {
        let is_here = !matches!(shift.personal.known(subject)?, Some(Known::Summary(_)));
        if !is_here || !shift.personal.is_granted(&shift.person, subject)? {
            return Ok(None);
        }
        match shift.personal.shown(subject)? {
            Some((State::Event(state), _)) => Self::of_event(&shift.personal, site, *state),
            Some((State::WorkOrder(state), about)) => {
                Self::of_order(&shift.personal, site, &state, about.unwrap_or_default())
            }
            Some((State::Complaint(state), about)) => {
                Self::of_complaint(&shift.personal, site, &state, about.unwrap_or_default())
            }
            _ => Ok(None),
        }
    }

    fn of_event(personal: &Personal, site: &Site, state: EventState) -> Result<Option<Self>, StoreError> {
        let Some(finished) = state.finish else { return Ok(None) };
        let story: Story = texts(personal, finished.fact)?.unwrap_or_default();
        let (fact, body) = (finished.fact, finished.body);
        Ok(Some(Self {
            kind: body.event,
            number: body.number,
            matter: body.matter,
            department: site.department(&body.department),
            done_by: body.done_by,
            registered: body.registered,
            finished: body.finished,
            charge: body.charge,
            reported: story.reported,
            done: story.done,
            steps: story.steps,
            pictures: body.pictures.into_iter().map(|picture| (fact, picture)).collect(),
            signed: None,
        }))
    }
}

/// Who did it, and what was said.
fn beside(who: &Label, what: &str) -> Label {
    let beside = |name: &str| if what.is_empty() { name.to_owned() } else { format!("{name} · {what}") };
    let en = if who.en.is_empty() { String::new() } else { beside(&who.en) };
    Label::new(beside(&who.zh), en)
}
