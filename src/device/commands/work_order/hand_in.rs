//! money is handed to finance.

use chrono::NaiveDate;
use doorstep_domain::cash_up::{HandIn, Means};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::money::Fen;

use super::error::{OrderError, OrderField};
use crate::commands::save::{Left, Saved, Saying};
use crate::device::Device;

/// What is handed in: typed while finance counts, so no draft of it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandInForm {
    /// Whose takings.
    pub person: PersonId,
    /// The local day that they were taken on.
    pub day: NaiveDate,
    /// Cash, or slips of the terminal.
    pub means: Option<Means>,
    /// How much, in yuan, as typed.
    pub amount: String,
    /// The number of finance's slip, as typed.
    pub slip: String,
}

impl Device {
    /// says what was handed to finance.
    ///
    /// # Errors
    /// When something is missing, the role may not, or the store fails.
    pub fn hand_in(&mut self, form: &HandInForm) -> Result<Saved, OrderError> {
        let means = form.means.ok_or(OrderError::Missing(OrderField::Means))?;
        if form.slip.trim().is_empty() {
            return Err(OrderError::Missing(OrderField::Receipt));
        }
        let (person, day) = (form.person.clone(), form.day);
        let (fen, slip) = (Fen::parse_yuan(&form.amount)?, form.slip.parse()?);
        let saying = Saying {
            subject: SubjectId::cash_up(&person, day),
            body: Body::CashHandedIn(HandIn { person, day, means, fen, slip }),
            parts: Vec::new(),
            pictures: Vec::new(),
            form: Left::Nothing,
        };
        self.check_allowed(&saying)?;
        let saved = self.commit(saying)?;
        Ok(self.sealed(saved))
    }
}
