//! the cash-up: what a person took on a day, by means, against what they handed to finance.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::event::Payment;
use crate::fact::{Head, Reason, Verdict};
use crate::ids::{FactId, PersonId, SubjectId};
use crate::moment::Moment;
use crate::money::Fen;
use crate::role::Role;
use crate::work_order::{Charged, Receipt};

/// How money was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Notes and coins.
    Cash,
    /// Slips of a POS terminal.
    Card,
}

impl Means {
    /// The means of a payment; `None` where nothing was taken.
    pub fn of(payment: Payment) -> Option<Means> {
        match payment {
            Payment::Cash => Some(Means::Cash),
            Payment::Card => Some(Means::Card),
            Payment::Unpaid => None,
        }
    }
}

/// `cash_up.handed_in`, version 1: its author handed this to finance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    /// Whose takings: the author's, or of a person that the desk hands in for.
    pub person: PersonId,
    /// The local day that it was taken on.
    pub day: NaiveDate,
    /// What.
    pub means: Means,
    /// How much.
    pub fen: Fen,
    /// The number of the slip that finance gave for it.
    pub slip: Receipt,
}

/// What was handed in for one person and day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CashUpState {
    /// Oldest first; each counts, for the money changed hands.
    pub handed_in: Vec<HandedIn>,
}

/// A handing-in that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// The fact.
    pub fact: FactId,
    /// Who says so.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// What.
    pub body: HandIn,
}

impl CashUpState {
    /// The state after a fact that was judged so.
    pub fn apply(&mut self, head: &Head, body: &HandIn, verdict: &Verdict) {
        if verdict.is_applied() {
            let (by, at) = (head.by.person.clone(), verdict.time.middle());
            self.handed_in.push(HandedIn { fact: head.id, by, at, body: body.clone() });
        }
    }
}

/// everybody hands in their own; the front desk and its supervisor for others too.
pub fn judge(head: &Head, body: &HandIn, context: &Context<'_>) -> Verdict {
    let desk = matches!(context.role, Some(Role::FrontDesk | Role::Supervisor));
    let reason = if head.subject != SubjectId::cash_up(&body.person, body.day) {
        Some(Reason::Incomplete)
    } else if context.role.is_none() || (body.person != head.by.person && !desk) {
        Some(Reason::Role)
    } else {
        None
    };
    reason.map_or_else(|| Verdict::applied(context.time), |reason| Verdict::held(context.time, reason))
}

/// A cash-up of one person and day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CashUp {
    /// What was taken, by means, in fen.
    pub taken: BTreeMap<Means, i64>,
    /// What was handed in, by means, in fen.
    pub handed_in: BTreeMap<Means, i64>,
    /// what customers still owe, in fen.
    pub unpaid: i64,
    /// Receipt numbers that stand on more than one charge, and slips on more than one handing-in.
    pub doubled: Vec<Receipt>,
}

impl CashUp {
    /// Adds up what a person took on a day, from [`crate::work_order::WorkOrderState::takings`], and what was
    /// handed in for it.
    pub fn of<'a>(charges: impl IntoIterator<Item = &'a Charged>, handed_in: &[HandedIn]) -> Self {
        let mut cash_up = CashUp::default();
        let mut numbers: BTreeMap<&Receipt, usize> = BTreeMap::new();
        for charge in charges {
            match Means::of(charge.payment) {
                Some(means) => *cash_up.taken.entry(means).or_default() += charge.fen.get(),
                None => cash_up.unpaid += charge.fen.get(),
            }
            charge.receipt.iter().for_each(|receipt| *numbers.entry(receipt).or_default() += 1);
        }
        let mut slips: BTreeMap<&Receipt, usize> = BTreeMap::new();
        for handed in handed_in {
            *cash_up.handed_in.entry(handed.body.means).or_default() += handed.body.fen.get();
            *slips.entry(&handed.body.slip).or_default() += 1;
        }
        let twice = numbers.into_iter().chain(slips).filter(|(_, times)| *times > 1);
        cash_up.doubled = twice.map(|(number, _)| number.clone()).collect();
        cash_up
    }

    /// What was taken and not handed in, in fen; below 0 where more was handed in than taken.
    pub fn missing(&self, means: Means) -> i64 {
        let sum = |sums: &BTreeMap<Means, i64>| sums.get(&means).copied().unwrap_or_default();
        sum(&self.taken) - sum(&self.handed_in)
    }

    /// Whether it adds up.
    pub fn adds_up(&self) -> bool {
        [Means::Cash, Means::Card].into_iter().all(|means| self.missing(means) == 0)
            && self.doubled.is_empty()
    }
}
