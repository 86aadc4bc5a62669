//! Who people are: names for screens, and the person who is signed in.

use doorstep_domain::directory::{Label, PersonEntry};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{DepartmentCode, PersonId, SubjectId, SubjectKind};
use doorstep_domain::role::Role;

use super::QueryError;
use super::catalogue::ContactRow;
use crate::device::Device;
use crate::refold::role_of;
use crate::shift::Shift;
use crate::store::StoreError;
use crate::store::personal::{PersonRow, Personal};

/// Until the office says otherwise **[policy]**.
const IDLE_MINUTES: i64 = 5;

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Their code.
    pub person: PersonId,
    /// Their name.
    pub name: Label,
    /// What they are, once the office's data came.
    pub role: Option<Role>,
    /// Their department.
    pub department: Option<Label>,
    /// After so many minutes without a touch the app locks.
    pub idle_minutes: i64,
}

/// Phrases to pick instead of typing (V-06).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrases {
    /// For shortcomings.
    pub shortcomings: Vec<Label>,
    /// For opinions.
    pub opinions: Vec<Label>,
}

/// P-11, C-06: somebody of the staff, to hand something to or to phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColleagueRow {
    /// Who, and how to reach them.
    pub contact: ContactRow,
    /// What they are.
    pub role: Role,
    /// Their department.
    pub department: Option<DepartmentCode>,
    /// It is who is signed in.
    pub is_me: bool,
}

impl Device {
    /// Everybody who works here now and is of the staff, P-01 first. Who is off duty is not known here.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn colleagues(&self) -> Result<Vec<ColleagueRow>, QueryError> {
        let shift = self.shift()?;
        let staff = shift.personal.people()?.into_iter().filter(|row| row.entry.role != Role::Contractor);
        let row = |row: PersonRow| ColleagueRow {
            role: row.entry.role,
            department: row.entry.department.clone(),
            is_me: row.person == shift.person,
            contact: row.into(),
        };
        let mut colleagues: Vec<ColleagueRow> = staff.map(row).collect();
        colleagues.sort_by_key(|row| row.role);
        Ok(colleagues)
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// When nobody is, or the store fails.
    pub fn me(&self) -> Result<Me, QueryError> {
        let shift = self.shift()?;
        let site = shift.site()?;
        let entry = person(&shift.personal, &shift.person)?;
        let department = entry.as_ref().and_then(|entry| entry.department.as_ref());
        Ok(Me {
            person: shift.person.clone(),
            name: name(&shift.personal, &shift.person)?,
            role: entry.as_ref().map(|entry| entry.role),
            department: department.map(|code| site.department(code)),
            idle_minutes: site.entry.as_ref().map_or(IDLE_MINUTES, |site| site.idle_minutes),
        })
    }

    /// V-06: the site's phrases for texts.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn phrases(&self) -> Result<Phrases, QueryError> {
        let entry = self.shift()?.site()?.entry.clone();
        let phrases = entry.map(|site| Phrases { shortcomings: site.shortcomings, opinions: site.opinions });
        Ok(phrases.unwrap_or_default())
    }
}

/// P-09: the role of who is signed in, for what only those see who watch over the others.
pub(super) fn watcher(shift: &Shift) -> Result<Role, QueryError> {
    let role = role_of(&shift.personal, &shift.person)?;
    role.filter(|role| role.watches()).ok_or(QueryError::NotHere)
}

/// A person's entry.
pub(crate) fn person(personal: &Personal, id: &PersonId) -> Result<Option<PersonEntry>, StoreError> {
    Ok(match personal.shown(&SubjectId::new(SubjectKind::Person, id))? {
        Some((State::Person(newest), _)) => newest.entry.map(|(_, entry)| entry),
        _ => None,
    })
}

/// A person's name; their code where it is not known here.
pub(crate) fn name(personal: &Personal, id: &PersonId) -> Result<Label, StoreError> {
    let about = personal.shown(&SubjectId::new(SubjectKind::Person, id))?.and_then(|(_, about)| about);
    let named = about.map(|about| about.contact.name).filter(|name| *name != Label::default());
    Ok(named.unwrap_or_else(|| Label::new(id.as_str(), "")))
}
