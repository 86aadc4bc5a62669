//! The site's data as items with fields of text: what a plan compares and shows.

use std::collections::BTreeMap;

use doorstep_domain::directory::{Contact, Label};

use super::given::{PhraseKind, warranty_key};
use super::records::Records;
use super::settings::{SETTINGS, yes_no};
use super::sheet::Sheet;
use super::values::SEPARATOR;

/// Items by sheet and key.
pub(super) type Items = BTreeMap<(Sheet, String), Vec<Field>>;

/// A field of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub column: &'static str,
    pub text: String,
    /// P-10: compared, and never shown.
    pub personal: bool,
}

fn field(column: &'static str, text: impl ToString) -> Field {
    Field { column, text: text.to_string(), personal: false }
}

/// Every item of the site's data.
pub(super) fn of(records: &Records) -> Items {
    let lists = settings(records).chain(departments(records)).chain(trades(records)).chain(prices(records));
    let lists = lists.chain(matters(records)).chain(warranties(records)).chain(phrases(records));
    lists.chain(days(records)).chain(staff(records)).chain(homes(records)).collect()
}

type Item = ((Sheet, String), Vec<Field>);

fn item(sheet: Sheet, key: impl ToString, fields: impl Into<Vec<Field>>) -> Item {
    ((sheet, key.to_string()), fields.into())
}

fn settings(records: &Records) -> impl Iterator<Item = Item> {
    SETTINGS.iter().map(|set| item(Sheet::Site, set.key, [field("value", (set.show)(records))]))
}

fn departments(records: &Records) -> impl Iterator<Item = Item> {
    records.site.departments.iter().map(|(code, label)| item(Sheet::Departments, code, named(label)))
}

fn trades(records: &Records) -> impl Iterator<Item = Item> {
    records.catalogue.trades.iter().map(|(code, trade)| {
        let [zh, en] = named(&trade.label);
        let technicians = field("technicians", joined(&trade.technicians));
        item(Sheet::Trades, code, [zh, en, field("department", &trade.department), technicians])
    })
}

fn prices(records: &Records) -> impl Iterator<Item = Item> {
    records.catalogue.prices.iter().map(|(code, price)| {
        let [zh, en] = named(&price.label);
        let (unit_zh, unit_en) = (field("unit_zh", &price.unit.zh), field("unit_en", &price.unit.en));
        let (yuan, trade) = (field("yuan", price.each.yuan()), field("trade", &price.trade));
        item(Sheet::Prices, code, [zh, en, unit_zh, unit_en, yuan, trade])
    })
}

fn matters(records: &Records) -> impl Iterator<Item = Item> {
    records.site.matters.iter().map(|(code, label)| {
        let fault = records.catalogue.faults.get(code);
        let trade = fault.map(|fault| fault.trade.to_string()).unwrap_or_default();
        let prices = fault.map(|fault| joined(&fault.prices)).unwrap_or_default();
        let [zh, en] = named(label);
        item(Sheet::Matters, code, [zh, en, field("trade", trade), field("prices", prices)])
    })
}

fn warranties(records: &Records) -> impl Iterator<Item = Item> {
    records.catalogue.warranties.iter().map(|warranty| {
        let fields = [field("until", warranty.until), field("contractor", &warranty.contractor)];
        item(Sheet::Warranties, warranty_key(warranty), fields)
    })
}

/// A kind is one item, because the order of its phrases counts.
fn phrases(records: &Records) -> impl Iterator<Item = Item> {
    PhraseKind::ALL.into_iter().map(|(word, kind)| {
        let list = records.phrases(kind);
        let (zh, en) = (list.iter().map(|label| &label.zh), list.iter().map(|label| &label.en));
        item(Sheet::Phrases, word, [field("zh", joined(zh)), field("en", joined(en))])
    })
}

fn days(records: &Records) -> impl Iterator<Item = Item> {
    let days = records.years_in_force().values().flat_map(|year| {
        let off = year.holidays.iter().map(|date| (date, false));
        off.chain(year.working_weekends.iter().map(|date| (date, true)))
    });
    days.map(|(date, working)| item(Sheet::Calendar, date, [field("working", yes_no(working))]))
}

fn staff(records: &Records) -> impl Iterator<Item = Item> {
    records.staff.iter().map(|(id, member)| {
        let entry = &member.entry;
        let (role, active) = (field("role", entry.role.code()), field("active", yes_no(entry.active)));
        let department = optional("department", entry.department.as_ref());
        item(Sheet::Staff, id, [role, department, active, personal(&member.contact)])
    })
}

fn homes(records: &Records) -> impl Iterator<Item = Item> {
    records.homes.iter().map(|(id, home)| {
        let entry = &home.entry;
        let (building, section) = (field("building", &entry.building), field("section", &entry.section));
        let (room, butler) = (field("room", &entry.room), optional("butler", entry.butler.as_ref()));
        let language = field("language", entry.language.code());
        item(Sheet::Homes, id, [building, section, room, butler, language, personal(&home.contact)])
    })
}

fn optional(column: &'static str, code: Option<&impl ToString>) -> Field {
    field(column, code.map(ToString::to_string).unwrap_or_default())
}

fn named(label: &Label) -> [Field; 2] {
    [field("zh", &label.zh), field("en", &label.en)]
}

fn joined(codes: impl IntoIterator<Item = impl ToString>) -> String {
    let codes: Vec<String> = codes.into_iter().map(|code| code.to_string()).collect();
    codes.join(&SEPARATOR.to_string())
}

fn personal(contact: &Contact) -> Field {
    let text = [&contact.name.zh, &contact.name.en, &contact.phone].map(String::as_str).join("\n");
    Field { column: "contact", text, personal: true }
}
