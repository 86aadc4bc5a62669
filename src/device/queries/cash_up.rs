//! the cash-up of a person and day: what was taken, by order, against what was handed to finance.

use chrono::NaiveDate;
use doorstep_domain::cash_up::{CashUp, HandedIn};
use doorstep_domain::directory::Label;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::Charged;

use super::QueryError;
use super::catalogue::{ContactRow, contact_of};
use super::people::name;
use super::task::Place;
use super::work_order::{order_home, order_number};
use crate::device::Device;
use crate::refold::role_of;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{ChargeEntry, Personal};

/// No zone is further from UTC, and no day is longer: what is read is sorted by the site's own date.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// P-09: who sees what others took.
const SEES_OTHERS: [Role; 4] = [Role::FrontDesk, Role::Supervisor, Role::SiteManager, Role::GeneralManager];
/// who takes money.
const TAKES: [Role; 2] = [Role::Technician, Role::FrontDesk];

/// The cash-up of one person and day, as far as the orders are known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashUpPage {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: Label,
    /// The site's date.
    pub day: NaiveDate,
    /// What was taken, handed in, and whether it adds up.
    pub sums: CashUp,
    /// What was taken, oldest first.
    pub charges: Vec<TakenCharge>,
    /// What was handed in, oldest first.
    pub handed_in: Vec<HandedIn>,
    /// What of it the office has not answered.
    pub unanswered: Vec<FactId>,
    /// P-09: whose takings this person may look at: their own, or of everybody who takes money.
    pub people: Vec<ContactRow>,
}

/// A charge, and the order that it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenCharge {
    /// The order.
    pub order: SubjectId,
    /// Its number.
    pub number: String,
    /// Where, as far as this person may see it.
    pub place: Option<Place>,
    /// What was taken.
    pub charge: Charged,
}

impl Device {
    /// what `person` took on `day`, and handed in for it.
    ///
    /// # Errors
    /// When nobody is signed in, the role may not see others' takings, or the store fails.
    pub fn cash_up(&self, person: &PersonId, day: NaiveDate) -> Result<CashUpPage, QueryError> {
        let shift = self.shift()?;
        let personal = &shift.personal;
        let role = role_of(personal, &shift.person)?;
        let sees_others = role.is_some_and(|role| SEES_OTHERS.contains(&role));
        if *person != shift.person && !sees_others {
            return Err(QueryError::NotHere);
        }
        let charges = charges(personal, &*self.shift()?.site()?, person, day)?;
        let handed_in = handed_in(personal, person, day)?;
        Ok(CashUpPage {
            person: person.clone(),
            name: name(personal, person)?,
            day,
            sums: CashUp::of(charges.iter().map(|entry| &entry.charge), &handed_in),
            charges: charges.into_iter().map(|entry| taken(shift, entry)).collect::<Result<_, _>>()?,
            unanswered: unanswered(personal, &handed_in)?,
            people: if sees_others { takers(personal)? } else { vec![contact_of(personal, &shift.person)?] },
            handed_in,
        })
    }
}

fn unanswered(personal: &Personal, handed_in: &[HandedIn]) -> Result<Vec<FactId>, StoreError> {
    let mut facts = Vec::new();
    for fact in handed_in.iter().map(|row| row.fact) {
        let kept = personal.fact(fact)?;
        facts.extend(kept.filter(|kept| kept.verdict.is_none()).map(|_| fact));
    }
    Ok(facts)
}

fn takers(personal: &Personal) -> Result<Vec<ContactRow>, StoreError> {
    let people = personal.people()?.into_iter();
    Ok(people.filter(|row| TAKES.contains(&row.entry.role)).map(ContactRow::from).collect())
}

fn charges(
    personal: &Personal,
    site: &Site,
    person: &PersonId,
    day: NaiveDate,
) -> Result<Vec<ChargeEntry>, StoreError> {
    let midnight = Moment::from(day.and_time(chrono::NaiveTime::MIN).and_utc());
    let mut charges = personal.charges_of(person, midnight.shifted(-DAY), midnight.shifted(2 * DAY))?;
    charges.retain(|entry| site.date(entry.charge.at) == day);
    Ok(charges)
}

fn handed_in(personal: &Personal, person: &PersonId, day: NaiveDate) -> Result<Vec<HandedIn>, StoreError> {
    Ok(match personal.shown(&SubjectId::cash_up(person, day))? {
        Some((State::CashUp(state), _)) => state.handed_in,
        _ => Vec::new(),
    })
}

fn taken(shift: &Shift, entry: ChargeEntry) -> Result<TakenCharge, StoreError> {
    let personal = &shift.personal;
    let home = order_home(personal, &entry.order)?;
    let home = home.map(|home| personal.home(&shift.person, &home)).transpose()?.flatten();
    Ok(TakenCharge {
        number: order_number(personal, &entry.order)?,
        place: home.as_ref().map(Place::from),
        order: entry.order,
        charge: entry.charge,
    })
}
