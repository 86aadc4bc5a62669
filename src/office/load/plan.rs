//! What a load would change, item by item, and how it is told. P-10: whose name or phone changed is told, and
//! not to what.

use std::collections::BTreeSet;

use doorstep_domain::ids::PersonId;
use doorstep_domain::lang::{Lang, Words};
use doorstep_domain::role::Role;
use serde::{Deserialize, Serialize};

use super::given::Given;
use super::items::{self, Field, Items};
use super::records::Records;
use super::sheet::Sheet;

/// What a load changes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// What is added, changed or removed, in the order of the sheets.
    pub changes: Vec<Change>,
    /// How many items of each sheet that was given stay as they are.
    pub unchanged: Vec<(Sheet, usize)>,
    /// What somebody should know beside it.
    pub remarks: Vec<Remark>,
}

/// An item that is added, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where it stands.
    pub sheet: Sheet,
    /// Its code.
    pub key: String,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// It is new.
    Added,
    /// Some of its fields change.
    Changed(Vec<FieldChange>),
    /// It is gone.
    Removed,
}

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldChange {
    /// From this to that.
    Text {
        /// The column.
        column: String,
        /// What stood there.
        before: String,
        /// What will.
        after: String,
    },
    /// Name or phone (P-10).
    Contact,
}

/// What somebody should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// Homes or people that the office has and the file leaves out: they stay.
    LeftOut {
        /// Which file.
        sheet: Sheet,
        /// How many.
        count: usize,
    },
    /// P-05: homes in the care of somebody who is no butler here any more.
    NoButler {
        /// Who.
        person: PersonId,
        /// How many.
        homes: usize,
    },
}

/// What leads from one state to the other.
pub(super) fn plan(present: &Records, wanted: &Records, given: &Given) -> Plan {
    let (before, after) = (items::of(present), items::of(wanted));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let changes = keys.into_iter().filter_map(|key| {
        let becomes = becomes(before.get(key), after.get(key))?;
        Some(Change { sheet: key.0, key: key.1.clone(), becomes })
    });
    Plan {
        changes: changes.collect(),
        unchanged: unchanged(&before, &after, given),
        remarks: remarks(present, wanted, given),
    }
}

fn becomes(before: Option<&Vec<Field>>, after: Option<&Vec<Field>>) -> Option<Becomes> {
    match (before, after) {
        (None, _) => Some(Becomes::Added),
        (_, None) => Some(Becomes::Removed),
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => {
            let different = before.iter().zip(after).filter(|(before, after)| before != after);
            Some(Becomes::Changed(different.map(|(before, after)| field(before, after)).collect()))
        }
    }
}

fn field(before: &Field, after: &Field) -> FieldChange {
    if after.personal {
        return FieldChange::Contact;
    }
    let (before, after, column) = (before.text.clone(), after.text.clone(), after.column.to_owned());
    FieldChange::Text { column, before, after }
}

fn unchanged(before: &Items, after: &Items, given: &Given) -> Vec<(Sheet, usize)> {
    let same = |sheet: &Sheet| {
        after.iter().filter(|(key, fields)| key.0 == *sheet && before.get(*key) == Some(*fields)).count()
    };
    given.sheets.iter().map(|sheet| (*sheet, same(sheet))).collect()
}

fn remarks(present: &Records, wanted: &Records, given: &Given) -> Vec<Remark> {
    let staff = present.staff.keys().map(|id| (Sheet::Staff, id.to_string()));
    let homes = present.homes.keys().map(|id| (Sheet::Homes, id.to_string()));
    let left_out: Vec<_> = staff.chain(homes).filter(|entry| !given.lines.contains_key(entry)).collect();
    let left_out = [Sheet::Staff, Sheet::Homes].into_iter().filter_map(|sheet| {
        let count = left_out.iter().filter(|(of, _)| *of == sheet).count();
        (given.sheets.contains(&sheet) && count > 0).then_some(Remark::LeftOut { sheet, count })
    });
    left_out.chain(without_butler(wanted)).collect()
}

