//! Work orders in lists: mine by next clock, and what waits for whom (section R).

use chrono::NaiveDate;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::{MatterCode, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::Fen;
use doorstep_domain::repeat::{RepeatSignal, find_signals};
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{Clock, ReturnReason, Step, Wanted, WorkOrderState};

use super::QueryError;
use super::people::name;
use super::task::{Cases, Place, Section, group};
use super::work_order::next_action::{CHASERS, NextAction, Viewer, next_action};
use super::work_order::number_of;
use crate::device::Device;
use crate::refold::{due_by, role_of};
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{OrderEntry, Personal};

/// Which orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderList {
    /// What waits for me; V-10: for the front desk also what waited too long.
    Mine,
    /// P-05, P-11: mine, and for the front desk and the butlers what they chase until it is settled.
    Today,
    /// Registered, and nobody has it.
    Undispatched,
    /// Handed on, and not settled yet.
    Running,
    /// P-07's answer is waited for.
    ToQuote,
    /// declined, and P-07 has not countersigned.
    ToCountersign,
    /// P-07 has not confirmed.
    ToConfirm,
    /// V-10: what waited too long.
    FollowUp,
}

/// Orders, by what is due first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// The office's time, as it is counted with (F-02).
    pub now: Moment,
    /// Overdue, then today, then later; each by due time.
    pub rows: Vec<OrderRow>,
}

/// An order for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// The order.
    pub order: SubjectId,
    /// The office's number, `2026-1124-018`; until it is there, a short code.
    pub number: String,
    /// Where it stands.
    pub step: Step,
    /// What this person does about it next.
    pub next: NextAction,
    /// Where it stands in the day.
    pub section: Section,
    /// Where; `None` while the home is not known here.
    pub place: Option<Place>,
    /// Whom to ask for.
    pub customer: Label,
    /// How to reach them by telephone.
    pub phone: String,
    /// What was reported, as the site's list calls it.
    pub matter: Label,
    /// What was reported, in words.
    pub reported: Label,
    /// When somebody has to see to it next: the clock's end, else the appointment, else the registration.
    pub due_by: Moment,
    /// That day.
    pub due_date: NaiveDate,
    /// The clock that runs out first.
    pub clock: Option<Clock>,
    /// the appointment.
    pub appointment: Option<Moment>,
    /// The trade that it was handed to, or that repairs such a matter.
    pub trade: Option<Label>,
    /// Who has it.
    pub assignee: Option<Label>,
    /// the contractor repairs it.
    pub under_warranty: bool,
    /// Why it came back to the front desk.
    pub returned: Option<ReturnReason>,
    /// what the customer agreed to pay.
    pub price: Option<Fen>,
    /// V-09: how often nobody was home.
    pub attempts: usize,
    /// V-09: when to try again.
    pub next_try: Option<Moment>,
    /// V-10: unfinished for more than 3 days: the front desk goes to the door.
    pub follow_up: bool,
    /// V-13: what repeats in this home, gravest last.
    pub signals: Vec<RepeatSignal>,
    /// F-05: the language that the residents read.
    pub language: Lang,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// It has facts that this version does not know; only what is certain is shown.
    pub has_unknown: bool,
    /// Somebody still has to do something.
    pub is_open: bool,
}

/// What an order is looked at with.
pub(super) struct Look<'a> {
    pub personal: &'a Personal,
    pub site: &'a Site,
    pub cases: &'a Cases,
    pub me: &'a PersonId,
    pub role: Option<Role>,
    pub now: Moment,
}

