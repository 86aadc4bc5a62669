//! The site's data as items with fields of text: what a plan compares and shows.

use std::collections::BTreeMap;

use doorstep_domain::calendar::PublishedYear;
use doorstep_domain::directory::{Contact, Label};

use super::given::{PhraseKind, warranty_key};
use super::records::{Home, Member, Records};
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
    let mut items = Items::new();
    let mut add = |sheet, key: String, fields| items.insert((sheet, key), fields);
    for setting in &SETTINGS {
        add(Sheet::Site, setting.key.to_owned(), vec![field("value", (setting.show)(records))]);
    }
    for (code, label) in &records.site.departments {
        add(Sheet::Departments, code.to_string(), named(label).into());
    }
    for (code, trade) in &records.catalogue.trades {
        let more = [field("department", &trade.department), field("technicians", joined(&trade.technicians))];
        add(Sheet::Trades, code.to_string(), with(named(&trade.label), more));
    }
    for (code, price) in &records.catalogue.prices {
        let more = [
            field("unit_zh", &price.unit.zh),
            field("unit_en", &price.unit.en),
            field("yuan", price.each.yuan()),
            field("trade", &price.trade),
        ];
        add(Sheet::Prices, code.to_string(), with(named(&price.label), more));
    }
    for (code, label) in &records.site.matters {
        let fault = records.catalogue.faults.get(code);
        let trade = fault.map(|fault| fault.trade.to_string()).unwrap_or_default();
        let prices = fault.map(|fault| joined(&fault.prices)).unwrap_or_default();
        let more = [field("trade", trade), field("prices", prices)];
        add(Sheet::Matters, code.to_string(), with(named(label), more));
    }
    records.staff.iter().for_each(|(id, member)| {
        add(Sheet::Staff, id.to_string(), staff(member));
    });
    records.homes.iter().for_each(|(id, entry)| {
        add(Sheet::Homes, id.to_string(), home(entry));
    });
    for warranty in &records.catalogue.warranties {
        let fields = [field("until", warranty.until), field("contractor", &warranty.contractor)];
        add(Sheet::Warranties, warranty_key(warranty), fields.into());
    }
    for (word, kind) in PhraseKind::ALL {
        let list = records.phrases(kind);
        let (zh, en) = (list.iter().map(|label| &label.zh), list.iter().map(|label| &label.en));
        add(Sheet::Phrases, word.to_owned(), vec![field("zh", joined(zh)), field("en", joined(en))]);
    }
    for published in records.years_in_force().values() {
        days(published).for_each(|(date, working)| {
            add(Sheet::Calendar, date.to_string(), vec![field("working", yes_no(working))]);
        });
    }
    items
}

fn named(label: &Label) -> [Field; 2] {
    [field("zh", &label.zh), field("en", &label.en)]
}

fn with<const N: usize>(first: [Field; 2], more: [Field; N]) -> Vec<Field> {
    first.into_iter().chain(more).collect()
}

fn joined(codes: impl IntoIterator<Item = impl ToString>) -> String {
    let codes: Vec<String> = codes.into_iter().map(|code| code.to_string()).collect();
    codes.join(&SEPARATOR.to_string())
}

fn staff(member: &Member) -> Vec<Field> {
    let entry = &member.entry;
    let department = entry.department.as_ref().map(ToString::to_string).unwrap_or_default();
    vec![
        field("role", entry.role.code()),
        field("department", department),
        field("active", yes_no(entry.active)),
        personal(&member.contact),
    ]
}

fn home(home: &Home) -> Vec<Field> {
    let entry = &home.entry;
    let butler = entry.butler.as_ref().map(ToString::to_string).unwrap_or_default();
    vec![
        field("building", &entry.building),
        field("section", &entry.section),
        field("room", &entry.room),
        field("butler", butler),
        field("language", entry.language.code()),
        personal(&home.contact),
    ]
}

fn personal(contact: &Contact) -> Field {
    let text = [&contact.name.zh, &contact.name.en, &contact.phone].map(String::as_str).join("\n");
    Field { column: "contact", text, personal: true }
}

fn days(year: &PublishedYear) -> impl Iterator<Item = (chrono::NaiveDate, bool)> {
    let off = year.holidays.iter().map(|date| (*date, false));
    off.chain(year.working_weekends.iter().map(|date| (*date, true)))
}
