//! The price list, faults, trades and the contractors' directory, there offline.

use chrono::NaiveDate;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::{MatterCode, PersonId, PriceCode, SubjectId, SubjectKind, TradeCode};
use doorstep_domain::money::Fen;
use doorstep_domain::role::Role;

use super::QueryError;
use crate::device::Device;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{PersonRow, Personal};

/// Somebody, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Their code.
    pub person: PersonId,
    /// Their name; their code where it is not known here.
    pub name: Label,
    /// Their number; empty where it is not known here.
    pub phone: String,
}

impl From<PersonRow> for ContactRow {
    fn from(row: PersonRow) -> Self {
        Self { name: row.name(), person: row.person, phone: row.contact.phone }
    }
}

/// An item of the price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// Its code.
    pub item: PriceCode,
    /// What it is called.
    pub label: Label,
    /// What is counted.
    pub unit: Label,
    /// What one costs; 0 is free.
    pub each: Fen,
    /// The trade that does it.
    pub trade: TradeCode,
}

/// What customers report: a quick phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRow {
    /// The matter.
    pub matter: MatterCode,
    /// What it is called.
    pub label: Label,
    /// The trade that repairs it.
    pub trade: TradeCode,
    /// it is on the price list.
    pub listed: bool,
}

/// A trade and who works in it, first in line first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradeRow {
    /// Its code.
    pub trade: TradeCode,
    /// What it is called.
    pub label: Label,
    /// P-06.
    pub technicians: Vec<ContactRow>,
}

/// a contractor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractorRow {
    /// Who, and how to reach them.
    pub contact: ContactRow,
    /// What they repair under warranty.
    pub covers: Vec<CoverRow>,
}

/// what a warranty covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverRow {
    /// The building.
    pub building: String,
    /// What the trade is called.
    pub trade: Label,
    /// Its last day.
    pub until: NaiveDate,
    /// That day is over.
    pub is_over: bool,
}

impl Device {
    /// The price list: each word of the query must occur in code or name; of one trade, or of all.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn prices(&self, query: &str, trade: Option<&TradeCode>) -> Result<Vec<PriceRow>, QueryError> {
        let words: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let catalogue = self.site()?.catalogue;
        let rows = catalogue.prices.into_iter().map(|(code, item)| PriceRow {
            item: code,
            label: item.label,
            unit: item.unit,
            each: item.each,
            trade: item.trade,
        });
        Ok(rows
            .filter(|row| trade.is_none_or(|trade| row.trade == *trade))
            .filter(|row| row.has(&words))
            .collect())
    }

    /// What customers report, of one trade or of all.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn faults(&self, trade: Option<&TradeCode>) -> Result<Vec<FaultRow>, QueryError> {
        let site = self.site()?;
        let faults = site.catalogue.faults.iter();
        let of_trade = faults.filter(|(_, fault)| trade.is_none_or(|trade| fault.trade == *trade));
        let row = |(matter, fault): (&MatterCode, &doorstep_domain::catalogue::Fault)| FaultRow {
            matter: matter.clone(),
            label: site.matter(matter),
            trade: fault.trade.clone(),
            listed: !fault.prices.is_empty(),
        };
        Ok(of_trade.map(row).collect())
    }

    /// The trades, and who works in them.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn trades(&self) -> Result<Vec<TradeRow>, QueryError> {
        let personal = &self.shift()?.personal;
        let row = |(code, trade): (TradeCode, doorstep_domain::catalogue::Trade)| {
            let technicians = trade.technicians.iter().map(|person| contact_of(personal, person));
            Ok(TradeRow {
                trade: code,
                label: trade.label,
                technicians: technicians.collect::<Result<_, _>>()?,
            })
        };
        Ok(self
            .shift()?
            .site()?
            .catalogue
            .trades
            .clone()
            .into_iter()
            .map(row)
            .collect::<Result<_, StoreError>>()?)
    }

    /// the contractors' directory.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn contractors(&self) -> Result<Vec<ContractorRow>, QueryError> {
        let personal = &self.shift()?.personal;
        let (site, people) = (self.shift()?.site()?, personal.people()?);
        let today = site.date(self.now());
        let contractors = people.into_iter().filter(|row| row.entry.role == Role::Contractor);
        let row =
            |row: PersonRow| ContractorRow { covers: covers(&site, &row.person, today), contact: row.into() };
        Ok(contractors.map(row).collect())
    }
}

impl PriceRow {
    fn has(&self, words: &[String]) -> bool {
        let text = format!("{} {} {}", self.item, self.label.zh, self.label.en).to_lowercase();
        words.iter().all(|word| text.contains(word))
    }
}

fn covers(site: &Site, contractor: &PersonId, today: NaiveDate) -> Vec<CoverRow> {
    let catalogue = &site.catalogue;
    let label = |trade: &TradeCode| {
        catalogue
            .trades
            .get(trade)
            .map_or_else(|| Label::new(trade.as_str(), ""), |trade| trade.label.clone())
    };
    let own = catalogue.warranties.iter().filter(|warranty| warranty.contractor == *contractor);
    own.map(|warranty| CoverRow {
        building: warranty.building.clone(),
        trade: label(&warranty.trade),
        until: warranty.until,
        is_over: warranty.until < today,
    })
    .collect()
}

/// Somebody's name and number.
pub(super) fn contact_of(personal: &Personal, person: &PersonId) -> Result<ContactRow, StoreError> {
    let shown = personal.shown(&SubjectId::new(SubjectKind::Person, person))?;
    let contact = shown.and_then(|(_, about)| about).unwrap_or_default().contact;
    Ok(ContactRow {
        person: person.clone(),
        name: super::people::name(personal, person)?,
        phone: contact.phone,
    })
}
