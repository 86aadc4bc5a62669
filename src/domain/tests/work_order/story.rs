//! An order, the people around it, and the office that judges what they do.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::calendar::Calendar;
use doorstep_domain::callback::SignOff;
use doorstep_domain::catalogue::{Catalogue, NO_CATALOGUE};
use doorstep_domain::context::{Context, Place};
use doorstep_domain::event::Payment;
use doorstep_domain::fact::{Author, Body, Carriage, Head, Part, Reason, Seen, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{BootId, FactId, InstallationId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::money::{Fen, Quantity};
use doorstep_domain::role::Role;
use doorstep_domain::work_order::*;
use uuid::Uuid;

/// 2026-11-24T11:00:00+08:00.
pub const START: i64 = 1_795_489_200_000;
pub const MINUTE: i64 = 60_000;

/// A person and their role; `None` is the office.
pub type Who = (&'static str, Option<Role>);

pub const OFFICE: Who = ("office", None);
pub const DESK: Who = ("f-01", Some(Role::FrontDesk));
pub const BUTLER: Who = ("b-02", Some(Role::Butler));
pub const TECHNICIAN: Who = ("t-01", Some(Role::Technician));
pub const OTHER: Who = ("t-02", Some(Role::Technician));
pub const ENGINEER: Who = ("e-01", Some(Role::EngineeringSupervisor));
pub const CONTRACTOR: Who = ("c-01", Some(Role::Contractor));

/// What they had seen of the order.
#[derive(Clone, Copy)]
pub enum Saw {
    All,
    Until(i64),
}

pub struct Story {
    pub state: WorkOrderState,
    pub now: Moment,
    pub catalogue: Catalogue,
    next: i64,
    fold: State,
}

impl Story {
    pub fn begin() -> Self {
        let fold = State::of(&"work_order/w-1".parse().unwrap());
        let now = Moment::nearest(START);
        Self { state: WorkOrderState::default(), now, catalogue: NO_CATALOGUE.clone(), next: 1, fold }
    }

    /// Everything that counts up to `step`, on the price list, by t-01 (or c-01 under warranty).
    pub fn at(step: Step) -> Self {
        Self::begin().until(step, TECHNICIAN)
    }

    pub fn until(mut self, step: Step, worker: Who) -> Self {
        let warranty = worker == CONTRACTOR;
        let path = [
            (Step::Registered, DESK, Act::Register(registration(Wanted::Now))),
            (Step::Dispatched, OFFICE, dispatch_with(worker, true, warranty)),
            (Step::Accepted, worker, Act::Accept(Acceptance {})),
            (Step::OnSite, worker, arrive()),
            (Step::Verified, worker, verify(80)),
            (Step::Agreed, worker, agree(80)),
            (Step::InProgress, worker, Act::Start(Start {})),
            (Step::Finished, worker, finish()),
            (Step::Signed, worker, sign(80)),
            (Step::Settled, DESK, charge(Payment::Cash, 80, "NO-1")),
            (Step::Confirmed, ENGINEER, Act::Confirm(Confirmation {})),
        ];
        for (reached, who, act) in path {
            let stop = matches!(step, Step::Declined | Step::Cancelled) && reached == Step::Accepted;
            self.does(who, act).unwrap();
            assert_eq!(self.state.step, Some(reached));
            if reached == step || stop {
                break;
            }
        }
        match step {
            Step::Declined => self.does(worker, decline()).unwrap(),
            Step::Cancelled => self.does(DESK, Act::Cancel(Cancellation {})).unwrap(),
            _ => {}
        }
        assert_eq!(self.state.step, Some(step));
        self
    }

    /// Somebody who has seen everything does this now.
    pub fn does(&mut self, who: Who, act: Act) -> Result<(), Reason> {
        self.does_having_seen(who, act, Saw::All)
    }

    pub fn does_having_seen(&mut self, who: Who, act: Act, saw: Saw) -> Result<(), Reason> {
        let (head, body, verdict) = self.judge(who, act, saw);
        self.fold.apply(&head, &body, &verdict);
        let State::WorkOrder(state) = &self.fold else { panic!("no work order") };
        self.state = (**state).clone();
        self.next += 1;
        verdict.reason.map_or(Ok(()), Err)
    }

    /// What the office would say, and nothing happens.
    pub fn would(&self, who: Who, act: Act) -> Result<(), Reason> {
        self.judge(who, act, Saw::All).2.reason.map_or(Ok(()), Err)
    }

    fn judge(&self, who: Who, act: Act, saw: Saw) -> (Head, Body, Verdict) {
        let slots = act.needed_parts().iter().map(|slot| (*slot).to_owned());
        let slots = slots.chain(act.pictures().iter().map(|p| p.slot.as_str().to_owned()));
        let body = Body::WorkOrder(Box::new(act.clone()));
        let head = self.head(who.0, &body, slots.collect(), saw);
        let context = Context {
            time: OfficeTime::exact(self.now),
            role: who.1,
            calendar: &Calendar::default(),
            site_revision: 1,
            catalogue: &self.catalogue,
            grading: doorstep_domain::grade::GradingPolicy::default(),
            place: Some(Place { sequence: self.next, numbered_today: 17 }),
        };
        let verdict = self.fold.judge(&head, &body, &context);
        (head, body, verdict)
    }

    fn head(&self, person: &str, body: &Body, slots: Vec<String>, saw: Saw) -> Head {
        let part = |slot: String| {
            let part = Part { slot: slot.parse().unwrap(), salt: Fixed([0; 32]), bytes: Blob::default() };
            part.reference(Carriage::Inline)
        };
        let office = match saw {
            Saw::All => self.next - 1,
            Saw::Until(sequence) => sequence,
        };
        Head {
            v: 1,
            id: FactId(Uuid::from_u128(self.next as u128)),
            kind: body.kind().word.into(),
            kv: 1,
            site: "s".parse().unwrap(),
            subject: "work_order/w-1".parse().unwrap(),
            by: Author { person: person.parse().unwrap(), key: Fixed([0; 32]) },
            installation: InstallationId(Uuid::nil()),
            sequence: self.next,
            wall: self.now,
            boot: BootId(Uuid::nil()),
            office: OfficeTime::exact(self.now),
            seen: Seen { office, pending: 0 },
            body: body.to_value(),
            parts: slots.into_iter().map(part).collect(),
        }
    }

    /// The office's sequence of the newest fact.
    pub fn sequence(&self) -> i64 {
        self.next - 1
    }

    pub fn last(&self) -> FactId {
        FactId(Uuid::from_u128(self.sequence() as u128))
    }

    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.shifted(minutes * MINUTE);
    }
}

pub fn fen(yuan: i64) -> Fen {
    Fen::try_from(yuan * 100).unwrap()
}

pub fn registration(wanted: Wanted) -> Registration {
    Registration {
        home: "3-2-1503".parse().unwrap(),
        matter: "basin-leak".parse().unwrap(),
        wanted,
        requested: Moment::nearest(START),
        manner: Manner::Face,
        pictures: Vec::new(),
    }
}

pub fn dispatch_with(to: Who, listed: bool, under_warranty: bool) -> Act {
    let (trade, to) = ("water".parse().unwrap(), to.0.parse().unwrap());
    Act::Dispatch(Dispatch { trade, to, under_warranty, listed })
}

pub fn arrive() -> Act {
    Act::Arrive(Arrival { checklist_done: true })
}

pub fn lines(yuan: i64, item: Option<&str>) -> Vec<PriceLine> {
    let item = item.map(|item| item.parse().unwrap());
    vec![PriceLine { item, quantity: Quantity::ONE, each: fen(yuan) }]
}

pub fn verification(yuan: i64) -> Verification {
    let matter = "basin-leak".parse().unwrap();
    Verification { matter, differs: false, lines: lines(yuan, Some("bend")), pictures: Vec::new() }
}

pub fn verify(yuan: i64) -> Act {
    Act::Verify(verification(yuan))
}

pub fn agreement(yuan: i64) -> Agreement {
    Agreement {
        lines: lines(yuan, Some("bend")),
        total: fen(yuan),
        quote: None,
        catalogue: 1,
        manner: Manner::Face,
        language: Lang::Zh,
        document: Fixed([2; 32]),
    }
}

pub fn agree(yuan: i64) -> Act {
    Act::Agree(agreement(yuan))
}

pub fn decline() -> Act {
    Act::Decline(Declining { reason: DeclineReason::Price })
}

pub fn finish() -> Act {
    Act::Finish(Finish { tidy: true, parts: Parts::Left, pictures: Vec::new() })
}

pub fn signing(yuan: i64) -> Signing {
    Signing {
        sign_off: SignOff::Signed,
        total: fen(yuan),
        language: Lang::Zh,
        document: Fixed([3; 32]),
        supersedes: None,
    }
}

pub fn sign(yuan: i64) -> Act {
    Act::Sign(signing(yuan))
}

pub fn charge(payment: Payment, yuan: i64, receipt: &str) -> Act {
    let receipt = receipt.parse().ok();
    Act::Charge(Charging { payment, fen: fen(yuan), receipt })
}

pub fn quote(yuan: i64) -> Act {
    Act::Quote(Quote { answer: QuoteAnswer::Price { fen: fen(yuan) }, by_phone: None })
}

pub fn ask() -> Act {
    Act::AskQuote(QuoteQuestion { pictures: Vec::new() })
}
