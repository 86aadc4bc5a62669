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

fn references(records: &Records) -> impl Iterator<Item = Reference> {
    let mut all = Vec::new();
    let mut refer = |sheet, key: &dyn std::fmt::Display, column, code: &str, target| {
        all.push(Reference { sheet, key: key.to_string(), column, code: code.to_owned(), target });
    };
    let (departments, trades) = (Target::Code(Sheet::Departments), Target::Code(Sheet::Trades));
    let catalogue = &records.catalogue;
    for (code, trade) in &catalogue.trades {
        refer(Sheet::Trades, code, "department", trade.department.as_str(), departments);
        let technician = Target::Person(Role::Technician);
        trade.technicians.iter().for_each(|id| {
            refer(Sheet::Trades, code, "technicians", id.as_str(), technician);
        });
    }
    for (code, price) in &catalogue.prices {
        refer(Sheet::Prices, code, "trade", price.trade.as_str(), trades);
    }
    for (code, fault) in &catalogue.faults {
        refer(Sheet::Matters, code, "trade", fault.trade.as_str(), trades);
        let prices = Target::Code(Sheet::Prices);
        fault.prices.iter().for_each(|price| refer(Sheet::Matters, code, "prices", price.as_str(), prices));
    }
    for (id, member) in &records.staff {
        let department = member.entry.department.as_ref();
        department.into_iter().for_each(|d| refer(Sheet::Staff, id, "department", d.as_str(), departments));
    }
    for (id, home) in &records.homes {
        let (butler, target) = (home.entry.butler.as_ref(), Target::Person(Role::Butler));
        butler.into_iter().for_each(|butler| refer(Sheet::Homes, id, "butler", butler.as_str(), target));
    }
    for warranty in &catalogue.warranties {
        let key = warranty_key(warranty);
        refer(Sheet::Warranties, &key, "building", &warranty.building, Target::Building);
        refer(Sheet::Warranties, &key, "trade", warranty.trade.as_str(), trades);
        let contractor = Target::Person(Role::Contractor);
        refer(Sheet::Warranties, &key, "contractor", warranty.contractor.as_str(), contractor);
    }
    all.into_iter()
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
