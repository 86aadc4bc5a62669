//! Who works here, with names and phones (section P, R-05).

use doorstep_domain::about::About;
use doorstep_domain::directory::{Contact, Label, PersonEntry};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SubjectId};
use rusqlite::Row;

use super::subjects::{json, optional_json, unreadable};
use super::{Personal, StoreError};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Their code.
    pub person: PersonId,
    /// Role and department.
    pub entry: PersonEntry,
    /// Name and phone.
    pub contact: Contact,
}

impl PersonRow {
    /// Their name; their code where it is not known here.
    pub fn name(&self) -> Label {
        let named = Some(&self.contact.name).filter(|name| **name != Label::default());
        named.cloned().unwrap_or_else(|| Label::new(self.person.as_str(), ""))
    }
}

impl Personal {
    /// Everybody who works here now, by code.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn people(&self) -> Result<Vec<PersonRow>, StoreError> {
        let sql = "SELECT subject, shown_state, about FROM subjects WHERE kind = 'person' ORDER BY subject";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], read)?.collect::<Result<Vec<_>, _>>()?;
        Ok(rows.into_iter().flatten().filter(|row| row.entry.active).collect())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Option<PersonRow>> {
    let subject: SubjectId = row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?;
    let person = subject.key().parse().map_err(|_| unreadable("person"))?;
    let State::Person(newest) = json::<State>(row, 1)? else { return Ok(None) };
    let contact = optional_json::<About>(row, 2)?.unwrap_or_default().contact;
    Ok(newest.entry.map(|(_, entry)| PersonRow { person, entry, contact }))
}
