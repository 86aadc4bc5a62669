//! C-06: what must ring for whoever is signed in, until they acknowledge it.

use doorstep_domain::complaint::{Texts, still_rings};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;

use super::QueryError;
use super::complaints::{ComplaintRow, Desk};
use super::task::Cases;
use crate::device::Device;
use crate::refold::texts;
use crate::store::personal::ComplaintEntry;

/// A grave complaint that this person must have now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bell {
    /// The complaint.
    pub complaint: SubjectId,
    /// As in lists.
    pub row: ComplaintRow,
    /// What the customer asks for.
    pub wish: String,
    /// C-05: until when it must be acknowledged.
    pub by: Moment,
    /// C-05: within how many minutes.
    pub minutes: i64,
}

/// What rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bells {
    /// The office's time.
    pub now: Moment,
    /// What runs out first, first.
    pub bells: Vec<Bell>,
}

impl Device {
    /// C-06: the grave complaints that this person has not acknowledged.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn bells(&self) -> Result<Bells, QueryError> {
        let shift = self.shift()?;
        let (site, now, cases) = (shift.site()?, self.now(), Cases::new());
        let desk = Desk::of(shift, &site, &cases, now)?;
        let entries = shift.personal.open_complaints(&shift.person)?;
        let mut bells = Vec::new();
        for entry in &entries {
            bells.extend(desk.bell(entry)?);
        }
        bells.sort_by_key(|bell| bell.by);
        Ok(Bells { now, bells })
    }
}

impl Desk<'_> {
    /// C-05, C-06: as long as a clock of minutes waits for this person; the same day is time enough to see it in Today.
    fn bell(&self, entry: &ComplaintEntry) -> Result<Option<Bell>, QueryError> {
        let ringing = entry.state.rings_for(self.viewer().recipient());
        let Some(ringing) = ringing.filter(|it| still_rings(it.clock.by, self.now)) else { return Ok(None) };
        let (Some(row), Some(received)) = (self.row(entry)?, &entry.state.received) else { return Ok(None) };
        let said: Texts = texts(self.personal, received.fact)?.unwrap_or_default();
        Ok(Some(Bell {
            complaint: entry.subject.clone(),
            wish: said.wish,
            by: ringing.clock.by,
            minutes: ringing.within.num_minutes(),
            row,
        }))
    }
}
