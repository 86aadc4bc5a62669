//! The state of a work order: the fold of its facts.

use serde::{Deserialize, Serialize};

use super::act::Act;
use super::body::{
    Agreement, Charging, DeclineReason, Dispatch, Finish, MaterialCheck, PriceLine, QuoteAnswer, Receipt,
    Registration, ReturnReason, Signing, Verification, Wanted,
};
use super::clocks::{self, Clock};
use super::step::Step;
use super::table::Action;
use crate::callback::state::FOLLOW_UP_AFTER;
use crate::catalogue::Catalogue;
use crate::done::{self, Done};
use crate::event::{Payment, Picture};
use crate::fact::{Head, Reason, Verdict};
use crate::ids::{FactId, MatterCode, PersonId, TradeCode};
use crate::moment::Moment;
use crate::money::Fen;

/// An action that counted.
pub type Taken = done::Taken<Action>;
/// F-04: an action that was held.
pub type HeldAct = done::HeldAct<Action>;

/// A work order as its facts leave it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorkOrderState {
    /// Where it stands; `None` before the registration.
    pub step: Option<Step>,
    ///
    pub registered: Option<Done<Registration>>,
    /// The office's number; until it is there, [`WorkOrderState::short_code`] stands for it.
    pub number: Option<String>,
    /// When it is wanted, as last agreed.
    pub wanted: Option<Wanted>,
    /// P-11: to whom it was handed, oldest first. The last one has it.
    pub assignments: Vec<Assignment>,
    /// Every action that counted, oldest first.
    pub taken: Vec<Taken>,
    ///
    pub clocks: Vec<Clock>,
    /// V-09.
    pub attempts: Vec<Done<Moment>>,
    /// the newest finding.
    pub found: Option<Done<Verification>>,
    /// the newest question.
    pub question: Option<Done<()>>,
    /// the newest answer.
    pub quote: Option<Done<QuoteAnswer>>,
    /// what the customer agreed to.
    pub agreed: Option<Done<Agreement>>,
    ///
    pub declined: Option<Done<DeclineReason>>,
    /// P-07's countersignature.
    pub countersigned: Option<Done<()>>,
    /// Why it last came back to the front desk, while nobody has it.
    pub returned: Option<Done<ReturnReason>>,
    ///
    pub materials: Vec<Done<MaterialCheck>>,
    ///
    pub finished: Option<Done<Finish>>,
    /// the signing that stands.
    pub signed: Option<Done<Signing>>,
    /// V-07: signings that another one superseded.
    pub superseded: Vec<Done<Signing>>,
    /// everything taken, held ones too: the money was taken.
    pub charges: Vec<Charged>,
    ///
    pub confirmed: Option<Done<()>>,
    /// Every picture, held ones too, oldest first.
    pub pictures: Vec<Done<Picture>>,
    /// F-04: what was held: nobody's evidence is discarded.
    pub held: Vec<HeldAct>,
}

/// P-11: a handover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who has it from then on.
    pub to: PersonId,
    /// The trade.
    pub trade: TradeCode,
    /// `to` is the contractor.
    pub under_warranty: bool,
    /// it is on the price list.
    pub listed: bool,
    /// Who handed it over, when.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// F-04: the office's sequence of that; `None` while only this handheld knows of it.
    pub sequence: Option<i64>,
}

/// a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charged {
    /// The fact.
    pub fact: FactId,
    /// Who took it.
    pub by: PersonId,
    /// When, in office time.
    pub at: Moment,
    /// How it stands.
    pub payment: Payment,
    /// How much.
    pub fen: Fen,
    /// The receipt's number.
    pub receipt: Option<Receipt>,
    /// The office held it: the money counts, the order did not move.
    pub held: bool,
}

impl WorkOrderState {
    /// The state after a fact that was judged so. Total: what it cannot use it leaves alone.
    pub fn apply(&mut self, head: &Head, act: &Act, verdict: &Verdict) {
        let pictures = act.pictures().iter().cloned();
        self.pictures.extend(pictures.map(|picture| Done::of(head, verdict, picture)));
        // Whoever is not proven to be the author has taken nobody's money.
        let proven = verdict.reason != Some(Reason::Uncertified);
        if let (Act::Charge(charging), true) = (act, proven) {
            self.charges.push(charged(head, charging, verdict));
        }
        if verdict.is_applied() {
            self.take(head, act, verdict);
        } else {
            self.held.push(HeldAct::of(head, verdict, act.action()));
        }
    }

