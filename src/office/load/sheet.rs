//! The files that a site's data come in, and what is known of each: see the table of [`super::forms`].

use doorstep_domain::lang::Words;
use serde::{Deserialize, Serialize};

use super::forms::FORMS;

/// A file of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// Name and policies of the site.
    Site,
    /// Its departments.
    Departments,
    /// Its trades of repairs.
    Trades,
    /// Its price list.
    Prices,
    /// V-13: what cases are about.
    Matters,
    /// Section P: who works there.
    Staff,
    /// Its homes and who lives there.
    Homes,
    /// what is under construction warranty.
    Warranties,
    /// Quick phrases.
    Phrases,
    /// V-02: working days.
    Calendar,
}

/// What a sheet looks like.
pub(super) struct Form {
    pub sheet: Sheet,
    pub file: &'static str,
    /// What one line is.
    pub item: Words,
    /// What the file is for.
    pub about: Words,
    pub columns: &'static [Column],
    /// Lines that can be loaded as they stand.
    pub examples: &'static str,
}

/// A column of a sheet.
pub(super) struct Column {
    pub name: &'static str,
    pub about: Words,
    /// P-10: what stands in it is not repeated on a terminal.
    pub personal: bool,
}

impl Sheet {
    /// Every file, in the order in which problems are told.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMS.iter().map(|form| form.sheet)
    }

    /// The file's name.
    pub fn file(self) -> &'static str {
        self.form().file
    }

    pub(super) fn of_file(name: &str) -> Option<Self> {
        FORMS.iter().find(|form| form.file == name).map(|form| form.sheet)
    }

    pub(super) fn form(self) -> &'static Form {
        &FORMS[self as usize]
    }

    pub(super) fn column(self, name: &str) -> Option<&'static Column> {
        self.form().columns.iter().find(|column| column.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sheet_has_its_own_row() {
        for (place, form) in FORMS.iter().enumerate() {
            assert_eq!(form.sheet as usize, place);
            assert_eq!(Sheet::of_file(form.file), Some(form.sheet));
        }
    }
}
