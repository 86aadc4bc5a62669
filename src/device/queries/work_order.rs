//! A work order with everything about it (`SCREENS.md`, 05), there offline.

pub mod next_action;
pub mod others;
mod read;
mod rows;

use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{HomeId, PersonId, SubjectId};
use doorstep_domain::work_order::{Action, Done, Registration, Step, WorkOrderState};

use super::QueryError;
use super::catalogue::{ContactRow, contact_of};
use super::orders::{Look, OrderRow};
use super::task::group;
use crate::commands::work_order::price_lines;
use crate::device::Device;
use crate::refold::role_of;
use crate::store::StoreError;
use crate::store::personal::{OrderEntry, Personal};
use next_action::NextAction;

pub use rows::{
    AgreedRow, CancelledRow, ChargeRow, ClockRow, DeclinedRow, FinishedRow, FoundRow, HeldRow, LineRow,
    MaterialRow, QuoteRow, ReturnedRow, SignedRow, TakenRow,
};

use super::callback::{AttemptRow, PictureRow};

/// The steps that the stepper shows: accepted, on site, verified, agreed, work, finished, signed, settled.
pub const STEPPER: [Step; 8] = [
    Step::Accepted,
    Step::OnSite,
    Step::Verified,
    Step::Agreed,
    Step::InProgress,
    Step::Finished,
    Step::Signed,
    Step::Settled,
];

/// An order and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDetail {
    /// As in lists.
    pub row: OrderRow,
    /// What this person may do beside the next action.
    pub others: Vec<Action>,
    /// How many nodes of [`STEPPER`] are done.
    pub done_steps: usize,
    /// Who registered it, and is asked first (P-11).
    pub registered_by: ContactRow,
    /// How to get in, what to take care of.
    pub access: String,
    /// Who has it.
    pub assignee: Option<ContactRow>,
    /// the contractor who has it, or whose warranty covers it.
    pub contractor: Option<ContactRow>,
    /// oldest first.
    pub clocks: Vec<ClockRow>,
    /// what it really is.
    pub found: Option<FoundRow>,
    /// what a finding without lines of its own costs: what was agreed, else nothing under
    /// warranty, else what it costs as a rule.
    pub usual: Vec<LineRow>,
    /// what the customer is to be asked; `None` where nothing says what it costs.
    pub asking: Option<Vec<LineRow>>,
    /// P-07's word.
    pub quote: Option<QuoteRow>,
    /// what the customer agreed to.
    pub agreed: Option<AgreedRow>,
    ///
    pub declined: Option<DeclinedRow>,
    /// Why it came back to the front desk, while nobody has it.
    pub returned: Option<ReturnedRow>,
    /// The office called it off.
    pub cancelled: Option<CancelledRow>,
    /// R-10, oldest first.
    pub materials: Vec<MaterialRow>,
    ///
    pub finished: Option<FinishedRow>,
    /// the signing that stands.
    pub signed: Option<SignedRow>,
    /// everything taken, oldest first.
    pub charges: Vec<ChargeRow>,
    /// Oldest first.
    pub pictures: Vec<PictureRow>,
    /// V-09: each time that nobody was home.
    pub attempts: Vec<AttemptRow>,
    /// F-04: what was held, and who was first.
    pub held: Vec<HeldRow>,
    /// Every action that counted, oldest first.
    pub history: Vec<TakenRow>,
}

impl OrderDetail {
    /// What this person does next.
    pub fn next(&self) -> NextAction {
        self.row.next
    }
}

impl Device {
    /// An order with everything about it.
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see it, or the store fails.
    pub fn work_order(&self, order: &SubjectId) -> Result<OrderDetail, QueryError> {
        let shift = self.shift()?;
        let personal = &shift.personal;
        let entry = personal.order(&shift.person, order)?.ok_or_else(|| self.look_for(order))?;
        let registered = entry.state.registered.clone().ok_or(QueryError::NotHere)?;
        let site = self.shift()?.site()?;
        let cases = group(personal.cases_at(&shift.person, &registered.what.home)?);
        let (role, now) = (role_of(personal, &shift.person)?, self.now());
        let look = Look { personal, site: &site, cases: &cases, me: &shift.person, role, now };
        let row = look.row(&entry)?.ok_or(QueryError::NotHere)?;
        Ok(look.detail(&entry, row, &registered)?)
    }
}

