//! Complaints for lists and for their page (section C).

use doorstep_domain::complaint::ComplaintState;
use doorstep_domain::ids::{HomeId, PersonId, SubjectId};

use super::entries::Entry;
use super::{Personal, StoreError};

/// A complaint.
pub type ComplaintEntry = Entry<ComplaintState>;

impl Personal {
    /// The open complaints that this person may see, by due time.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_complaints(&self, person: &PersonId) -> Result<Vec<ComplaintEntry>, StoreError> {
        self.entries("AND o.open = 1 AND g.withdrawn = 0 ORDER BY o.due_by, o.subject", &[person.as_str()])
    }

    /// A complaint, if this person may see it and its history is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn complaint(
        &self,
        person: &PersonId,
        complaint: &SubjectId,
    ) -> Result<Option<ComplaintEntry>, StoreError> {
        Ok(self
            .entries("AND o.subject = ?2 AND o.summary IS NULL", &[person.as_str(), complaint.as_str()])?
            .pop())
    }

    /// The complaints of a home that this person may see, newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn complaints_at(&self, person: &PersonId, home: &HomeId) -> Result<Vec<ComplaintEntry>, StoreError> {
        self.entries("AND o.home = ?2 ORDER BY o.case_at DESC, o.subject", &[person.as_str(), home.as_str()])
    }

    /// The closed complaints that this person may see, newest first, at most `limit`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn closed_complaints(
        &self,
        person: &PersonId,
        limit: usize,
    ) -> Result<Vec<ComplaintEntry>, StoreError> {
        let and = format!("AND o.open = 0 ORDER BY o.due_by DESC, o.subject LIMIT {limit}");
        self.entries(&and, &[person.as_str()])
    }

    /// The complaints that this person may see whose words hold each of `words`, newest first, at most `limit`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn search_complaints(
        &self,
        person: &PersonId,
        words: &[String],
        limit: usize,
    ) -> Result<Vec<ComplaintEntry>, StoreError> {
        let holds: String =
            (0..words.len()).map(|i| format!(" AND words LIKE ?{} ESCAPE '\\'", i + 2)).collect();
        let and = format!(
            "AND EXISTS (SELECT 1 FROM search WHERE subject = o.subject{holds})
             ORDER BY o.due_by DESC, o.subject LIMIT {limit}"
        );
        let patterns: Vec<String> = words.iter().map(|word| super::subjects::like(word)).collect();
        let values: Vec<&str> =
            std::iter::once(person.as_str()).chain(patterns.iter().map(String::as_str)).collect();
        self.entries(&and, &values)
    }
}
