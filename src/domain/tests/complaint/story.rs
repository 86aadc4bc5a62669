//! A complaint, the people around it, and the office that judges what they do.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::calendar::Calendar;
use doorstep_domain::callback::SignOff;
use doorstep_domain::catalogue::NO_CATALOGUE;
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::context::{Context, Place};
use doorstep_domain::fact::{Author, Body, Carriage, Head, Part, Reason, Seen, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::grade::{Grade, GradingFacts, GradingPolicy};
use doorstep_domain::ids::{BootId, FactId, InstallationId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use uuid::Uuid;

/// 2026-11-24T11:00:00+08:00.
pub const START: i64 = 1_795_489_200_000;
pub const MINUTE: i64 = 60_000;

/// A person and their role; `None` is the office.
pub type Who = (&'static str, Option<Role>);

pub const OFFICE: Who = ("office", None);
pub const GENERAL: Who = ("g-01", Some(Role::GeneralManager));
pub const MANAGER: Who = ("m-01", Some(Role::SiteManager));
pub const SUPERVISOR: Who = ("s-01", Some(Role::Supervisor));
pub const DESK: Who = ("f-01", Some(Role::FrontDesk));
pub const BUTLER: Who = ("b-02", Some(Role::Butler));
pub const ENGINEER: Who = ("e-01", Some(Role::EngineeringSupervisor));
pub const TECHNICIAN: Who = ("t-01", Some(Role::Technician));
pub const CONTRACTOR: Who = ("c-01", Some(Role::Contractor));

pub struct Story {
    pub state: ComplaintState,
    pub now: Moment,
    /// The site's own.
    calendar: Calendar,
    next: i64,
    fold: State,
}

impl Story {
    pub fn begin() -> Self {
        let fold = State::of(&"complaint/k-1".parse().unwrap());
        let (state, calendar) = (ComplaintState::default(), Calendar::default());
        Self { state, now: Moment::nearest(START), calendar, next: 1, fold }
    }

    /// Nothing has happened yet, at a site in this zone at this moment.
    pub fn in_zone(zone: &str, now: Moment) -> Self {
        let calendar = Calendar { zone: zone.parse().unwrap(), ..Calendar::default() };
        Self { now, calendar, ..Self::begin() }
    }

    /// Received at the door, with these facts.
    pub fn received(facts: GradingFacts) -> Self {
        let mut story = Self::begin();
        story.does(BUTLER, receive(facts)).unwrap();
        story
    }

    pub fn at(step: Step) -> Self {
        let mut story = Self::received(GradingFacts::default());
        for (who, act) in [(SUPERVISOR, assign()), (ENGINEER, handle()), (BUTLER, tell()), (BUTLER, sign())] {
            if story.state.step == Some(step) {
                break;
            }
            story.does(who, act).unwrap();
        }
        assert_eq!(story.state.step, Some(step));
        story
    }

    pub fn does(&mut self, who: Who, act: Act) -> Result<(), Reason> {
        let (head, body, verdict) = self.judge(who, act);
        self.fold.apply(&head, &body, &verdict);
        let State::Complaint(state) = &self.fold else { panic!("no complaint") };
        self.state = (**state).clone();
        self.next += 1;
        verdict.reason.map_or(Ok(()), Err)
    }

    /// What the office would say, and nothing happens.
    pub fn would(&self, who: Who, act: Act) -> Result<(), Reason> {
        self.judge(who, act).2.reason.map_or(Ok(()), Err)
    }

    fn judge(&self, who: Who, act: Act) -> (Head, Body, Verdict) {
        let slots = act.needed_parts().iter().map(|slot| (*slot).to_owned()).collect();
        let body = Body::Complaint(Box::new(act));
        let head = self.head(who.0, &body, slots);
        let context = Context {
            time: OfficeTime::exact(self.now),
            role: who.1,
            calendar: &self.calendar,
            site_revision: 1,
            catalogue: &NO_CATALOGUE,
            grading: GradingPolicy::default(),
            place: Some(Place { sequence: self.next, numbered_today: 4 }),
        };
        let verdict = self.fold.judge(&head, &body, &context);
        (head, body, verdict)
    }

    fn head(&self, person: &str, body: &Body, slots: Vec<String>) -> Head {
        let part = |slot: String| {
            let part = Part { slot: slot.parse().unwrap(), salt: Fixed([0; 32]), bytes: Blob::default() };
            part.reference(Carriage::Inline)
        };
        Head {
            v: 1,
            id: FactId(Uuid::from_u128(self.next as u128)),
            kind: body.kind().word.into(),
            kv: 1,
            site: "s".parse().unwrap(),
            subject: "complaint/k-1".parse().unwrap(),
            by: Author { person: person.parse().unwrap(), key: Fixed([0; 32]) },
            installation: InstallationId(Uuid::nil()),
            sequence: self.next,
            wall: self.now,
            boot: BootId(Uuid::nil()),
            office: OfficeTime::exact(self.now),
            seen: Seen { office: self.next - 1, pending: 0 },
            body: body.to_value(),
            parts: slots.into_iter().map(part).collect(),
        }
    }

    pub fn last(&self) -> FactId {
        FactId(Uuid::from_u128(self.next as u128 - 1))
    }

    pub fn wait(&mut self, minutes: i64) {
        self.now = self.now.shifted(minutes * MINUTE);
    }

    /// The clocks, as minutes after the start, and whether each was kept so far.
    pub fn clocks(&self) -> Vec<(ClockKind, i64, Option<bool>)> {
        let minutes = |by: Moment| by.since(Moment::nearest(START)) / MINUTE;
        self.state.clocks.iter().map(|c| (c.kind, minutes(c.by), c.kept(self.now))).collect()
    }
}

pub fn reception(facts: GradingFacts) -> Reception {
    Reception {
        home: "6-1-0604".parse().unwrap(),
        matter: "air-conditioning".parse().unwrap(),
        about: About::Department { department: "engineering".parse().unwrap() },
        channel: Channel::Door,
        sort: Sort::Complaint,
        happened: None,
        received: Moment::nearest(START),
        facts,
        asked_for: None,
        linked: None,
        pictures: Vec::new(),
    }
}

pub fn receive(facts: GradingFacts) -> Act {
    Act::Receive(Box::new(reception(facts)))
}

/// C-03: a loss in yuan is the simplest way to each grade.
pub fn loss(yuan: i64) -> GradingFacts {
    GradingFacts { loss_fen: yuan * 100, ..GradingFacts::default() }
}

pub fn facts_of(grade: Grade) -> GradingFacts {
    match grade {
        Grade::Ordinary => loss(0),
        Grade::Serious => loss(3_500),
        Grade::Major => loss(10_000),
        Grade::EspeciallyMajor => loss(100_000),
    }
}

pub fn assign() -> Act {
    Act::Assign(Assignment { department: "engineering".parse().unwrap(), to: None })
}

pub fn acknowledge(reached: MustReach) -> Act {
    Act::Acknowledge(Acknowledgement { reached })
}

pub fn handle() -> Act {
    Act::Handle(Handling::default())
}

pub fn tell() -> Act {
    Act::Tell(Telling { channel: Channel::Phone })
}

pub fn opinion() -> Opinion {
    Opinion { sign_off: SignOff::Signed, language: Lang::Zh, document: Fixed([1; 32]), supersedes: None }
}

pub fn sign() -> Act {
    Act::SignOpinion(opinion())
}