/// P-05: a butler who leaves, or gets another role, leaves homes behind.
fn without_butler(wanted: &Records) -> impl Iterator<Item = Remark> {
    let butler = |member: &super::records::Member| member.entry.active && member.entry.role == Role::Butler;
    let others = wanted.staff.iter().filter(move |(_, member)| !butler(member));
    let counted = others.map(|(id, _)| {
        (id, wanted.homes.values().filter(|home| home.entry.butler.as_ref() == Some(id)).count())
    });
    let left = counted.filter(|(_, homes)| *homes > 0);
    left.map(|(person, homes)| Remark::NoButler { person: person.clone(), homes })
}

impl Plan {
    /// Line by line, counts and remarks last.
    pub fn text(&self, lang: Lang) -> String {
        let changes = self.changes.iter().map(|change| change.text(lang));
        let counts = self.unchanged.iter().map(|(sheet, same)| self.counts(*sheet, *same, lang));
        let remarks = self.remarks.iter().map(|remark| remark.text(lang));
        changes.chain(counts).chain(remarks).map(|line| line + "\n").collect()
    }

    fn counts(&self, sheet: Sheet, same: usize, lang: Lang) -> String {
        let count = |is: fn(&Becomes) -> bool| {
            self.changes.iter().filter(|change| change.sheet == sheet && is(&change.becomes)).count()
        };
        let added = count(|becomes| matches!(becomes, Becomes::Added));
        let changed = count(|becomes| matches!(becomes, Becomes::Changed(_)));
        let removed = count(|becomes| matches!(becomes, Becomes::Removed));
        let file = sheet.file();
        match lang {
            Lang::Zh => format!("{file}：新增 {added}，更改 {changed}，删除 {removed}，不变 {same}"),
            Lang::En => {
                format!("{file}: {added} added, {changed} changed, {removed} removed, {same} unchanged")
            }
        }
    }
}

impl Change {
    fn text(&self, lang: Lang) -> String {
        let item = self.sheet.form().item.in_lang(lang);
        match &self.becomes {
            Becomes::Added => format!("+ {item} {}", self.key),
            Becomes::Removed => format!("- {item} {}", self.key),
            Becomes::Changed(fields) => {
                let fields: Vec<String> = fields.iter().map(|field| self.field(field, lang)).collect();
                format!("~ {item} {}: {}", self.key, fields.join("; "))
            }
        }
    }

    fn field(&self, field: &FieldChange, lang: Lang) -> String {
        const YUAN: Words = Words::new("元", "yuan");
        const RESIDENT: Words = Words::new("住户资料已更改", "resident changed");
        const CONTACT: Words = Words::new("姓名或电话已更改", "name or phone changed");
        let shown = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        match field {
            FieldChange::Contact if self.sheet == Sheet::Homes => RESIDENT.in_lang(lang).to_owned(),
            FieldChange::Contact => CONTACT.in_lang(lang).to_owned(),
            FieldChange::Text { column, before, after } => {
                let change = format!("{} → {}", shown(before), shown(after));
                match column.as_str() {
                    "yuan" => format!("{change} {}", YUAN.in_lang(lang)),
                    "value" => change,
                    _ => format!("{column} {change}"),
                }
            }
        }
    }
}

impl Remark {
    fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::LeftOut { sheet, count }, Lang::Zh) => {
                format!("{} 未列出已有的 {count} 项：保持不变，不删除", sheet.file())
            }
            (Self::LeftOut { sheet, count }, Lang::En) => {
                format!("{} leaves out {count} that the office has: they stay as they are", sheet.file())
            }
            (Self::NoButler { person, homes }, Lang::Zh) => {
                format!("{person} 不再是在职管家，名下仍有 {homes} 户：请在 homes.csv 中改派")
            }
            (Self::NoButler { person, homes }, Lang::En) => {
                format!(
                    "{person} is no butler here any more and still has {homes} homes: name another in homes.csv"
                )
            }
        }
    }
}
