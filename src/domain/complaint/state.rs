//! The state of a complaint: the fold of its facts.

use serde::{Deserialize, Serialize};

use super::act::Act;
use super::body::{Assignment, Mark, Opinion, PhoneCall, Reception};
use super::clocks::{Clock, ClockKind};
use super::table::{Action, Step};
use crate::callback::state::FOLLOW_UP_AFTER;
use crate::clock::{ClockRule, MustReach};
use crate::done::{self, Done};
use crate::event::Picture;
use crate::fact::verdict::ComplaintVerdict;
use crate::fact::{Head, Verdict};
use crate::grade::{Grade, Grading};
use crate::ids::PersonId;
use crate::moment::Moment;
use crate::role::Role;
use crate::running::{self, Effect};

/// An action that counted.
pub type Taken = done::Taken<Action>;
/// F-04: an action that was held.
pub type HeldAct = done::HeldAct<Action>;

/// A complaint as its facts leave it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ComplaintState {
    /// Where it stands; `None` before the reception.
    pub step: Option<Step>,
    /// C-02.
    pub received: Option<Done<Reception>>,
    /// C-11: the office's number.
    pub number: Option<String>,
    /// C-03, C-04: every grading that counted, oldest first; the last one stands. Empty for suggestions and
    /// opinions (C-02).
    pub gradings: Vec<Done<Standing>>,
    /// C-06: who handles it.
    pub assigned: Option<Done<Assignment>>,
    /// C-05, C-06: whom it has reached.
    pub acknowledged: Vec<Done<MustReach>>,
    /// C-07: who was told by telephone.
    pub phoned: Vec<Done<PhoneCall>>,
    /// P-11: what was chased.
    pub notes: Vec<Done<()>>,
    /// P-11: who chases it.
    pub owner: Option<PersonId>,
    /// C-05: whose it became because it was overdue.
    pub risen_to: Option<Role>,
    /// C-09.
    pub next_reply: Option<Done<Moment>>,
    /// C-05: who agreed on it, and when.
    pub finish_agreed: Option<Done<Moment>>,
    /// C-11.
    pub mark: Option<Done<Mark>>,
    /// C-11.
    pub answered: Option<Done<()>>,
    /// C-10: when the callback's clock starts (V-11).
    pub handled: Option<Done<()>>,
    /// C-10.
    pub told: Option<Done<()>>,
    /// C-08: the opinion that stands.
    pub opinion: Option<Done<Opinion>>,
    /// V-07: opinions that another one superseded.
    pub superseded: Vec<Done<Opinion>>,
    /// C-10, C-12.
    pub archived: Option<Done<()>>,
    /// C-05 to C-10.
    pub clocks: Vec<Clock>,
    /// Every action that counted, oldest first.
    pub taken: Vec<Taken>,
    /// Every picture, held ones too, oldest first.
    pub pictures: Vec<Done<Picture>>,
    /// F-04: what was held: nobody's evidence is discarded.
    pub held: Vec<HeldAct>,
}

/// C-03, C-04: a grade, and what gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The grade, with the lines of C-03; no line where a person raised it.
    pub grading: Grading,
    /// C-04: a person raised it.
    pub by_hand: bool,
}

impl ComplaintState {
    /// The state after a fact that was judged so. Total: what it cannot use it leaves alone.
    pub fn apply(&mut self, head: &Head, act: &Act, verdict: &Verdict) {
        let pictures = act.pictures().iter().cloned();
        self.pictures.extend(pictures.map(|picture| Done::of(head, verdict, picture)));
        if verdict.is_applied() {
            self.take(head, act, verdict);
        } else {
            self.held.push(HeldAct::of(head, verdict, act.action()));
        }
    }

    fn take(&mut self, head: &Head, act: &Act, verdict: &Verdict) {
        let (action, at) = (act.action(), verdict.time.middle());
        let judged = verdict.complaint.clone().unwrap_or_default();
        let mut clocks = std::mem::take(&mut self.clocks);
        running::advance(&mut clocks, at, |kind| self.effect_on(kind, act, at, &judged), &judged.started);
        self.clocks = clocks;
        self.taken.push(Taken::of(head, verdict, action));
        if let Some(standing) = judged.standing {
            self.gradings.push(Done::of(head, verdict, standing));
        }
        self.keep(head, act, verdict);
        self.step = judged.step.or(self.step);
        self.number = judged.number.or_else(|| self.number.take());
    }

    fn effect_on(&self, kind: ClockKind, act: &Act, at: Moment, judged: &ComplaintVerdict) -> Effect {
        let since = match kind {
            // C-05: another grade has clocks of its own; to finish perhaps none until a time is agreed on.
            ClockKind::Respond | ClockKind::Finish if judged.standing.is_some() => return Effect::Drops,
            // Who acknowledged a lower grade has not seen the one that it rose to.
            ClockKind::Respond => self.gradings.get(1..).and_then(<[_]>::last).map(|risen| risen.at),
            // What was done before the agreement that stands does not answer it, though it arrives later.
            ClockKind::Reply => self.next_reply.as_ref().map(|agreed| agreed.at),
            _ => None,
        };
        let early = since.is_some_and(|since| at < since);
        if early { Effect::Leaves } else { kind.effect_of(act, self.grade().unwrap_or(Grade::Ordinary)) }
    }

