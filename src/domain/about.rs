//! What parts say of a subject, for lists: read once, kept beside the state. The fold never reads parts.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::complaint::{self, ComplaintState};
use crate::directory::{Contact, Label};
use crate::event::Story;
use crate::fold::State;
use crate::ids::FactId;
use crate::work_order::{self, WorkOrderState};

/// What parts say of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct About {
    /// How to address and reach whom it concerns.
    pub contact: Contact,
    /// What was reported or asked for.
    pub reported: Label,
    /// What was done.
    pub done: Label,
}

impl About {
    /// Reads it from the parts `texts` of the facts that the state names; `None` where no text says anything.
    ///
    /// # Errors
    /// What `texts` says when it cannot read.
    pub fn of<E>(
        state: &State,
        texts: impl Fn(FactId) -> Result<Option<Vec<u8>>, E>,
    ) -> Result<Option<Self>, E> {
        let texts = Texts(texts);
        let contact = |fact: FactId| -> Result<Option<Self>, E> {
            let contact: Option<Contact> = texts.read(fact)?;
            Ok(contact.map(|contact| Self { contact, ..Self::default() }))
        };
        match state {
            State::Home(newest) => newest.entry.as_ref().map_or(Ok(None), |(fact, _)| contact(*fact)),
            State::Person(newest) => newest.entry.as_ref().map_or(Ok(None), |(fact, _)| contact(*fact)),
            State::Event(state) => {
                let Some(finish) = &state.finish else { return Ok(None) };
                let story: Option<Story> = texts.read(finish.fact)?;
                Ok(story.map(|s| Self { contact: s.customer, reported: s.reported, done: s.done }))
            }
            State::WorkOrder(state) => texts.of_order(state),
            State::Complaint(state) => texts.of_complaint(state),
            _ => Ok(None),
        }
    }

    /// This, and where it says nothing, what `other` says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let either = |ours: Label, theirs: Label| if ours == Label::default() { theirs } else { ours };
        Self {
            contact: if self.contact == Contact::default() { other.contact } else { self.contact },
            reported: either(self.reported, other.reported),
            done: either(self.done, other.done),
        }
    }
}

struct Texts<F>(F);

impl<E, F: Fn(FactId) -> Result<Option<Vec<u8>>, E>> Texts<F> {
    fn read<T: DeserializeOwned>(&self, fact: FactId) -> Result<Option<T>, E> {
        let bytes = (self.0)(fact)?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Who the customer is and what was reported as registered, what was done as finished.
    fn of_order(&self, state: &WorkOrderState) -> Result<Option<About>, E> {
        let Some(registered) = &state.registered else { return Ok(None) };
        let said: work_order::Texts = self.read(registered.fact)?.unwrap_or_default();
        let finished = state.finished.as_ref().map(|finished| finished.fact);
        let done: Option<work_order::Texts> = finished.map_or(Ok(None), |fact| self.read(fact))?;
        Ok(Some(About {
            contact: said.customer.unwrap_or_default(),
            reported: Label::new(said.reported, ""),
            done: Label::new(done.unwrap_or_default().done, ""),
        }))
    }

    /// Who complains and what happened, and what was done about it.
    fn of_complaint(&self, state: &ComplaintState) -> Result<Option<About>, E> {
        let Some(received) = &state.received else { return Ok(None) };
        let said: complaint::Texts = self.read(received.fact)?.unwrap_or_default();
        let handled = state.handled.as_ref().map(|handled| handled.fact);
        let done: Option<complaint::Texts> = handled.map_or(Ok(None), |fact| self.read(fact))?;
        Ok(Some(About {
            contact: said.customer.unwrap_or_default(),
            reported: Label::new(said.happened, ""),
            done: Label::new(done.unwrap_or_default().handled, ""),
        }))
    }
}
