//! repair timeliness (维修及时率) of a month, as far as the orders are known here.

use doorstep_domain::directory::Label;
use doorstep_domain::ids::{PersonId, TradeCode};
use doorstep_domain::timeliness::{Timeliness, count};

use super::QueryError;
use super::people::name;
use crate::device::Device;

/// The timeliness of one person in one trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelinessRow {
    /// The trade.
    pub trade: TradeCode,
    /// What it is called.
    pub label: Label,
    /// Who did it.
    pub person: PersonId,
    /// Their name.
    pub name: Label,
    /// Orders that count, and those whose every clock was kept.
    pub timeliness: Timeliness,
}

impl Device {
    /// the timeliness of the orders that were registered in a month, by trade and person.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn timeliness(&self, year: i32, month: u32) -> Result<Vec<TimelinessRow>, QueryError> {
        let shift = self.shift()?;
        let site = shift.site()?;
        let orders = shift.personal.orders(&shift.person)?;
        let counts = count(orders.iter().map(|entry| &entry.state), site.calendar.zone, self.now());
        let of_month = counts.into_iter().filter(|(group, _)| group.month == (year, month));
        let row = |(group, timeliness): (doorstep_domain::timeliness::Group, Timeliness)| {
            let trade = site.catalogue.trades.get(&group.trade);
            Ok(TimelinessRow {
                label: trade
                    .map_or_else(|| Label::new(group.trade.as_str(), ""), |trade| trade.label.clone()),
                trade: group.trade,
                name: name(&shift.personal, &group.person)?,
                person: group.person,
                timeliness,
            })
        };
        of_month.map(row).collect()
    }
}
