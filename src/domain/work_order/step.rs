//! The states of a work order.

use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Words};

/// A state of a work order, in the rulebook's order. Its text form is stored, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// somebody reported it; nobody has it yet.
    Registered,
    /// A technician or contractor is to do it.
    Dispatched,
    /// They have it.
    Accepted,
    /// they are in the home.
    OnSite,
    /// the real fault is known.
    Verified,
    /// the customer agreed to the price.
    Agreed,
    /// The work goes on.
    InProgress,
    /// the work is done, the place clean.
    Finished,
    /// the customer signed, or it is on the record why not (V-08).
    Signed,
    /// paid, free, or on the record as unpaid.
    Settled,
    /// P-07 confirmed it.
    Confirmed,
    /// the customer did not agree.
    Declined,
    /// The office called it off.
    Cancelled,
}

const WORDS: [(&str, Words); 13] = [
    ("registered", Words::new("已登记", "Registered")),
    ("dispatched", Words::new("已派工", "Dispatched")),
    ("accepted", Words::new("已接单", "Accepted")),
    ("on site", Words::new("已到场", "On site")),
    ("verified", Words::new("已核对", "Verified")),
    ("agreed", Words::new("已同意", "Agreed")),
    ("in progress", Words::new("施工中", "In progress")),
    ("finished", Words::new("已完工", "Finished")),
    ("signed", Words::new("已签名", "Signed")),
    ("settled", Words::new("已结算", "Settled")),
    ("confirmed", Words::new("已确认", "Confirmed")),
    ("declined", Words::new("客户不修", "Declined")),
    ("cancelled", Words::new("已取消", "Cancelled")),
];

impl Step {
    /// Every state, in the rulebook's order.
    pub const ALL: [Step; 13] = [
        Step::Registered,
        Step::Dispatched,
        Step::Accepted,
        Step::OnSite,
        Step::Verified,
        Step::Agreed,
        Step::InProgress,
        Step::Finished,
        Step::Signed,
        Step::Settled,
        Step::Confirmed,
        Step::Declined,
        Step::Cancelled,
    ];

    /// The rulebook's word.
    pub fn word(self) -> &'static str {
        WORDS[self as usize].0
    }

    /// What people call it.
    pub fn title(self, lang: Lang) -> &'static str {
        WORDS[self as usize].1.in_lang(lang)
    }

    /// Before the customer's signature: somebody still has to go there.
    pub fn is_on_the_way(self) -> bool {
        self < Step::Finished
    }
}
