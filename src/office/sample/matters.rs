//! What cases at the sample residence are about (V-13): how each is reported, found, done and priced.

use doorstep_domain::directory::Label;
use doorstep_domain::lang::Words;

use super::pictures::Scene;

// Rows of a table: one line a thing, however long the formatter would like it.
#[rustfmt::skip]
mod table;

pub(super) use table::{AC_REFILLED, MATTERS, PARKING_ASKED, SINK_CLEARED, SINK_SEALED};

/// What sort of case a matter makes (V-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Repair,
    Complaint,
    Service,
    Activity,
    Other,
}

/// A matter of the site's list, and what a case of it says.
pub(super) struct Matter {
    /// Its code in heads.
    pub code: &'static str,
    pub sort: Sort,
    /// The code of the department that deals with it.
    pub department: &'static str,
    /// Its name in lists.
    pub label: Words,
    /// What the customer said.
    pub detail: Words,
    /// What it turned out to be, or what was arranged.
    pub found: Words,
    /// What was done.
    pub done: Words,
    /// How it was tried.
    pub tried: Words,
    /// What the price is for, beside the work.
    pub part: Words,
    /// In yuan: the part, the work. Two zeros: free of charge.
    pub price: [i64; 2],
    /// What the pictures show, if there are any.
    pub scene: Option<Scene>,
}

impl Matter {
    /// Every matter of this sort.
    pub fn of_sort(sort: Sort) -> impl Iterator<Item = &'static Self> {
        MATTERS.iter().filter(move |matter| matter.sort == sort)
    }

    /// The matter with this code; the last one, `other`, where there is none.
    pub fn of_code(code: &str) -> &'static Self {
        MATTERS.iter().find(|matter| matter.code == code).unwrap_or(&MATTERS[MATTERS.len() - 1])
    }

    /// What was reported, as a case says it.
    pub fn reported(&self) -> Label {
        match self.sort {
            Sort::Complaint => {
                Label::new(format!("{}投诉", self.label.zh), format!("{} complaint", self.label.en))
            }
            _ => Label::new(self.label.zh, self.label.en),
        }
    }

    /// What it costs, in yuan.
    pub fn total(&self) -> i64 {
        self.price.iter().sum()
    }
}