impl Look<'_> {
    fn detail(
        &self,
        entry: &OrderEntry,
        row: OrderRow,
        registered: &Done<Registration>,
    ) -> Result<OrderDetail, StoreError> {
        let (personal, state) = (self.personal, &entry.state);
        let assignee =
            state.assignment().map(|assignment| contact_of(personal, &assignment.to)).transpose()?;
        Ok(OrderDetail {
            others: others::other_actions(state, self.viewer(state)),
            done_steps: done_steps(state),
            registered_by: contact_of(personal, &registered.by)?,
            access: self.texts(registered.fact)?.access,
            contractor: self.contractor(state, entry)?,
            assignee,
            clocks: state.clocks.iter().map(|clock| ClockRow::of(clock, self.now)).collect(),
            found: state.found.as_ref().map(|found| self.found_row(found)).transpose()?,
            usual: self.usual_rows(state, &registered.what.matter),
            asking: price_lines(state).map(|lines| self.line_rows(&lines)),
            quote: self.quote_row(state)?,
            agreed: state.agreed.as_ref().map(|agreed| self.agreed_row(agreed, &row.customer)).transpose()?,
            declined: self.declined_row(state)?,
            returned: self.returned_row(state)?,
            cancelled: self.cancelled_row(state)?,
            materials: self.material_rows(state)?,
            finished: state.finished.as_ref().map(|finished| self.finished_row(finished)).transpose()?,
            signed: state.signed.as_ref().map(|signed| self.signed_row(signed)).transpose()?,
            charges: self.charge_rows(state)?,
            pictures: self.picture_rows(state)?,
            attempts: self.attempt_rows(state)?,
            held: self.held_rows(state)?,
            history: self.taken_rows(state)?,
            row,
        })
    }

    /// who has it under warranty, else who would.
    fn contractor(
        &self,
        state: &WorkOrderState,
        entry: &OrderEntry,
    ) -> Result<Option<ContactRow>, StoreError> {
        let assignment = state.assignment().filter(|assignment| assignment.under_warranty);
        let covering = || covering(&self.site.catalogue, state, entry, self.site.date(self.now));
        let contractor = assignment.map(|assignment| assignment.to.clone()).or_else(covering);
        contractor.map(|person| contact_of(self.personal, &person)).transpose()
    }
}

fn covering(
    catalogue: &Catalogue,
    state: &WorkOrderState,
    entry: &OrderEntry,
    day: chrono::NaiveDate,
) -> Option<PersonId> {
    let matter = &state.registered.as_ref()?.what.matter;
    let building = &entry.home.as_ref()?.entry.building;
    let warranty = catalogue.warranty(building, catalogue.trade_of(matter)?, day)?;
    Some(warranty.contractor.clone())
}

/// How far the stepper is.
fn done_steps(state: &WorkOrderState) -> usize {
    let Some(step) = state.step.filter(|step| *step <= Step::Confirmed) else { return 0 };
    STEPPER.iter().filter(|node| **node <= step).count()
}

/// The order's number, or what stands for it.
pub(crate) fn number_of(state: &WorkOrderState) -> String {
    state.number.clone().or_else(|| state.short_code()).unwrap_or_default()
}

/// The number of an order that is known here, whoever may see it.
pub(crate) fn order_number(personal: &Personal, order: &SubjectId) -> Result<String, StoreError> {
    Ok(match personal.shown(order)? {
        Some((State::WorkOrder(state), _)) => number_of(&state),
        _ => String::new(),
    })
}

/// The home of an order that is known here.
pub(crate) fn order_home(personal: &Personal, order: &SubjectId) -> Result<Option<HomeId>, StoreError> {
    Ok(match personal.shown(order)? {
        Some((State::WorkOrder(state), _)) => state.registered.map(|registered| registered.what.home),
        _ => None,
    })
}
