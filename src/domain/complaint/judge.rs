//! What the office, or provisionally the handheld, makes of a complaint's fact.

use super::act::Act;
use super::body::{AgreedFinish, Assessment, Escalation, Opinion, Raising, Reception, Sort};
use super::clocks::{ClockKind, Started};
use super::state::{ComplaintState, Standing};
use super::table::{Action, By, Row, rows};
use crate::clock::{ClockRule, Clocks, MustReach};
use crate::context::Context;
use crate::done::Done;
use crate::fact::verdict::ComplaintVerdict;
use crate::fact::{Head, Reason, Verdict};
use crate::grade::{EscalatedFrom, Grade, Grading, GradingFacts, grade_complaint};
use crate::moment::Moment;
use crate::role::Role;

/// Judges a fact on a complaint (section C, P-09).
pub fn judge(state: &ComplaintState, head: &Head, act: &Act, context: &Context<'_>) -> Verdict {
    let case = Case { state, head, context, at: context.time.middle() };
    match case.decide(act) {
        Ok(complaint) => Verdict { complaint: Some(complaint), ..Verdict::applied(context.time) },
        Err(reason) => Verdict::held(context.time, reason),
    }
}

struct Case<'a> {
    state: &'a ComplaintState,
    head: &'a Head,
    context: &'a Context<'a>,
    at: Moment,
}

