//! What entries refer to must be there, in the files or at the office.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::ids::PersonId;
use doorstep_domain::role::Role;

use super::given::{Given, warranty_key};
use super::problem::{Problem, Wrong};
use super::records::Records;
use super::sheet::Sheet;

/// What is referred to.
#[derive(Clone, Copy)]
enum Target {
    Code(Sheet),
    Person(Role),
    Building,
}

/// An entry that names another one.
struct Reference {
    sheet: Sheet,
    key: String,
    column: &'static str,
    code: String,
    target: Target,
}

/// What is referred to and is not there. What a file with problems of its own lacks is not told twice.
pub(super) fn check(records: &Records, given: &Given, before: &[Problem]) -> Vec<Problem> {
    let spoilt: BTreeSet<&str> = before.iter().map(|problem| problem.file.as_str()).collect();
    let known = Known::of(records);
    let sound = |reference: &Reference| !spoilt.contains(reference.target.sheet().file());
    let references = references(records).filter(sound);
    references.filter_map(|reference| known.problem(&reference, given)).collect()
}

impl Target {
    fn sheet(self) -> Sheet {
        match self {
            Target::Code(sheet) => sheet,
            Target::Person(_) => Sheet::Staff,
            Target::Building => Sheet::Homes,
        }
    }
}

const DEPARTMENT: Target = Target::Code(Sheet::Departments);
const TRADE: Target = Target::Code(Sheet::Trades);
const PRICE: Target = Target::Code(Sheet::Prices);

fn references(records: &Records) -> impl Iterator<Item = Reference> {
    let lists = of_trades(records).chain(of_prices(records)).chain(of_matters(records));
    lists.chain(of_staff(records)).chain(of_homes(records)).chain(of_warranties(records))
}

fn refer(
    (sheet, key): (Sheet, &impl ToString),
    column: &'static str,
    code: &impl ToString,
    target: Target,
) -> Reference {
    Reference { sheet, key: key.to_string(), column, code: code.to_string(), target }
}

/// P-06: technicians repair.
fn of_trades(records: &Records) -> impl Iterator<Item = Reference> {
    records.catalogue.trades.iter().flat_map(|(code, trade)| {
        let from = (Sheet::Trades, code);
        let technicians = trade.technicians.iter();
        let technicians =
            technicians.map(move |id| refer(from, "technicians", id, Target::Person(Role::Technician)));
        std::iter::once(refer(from, "department", &trade.department, DEPARTMENT)).chain(technicians)
    })
}

fn of_prices(records: &Records) -> impl Iterator<Item = Reference> {
    let prices = records.catalogue.prices.iter();
    prices.map(|(code, price)| refer((Sheet::Prices, code), "trade", &price.trade, TRADE))
}

fn of_matters(records: &Records) -> impl Iterator<Item = Reference> {
    records.catalogue.faults.iter().flat_map(|(code, fault)| {
        let from = (Sheet::Matters, code);
        let prices = fault.prices.iter().map(move |price| refer(from, "prices", price, PRICE));
        std::iter::once(refer(from, "trade", &fault.trade, TRADE)).chain(prices)
    })
}

fn of_staff(records: &Records) -> impl Iterator<Item = Reference> {
    records.staff.iter().filter_map(|(id, member)| {
        Some(refer((Sheet::Staff, id), "department", member.entry.department.as_ref()?, DEPARTMENT))
    })
}

/// P-05: butlers look after homes.
fn of_homes(records: &Records) -> impl Iterator<Item = Reference> {
    records.homes.iter().filter_map(|(id, home)| {
        Some(refer((Sheet::Homes, id), "butler", home.entry.butler.as_ref()?, Target::Person(Role::Butler)))
    })
}

/// R-05, P-08: contractors repair what is under warranty.
fn of_warranties(records: &Records) -> impl Iterator<Item = Reference> {
    records.catalogue.warranties.iter().flat_map(|warranty| {
        let key = warranty_key(warranty);
        let from = (Sheet::Warranties, &key);
        [
            refer(from, "building", &warranty.building, Target::Building),
            refer(from, "trade", &warranty.trade, TRADE),
            refer(from, "contractor", &warranty.contractor, Target::Person(Role::Contractor)),
        ]
    })
}

/// What can be referred to.
struct Known<'a> {
    codes: BTreeSet<(Sheet, &'a str)>,
    staff: BTreeMap<&'a str, (Role, bool)>,
    buildings: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(records: &'a Records) -> Self {
        let departments = records.site.departments.keys().map(|code| (Sheet::Departments, code.as_str()));
        let trades = records.catalogue.trades.keys().map(|code| (Sheet::Trades, code.as_str()));
        let prices = records.catalogue.prices.keys().map(|code| (Sheet::Prices, code.as_str()));
        let staff = records.staff.iter();
        Self {
            codes: departments.chain(trades).chain(prices).collect(),
            staff: staff.map(|(id, m)| (PersonId::as_str(id), (m.entry.role, m.entry.active))).collect(),
            buildings: records.homes.values().map(|home| home.entry.building.as_str()).collect(),
        }
    }

    /// What stands in a file is told of its line. What the office has is told only where a file leaves out a
    /// code that it needs: a person's change of role or leaving is the plan's to remark.
    fn problem(&self, reference: &Reference, given: &Given) -> Option<Problem> {
        let wrong = self.wrong(reference)?;
        let line = given.lines.get(&(reference.sheet, reference.key.clone())).copied();
        let file = |sheet: Sheet| sheet.file().to_owned();
        let value = Some(reference.code.clone());
        match (line, reference.target) {
            (Some(_), _) => {
                let column = Some(reference.column.to_owned());
                Some(Problem { file: file(reference.sheet), line, column, value, wrong })
            }
            (None, Target::Code(sheet)) if given.sheets.contains(&sheet) => {
                let wrong = Wrong::StillNeeded { sheet: reference.sheet, by: reference.key.clone() };
                Some(Problem { file: file(sheet), line: None, column: None, value, wrong })
            }
            (None, _) => None,
        }
    }

    fn wrong(&self, reference: &Reference) -> Option<Wrong> {
        let code = reference.code.as_str();
        match reference.target {
            Target::Code(sheet) => (!self.codes.contains(&(sheet, code))).then_some(Wrong::Unknown { sheet }),
            Target::Building => (!self.buildings.contains(code)).then_some(Wrong::NoHomes),
            Target::Person(wanted) => match self.staff.get(code) {
                None => Some(Wrong::Unknown { sheet: Sheet::Staff }),
                Some((found, _)) if *found != wanted => Some(Wrong::WrongRole { wanted, found: *found }),
                Some((_, true)) => None,
                Some((_, false)) => Some(Wrong::Retired),
            },
        }
    }
}