impl Look<'_> {
    pub fn viewer(&self, state: &WorkOrderState) -> Viewer<'_> {
        let is_assignee = state.assignment().is_some_and(|assignment| assignment.to == *self.me);
        Viewer { role: self.role, is_assignee, catalogue: &self.site.catalogue }
    }

    /// An order's row; `None` for one whose registration is not here.
    pub fn row(&self, entry: &OrderEntry) -> Result<Option<OrderRow>, StoreError> {
        let state = &entry.state;
        let (Some(registered), Some(step), Some(due_by)) = (&state.registered, state.step, due_by(state))
        else {
            return Ok(None);
        };
        let resident = entry.home.as_ref().map(|home| home.contact.clone()).unwrap_or_default();
        let contact = entry.about.contact.clone();
        let assignment = state.assignment();
        // V-13, R-07: the real fault, once that is known.
        let matter = state.matter().unwrap_or(&registered.what.matter);
        let cases = self.cases.get(&registered.what.home).map_or(&[][..], |cases| cases);
        Ok(Some(OrderRow {
            order: entry.subject.clone(),
            number: number_of(state),
            step,
            next: next_action(state, self.viewer(state)),
            section: self.section(state, due_by),
            place: entry.home.as_ref().map(Place::from),
            customer: if contact.name == Label::default() { resident.name } else { contact.name },
            phone: if contact.phone.is_empty() { resident.phone } else { contact.phone },
            matter: self.site.matter(&registered.what.matter),
            reported: entry.about.reported.clone(),
            due_by,
            due_date: self.site.due_date(due_by),
            clock: state.next_clock().copied(),
            appointment: appointment(state),
            trade: self.trade(state, matter),
            assignee: assignment.map(|assignment| name(self.personal, &assignment.to)).transpose()?,
            under_warranty: assignment.is_some_and(|assignment| assignment.under_warranty),
            returned: state.returned.as_ref().map(|returned| returned.what),
            price: state.price(),
            attempts: state.attempts.len(),
            next_try: next_try(state),
            follow_up: state.needs_follow_up(self.now),
            signals: find_signals(cases, matter, self.now),
            language: entry.home.as_ref().map(|home| home.entry.language).unwrap_or_default(),
            pending: entry.pending,
            has_unknown: entry.unknown > 0,
            is_open: state.is_open(),
        }))
    }

    fn trade(&self, state: &WorkOrderState, matter: &MatterCode) -> Option<Label> {
        let catalogue = &self.site.catalogue;
        let handed = state.assignment().map(|assignment| &assignment.trade);
        let trade = handed.or_else(|| catalogue.trade_of(matter))?;
        let named = catalogue.trades.get(trade).map(|trade| trade.label.clone());
        Some(named.unwrap_or_else(|| Label::new(trade.as_str(), "")))
    }

    pub fn rows<'e>(
        &self,
        entries: impl Iterator<Item = &'e OrderEntry>,
    ) -> Result<Vec<OrderRow>, StoreError> {
        entries.filter_map(|entry| self.row(entry).transpose()).collect()
    }

    /// Overdue is what a clock ran out on; an appointment or registration alone is no deadline.
    fn section(&self, state: &WorkOrderState, due_by: Moment) -> Section {
        let late = state.next_clock().is_some_and(|clock| self.now > clock.by);
        match (late, self.site.due_date(due_by) <= self.site.date(self.now)) {
            (true, _) => Section::Overdue,
            (false, true) => Section::Today,
            (false, false) => Section::Later,
        }
    }

    fn holds(&self, list: OrderList, state: &WorkOrderState) -> bool {
        match list {
            OrderList::Mine => self.is_mine(state),
            OrderList::Today => self.is_mine(state) || self.chases(state),
            OrderList::Undispatched => state.step == Some(Step::Registered),
            OrderList::Running => {
                state.step.is_some_and(|step| (Step::Dispatched..=Step::Signed).contains(&step))
            }
            OrderList::ToQuote => state.waits_for_quote(),
            OrderList::ToCountersign => state.step == Some(Step::Declined) && state.countersigned.is_none(),
            OrderList::ToConfirm => state.step == Some(Step::Settled),
            OrderList::FollowUp => state.needs_follow_up(self.now),
        }
    }

    fn chases(&self, state: &WorkOrderState) -> bool {
        let chaser = self.role.is_some_and(|role| CHASERS.contains(&role));
        chaser && (self.holds(OrderList::Undispatched, state) || self.holds(OrderList::Running, state))
    }

    fn is_mine(&self, state: &WorkOrderState) -> bool {
        let chased = self.role == Some(Role::FrontDesk) && state.needs_follow_up(self.now);
        next_action(state, self.viewer(state)).is_due() || chased
    }
}

impl Device {
    /// The orders that wait for me or that I chase, by next clock: beside the callbacks of [`Device::today`].
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn orders_today(&self) -> Result<Orders, QueryError> {
        self.orders(OrderList::Today)
    }

    /// A list of orders, as far as this person may see them.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn orders(&self, list: OrderList) -> Result<Orders, QueryError> {
        let shift = self.shift()?;
        let (personal, now) = (&shift.personal, self.now());
        let site = self.shift()?.site()?;
        let cases = group(personal.cases_behind(&shift.person, SubjectKind::WorkOrder)?);
        let role = role_of(personal, &shift.person)?;
        let look = Look { personal, site: &site, cases: &cases, me: &shift.person, role, now };
        let entries = personal.open_orders(&shift.person)?;
        let held = entries.iter().filter(|entry| look.holds(list, &entry.state));
        let mut rows = look.rows(held)?;
        rows.sort_by_key(|row: &OrderRow| (row.section, row.due_by));
        Ok(Orders { now, rows })
    }
}

///
fn appointment(state: &WorkOrderState) -> Option<Moment> {
    match state.wanted {
        Some(Wanted::Appointment { at }) => Some(at),
        _ => None,
    }
}

/// V-09: as long as somebody still has to be let in.
fn next_try(state: &WorkOrderState) -> Option<Moment> {
    let waits = state.step.is_some_and(|step| step < Step::OnSite);
    state.attempts.last().filter(|_| waits).map(|attempt| attempt.what)
}
