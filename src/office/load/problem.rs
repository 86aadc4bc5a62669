//! What is wrong with a folder of files: where, what, and what would be right.

use doorstep_domain::role::Role;
use serde::{Deserialize, Serialize};

use super::sheet::Sheet;

/// Something that keeps the whole folder from being loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// The line, from 1; without one it is about the file.
    pub line: Option<u64>,
    /// The column's name.
    pub column: Option<String>,
    /// What stands there, unless it is personal (P-10).
    pub value: Option<String>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// A file with a name that none of the site's has.
    UnknownFile,
    /// The folder has none of the files.
    NoFiles,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A file that does not even name its columns.
    NoHeader,
    /// A column that the file does not have.
    UnknownColumn,
    /// A column that the file must have.
    MissingColumn,
    /// A column that stands there twice.
    RepeatedColumn,
    /// A site without a name.
    NoName,
    /// More fields than columns.
    TooManyFields,
    /// A line break within a field.
    LineBreak,
    /// Nothing where something must stand.
    Empty,
    /// Longer than any name or phrase.
    TooLong {
        /// So many characters may stand there.
        most: usize,
    },
    /// No code.
    NotACode,
    /// A code that the program needs for itself.
    Reserved,
    /// None of the words that can stand there.
    NotOneOf {
        /// The words.
        known: Vec<String>,
    },
    /// No telephone number.
    NotAPhone,
    /// No amount.
    NotYuan,
    /// No date.
    NotADate,
    /// V-03: no closing time.
    NotAClosingTime,
    /// No IANA time zone.
    NotAZone,
    /// No number of that range.
    NotInRange {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// V-02: worked as a make-up day, and no weekend.
    NotAWeekend,
    /// Prices of something that nobody repairs.
    PricesWithoutTrade,
    /// A phone of nobody.
    PhoneWithoutName,
    /// The same once more.
    Repeated {
        /// Where it stands first.
        first: u64,
    },
    /// What it refers to is neither in its file nor known to the office.
    Unknown {
        /// Where it would have to stand.
        sheet: Sheet,
    },
    /// a building without homes.
    NoHomes,
    /// The person has another role.
    WrongRole {
        /// What they must be.
        wanted: Role,
        /// What they are.
        found: Role,
    },
    /// The person does not work here any more.
    Retired,
    /// A code is left out that is still needed.
    StillNeeded {
        /// By an entry of this sheet.
        sheet: Sheet,
        /// By this one.
        by: String,
    },
}

impl Problem {
    /// About a whole file.
    pub(super) fn of_file(file: impl Into<String>, line: Option<u64>, wrong: Wrong) -> Self {
        Self { file: file.into(), line, column: None, value: None, wrong }
    }

    /// Files in the order of the sheets, unknown ones first; lines from above.
    pub(super) fn order(&self) -> (Option<Sheet>, Option<u64>) {
        (Sheet::of_file(&self.file), self.line)
    }
}