    fn take(&mut self, head: &Head, act: &Act, verdict: &Verdict) {
        let (action, at) = (act.action(), verdict.time.middle());
        let judged = verdict.order.clone().unwrap_or_default();
        self.taken.push(Taken::of(head, verdict, action));
        clocks::advance(&mut self.clocks, action, at, &judged.started);
        self.keep(head, act, verdict, judged.sequence);
        self.step = judged.step.or(self.step);
        self.number = judged.number.or_else(|| self.number.take());
    }

    fn keep(&mut self, head: &Head, act: &Act, verdict: &Verdict, sequence: Option<i64>) {
        match act {
            Act::Register(body) => {
                self.wanted = Some(body.wanted);
                self.registered = Some(Done::of(head, verdict, body.clone()));
            }
            Act::Dispatch(body) => self.dispatch(head, body, verdict, sequence),
            Act::AgreeTime(body) => self.wanted = Some(Wanted::Appointment { at: body.at }),
            Act::Accept(_) | Act::Arrive(_) => self.take_over(head, verdict, sequence),
            Act::Attempt(body) => self.attempts.push(Done::of(head, verdict, body.next_try)),
            Act::Verify(body) => self.verify(head, body, verdict),
            Act::AskQuote(_) => self.question = Some(Done::of(head, verdict, ())),
            Act::Quote(body) => self.quote = Some(Done::of(head, verdict, body.answer)),
            Act::Agree(body) => self.agreed = Some(Done::of(head, verdict, body.clone())),
            Act::Decline(body) => self.declined = Some(Done::of(head, verdict, body.reason)),
            Act::Countersign(_) => self.countersigned = Some(Done::of(head, verdict, ())),
            Act::Return(body) => self.returned = Some(Done::of(head, verdict, body.reason)),
            Act::CheckMaterial(body) => self.materials.push(Done::of(head, verdict, *body)),
            Act::Finish(body) => self.finished = Some(Done::of(head, verdict, body.clone())),
            Act::Sign(body) => self.sign(head, body, verdict),
            Act::Confirm(_) => self.confirmed = Some(Done::of(head, verdict, ())),
            Act::NotifyContractor(_) | Act::Start(_) | Act::Charge(_) | Act::Cancel(_) => {}
        }
    }

    fn dispatch(&mut self, head: &Head, body: &Dispatch, verdict: &Verdict, sequence: Option<i64>) {
        self.returned = None;
        self.assignments.push(Assignment {
            to: body.to.clone(),
            trade: body.trade.clone(),
            under_warranty: body.under_warranty,
            listed: body.listed,
            by: head.by.person.clone(),
            at: verdict.time.middle(),
            sequence,
        });
    }

    /// F-04: who accepted or arrived without knowing of a reassignment has it again.
    fn take_over(&mut self, head: &Head, verdict: &Verdict, sequence: Option<i64>) {
        let Some(last) = self.assignments.last() else { return };
        let mine =
            self.assignments.iter().rfind(|a| a.to == head.by.person).filter(|_| last.to != head.by.person);
        let Some(mine) = mine.cloned() else { return };
        let (by, at) = (head.by.person.clone(), verdict.time.middle());
        self.assignments.push(Assignment { by, at, sequence, ..mine });
    }

    /// another fault needs another price; the same one at the agreed price does not.
    fn verify(&mut self, head: &Head, body: &Verification, verdict: &Verdict) {
        let stands = |agreed: &Done<Agreement>| !body.differs && agreed.what.lines == body.lines;
        self.agreed = self.agreed.take().filter(stands);
        self.found = Some(Done::of(head, verdict, body.clone()));
    }

    fn sign(&mut self, head: &Head, body: &Signing, verdict: &Verdict) {
        self.superseded.extend(self.signed.take());
        self.signed = Some(Done::of(head, verdict, body.clone()));
    }

    /// Who has it now.
    pub fn assignment(&self) -> Option<&Assignment> {
        self.assignments.last().filter(|_| self.step != Some(Step::Registered))
    }

    /// R-07, V-13: what it is about: the real fault, once that is known.
    pub fn matter(&self) -> Option<&MatterCode> {
        let found = self.found.as_ref().map(|found| &found.what.matter);
        found.or_else(|| self.registered.as_ref().map(|registered| &registered.what.matter))
    }

