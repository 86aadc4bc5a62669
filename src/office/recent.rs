//! The subjects that moved last, as they stand: what moves a subject once mostly moves it again soon, and reading a long
//! history's state costs more than all else that a fact needs.

use std::collections::HashMap;

use doorstep_domain::ids::SubjectId;

use crate::store::SubjectRow;

/// So many are remembered, some kilobytes each.
const MOST: usize = 512;

/// What the ledger remembers of subjects. It alone moves them, so that nothing here grows old.
#[derive(Default)]
pub(crate) struct Recent(HashMap<SubjectId, SubjectRow>);

impl Recent {
    /// A subject as its last fact left it, if that was not long ago.
    pub fn get(&self, subject: &SubjectId) -> Option<&SubjectRow> {
        self.0.get(subject)
    }

    /// A fact left it so.
    pub fn keep(&mut self, row: SubjectRow) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(row.subject.clone(), row);
    }

    /// The transaction did not happen.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}
