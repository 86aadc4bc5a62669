//! Who is to make which callbacks (V-01).

use doorstep_domain::callback::{Assignment, may_be_assigned};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::role::Role;
use thiserror::Error;

use super::save::{Left, SaveError, Saved, Saying};
use crate::device::{Device, NotSignedIn};
use crate::queries::people::person;
use crate::store::StoreError;

/// Why nobody was assigned. Nothing was saved.
#[derive(Debug, Error)]
pub enum PlanError {
    /// V-01: the person works here no more, is not known here, or their role does not make such a callback.
    #[error("this person does not make this callback")]
    NotTheirs,
    /// Nobody is signed in, a callback is not here, the planner's role does not allow it, or the store fails.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl From<StoreError> for PlanError {
    fn from(error: StoreError) -> Self {
        PlanError::Save(error.into())
    }
}

impl From<NotSignedIn> for PlanError {
    fn from(error: NotSignedIn) -> Self {
        PlanError::Save(error.into())
    }
}

impl Device {
    /// V-01: hands callbacks to a person; those that the person has already stay as they are. All are judged before
    /// the first is saved, so that a refusal leaves nothing done by halves.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn assign_callbacks(
        &mut self,
        callbacks: &[SubjectId],
        to: &PersonId,
    ) -> Result<Vec<Saved>, PlanError> {
        let sayings = self.assignments(callbacks, to)?;
        sayings.iter().try_for_each(|saying| self.check_applies(saying))?;
        let saved: Result<Vec<Saved>, SaveError> =
            sayings.into_iter().map(|saying| self.commit(saying)).collect();
        Ok(saved?.into_iter().map(|saved| self.sealed(saved)).collect())
    }

    fn assignments(&self, callbacks: &[SubjectId], to: &PersonId) -> Result<Vec<Saying>, PlanError> {
        let shift = self.shift()?;
        let role = self.active_role(to)?.ok_or(PlanError::NotTheirs)?;
        let mut sayings = Vec::new();
        for subject in callbacks {
            let entry = shift.personal.callback(&shift.person, subject)?.ok_or(SaveError::NotHere)?;
            let opened = entry.state.opened.as_ref().ok_or(SaveError::NotHere)?;
            if !may_be_assigned(role, &opened.due.who) {
                return Err(PlanError::NotTheirs);
            }
            if entry.state.assigned_to.as_ref() != Some(to) {
                sayings.push(assignment(subject.clone(), to.clone()));
            }
        }
        Ok(sayings)
    }

    /// What somebody is who works here.
    fn active_role(&self, who: &PersonId) -> Result<Option<Role>, PlanError> {
        let entry = person(&self.shift()?.personal, who)?;
        Ok(entry.filter(|entry| entry.active).map(|entry| entry.role))
    }
}

fn assignment(subject: SubjectId, to: PersonId) -> Saying {
    let body = Body::CallbackAssigned(Assignment { to });
    Saying { subject, body, parts: Vec::new(), pictures: Vec::new(), form: Left::Nothing }
}
