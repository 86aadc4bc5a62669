//! who repairs what was registered. What the catalogue names nobody for stays with the desk.

use doorstep_domain::fact::{Body, Head};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, PersonId, SubjectId, TradeCode};
use doorstep_domain::work_order::{Act, Dispatch, Return, ReturnReason, WorkOrderState};

use crate::directory::{self, SiteCalendar};
use crate::draft::Draft;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::{Store, StoreError};

const REGISTERED: &str = "R-01";
const WARRANTY: &str = "R-05";

/// hands on what was registered, and what came back because it is under warranty.
pub(crate) fn dispatch_for(ledger: &mut Ledger, head: &Head, body: &Body) -> Result<(), OfficeError> {
    let Body::WorkOrder(act) = body else { return Ok(()) };
    let Some(rule) = rule(act) else { return Ok(()) };
    let site = ledger.site()?;
    let State::WorkOrder(order) = ledger.subject(&head.subject)?.state else { return Ok(()) };
    let Some(choice) = Choice::of(&*ledger.store, &site, &order) else { return Ok(()) };
    let dispatch = if rule == WARRANTY { choice.contractor()? } else { choice.by_rule()? };
    match dispatch {
        Some(dispatch) => append(ledger, FactId::caused(head.id, rule), &head.subject, dispatch),
        None => Ok(()),
    }
}

fn rule(act: &Act) -> Option<&'static str> {
    match act {
        Act::Register(_) => Some(REGISTERED),
        Act::Return(Return { reason: ReturnReason::Warranty }) => Some(WARRANTY),
        _ => None,
    }
}

fn append(ledger: &mut Ledger, id: FactId, order: &SubjectId, dispatch: Dispatch) -> Result<(), OfficeError> {
    let body = Body::WorkOrder(Box::new(Act::Dispatch(dispatch)));
    let (subject, at) = (order.clone(), ledger.acts_at());
    ledger.append(Draft { id, subject, body, at, parts: Vec::new() })?;
    tracing::debug!(%order, "an order was dispatched");
    Ok(())
}

/// The choice among those who repair such a thing.
struct Choice<'a> {
    store: &'a dyn Store,
    site: &'a SiteCalendar,
    order: &'a WorkOrderState,
    trade: &'a TradeCode,
}

impl<'a> Choice<'a> {
    /// By what was found, or else by what was reported; `None` where no trade repairs such a thing.
    fn of(store: &'a dyn Store, site: &'a SiteCalendar, order: &'a WorkOrderState) -> Option<Self> {
        let trade = site.catalogue.trade_of(order.matter()?)?;
        Some(Self { store, site, order, trade })
    }

    fn by_rule(&self) -> Result<Option<Dispatch>, StoreError> {
        if self.warranty()?.is_some() {
            return self.contractor();
        }
        Ok(self.technician()?.and_then(|to| self.dispatch(to, false)))
    }

    /// a contractor who does not work here any more leaves it with the desk: what is under warranty
    /// is not the customer's to pay.
    fn contractor(&self) -> Result<Option<Dispatch>, StoreError> {
        match self.warranty()? {
            Some(to) if self.is_active(&to)? => Ok(self.dispatch(to, true)),
            _ => Ok(None),
        }
    }

    /// whose warranty covered it on the day that it was registered.
    fn warranty(&self) -> Result<Option<PersonId>, StoreError> {
        let Some(registered) = &self.order.registered else { return Ok(None) };
        let Some(home) = directory::home(self.store, &registered.what.home)? else { return Ok(None) };
        let day = self.site.day_of(registered.at);
        let warranty = self.site.catalogue.warranty(&home.building, self.trade, day);
        Ok(warranty.map(|warranty| warranty.contractor.clone()))
    }

    /// The trade's technician with the fewest open orders; of two, who stands first in the catalogue.
    fn technician(&self) -> Result<Option<PersonId>, StoreError> {
        let trade = self.site.catalogue.trades.get(self.trade);
        let mut least: Option<(i64, &PersonId)> = None;
        for person in trade.into_iter().flat_map(|trade| &trade.technicians) {
            let open = self.store.open_orders_of(person)?;
            if least.is_none_or(|(fewest, _)| open < fewest) && self.is_active(person)? {
                least = Some((open, person));
            }
        }
        Ok(least.map(|(_, person)| person.clone()))
    }

    fn is_active(&self, person: &PersonId) -> Result<bool, StoreError> {
        Ok(directory::person(self.store, person)?.is_some_and(|entry| entry.active))
    }

    fn dispatch(&self, to: PersonId, under_warranty: bool) -> Option<Dispatch> {
        self.order.handover(&self.site.catalogue, Some(self.trade.clone()), to, under_warranty)
    }
}
