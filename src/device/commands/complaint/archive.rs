//! C-10, C-12: P-04 logs and archives the form.

use doorstep_domain::complaint::{Act, Archival};
use doorstep_domain::ids::SubjectId;

use super::error::ComplaintError;
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// C-10, C-12: archives it, for good. One tap: a half-done form stays as it is.
    ///
    /// # Errors
    /// When it is archived already, state or role do not allow it, or the store fails.
    pub fn archive_complaint(&mut self, complaint: &SubjectId) -> Result<Saved, ComplaintError> {
        self.complaint_entry(complaint)?;
        self.tap(complaint, Act::Archive(Archival {}))
    }
}
