//! the repair timeliness of a month, by trade and person.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SiteId, TradeCode};
use doorstep_domain::moment::Moment;
use doorstep_domain::timeliness::{Timeliness, count};
use doorstep_domain::work_order::WorkOrderState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cash_up::not_after_start;
use crate::directory;
use crate::error::OfficeError;
use crate::store::{Store, StoreError};

const REGISTERED: &str = "work_order.registered";

/// A month, as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Month(NaiveDate);

impl Month {
    /// Its first day.
    pub(crate) fn first(self) -> NaiveDate {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m").fmt(f)
    }
}

impl FromStr for Month {
    type Err = OfficeError;
    fn from_str(text: &str) -> Result<Self, OfficeError> {
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        let written = first.ok().filter(|first| first.format("%Y-%m").to_string() == text);
        written.map(Self).ok_or_else(|| OfficeError::bad_request("not a month: 2026-11"))
    }
}

impl TryFrom<String> for Month {
    type Error = OfficeError;
    fn try_from(text: String) -> Result<Self, OfficeError> {
        text.parse()
    }
}

/// Orders whose every clock was kept, of those with a clock that is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelinessReport {
    /// As it was asked for.
    pub month: String,
    /// Everybody together.
    pub all: TimelinessCount,
    /// By trade and person.
    pub rows: Vec<TimelinessRow>,
}

/// A count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelinessCount {
    /// Every clock was kept.
    pub kept: u64,
    /// With a clock that is decided.
    pub counted: u64,
    /// The rate, rounded down; `null` where nothing counts.
    pub per_mille: Option<u64>,
}

/// One trade of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TimelinessRow {
    /// The trade.
    #[schema(value_type = String)]
    pub trade: TradeCode,
    /// Who did it.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// How often in time.
    pub count: TimelinessCount,
}

impl From<Timeliness> for TimelinessCount {
    fn from(count: Timeliness) -> Self {
        Self { kept: count.kept, counted: count.counted, per_mille: count.per_mille() }
    }
}

/// counts the orders that were registered in a month.
pub(crate) fn report(
    store: &dyn Store,
    site: &SiteId,
    month: Month,
    now: Moment,
) -> Result<TimelinessReport, StoreError> {
    use chrono::Datelike as _;
    let zone = directory::calendar(store, site)?.calendar.zone;
    let wanted = (month.0.year(), month.0.month());
    let mut counts = count(&orders_since(store, month.0)?, zone, now);
    counts.retain(|group, _| group.month == wanted);
    let sum = |all: Timeliness, one: &Timeliness| Timeliness {
        kept: all.kept + one.kept,
        counted: all.counted + one.counted,
    };
    Ok(TimelinessReport {
        month: month.to_string(),
        all: counts.values().fold(Timeliness::default(), sum).into(),
        rows: counts
            .into_iter()
            .map(|(group, count)| TimelinessRow {
                trade: group.trade,
                person: group.person,
                count: count.into(),
            })
            .collect(),
    })
}

fn orders_since(store: &dyn Store, day: NaiveDate) -> Result<Vec<WorkOrderState>, StoreError> {
    let mut orders = Vec::new();
    for subject in store.subjects_with(REGISTERED, None, not_after_start(day))? {
        if let Some(State::WorkOrder(order)) = store.subject(&subject)?.map(|row| row.state) {
            orders.push(*order);
        }
    }
    Ok(orders)
}
