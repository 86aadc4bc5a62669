//! V-13: what repeats at the site, per home and matter.

use std::collections::BTreeMap;

use doorstep_domain::directory::Label;
use doorstep_domain::ids::{HomeId, MatterCode};
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::{RepeatSignal, WITHIN_DAYS, find_signals};

use super::QueryError;
use super::people::watcher;
use super::task::{Place, group};
use crate::device::Device;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What repeats in a home on one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalRow {
    /// The home.
    pub home: HomeId,
    /// Where; `None` while the home is not known here.
    pub place: Option<Place>,
    /// Who lives there.
    pub customer: Label,
    /// What repeats.
    pub matter: Label,
    /// How, gravest last.
    pub signals: Vec<RepeatSignal>,
    /// When it happened last.
    pub last: Moment,
}

impl Device {
    /// V-13: the repeat signals of every home, the newest first.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn signals(&self) -> Result<Vec<SignalRow>, QueryError> {
        let shift = self.shift()?;
        watcher(shift)?;
        let (personal, now) = (&shift.personal, self.now());
        let site = self.shift()?.site()?;
        let cases = personal.cases_since(&shift.person, now.shifted(-WITHIN_DAYS * DAY))?;
        let mut last: BTreeMap<(HomeId, MatterCode), Moment> = BTreeMap::new();
        for case in &cases {
            last.insert((case.home.clone(), case.matter.clone()), case.at);
        }
        let cases = group(cases);
        let mut rows = Vec::new();
        for ((home, matter), last) in last {
            let signals = find_signals(cases.get(&home).map_or(&[][..], |cases| cases), &matter, now);
            if !signals.is_empty() {
                let known = personal.home(&shift.person, &home)?;
                let place = known.as_ref().map(Place::from);
                let customer = known.map(|home| home.contact.name).unwrap_or_default();
                let matter = site.matter(&matter);
                rows.push(SignalRow { home, place, customer, matter, signals, last });
            }
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.last));
        Ok(rows)
    }
}
