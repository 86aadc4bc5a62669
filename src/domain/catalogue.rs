//! The site's trades, price list, faults and warranties: what section R decides with.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::directory::Label;
use crate::ids::{DepartmentCode, MatterCode, PersonId, PriceCode, TradeCode};
use crate::money::Fen;

/// `catalogue.recorded`, version 1: the whole, as of now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Counts up by one with each change; facts and verdicts name it.
    pub revision: i64,
    /// The trades.
    pub trades: BTreeMap<TradeCode, Trade>,
    /// 维修项目收费标准.
    pub prices: BTreeMap<PriceCode, PriceItem>,
    /// What customers report: a matter of the site's list (V-13), with who repairs it and at what prices.
    pub faults: BTreeMap<MatterCode, Fault>,
    /// what is under construction warranty.
    pub warranties: Vec<Warranty>,
    /// R-13 **[policy: yes]**: technicians may take listed prices.
    pub technicians_take_listed: bool,
    /// R-13 **[policy: so]**: for R-04 repairs the front desk collects.
    pub desk_collects_quoted: bool,
    /// The long edge that pictures are scaled to, in pixels.
    pub picture_edge: u16,
    /// The quality that pictures are kept in, as JPEG counts it: 1 to 100.
    pub picture_quality: u8,
    /// quick phrases for the consequence that a customer is warned of.
    pub warnings: Vec<Label>,
    /// quick phrases for what was done.
    pub work_done: Vec<Label>,
}

/// A trade and who works in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trade {
    /// What it is called.
    pub label: Label,
    /// The department that it belongs to.
    pub department: DepartmentCode,
    /// P-06: who repairs, first in line first.
    pub technicians: Vec<PersonId>,
}

/// An item of the price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceItem {
    /// What it is called.
    pub label: Label,
    /// What is counted: a piece, a metre, an hour.
    pub unit: Label,
    /// What one costs; 0 is an everyday free repair (日常无偿, R-08).
    pub each: Fen,
    /// The trade that does it.
    pub trade: TradeCode,
}

/// What customers report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Who repairs it.
    pub trade: TradeCode,
    /// What it costs as a rule; empty is not on the price list.
    pub prices: Vec<PriceCode>,
}

/// a construction warranty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warranty {
    /// The building, as homes name it.
    pub building: String,
    /// The trade that it covers.
    pub trade: TradeCode,
    /// Its last day, by the site's calendar.
    pub until: NaiveDate,
    /// P-08: who repairs.
    pub contractor: PersonId,
}

/// A site without a catalogue: nothing is on its price list, the policies are the manual's.
pub static NO_CATALOGUE: Catalogue = Catalogue {
    revision: 0,
    trades: BTreeMap::new(),
    prices: BTreeMap::new(),
    faults: BTreeMap::new(),
    warranties: Vec::new(),
    technicians_take_listed: true,
    desk_collects_quoted: true,
    picture_edge: 1600,
    picture_quality: 80,
    warnings: Vec::new(),
    work_done: Vec::new(),
};

impl Default for Catalogue {
    fn default() -> Self {
        NO_CATALOGUE.clone()
    }
}

impl Catalogue {
    /// Who repairs `matter`.
    pub fn trade_of(&self, matter: &MatterCode) -> Option<&TradeCode> {
        self.faults.get(matter).map(|fault| &fault.trade)
    }

    /// whether `matter` is on the price list.
    pub fn is_listed(&self, matter: &MatterCode) -> bool {
        self.faults.get(matter).is_some_and(|fault| !fault.prices.is_empty())
    }

    /// the warranty that covers `trade` in `building` on `day`.
    pub fn warranty(&self, building: &str, trade: &TradeCode, day: NaiveDate) -> Option<&Warranty> {
        let covers = |w: &&Warranty| w.building == building && w.trade == *trade && day <= w.until;
        self.warranties.iter().find(covers)
    }
}
