//! Who is to make which callbacks (V-01).

use doorstep_domain::callback::Assignment;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{PersonId, SubjectId};

use super::save::{SaveError, Saved, Saying};
use crate::device::Device;

impl Device {
    /// V-01: hands callbacks to a person; those that the person has already stay as they are. All are judged before
    /// the first is saved, so that nothing is done by halves.
    ///
    /// # Errors
    /// When one of them is not here, the role may not assign it, or the store fails.
    pub fn assign_callbacks(
        &mut self,
        callbacks: &[SubjectId],
        to: &PersonId,
    ) -> Result<Vec<Saved>, SaveError> {
        let sayings = self.assignments(callbacks, to)?;
        sayings.iter().try_for_each(|saying| self.check_applies(saying))?;
        let saved: Result<Vec<Saved>, SaveError> =
            sayings.into_iter().map(|saying| self.commit(saying)).collect();
        Ok(saved?.into_iter().map(|saved| self.sealed(saved)).collect())
    }

    fn assignments(&self, callbacks: &[SubjectId], to: &PersonId) -> Result<Vec<Saying>, SaveError> {
        let shift = self.shift()?;
        let mut sayings = Vec::new();
        for subject in callbacks {
            let entry = shift.personal.callback(&shift.person, subject)?.ok_or(SaveError::NotHere)?;
            if entry.state.assigned_to.as_ref() != Some(to) {
                sayings.push(assignment(subject.clone(), to.clone()));
            }
        }
        Ok(sayings)
    }
}

fn assignment(subject: SubjectId, to: PersonId) -> Saying {
    let body = Body::CallbackAssigned(Assignment { to });
    Saying { subject, body, parts: Vec::new(), pictures: Vec::new(), form: None }
}