impl Case<'_> {
    fn decide(&self, act: &Act) -> Result<ComplaintVerdict, Reason> {
        let row = self.row(act.action())?;
        self.check_parts(act)?;
        self.check(act)?;
        let standing = self.standing(act)?;
        let started = self.started(act, standing.as_ref())?;
        Ok(ComplaintVerdict { step: row.to, number: self.number(act), standing, started })
    }

    /// The first row of the table that fits the state and the person.
    fn row(&self, action: Action) -> Result<&'static Row, Reason> {
        if action != Action::Receive && self.state.step.is_none() {
            return Err(Reason::UnknownSubject);
        }
        let mut fitting = rows(action, self.state.step).peekable();
        if fitting.peek().is_none() {
            return Err(self.not_now());
        }
        fitting.find(|row| row.by.iter().any(|by| self.is(*by))).ok_or(Reason::Role)
    }

    fn not_now(&self) -> Reason {
        let last = self.state.taken.last();
        last.map_or(Reason::UnknownSubject, |last| Reason::TooLate { by: last.by.clone(), at: last.at })
    }

    fn is(&self, by: By) -> bool {
        let person = &self.head.by.person;
        match by {
            By::Office => self.context.role.is_none(),
            By::Role(role) => self.context.role == Some(role),
            By::Owner => self.state.owner.as_ref() == Some(person),
            By::Assignee => {
                self.state.assigned.as_ref().is_some_and(|assigned| assigned.what.to.as_ref() == Some(person))
            }
        }
    }

    fn check_parts(&self, act: &Act) -> Result<(), Reason> {
        let present = |slot: &&str| self.head.part(slot).is_some();
        let pictures = act.pictures().iter().all(|picture| self.head.part(picture.slot.as_str()).is_some());
        ensure(act.needed_parts().iter().all(present) && pictures, Reason::Incomplete)
    }

    fn check(&self, act: &Act) -> Result<(), Reason> {
        match act {
            Act::Raise(Raising { grade }) => {
                ensure(self.state.grade().is_some_and(|standing| *grade > standing), Reason::NotHigher)
            }
            Act::Escalate(Escalation { from }) => {
                let standing = self.state.grade().and_then(|grade| EscalatedFrom::try_from(grade).ok());
                ensure(standing == Some(*from), Reason::NotHigher)
            }
            Act::Acknowledge(body) => self.check_acknowledgement(body.reached),
            Act::AgreeReply(body) => ensure(body.at > self.at, Reason::TimePassed),
            Act::AgreeFinish(body) => self.check_finish(*body),
            Act::SignOpinion(body) => self.check_opinion(body),
            Act::Archive(_) => ensure(self.state.archived.is_none(), Reason::Exists),
            _ => Ok(()),
        }
    }

    /// C-06: each acknowledges for themselves, once for each grade.
    fn check_acknowledgement(&self, reached: MustReach) -> Result<(), Reason> {
        let role = self.context.role;
        let may = match reached {
            MustReach::Department => {
                let heads = [Some(Role::EngineeringSupervisor), Some(Role::Supervisor)];
                heads.contains(&role) || self.is(By::Assignee)
            }
            MustReach::SiteManager => role == Some(Role::SiteManager),
            MustReach::GeneralManager => role == Some(Role::GeneralManager),
        };
        ensure(may, Reason::Role)?;
        let since = self.state.gradings.last().map(|standing| standing.at);
        let again =
            self.state.acknowledged.iter().find(|done| done.what == reached && Some(done.at) >= since);
        match again {
            Some(done) => Err(Reason::AlreadyRecorded { by: done.by.clone(), at: done.at }),
            None => Ok(()),
        }
    }

    /// C-05: a time that lies ahead, agreed before the clock ran out; serious stays 48 hours.
    fn check_finish(&self, body: AgreedFinish) -> Result<(), Reason> {
        ensure(body.by > self.at, Reason::TimePassed)?;
        let counts = self.state.grade().is_some_and(|grade| ClockRule::of(grade).agreed_time_counts);
        ensure(counts, Reason::NotForGrade)?;
        let running = self.state.clocks.iter().rfind(|clock| clock.kind == ClockKind::Finish);
        ensure(running.is_none_or(|clock| self.at <= clock.by), Reason::ClockRanOut)
    }

    /// C-08, V-07.
    fn check_opinion(&self, body: &Opinion) -> Result<(), Reason> {
        match (&self.state.opinion, body.supersedes) {
            (None, None) => Ok(()),
            (Some(standing), Some(replaced)) if standing.fact == replaced => Ok(()),
            (Some(standing), None) => {
                Err(Reason::AlreadyRecorded { by: standing.by.clone(), at: standing.at })
            }
            (_, Some(_)) => Err(Reason::NotTheRecord),
        }
    }

    /// C-03, C-04: the grade that stands from here on, where it changes. Never a lower one.
    fn standing(&self, act: &Act) -> Result<Option<Standing>, Reason> {
        let graded = |facts: &GradingFacts| grade_complaint(facts, self.context.grading);
        let standing = match act {
            Act::Receive(body) if body.sort == Sort::Complaint => by_rule(graded(&body.facts)),
            Act::Assess(Assessment { facts }) if self.state.grade().is_some() => by_rule(graded(facts)),
            Act::Escalate(Escalation { from }) => {
                let facts = GradingFacts { escalated_from: Some(*from), ..self.facts() };
                by_rule(graded(&facts))
            }
            Act::Raise(Raising { grade }) => {
                Standing { grading: Grading { grade: *grade, lines: Vec::new() }, by_hand: true }
            }
            _ => return Ok(None),
        };
        let higher = self.state.grade().is_none_or(|before| standing.grading.grade > before);
        Ok(higher.then_some(standing))
    }

    fn facts(&self) -> GradingFacts {
        self.state.received.as_ref().map(|received| received.what.facts.clone()).unwrap_or_default()
    }

    fn number(&self, act: &Act) -> Option<String> {
        let (Act::Receive(_), Some(place)) = (act, self.context.place) else { return None };
        let day = self.at.to_utc().with_timezone(&self.context.calendar.zone);
        Some(format!("{}-C{:03}", day.format("%Y-%m%d"), place.numbered_today + 1))
    }

    fn started(&self, act: &Act, standing: Option<&Standing>) -> Result<Vec<Started>, Reason> {
        let grade = standing.map(|standing| standing.grading.grade);
        Ok(match (act, grade) {
            (Act::Receive(body), Some(grade)) => self.reception_clocks(body, grade)?,
            // C-03: what was mishandled begins anew.
            (Act::Escalate(_), Some(grade)) => self.clocks(grade, self.at, self.at, None)?,
            // C-04: known only now, it is answered from now on; it is finished as if it had been known, once.
            (Act::Assess(_) | Act::Raise(_), Some(grade)) => {
                let mut clocks = self.clocks(grade, self.at, self.received(), self.agreed())?;
                clocks.retain(|started| started.clock != ClockKind::Finish || self.state.handled.is_none());
                clocks
            }
            (Act::AgreeReply(body), _) => self.agreed_clock(ClockKind::Reply, body.at),
            (Act::AgreeFinish(body), _) => self.agreed_clock(ClockKind::Finish, body.by),
            (Act::Handle(_), _) => self.tell_clock().into_iter().collect(),
            _ => Vec::new(),
        })
    }

    /// C-05: from the moment of reception. F-02: nothing was received later than it was written down.
    fn reception_clocks(&self, body: &Reception, grade: Grade) -> Result<Vec<Started>, Reason> {
        let received = body.received.min(self.at);
        self.clocks(grade, received, received, body.asked_for)
    }

    fn received(&self) -> Moment {
        self.state.received_at().unwrap_or(self.at)
    }

    fn agreed(&self) -> Option<Moment> {
        self.state.finish_agreed.as_ref().map(|agreed| agreed.what)
    }

    fn clocks(
        &self,
        grade: Grade,
        respond_from: Moment,
        finish_from: Moment,
        agreed: Option<Moment>,
    ) -> Result<Vec<Started>, Reason> {
        let start = |from: Moment| -> Result<Clocks, Reason> {
            let agreed = agreed.map(Moment::to_utc);
            ClockRule::of(grade).start(from.to_utc(), agreed).map_err(|_| Reason::Incomplete)
        };
        let (respond, finish) = (start(respond_from)?, start(finish_from)?);
        let same_day = (grade >= Grade::Serious).then(|| self.end_of_day(respond_from)).flatten();
        let clocks = [
            (ClockKind::Respond, Some(respond.respond_by.into())),
            (ClockKind::Department, Some(respond.department_by.into())),
            (ClockKind::SameDay, same_day),
            (ClockKind::Finish, finish.finish_by.map(Moment::from)),
        ];
        let started = clocks.into_iter().filter_map(|(clock, by)| Some(Started { clock, by: by? }));
        Ok(started.filter(|started| self.is_wanted(started.clock, grade)).collect())
    }

    /// C-05, C-09: of two times that were agreed on apart, the one agreed on later stands, whichever arrives first;
    /// and who was told the result waits for no reply.
    fn agreed_clock(&self, clock: ClockKind, by: Moment) -> Vec<Started> {
        let state = self.state;
        let (agreed, over) = match clock {
            ClockKind::Reply => (state.next_reply.as_ref().map(|done| done.at), state.told_at()),
            _ => (state.finish_agreed.as_ref().map(|done| done.at), None),
        };
        let stale = agreed.is_some_and(|later| later > self.at) || over.is_some_and(|told| told >= self.at);
        if stale { Vec::new() } else { vec![Started { clock, by }] }
    }

    /// C-06: where it was signed for it is not signed for again because of a higher grade, nor acknowledged again by
    /// who did so after it rose, though that arrived first.
    fn is_wanted(&self, clock: ClockKind, grade: Grade) -> bool {
        let must = ClockRule::of(grade).must_reach;
        let reached = |by: &dyn Fn(&Done<MustReach>) -> bool| self.state.acknowledged.iter().any(by);
        match clock {
            ClockKind::Respond => !reached(&|done| done.what == must && done.at >= self.at),
            ClockKind::Department => !reached(&|done| done.what == MustReach::Department),
            ClockKind::SameDay => !reached(&|done| done.what != MustReach::Department),
            ClockKind::Finish | ClockKind::Reply | ClockKind::Tell => true,
        }
    }

    /// C-10: the customer is told the same day.
    fn tell_clock(&self) -> Option<Started> {
        self.end_of_day(self.at).map(|by| Started { clock: ClockKind::Tell, by })
    }

    /// The last millisecond of the local day.
    fn end_of_day(&self, at: Moment) -> Option<Moment> {
        let calendar = self.context.calendar;
        let date = at.to_utc().with_timezone(&calendar.zone).date_naive();
        let midnight = calendar.midnight_after(date).ok()?;
        Some(Moment::from(midnight).shifted(-1))
    }
}

fn by_rule(grading: Grading) -> Standing {
    Standing { grading, by_hand: false }
}

fn ensure(holds: bool, reason: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(reason) }
}