    fn keep(&mut self, head: &Head, act: &Act, verdict: &Verdict) {
        match act {
            Act::Receive(body) => {
                self.owner = Some(head.by.person.clone());
                self.received = Some(Done::of(head, verdict, (**body).clone()));
            }
            Act::Assign(body) => self.assigned = Some(Done::of(head, verdict, body.clone())),
            Act::Acknowledge(body) => self.acknowledged.push(Done::of(head, verdict, body.reached)),
            Act::Phone(body) => self.phoned.push(Done::of(head, verdict, body.clone())),
            Act::Note(_) => self.notes.push(Done::of(head, verdict, ())),
            Act::HandOver(body) => self.owner = Some(body.to.clone()),
            Act::Rise(body) => self.risen_to = Some(body.to),
            Act::AgreeReply(body) => keep_later(&mut self.next_reply, Done::of(head, verdict, body.at)),
            Act::AgreeFinish(body) => keep_later(&mut self.finish_agreed, Done::of(head, verdict, body.by)),
            Act::Mark(body) => self.mark = Some(Done::of(head, verdict, body.mark)),
            Act::Answer(_) => self.answered = Some(Done::of(head, verdict, ())),
            Act::Handle(_) => self.handled = Some(Done::of(head, verdict, ())),
            Act::Tell(_) => self.told = Some(Done::of(head, verdict, ())),
            Act::SignOpinion(body) => self.sign(head, body, verdict),
            Act::Archive(_) => self.archived = Some(Done::of(head, verdict, ())),
            // C-03: what was mishandled is handled anew.
            Act::Escalate(_) => self.handled = None,
            Act::Assess(_) | Act::Raise(_) => {}
        }
    }

    fn sign(&mut self, head: &Head, body: &Opinion, verdict: &Verdict) {
        self.superseded.extend(self.opinion.take());
        self.opinion = Some(Done::of(head, verdict, body.clone()));
    }

    /// C-05: when it was received. F-02: no later than it was written down.
    pub fn received_at(&self) -> Option<Moment> {
        self.received.as_ref().map(|received| received.what.received.min(received.at))
    }

    /// C-08, C-10: when the customer knew the result.
    pub fn told_at(&self) -> Option<Moment> {
        let told = self.told.as_ref().map(|told| told.at);
        told.or_else(|| self.opinion.as_ref().map(|opinion| opinion.at))
    }

    /// C-03, C-04: the grade that stands; `None` for suggestions and opinions.
    pub fn grade(&self) -> Option<Grade> {
        self.gradings.last().map(|standing| standing.what.grading.grade)
    }

    /// C-05, C-10: the customer does not know the result yet, or nobody archived the form.
    pub fn is_open(&self) -> bool {
        self.step.is_some_and(|step| step < Step::Told || self.archived.is_none())
    }

    /// C-06: whether it has been acknowledged where its grade wants it.
    pub fn is_acknowledged(&self) -> bool {
        self.grade().is_none_or(|grade| {
            let must = ClockRule::of(grade).must_reach;
            let since = self.gradings.last().map(|standing| standing.at);
            let reached = |done: &&Done<MustReach>| done.what >= must && Some(done.at) >= since;
            self.acknowledged.iter().any(|done| reached(&done))
        })
    }

    /// C-05: whose it is: as the grade says, until it rose.
    pub fn owner_role(&self) -> Option<Role> {
        self.risen_to.or_else(|| self.grade().and_then(|grade| ClockRule::of(grade).owners.first().copied()))
    }

    /// C-11: it counts in no rate of valid complaints.
    pub fn is_valid(&self) -> bool {
        self.mark.as_ref().is_none_or(|mark| mark.what != Mark::Unfounded)
    }

    /// Until the office's number is here: the end of the reception's id.
    pub fn short_code(&self) -> Option<String> {
        let id = self.received.as_ref()?.fact.0.simple().to_string();
        Some(format!("#{}", id[id.len() - 4..].to_uppercase()))
    }

    /// V-10: not handled more than 3 days after its reception: the front desk goes to the door.
    pub fn needs_follow_up(&self, now: Moment) -> bool {
        let unfinished = self.step.is_some_and(|step| step < Step::Handled);
        unfinished && self.received_at().is_some_and(|received| now.since(received) > FOLLOW_UP_AFTER)
    }

    /// The running clock that ends first.
    pub fn next_clock(&self) -> Option<&Clock> {
        self.clocks.iter().filter(|clock| clock.is_running()).min_by_key(|clock| clock.by)
    }
}

/// Of two that were agreed on apart the later one stands, whichever arrives first.
fn keep_later(standing: &mut Option<Done<Moment>>, agreed: Done<Moment>) {
    if standing.as_ref().is_none_or(|earlier| earlier.at <= agreed.at) {
        *standing = Some(agreed);
    }
}
