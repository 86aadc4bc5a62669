//! A work order at the office: its copy for who may read it, and who is to do it.

use doorstep_domain::fact::Body;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SubjectId, TradeCode};
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{Act, Dispatch, WorkOrderState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::audience::Audience;
use crate::copy::{self, FactCopy};
use crate::directory;
use crate::error::OfficeError;
use crate::extract::SignedIn;
use crate::ledger::Ledger;
use crate::store::Store;

/// The office's copy of a work order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkOrderCopy {
    /// The order.
    #[schema(value_type = String)]
    pub subject: SubjectId,
    /// The fold of its facts.
    #[schema(value_type = Object)]
    pub state: WorkOrderState,
    /// Its facts, in the office's order.
    pub facts: Vec<FactCopy>,
}

/// Who is to do an order.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchRequest {
    /// The person; a contractor repairs it under warranty.
    #[schema(value_type = String)]
    pub to: PersonId,
    /// The trade, where it is not the one that the catalogue has for the fault.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub trade: Option<TradeCode>,
}

/// The copy, if one of the audiences has the order (P-10).
pub(crate) fn copy(
    store: &dyn Store,
    subject: &SubjectId,
    audiences: &[Audience],
) -> Result<WorkOrderCopy, OfficeError> {
    match copy::read(store, subject, audiences)? {
        (State::WorkOrder(state), facts) => {
            Ok(WorkOrderCopy { subject: subject.clone(), state: *state, facts })
        }
        _ => Err(OfficeError::not_found()),
    }
}

/// has the office hand the order to somebody, if the caller's role may; who asked is noted.
pub(crate) fn dispatch(
    ledger: &mut Ledger,
    subject: &SubjectId,
    caller: &SignedIn,
    request: &DispatchRequest,
) -> Result<Dispatch, OfficeError> {
    if !ledger.store.is_granted(subject, &caller.audiences)? {
        return Err(OfficeError::not_found());
    }
    let State::WorkOrder(order) = ledger.subject(subject)?.state else {
        return Err(OfficeError::not_found());
    };
    let dispatch = handover(ledger, &order, request)?;
    let body = Body::WorkOrder(Box::new(Act::Dispatch(dispatch.clone())));
    ledger.act_for(caller, subject, body)?;
    Ok(dispatch)
}

fn handover(
    ledger: &mut Ledger,
    order: &WorkOrderState,
    request: &DispatchRequest,
) -> Result<Dispatch, OfficeError> {
    let person = directory::at_work(&*ledger.store, &request.to)?;
    let catalogue = &ledger.site()?.catalogue;
    let under_warranty = person.role == Role::Contractor;
    let handover = order.handover(catalogue, request.trade.clone(), request.to.clone(), under_warranty);
    let known = |dispatch: &Dispatch| catalogue.trades.contains_key(&dispatch.trade);
    let missing = || OfficeError::bad_request("the trade is missing, or not a trade of the site");
    handover.filter(known).ok_or_else(missing)
}
