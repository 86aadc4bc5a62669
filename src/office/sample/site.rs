//! The sample's own data: name, policies, departments, phrases, and the published calendars (V-02).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::calendar::{PublishedYear, WorkingDays};
use doorstep_domain::directory::{CalendarYear, Label, SiteEntry};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::IdError;
use doorstep_domain::lang::Words;
use serde::Deserialize;

use super::catalogue;
use super::matters::MATTERS;

const NAME: Words = Words::new("云栖华府", "Yunqi Residence");
const TIME_ZONE: &str = "Asia/Shanghai";
/// V-03: 24:00.
const CLOSES_AT: i64 = 24 * 60;
/// C-03: 2 000 yuan, in fen.
const SERIOUS_LOSS: i64 = 2_000 * 100;
const IDLE_MINUTES: i64 = 5;

pub(super) const DEPARTMENTS: [(&str, Words); 9] = [
    ("management", Words::new("管理处", "Management")),
    ("service", Words::new("客服部", "Customer service")),
    ("engineering", Words::new("工程部", "Engineering")),
    ("water-power", Words::new("水电", "Water and power")),
    ("general", Words::new("综合", "General works")),
    ("security", Words::new("秩序部", "Security")),
    ("cleaning", Words::new("保洁部", "Cleaning")),
    ("gardens", Words::new("绿化部", "Gardens")),
    ("warranty", Words::new("维保单位", "Warranty contractor")),
];

/// V-06: shortcomings, to be picked instead of typed.
pub(super) const SHORTCOMINGS: [Words; 8] = [
    Words::new("来得晚", "Came late"),
    Words::new("没有一次修好", "Not fixed the first time"),
    Words::new("现场没有收拾干净", "Not cleaned up afterwards"),
    Words::new("价格没有说清楚", "The price was not made clear"),
    Words::new("没有穿鞋套", "No shoe covers"),
    Words::new("等回复太久", "Waited long for an answer"),
    Words::new("同样的问题又出现", "The same problem came back"),
    Words::new("沟通不够耐心", "Not patient enough"),
];

/// V-06: opinions and suggestions, to be picked instead of typed.
pub(super) const OPINIONS: [Words; 8] = [
    Words::new("希望以后一次修好", "Please get it right the first time"),
    Words::new("希望提前半小时电话", "Please phone half an hour before"),
    Words::new("希望周末也能上门", "Please come at weekends too"),
    Words::new("师傅很专业", "The technician knows the trade"),
    Words::new("管家很用心", "The butler is attentive"),
    Words::new("希望定期检查", "Please check it regularly"),
    Words::new("希望收费有明细", "Please itemise the charges"),
    Words::new("希望多办邻里活动", "More events for neighbours, please"),
];

/// A text in both languages, as the directory keeps it.
pub(super) fn label(words: Words) -> Label {
    Label::new(words.zh, words.en)
}

/// The site's entry.
pub(super) fn entry() -> Result<SiteEntry, IdError> {
    Ok(SiteEntry {
        revision: 1,
        name: label(NAME),
        time_zone: TIME_ZONE.to_owned(),
        closes_at: CLOSES_AT,
        serious_loss: SERIOUS_LOSS,
        idle_minutes: IDLE_MINUTES,
        matters: coded(MATTERS.iter().map(|matter| (matter.code, matter.label)))?,
        departments: coded(DEPARTMENTS)?,
        shortcomings: SHORTCOMINGS.into_iter().map(label).collect(),
        opinions: OPINIONS.into_iter().map(label).collect(),
    })
}

fn coded<C>(list: impl IntoIterator<Item = (&'static str, Words)>) -> Result<BTreeMap<C, Label>, IdError>
where
    C: std::str::FromStr<Err = IdError> + Ord,
{
    list.into_iter().map(|(code, words)| Ok((code.parse()?, label(words)))).collect()
}

/// V-02: the years that are published, as built in.
pub(super) fn calendars() -> Vec<CalendarYear> {
    /// The part of the built-in calendar that a fact holds.
    #[derive(Deserialize)]
    struct Published {
        years: BTreeMap<i32, PublishedYear>,
    }
    let value = serde_json::to_value(WorkingDays::built_in()).unwrap_or_default();
    let published = Published::deserialize(value).map(|published| published.years).unwrap_or_default();
    published.into_iter().map(|(year, published)| CalendarYear { year, published }).collect()
}

/// The bodies of the site's data, each with the key of its subject.
pub(super) fn bodies(today: NaiveDate) -> Result<Vec<(String, Body)>, IdError> {
    let site = (super::SITE.to_owned(), Body::SiteRecorded(Box::new(entry()?)));
    let years = calendars().into_iter().map(|year| (year.year.to_string(), Body::CalendarRecorded(year)));
    let catalogue = Body::CatalogueRecorded(Box::new(catalogue::entry(today)?));
    let data = [site, (super::SITE.to_owned(), catalogue)];
    Ok(data.into_iter().chain(years).collect())
}
