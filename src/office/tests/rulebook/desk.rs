//! People around a complaint, each by name: what they do about it, and what the office makes of it.

use doorstep_domain::callback::SignOff;
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{
    About, Acknowledgement, Act, Assignment, Channel, Handling, Opinion, Reception, Sort, Telling,
};
use doorstep_domain::document;
use doorstep_domain::fact::{Body, Verdict};
use doorstep_domain::grade::{Grade, GradingFacts};
use doorstep_domain::ids::{FactId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_protocol::problem::ProblemCode;
use serde_json::Value;
use uuid::Uuid;

use crate::crew::{Crew, sheet};
use crate::handheld::Says;

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;

impl Crew<'_> {
    /// Received just now, about a leak, by the home's butler.
    pub async fn complaint(&mut self, grade: Grade) -> SubjectId {
        self.complaint_with("lin", |reception| reception.facts = facts_of(grade)).await
    }

    pub async fn complaint_with(&mut self, who: &str, change: impl FnOnce(&mut Reception)) -> SubjectId {
        let complaint = new_complaint();
        let mut reception = reception();
        change(&mut reception);
        self.complains(who, &complaint, Act::Receive(Box::new(reception))).await;
        complaint
    }

    /// It must count.
    pub async fn complains(&mut self, who: &str, complaint: &SubjectId, act: Act) -> Verdict {
        let verdict = self.tries(who, complaint, act.clone()).await;
        assert_eq!(verdict.reason, None, "{who} {act:?}");
        verdict
    }

    pub async fn tries(&mut self, who: &str, complaint: &SubjectId, act: Act) -> Verdict {
        self.says(who, about(complaint, act)).await
    }

    /// Everything until the customer knows the result.
    pub async fn told(&mut self, complaint: &SubjectId) {
        self.complains("qian", complaint, Act::Handle(Handling::default())).await;
        self.complains("lin", complaint, tell()).await;
    }

    pub async fn complaint_for(&self, who: &str, complaint: &SubjectId) -> Result<Value, ProblemCode> {
        self.get(who, &format!("/v1/complaints/{}", complaint.key())).await
    }

    pub async fn complaint_state(&self, complaint: &SubjectId) -> Value {
        self.complaint_for("chen", complaint).await.unwrap()["state"].clone()
    }
}

pub fn new_complaint() -> SubjectId {
    SubjectId::new(SubjectKind::Complaint, FactId(Uuid::now_v7()))
}

/// An act with every part that it needs.
pub fn about(complaint: &SubjectId, act: Act) -> Says {
    Says::new(complaint, Body::Complaint(Box::new(act)))
        .with("texts", b"{}")
        .with("document", &sheet())
        .with("signature", b"{}")
}

pub fn reception() -> Reception {
    Reception {
        home: "8-1-101".parse().unwrap(),
        matter: "sink".parse().unwrap(),
        about: About::Department { department: "engineering".parse().unwrap() },
        channel: Channel::Door,
        sort: Sort::Complaint,
        happened: None,
        received: Moment::from(chrono::Utc::now()),
        facts: GradingFacts::default(),
        asked_for: None,
        linked: None,
        pictures: Vec::new(),
    }
}

/// C-03: a loss is the simplest way to each grade.
pub fn facts_of(grade: Grade) -> GradingFacts {
    let yuan = match grade {
        Grade::Ordinary => 0,
        Grade::Serious => 3_500,
        Grade::Major => 10_000,
        Grade::EspeciallyMajor => 100_000,
    };
    GradingFacts { loss_fen: yuan * 100, ..GradingFacts::default() }
}

pub fn assign(department: &str, to: Option<&str>) -> Act {
    let to: Option<PersonId> = to.map(|person| person.parse().unwrap());
    Act::Assign(Assignment { department: department.parse().unwrap(), to })
}

pub fn acknowledge(reached: MustReach) -> Act {
    Act::Acknowledge(Acknowledgement { reached })
}

pub fn tell() -> Act {
    Act::Tell(Telling { channel: Channel::Phone })
}

pub fn sign_opinion() -> Act {
    Act::SignOpinion(Opinion {
        sign_off: SignOff::Signed,
        language: Lang::Zh,
        document: document::hash(&sheet()),
        supersedes: None,
    })
}
