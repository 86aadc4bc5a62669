//! What the office, or provisionally the handheld, makes of a work order's fact.

use super::act::Act;
use super::body::{
    Agreement, Charging, Dispatch, MaterialCheck, MaterialQuality, PriceLine, Quote, QuoteAnswer,
    Registration, Signing, Wanted,
};
use super::clocks::{
    self, BEFORE_APPOINTMENT, CONTRACTOR_WITHIN, ClockKind, NOTIFY_WITHIN, ON_SITE_WITHIN, QUOTE_WITHIN,
    Started,
};
use super::state::{Assignment, WorkOrderState};
use super::step::Step;
use super::table::{Action, By, Row, rows};
use crate::calendar::Calendar;
use crate::callback::SignOff;
use crate::context::Context;
use crate::event::Payment;
use crate::fact::verdict::OrderVerdict;
use crate::fact::{Head, Reason, Verdict};
use crate::moment::Moment;
use crate::money::Fen;
use crate::role::Role;

/// Judges a fact on a work order (section R, P-09, F-04).
pub fn judge(state: &WorkOrderState, head: &Head, act: &Act, context: &Context<'_>) -> Verdict {
    let case = Case { state, head, context, at: context.time.middle() };
    match case.decide(act) {
        Ok(order) => Verdict { order: Some(order), ..Verdict::applied(context.time) },
        Err(reason) => Verdict::held(context.time, reason),
    }
}

struct Case<'a> {
    state: &'a WorkOrderState,
    head: &'a Head,
    context: &'a Context<'a>,
    at: Moment,
}

