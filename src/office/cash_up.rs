//! the cash-up of a person and day, from the orders that they charged and what they handed in.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use doorstep_domain::cash_up::{CashUp, HandedIn, Means};
use doorstep_domain::event::Payment;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SiteId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::{Charged, Receipt};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{self, SiteCalendar};
use crate::store::{Store, StoreError};

const CHARGED: &str = "work_order.charged";

/// What a person took on a day, against what they handed to finance; amounts in fen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CashUpReport {
    /// Who.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// The local day.
    #[schema(value_type = String)]
    pub day: NaiveDate,
    /// What was taken, by means.
    #[schema(value_type = Object)]
    pub taken: BTreeMap<Means, i64>,
    /// What was handed in, by means.
    #[schema(value_type = Object)]
    pub handed_in: BTreeMap<Means, i64>,
    /// What was taken and not handed in, by means; below 0 where more was handed in than taken.
    #[schema(value_type = Object)]
    pub missing: BTreeMap<Means, i64>,
    /// What customers still owe.
    pub unpaid: i64,
    /// Numbers of receipts and slips that stand on more than one.
    #[schema(value_type = Vec<String>)]
    pub doubled: Vec<Receipt>,
    /// Whether it adds up.
    pub adds_up: bool,
    /// Each charge, by time.
    pub charges: Vec<ChargeRow>,
    /// Each handing-in, as it was taken.
    #[schema(value_type = Vec<Object>)]
    pub slips: Vec<HandedIn>,
}

/// A charge.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChargeRow {
    /// The order.
    #[schema(value_type = String)]
    pub order: SubjectId,
    /// Its number.
    pub number: Option<String>,
    /// When, in office time.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// How it stands.
    #[schema(value_type = String)]
    pub payment: Payment,
    /// How much.
    #[schema(value_type = i64)]
    pub fen: Fen,
    /// The receipt's number.
    #[schema(value_type = Option<String>)]
    pub receipt: Option<Receipt>,
    /// The office held it: the money counts, the order did not move (F-04).
    pub held: bool,
}

/// adds up.
pub(crate) fn report(
    store: &dyn Store,
    site: &SiteId,
    person: &PersonId,
    day: NaiveDate,
) -> Result<CashUpReport, StoreError> {
    let site = directory::calendar(store, site)?;
    let orders = charged_orders(store, &site, person, day)?;
    let charges = orders.iter().flat_map(|(_, charges)| charges);
    let slips = handed_in(store, person, day)?;
    let sum = CashUp::of(charges, &slips);
    let missing = [Means::Cash, Means::Card].map(|means| (means, sum.missing(means)));
    let mut charges: Vec<ChargeRow> =
        orders.iter().flat_map(|(order, charges)| rows(order, charges)).collect();
    charges.sort_by_key(|charge| charge.at);
    Ok(CashUpReport {
        person: person.clone(),
        day,
        missing: missing.into(),
        adds_up: sum.adds_up(),
        taken: sum.taken,
        handed_in: sum.handed_in,
        unpaid: sum.unpaid,
        doubled: sum.doubled,
        charges,
        slips,
    })
}

/// An order, its number, and what the person charged for it that day.
type Order = (SubjectId, Option<String>);

fn charged_orders(
    store: &dyn Store,
    site: &SiteCalendar,
    person: &PersonId,
    day: NaiveDate,
) -> Result<Vec<(Order, Vec<Charged>)>, StoreError> {
    let counts = |charge: &&Charged| charge.by == *person && site.day_of(charge.at) == day;
    let mut orders = Vec::new();
    for subject in store.subjects_with(CHARGED, Some(person), not_after_start(day))? {
        let Some(State::WorkOrder(order)) = store.subject(&subject)?.map(|row| row.state) else { continue };
        let charges = order.takings().filter(counts).cloned().collect();
        orders.push(((subject, order.number), charges));
    }
    Ok(orders)
}

/// A moment before the day begins in any zone: nothing arrives before it happened.
pub(crate) fn not_after_start(day: NaiveDate) -> Moment {
    let before = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    before.and_time(chrono::NaiveTime::MIN).and_utc().into()
}

fn rows((order, number): &Order, charges: &[Charged]) -> Vec<ChargeRow> {
    let row = |charge: &Charged| ChargeRow {
        order: order.clone(),
        number: number.clone(),
        at: charge.at,
        payment: charge.payment,
        fen: charge.fen,
        receipt: charge.receipt.clone(),
        held: charge.held,
    };
    charges.iter().map(row).collect()
}

fn handed_in(store: &dyn Store, person: &PersonId, day: NaiveDate) -> Result<Vec<HandedIn>, StoreError> {
    match store.subject(&SubjectId::cash_up(person, day))?.map(|row| row.state) {
        Some(State::CashUp(state)) => Ok(state.handed_in),
        _ => Ok(Vec::new()),
    }
}
