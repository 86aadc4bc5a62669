//! C-07: somebody was told by telephone.

use doorstep_domain::complaint::{Act, PhoneCall};
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;

use super::error::{ComplaintError, ComplaintField};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-07: states that `whom` was phoned at `at`; the alarm of this complaint ends with it. Whoever is signed in
    /// may say so, also of a complaint that they may not read: they stood at the telephone.
    ///
    /// # Errors
    /// When that time has not come yet, `whom` does not work here, the role may not, or the store fails.
    pub fn phone_about_complaint(
        &mut self,
        complaint: &SubjectId,
        whom: &PersonId,
        at: Moment,
    ) -> Result<Saved, ComplaintError> {
        if at > self.now() {
            return Err(ComplaintError::Future(ComplaintField::Phoned));
        }
        self.at_work(whom)?;
        self.tap(complaint, Act::Phone(PhoneCall { whom: whom.clone(), at }))
    }
}