impl Case<'_> {
    fn decide(&self, act: &Act) -> Result<OrderVerdict, Reason> {
        let row = self.row(act.action())?;
        self.check_parts(act)?;
        self.check(act)?;
        Ok(OrderVerdict {
            step: self.step_after(row, act),
            number: self.number(act),
            sequence: self.context.place.map(|place| place.sequence),
            started: self.started(act),
        })
    }

    /// The first row of the table that fits the state and the person.
    fn row(&self, action: Action) -> Result<&'static Row, Reason> {
        let step = self.step();
        if action != Action::Register && step.is_none() {
            return Err(Reason::UnknownSubject);
        }
        let mut fitting = rows(action, step).peekable();
        if fitting.peek().is_none() {
            return Err(self.not_now());
        }
        let allowed = fitting.find(|row| row.by.iter().any(|by| self.is(*by)));
        allowed.ok_or_else(|| self.not_yours(action))
    }

    /// F-04: where it was reassigned without the author's knowledge, the state that they knew.
    fn step(&self) -> Option<Step> {
        let accepted = || {
            let mine = |taken: &&super::state::Taken| taken.by == self.head.by.person;
            self.state.taken.iter().filter(mine).any(|taken| taken.action == Action::Accept)
        };
        match self.state.step {
            Some(Step::Dispatched) if !self.has_it() && self.is_assignee() && accepted() => {
                Some(Step::Accepted)
            }
            step => step,
        }
    }

    fn not_now(&self) -> Reason {
        let (Some(step), Some(last)) = (self.state.step, self.state.taken.last()) else {
            return Reason::UnknownSubject;
        };
        let moved = self.state.taken.iter().rfind(|taken| moves(taken.action)).unwrap_or(last);
        Reason::NotNow { step, by: moved.by.clone(), at: moved.at }
    }

    /// P-09: the role may do it on another order, or not at all.
    fn not_yours(&self, action: Action) -> Reason {
        let works = matches!(self.context.role, Some(Role::Technician | Role::Contractor));
        let assignees = rows(action, self.step()).any(|row| row.by.contains(&By::Assignee));
        if works && assignees { Reason::NotYours } else { Reason::Role }
    }

    fn is(&self, by: By) -> bool {
        match by {
            By::Office => self.context.role.is_none(),
            By::Role(role) => self.context.role == Some(role),
            By::Assignee => self.is_assignee(),
            By::DeskForContractor => self.context.role == Some(Role::FrontDesk) && self.is_with_contractor(),
        }
    }

    fn is_with_contractor(&self) -> bool {
        self.state.assignment().is_some_and(|assignment| assignment.under_warranty)
    }

    fn has_it(&self) -> bool {
        self.state.assignment().is_some_and(|assignment| assignment.to == self.head.by.person)
    }

    /// F-04: has it, or had it as far as the author knew.
    fn is_assignee(&self) -> bool {
        self.has_it() || self.had_it_last_seen()
    }

    /// Whether the newest assignment that the author knew was theirs.
    fn had_it_last_seen(&self) -> bool {
        let seen = |a: &&Assignment| a.sequence.is_some_and(|s| s <= self.head.seen.office);
        let known = self.state.assignments.iter().rfind(seen);
        known.is_some_and(|assignment| assignment.to == self.head.by.person)
    }

    fn check_parts(&self, act: &Act) -> Result<(), Reason> {
        let present = |slot: &&str| self.head.part(slot).is_some();
        let pictures = act.pictures().iter().all(|picture| self.head.part(picture.slot.as_str()).is_some());
        let parts = act.needed_parts().iter().all(present);
        ensure(parts && pictures, Reason::Incomplete)
    }

    fn check(&self, act: &Act) -> Result<(), Reason> {
        match act {
            Act::Register(body) => ensure(is_ahead(body), Reason::Incomplete),
            Act::Dispatch(_) | Act::Accept(_) | Act::Attempt(_) | Act::AskQuote(_) | Act::Decline(_) => {
                Ok(())
            }
            Act::NotifyContractor(_) => ensure(self.is_with_contractor(), Reason::Incomplete),
            Act::AgreeTime(body) => ensure(body.at >= self.at, Reason::Incomplete),
            // it counts as done when all of it is done.
            Act::Arrive(body) => ensure(body.checklist_done, Reason::Incomplete),
            Act::Finish(body) => ensure(body.tidy, Reason::Incomplete),
            Act::Verify(body) => ensure(PriceLine::total(&body.lines).is_ok(), Reason::Incomplete),
            Act::Quote(body) => self.check_quote(body),
            Act::Agree(body) => self.check_agreement(body),
            Act::Countersign(body) => {
                let declining = self.state.declined.as_ref().map(|declined| declined.fact);
                let open = self.state.countersigned.is_none();
                ensure(open && declining == Some(body.declining), Reason::Incomplete)
            }
            Act::CheckMaterial(body) => ensure(is_warned(body), Reason::Incomplete),
            Act::Sign(body) => self.check_signing(body),
            Act::Charge(body) => self.check_charge(body),
            Act::Return(_) | Act::Start(_) | Act::Confirm(_) | Act::Cancel(_) => Ok(()),
        }
    }

    /// P-07 writes it, or somebody writes down what P-07 said.
    fn check_quote(&self, body: &Quote) -> Result<(), Reason> {
        let by_supervisor = self.context.role == Some(Role::EngineeringSupervisor);
        ensure(by_supervisor != body.by_phone.is_some(), Reason::Incomplete)
    }

    /// the sum is the sum, and what is not on the list costs what P-07 said.
    fn check_agreement(&self, body: &Agreement) -> Result<(), Reason> {
        ensure(PriceLine::total(&body.lines) == Ok(body.total), Reason::AmountDiffers)?;
        let unlisted: Vec<PriceLine> =
            body.lines.iter().filter(|line| line.item.is_none()).cloned().collect();
        let before_arrival = self.state.step == Some(Step::Accepted);
        if unlisted.is_empty() && !before_arrival {
            return Ok(());
        }
        let quote = self.state.quote.as_ref().filter(|quote| Some(quote.fact) == body.quote);
        let Some(QuoteAnswer::Price { fen }) = quote.map(|quote| quote.what) else {
            return Err(Reason::Incomplete);
        };
        ensure(PriceLine::total(&unlisted) == Ok(fen), Reason::AmountDiffers)
    }

    /// R-12, V-07, V-08.
    fn check_signing(&self, body: &Signing) -> Result<(), Reason> {
        ensure(Some(body.total) == self.state.price(), Reason::AmountDiffers)?;
        ensure(body.sign_off != SignOff::NotPossible, Reason::Incomplete)?;
        match (&self.state.signed, body.supersedes) {
            (None, None) => Ok(()),
            (Some(standing), Some(replaced)) if standing.fact == replaced => Ok(()),
            (Some(standing), None) => {
                Err(Reason::AlreadyRecorded { by: standing.by.clone(), at: standing.at })
            }
            (_, Some(_)) => Err(Reason::NotTheRecord),
        }
    }

    /// the whole price, once, by whom the policy allows, with a receipt.
    fn check_charge(&self, body: &Charging) -> Result<(), Reason> {
        let paid = self.state.payment().filter(|charge| charge.payment != Payment::Unpaid);
        if let Some(charge) = paid {
            return Err(Reason::AlreadyRecorded { by: charge.by.clone(), at: charge.at });
        }
        if body.payment == Payment::Unpaid {
            return ensure(self.state.payment().is_none(), Reason::Exists);
        }
        ensure(body.receipt.is_some(), Reason::Incomplete)?;
        ensure(Some(body.fen) == self.state.price(), Reason::AmountDiffers)?;
        ensure(self.may_take(), Reason::DeskCollects)
    }

    fn may_take(&self) -> bool {
        let quoted = self.state.agreed.as_ref().is_some_and(|agreed| agreed.what.quote.is_some());
        let catalogue = self.context.catalogue;
        match (self.context.role, quoted) {
            (Some(Role::FrontDesk), _) => true,
            (_, true) => !catalogue.desk_collects_quoted,
            (_, false) => catalogue.technicians_take_listed,
        }
    }

    fn step_after(&self, row: &Row, act: &Act) -> Option<Step> {
        match act {
            // nothing is to be paid.
            Act::Sign(body) if body.total == Fen::FREE => row.to.map(|_| Step::Settled),
            // agreed before, and the fault is what it was thought to be.
            Act::Verify(body) if self.stands(&body.lines, body.differs) => Some(Step::Agreed),
            _ => row.to,
        }
    }

    fn stands(&self, lines: &[PriceLine], differs: bool) -> bool {
        let first = self.state.step == Some(Step::OnSite);
        first && !differs && self.state.agreed.as_ref().is_some_and(|agreed| agreed.what.lines == lines)
    }

    /// day and count, `2026-1124-018`.
    fn number(&self, act: &Act) -> Option<String> {
        let (Act::Register(_), Some(place)) = (act, self.context.place) else { return None };
        Some(order_number(self.at, self.context.calendar, place.numbered_today + 1))
    }

    /// the clocks that begin with it.
    fn started(&self, act: &Act) -> Vec<Started> {
        let clock = match act {
            Act::Register(_) => Some(clocks::after(ClockKind::Notify, self.at, NOTIFY_WITHIN)),
            Act::Dispatch(body) => self.contractor_clock(body),
            Act::Accept(_) => self.acceptance_clock(),
            Act::AskQuote(_) => self.question_clock(),
            Act::Agree(_) if self.state.step == Some(Step::Accepted) => Some(self.on_site_clock()),
            Act::AgreeTime(body) => self.runs(ClockKind::OnSite).then(|| before_appointment(body.at)),
            _ => None,
        };
        clock.into_iter().collect()
    }

    fn runs(&self, kind: ClockKind) -> bool {
        self.state.clocks.iter().any(|clock| clock.kind == kind && clock.is_running())
    }

    /// from the registration, whoever took how long to hand it on. Once told, they are told.
    fn contractor_clock(&self, body: &Dispatch) -> Option<Started> {
        let registered = self.state.registered.as_ref().filter(|_| body.under_warranty)?;
        let returned = self.state.taken.iter().rfind(|taken| taken.action == Action::Return);
        let from = returned.map_or(registered.at, |returned| returned.at);
        Some(clocks::after(ClockKind::Contractor, from, CONTRACTOR_WITHIN))
    }

    fn acceptance_clock(&self) -> Option<Started> {
        let assignment = self.state.assignment().filter(|assignment| !assignment.under_warranty)?;
        let quoted = self.state.quote.is_some() || self.state.agreed.is_some();
        match assignment.listed || quoted {
            true => Some(self.on_site_clock()),
            false => Some(clocks::after(ClockKind::Quote, self.at, QUOTE_WITHIN)),
        }
    }

    /// R-04 **\[read\]**: asked on site, P-07 has as long as from an acceptance.
    fn question_clock(&self) -> Option<Started> {
        (!self.runs(ClockKind::Quote)).then(|| clocks::after(ClockKind::Quote, self.at, QUOTE_WITHIN))
    }

    ///
    fn on_site_clock(&self) -> Started {
        match self.state.wanted {
            Some(Wanted::Appointment { at }) => before_appointment(at),
            _ => clocks::after(ClockKind::OnSite, self.at, ON_SITE_WITHIN),
        }
    }
}

fn before_appointment(at: Moment) -> Started {
    clocks::after(ClockKind::OnSite, at, -BEFORE_APPOINTMENT)
}

fn ensure(holds: bool, reason: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(reason) }
}

/// Whether some row of this action leads to another state.
fn moves(action: Action) -> bool {
    super::table::TABLE.iter().any(|row| row.action == action && row.to.is_some())
}

/// an appointment lies ahead of the request.
fn is_ahead(body: &Registration) -> bool {
    match body.wanted {
        Wanted::Now => true,
        Wanted::Appointment { at } => at >= body.requested,
    }
}

/// unless it is qualified the customer is warned, and chooses.
fn is_warned(body: &MaterialCheck) -> bool {
    (body.quality == MaterialQuality::Qualified) == body.choice.is_none()
}

/// `2026-1124-018`, the 18th order that the office numbered on that local day.
fn order_number(at: Moment, calendar: &Calendar, count: i64) -> String {
    let day = at.to_utc().with_timezone(&calendar.zone);
    format!("{}-{count:03}", day.format("%Y-%m%d"))
}
