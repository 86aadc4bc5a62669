//! Whom the office's rule finds, reckoned ahead: the sample signs in that person's name.

use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::ids::{IdError, MatterCode};
use doorstep_domain::moment::Moment;

use crate::sample::people::{StaffMember, member};

/// Who has work on an order from when until when.
pub(in crate::sample) struct Roster {
    busy: Vec<(&'static str, Moment, Option<Moment>)>,
}

impl Roster {
    /// Nobody has work yet.
    pub fn new() -> Self {
        Self { busy: Vec::new() }
    }

    /// Whom the office dispatches to, at that moment, in that building.
    pub fn choose(
        &self,
        catalogue: &Catalogue,
        matter: &str,
        building: &str,
        at: Moment,
    ) -> Result<Option<&'static StaffMember>, IdError> {
        let matter: MatterCode = matter.parse()?;
        let Some(trade) = catalogue.trade_of(&matter) else { return Ok(None) };
        let covers = |w: &&doorstep_domain::catalogue::Warranty| w.building == building && w.trade == *trade;
        if let Some(warranty) = catalogue.warranties.iter().find(covers) {
            return Ok(Some(member(warranty.contractor.as_str())));
        }
        let technicians = catalogue.trades.get(trade).map_or(&[][..], |trade| &trade.technicians);
        let least = technicians.iter().min_by_key(|person| self.open(person.as_str(), at));
        Ok(least.map(|person| member(person.as_str())))
    }

    /// They have work from then on.
    pub fn takes(&mut self, person: &'static StaffMember, from: Moment, until: Option<Moment>) {
        self.busy.push((person.id, from, until));
    }

    fn open(&self, person: &str, at: Moment) -> usize {
        let has = |(who, from, until): &&(&str, Moment, Option<Moment>)| {
            *who == person && *from <= at && until.is_none_or(|until| at < until)
        };
        self.busy.iter().filter(has).count()
    }
}
