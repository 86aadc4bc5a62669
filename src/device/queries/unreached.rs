//! C-07: the grave complaints that the office does not have, on every screen, whoever holds the handheld.

use doorstep_domain::clock::ClockRule;
use doorstep_domain::directory::Label;
use doorstep_domain::grade::Grade;

use super::QueryError;
use super::task::Place;
use crate::device::Device;
use crate::store::StoreError;
use crate::store::outbox::{Alarm, Callee};
use crate::store::personal::{PersonRow, Personal};

/// A grave complaint that the office does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// The complaint, its grade, its clock, whom to phone.
    pub alarm: Alarm,
    /// P-10: where it is and who complains, for who is signed in and may read it.
    pub of: Option<Complainant>,
}

/// P-10: what only who may read the complaint sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complainant {
    /// Where.
    pub place: Option<Place>,
    /// Who complains.
    pub customer: Label,
}

impl Device {
    /// C-07: what the office does not have and nobody was phoned about, the clock that ends first first; as well while
    /// nobody is signed in, who can then state nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub fn unreached(&self) -> Result<Vec<Unreached>, QueryError> {
        let mut alarms = self.alarms()?;
        alarms.sort_by_key(|alarm| alarm.respond_by);
        let row = |alarm: Alarm| Ok(Unreached { of: self.complainant(&alarm)?, alarm });
        alarms.into_iter().map(row).collect()
    }

    fn complainant(&self, alarm: &Alarm) -> Result<Option<Complainant>, QueryError> {
        let Ok(shift) = self.shift() else { return Ok(None) };
        let entry = shift.personal.complaint(&shift.person, &alarm.complaint)?;
        Ok(entry.map(|entry| Complainant {
            place: entry.home.as_ref().map(Place::from),
            customer: entry.about.contact.name,
        }))
    }
}

impl From<PersonRow> for Callee {
    fn from(row: PersonRow) -> Self {
        Self { name: row.name(), person: row.person, role: row.entry.role, phone: row.contact.phone }
    }
}

impl Callee {
    /// C-06, C-07: who is to be phoned about a complaint of this grade, in the order to try them.
    pub(crate) fn of_grade(personal: &Personal, grade: Grade) -> Result<Vec<Self>, StoreError> {
        let (roles, people) = (ClockRule::of(grade).callees(), personal.people()?);
        let of_role = |role| people.iter().filter(move |row| row.entry.role == role);
        Ok(roles.into_iter().flat_map(of_role).cloned().map(Self::from).collect())
    }
}
