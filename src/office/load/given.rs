//! What the files say, line by line: parsed and checked on its own, before anything is asked of the office.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use doorstep_domain::catalogue::{Fault, PriceItem, Trade, Warranty};
use doorstep_domain::directory::{HomeEntry, Label, PersonEntry, home_id};
use doorstep_domain::ids::{DepartmentCode, HomeId, MatterCode, PersonId, PriceCode, TradeCode};

use super::Files;
use super::problem::{Problem, Wrong};
use super::records::{Home, Member};
use super::rows::{self, Row};
use super::settings::{SETTINGS, Set};
use super::sheet::Sheet;
use super::values::{code, date, lang, one_of, role, yes_or_no, yuan};

/// A kind of quick phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PhraseKind {
    Shortcoming,
    Opinion,
    Warning,
    WorkDone,
}

impl PhraseKind {
    pub const ALL: [(&'static str, Self); 4] = [
        ("shortcoming", Self::Shortcoming),
        ("opinion", Self::Opinion),
        ("warning", Self::Warning),
        ("work_done", Self::WorkDone),
    ];
}

/// A matter, and the repair that it calls for.
pub(super) struct Matter {
    pub label: Label,
    pub fault: Option<Fault>,
}

/// What the files say. `None` is a file that is not there: nothing of it changes.
#[derive(Default)]
pub(super) struct Given {
    pub site: Option<Vec<Set>>,
    pub departments: Option<Vec<(DepartmentCode, Label)>>,
    pub trades: Option<Vec<(TradeCode, Trade)>>,
    pub prices: Option<Vec<(PriceCode, PriceItem)>>,
    pub matters: Option<Vec<(MatterCode, Matter)>>,
    pub staff: Option<Vec<(PersonId, Member)>>,
    pub homes: Option<Vec<(HomeId, Home)>>,
    pub warranties: Option<Vec<Warranty>>,
    pub phrases: Option<Vec<(PhraseKind, Label)>>,
    pub calendar: Option<Vec<(NaiveDate, bool)>>,
    /// The files that are there.
    pub sheets: BTreeSet<Sheet>,
    /// Where each entry stands, by its key.
    pub lines: BTreeMap<(Sheet, String), u64>,
}

/// A key that no other line of the file has, and what the line says.
type Keyed<T> = (String, T);

/// Reads every file. What is wrong with one line hides nothing of the others.
pub(super) fn read(files: &Files) -> (Given, Vec<Problem>) {
    let mut reader = Reader { files, lines: BTreeMap::new(), problems: unknown_files(files) };
    let mut given = Given {
        site: reader.table(Sheet::Site, setting),
        departments: reader.table(Sheet::Departments, department),
        trades: reader.table(Sheet::Trades, trade),
        prices: reader.table(Sheet::Prices, price),
        matters: reader.table(Sheet::Matters, matter),
        staff: reader.table(Sheet::Staff, member),
        homes: reader.table(Sheet::Homes, home),
        warranties: reader.table(Sheet::Warranties, warranty),
        phrases: reader.table(Sheet::Phrases, phrase),
        calendar: reader.table(Sheet::Calendar, day),
        sheets: files.0.keys().filter_map(|name| Sheet::of_file(name)).collect(),
        lines: BTreeMap::new(),
    };
    given.lines = reader.lines;
    (given, reader.problems)
}

/// A misspelt name would otherwise pass as a file that is not there.
fn unknown_files(files: &Files) -> Vec<Problem> {
    if files.0.is_empty() {
        return vec![Problem::of_file("DIR", None, Wrong::NoFiles)];
    }
    let unknown = files.0.keys().filter(|name| Sheet::of_file(name).is_none());
    unknown.map(|name| Problem::of_file(name, None, Wrong::UnknownFile)).collect()
}

struct Reader<'a> {
    files: &'a Files,
    lines: BTreeMap<(Sheet, String), u64>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn table<T>(&mut self, sheet: Sheet, read: fn(&mut Row) -> Option<Keyed<T>>) -> Option<Vec<T>> {
        let bytes = self.files.0.get(sheet.file())?;
        match rows::read(sheet, &bytes.0) {
            Ok(rows) => Some(rows.into_iter().filter_map(|row| self.line(row, read)).collect()),
            Err(problems) => {
                self.problems.extend(problems);
                Some(Vec::new())
            }
        }
    }

    fn line<T>(&mut self, mut row: Row, read: fn(&mut Row) -> Option<Keyed<T>>) -> Option<T> {
        let entry = read(&mut row);
        self.problems.append(&mut row.problems);
        let (key, value) = entry?;
        let first = *self.lines.entry((row.sheet, key.clone())).or_insert(row.line);
        if first == row.line {
            return Some(value);
        }
        let repeated = Problem::of_file(row.sheet.file(), Some(row.line), Wrong::Repeated { first });
        self.problems.push(Problem { value: Some(key), ..repeated });
        None
    }
}

fn setting(row: &mut Row) -> Option<Keyed<Set>> {
    let known = |key: &str| {
        let setting = SETTINGS.iter().find(|setting| setting.key == key);
        one_of(setting, SETTINGS.iter().map(|setting| setting.key))
    };
    let setting = row.parse("key", known)?;
    Some((setting.key.to_owned(), row.parse("value", setting.read)?))
}

