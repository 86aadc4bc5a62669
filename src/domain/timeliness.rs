//! repair timeliness (维修及时率): orders whose every clock was kept ÷ orders with a clock.

use std::collections::BTreeMap;

use chrono::Datelike;
use chrono_tz::Tz;

use crate::ids::{PersonId, TradeCode};
use crate::moment::Moment;
use crate::work_order::WorkOrderState;

/// What timeliness is counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    /// Year and month of the registration, by the site's zone **\[read\]**.
    pub month: (i32, u32),
    /// The trade.
    pub trade: TradeCode,
    /// Who did it.
    pub person: PersonId,
}

/// A count of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timeliness {
    /// Every clock was kept.
    pub kept: u64,
    /// With a clock that is decided.
    pub counted: u64,
}

impl Timeliness {
    /// Whether an order counts, and as kept: `None` where no clock of it is decided yet.
    pub fn of(order: &WorkOrderState, now: Moment) -> Option<bool> {
        let clocks = order.clocks.iter().filter(|clock| clock.kind.counts());
        clocks.filter_map(|clock| clock.kept(now)).reduce(|all, kept| all && kept)
    }

    /// Per mille, rounded down; `None` where nothing counts.
    pub fn per_mille(self) -> Option<u64> {
        (self.counted > 0).then(|| self.kept * 1000 / self.counted)
    }

    fn add(&mut self, kept: bool) {
        self.counted += 1;
        self.kept += u64::from(kept);
    }
}

/// counts orders by month, trade and person, as of `now`.
pub fn count<'a>(
    orders: impl IntoIterator<Item = &'a WorkOrderState>,
    zone: Tz,
    now: Moment,
) -> BTreeMap<Group, Timeliness> {
    let mut counts: BTreeMap<Group, Timeliness> = BTreeMap::new();
    for order in orders {
        if let (Some(group), Some(kept)) = (group(order, zone), Timeliness::of(order, now)) {
            counts.entry(group).or_default().add(kept);
        }
    }
    counts
}

fn group(order: &WorkOrderState, zone: Tz) -> Option<Group> {
    let registered = order.registered.as_ref()?.at.to_utc().with_timezone(&zone);
    let assignment = order.assignments.last()?;
    let month = (registered.year(), registered.month());
    Some(Group { month, trade: assignment.trade.clone(), person: assignment.to.clone() })
}