    /// handing it to `to`: by the trade that is given, else the one that repairs such a thing; `None`
    /// where neither is known.
    pub fn handover(
        &self,
        catalogue: &Catalogue,
        trade: Option<TradeCode>,
        to: PersonId,
        under_warranty: bool,
    ) -> Option<Dispatch> {
        let by_matter = || self.matter().and_then(|matter| catalogue.trade_of(matter)).cloned();
        let listed = self.matter().is_some_and(|matter| catalogue.is_listed(matter));
        trade.or_else(by_matter).map(|trade| Dispatch { trade, to, under_warranty, listed })
    }

    /// who accepted it last, or is to.
    pub fn worker(&self) -> Option<&PersonId> {
        self.assignments.last().map(|assignment| &assignment.to)
    }

    /// Whether somebody still has to do something, P-07 included.
    pub fn is_open(&self) -> bool {
        match self.step {
            None | Some(Step::Cancelled | Step::Confirmed) => false,
            Some(Step::Declined) => self.countersigned.is_none(),
            Some(_) => true,
        }
    }

    /// The running clock that ends first.
    pub fn next_clock(&self) -> Option<&Clock> {
        self.clocks.iter().filter(|clock| clock.is_running()).min_by_key(|clock| clock.by)
    }

    /// Whether a question to P-07 waits for its answer: asked by who accepted what is not on the list,
    /// or by hand. What is found to be on the list after all waits for nobody.
    pub fn waits_for_quote(&self) -> bool {
        let by_hand = self.question.as_ref().map(|question| question.at);
        let asked = by_hand.max(self.asked_by_accepting());
        let answered = self.quote.as_ref().map(|quote| quote.at);
        asked.is_some() && asked > answered && self.step.is_some_and(|step| step < Step::Agreed)
    }

    fn asked_by_accepting(&self) -> Option<Moment> {
        let unlisted = self.assignment().is_some_and(|a| !a.listed && !a.under_warranty);
        let listed = |lines: &[PriceLine]| !lines.is_empty() && lines.iter().all(|line| line.item.is_some());
        let found_listed = self.found.as_ref().is_some_and(|found| listed(&found.what.lines));
        (unlisted && !found_listed).then(|| self.when(Action::Accept)).flatten()
    }

    /// V-10: unfinished more than 3 calendar days after its registration: the front desk goes to the door.
    pub fn needs_follow_up(&self, now: Moment) -> bool {
        let unfinished = self.step.is_some_and(Step::is_on_the_way);
        let waited = |done: &Done<Registration>| now.since(done.at) > FOLLOW_UP_AFTER;
        unfinished && self.registered.as_ref().is_some_and(waited)
    }

    /// what a cash-up counts: everything that was taken, and what is unpaid as long as it is.
    pub fn takings(&self) -> impl Iterator<Item = &Charged> {
        let owed = self.payment().is_none_or(|payment| payment.payment == Payment::Unpaid);
        let counts = move |charge: &&Charged| charge.payment != Payment::Unpaid || (owed && !charge.held);
        self.charges.iter().filter(counts)
    }

    /// When an action last counted, in office time.
    pub fn when(&self, action: Action) -> Option<Moment> {
        self.taken.iter().rfind(|taken| taken.action == action).map(|taken| taken.at)
    }

    /// how the charge stands, once it does; a later charge settles what was unpaid.
    pub fn payment(&self) -> Option<&Charged> {
        let counted = || self.charges.iter().filter(|charge| !charge.held);
        let paid = counted().find(|charge| charge.payment != Payment::Unpaid);
        paid.or_else(|| counted().next_back())
    }

    /// what the customer agreed to pay.
    pub fn price(&self) -> Option<Fen> {
        self.agreed.as_ref().map(|agreed| agreed.what.total)
    }

    /// What stands for the number until the office gave one: four characters of the registration.
    pub fn short_code(&self) -> Option<String> {
        let id = self.registered.as_ref()?.fact.0.simple().to_string();
        Some(format!("#{}", id[id.len() - 4..].to_uppercase()))
    }
}

fn charged(head: &Head, body: &Charging, verdict: &Verdict) -> Charged {
    Charged {
        fact: head.id,
        by: head.by.person.clone(),
        at: verdict.time.middle(),
        payment: body.payment,
        fen: body.fen,
        receipt: body.receipt.clone(),
        held: !verdict.is_applied(),
    }
}