fn department(row: &mut Row) -> Option<Keyed<(DepartmentCode, Label)>> {
    let (code, label) = (row.parse("code", code::<DepartmentCode>), row.label("zh", "en"));
    code.map(|code| Some((code.to_string(), (code, label?))))?
}

fn trade(row: &mut Row) -> Option<Keyed<(TradeCode, Trade)>> {
    let key = row.parse("code", code::<TradeCode>);
    let label = row.label("zh", "en");
    let department = row.parse("department", code);
    let technicians = row.codes("technicians");
    let trade = Trade { label: label?, department: department?, technicians: technicians? };
    key.map(|key| (key.to_string(), (key, trade)))
}

fn price(row: &mut Row) -> Option<Keyed<(PriceCode, PriceItem)>> {
    let key = row.parse("code", code::<PriceCode>);
    let (label, unit) = (row.label("zh", "en"), row.label("unit_zh", "unit_en"));
    let (each, trade) = (row.parse("yuan", yuan), row.parse("trade", code));
    let item = PriceItem { label: label?, unit: unit?, each: each?, trade: trade? };
    key.map(|key| (key.to_string(), (key, item)))
}

fn matter(row: &mut Row) -> Option<Keyed<(MatterCode, Matter)>> {
    let key = row.parse("code", code::<MatterCode>);
    let label = row.label("zh", "en");
    let (trade, prices) = (row.parse_optional("trade", code), row.codes("prices"));
    let (trade, prices) = (trade?, prices?);
    if trade.is_none() && !prices.is_empty() {
        row.note("prices", Wrong::PricesWithoutTrade);
        return None;
    }
    let matter = Matter { label: label?, fault: trade.map(|trade| Fault { trade, prices }) };
    key.map(|key| (key.to_string(), (key, matter)))
}

fn member(row: &mut Row) -> Option<Keyed<(PersonId, Member)>> {
    let key = row.parse("id", staff_id);
    let (role, department) = (row.parse("role", role), row.parse_optional("department", code));
    let contact = row.contact("name_zh", "name_en", "phone");
    let active = row.parse("active", yes_or_no);
    let contact = contact?;
    if contact.name == Label::default() {
        row.note("name_zh", Wrong::Empty);
        return None;
    }
    let entry = PersonEntry { role: role?, department: department?, active: active? };
    key.map(|key| (key.to_string(), (key, Member { entry, contact })))
}

fn staff_id(text: &str) -> Result<PersonId, Wrong> {
    let id: PersonId = code(text)?;
    if id == PersonId::office() { Err(Wrong::Reserved) } else { Ok(id) }
}

fn home(row: &mut Row) -> Option<Keyed<(HomeId, Home)>> {
    let key = address(row);
    let (butler, language) = (row.parse_optional("butler", code), row.parse("language", lang));
    let contact = row.contact("resident_zh", "resident_en", "phone")?;
    if contact.name == Label::default() && !contact.phone.is_empty() {
        row.note("phone", Wrong::PhoneWithoutName);
        return None;
    }
    let [building, section, room] = ["building", "section", "room"].map(|column| row.text(column).to_owned());
    let entry = HomeEntry { building, section, room, butler: butler?, language: language? };
    key.map(|key| (key.to_string(), (key, Home { entry, contact })))
}

/// Each of the three is a code of its own, so that what is wrong is said of the right one.
fn address(row: &mut Row) -> Option<HomeId> {
    let [building, section, room] =
        ["building", "section", "room"].map(|column| row.parse(column, code::<HomeId>));
    let (building, section, room) = (building?, section?, room?);
    let id = home_id(building.as_str(), section.as_str(), room.as_str());
    id.map_err(|_| row.note("room", Wrong::NotACode)).ok()
}

fn warranty(row: &mut Row) -> Option<Keyed<Warranty>> {
    let building = row.parse("building", code::<HomeId>);
    let (trade, until) = (row.parse("trade", code), row.parse("until", date));
    let contractor = row.parse("contractor", code);
    let building = building?.to_string();
    let warranty = Warranty { building, trade: trade?, until: until?, contractor: contractor? };
    Some((warranty_key(&warranty), warranty))
}

/// What it covers: one warranty for one trade in one building.
pub(super) fn warranty_key(warranty: &Warranty) -> String {
    format!("{}/{}", warranty.building, warranty.trade)
}

fn phrase(row: &mut Row) -> Option<Keyed<(PhraseKind, Label)>> {
    let known = |word: &str| {
        let found = PhraseKind::ALL.iter().find(|(known, _)| *known == word);
        one_of(found.map(|(_, kind)| *kind), PhraseKind::ALL.map(|(word, _)| word))
    };
    let (kind, label) = (row.parse("kind", known), row.label("zh", "en"));
    let (kind, label) = (kind?, label?);
    Some((format!("{}/{}", row.text("kind"), label.zh), (kind, label)))
}

fn day(row: &mut Row) -> Option<Keyed<(NaiveDate, bool)>> {
    let (date, working) = (row.parse("date", date), row.parse("working", yes_or_no));
    let (date, working) = (date?, working?);
    if working && !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
        row.note("date", Wrong::NotAWeekend);
        return None;
    }
    Some((date.to_string(), (date, working)))
}
