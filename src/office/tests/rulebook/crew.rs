//! People who repair something together, each by name: what they do about an order, and what the office makes of it.

use std::collections::BTreeMap;

use doorstep_domain::bytes::Fixed;
use doorstep_domain::callback::SignOff;
use doorstep_domain::document::{self, OrderSheet};
use doorstep_domain::event::Payment;
use doorstep_domain::fact::{Body, Outcome, Reason, Verdict};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::{Fen, Quantity};
use doorstep_domain::work_order::{
    Acceptance, Act, Agreement, Arrival, Charging, Confirmation, Finish, Manner, Parts, PriceLine,
    Registration, Signing, Start, Verification, Wanted,
};
use doorstep_protocol::facts::Answer;
use doorstep_protocol::problem::ProblemCode;
use serde_json::{Value, json};
use sha2::Digest as _;

use crate::handheld::{Handheld, Person, Says, call};
use crate::stage::Stage;

/// A handheld that everybody who is named here is signed in on.
pub struct Crew<'a> {
    pub stage: &'a Stage,
    pub handheld: Handheld,
    people: BTreeMap<String, Person>,
}

impl<'a> Crew<'a> {
    pub async fn of(stage: &'a Stage) -> Self {
        Self { stage, handheld: stage.handheld().await, people: BTreeMap::new() }
    }

    pub async fn person(&mut self, id: &str) -> Person {
        if !self.people.contains_key(id) {
            let person = self.stage.sign_in(&self.handheld, id).await;
            self.people.insert(id.to_owned(), person);
        }
        self.people[id].clone()
    }

    /// Somebody says something; the office's verdict.
    pub async fn says(&mut self, who: &str, says: Says) -> Verdict {
        let person = self.person(who).await;
        let fact = self.handheld.write(&person, says);
        taken(self.handheld.push_one(&fact).await)
    }

    pub async fn does(&mut self, who: &str, order: &SubjectId, act: Act) -> Verdict {
        self.says(who, saying(order, act)).await
    }

    /// It must count.
    pub async fn did(&mut self, who: &str, order: &SubjectId, act: Act) -> Verdict {
        let verdict = self.does(who, order, act.clone()).await;
        assert_eq!(verdict.reason, None, "{who} {act:?}");
        verdict
    }

    /// An order of this matter, registered by the home's butler.
    pub async fn registered(&mut self, matter: &str) -> SubjectId {
        self.registered_by("lin", "8-1-101", matter).await
    }

    pub async fn registered_by(&mut self, who: &str, home: &str, matter: &str) -> SubjectId {
        let order = new_order();
        self.did(who, &order, register(home, matter)).await;
        order
    }

    /// Everything up to there, by who has it; a sink for 80 yuan.
    pub async fn brought_to(&mut self, who: &str, order: &SubjectId, acts: usize) {
        for act in whole_repair().into_iter().take(acts) {
            self.did(who, order, act).await;
        }
    }

    pub async fn state(&self, order: &SubjectId) -> Value {
        self.copy_for("chen", order).await.unwrap()["state"].clone()
    }

    pub async fn copy_for(&self, who: &str, order: &SubjectId) -> Result<Value, ProblemCode> {
        self.get(who, &format!("/v1/work-orders/{}", order.key())).await
    }

    pub async fn get(&self, who: &str, path: &str) -> Result<Value, ProblemCode> {
        let token = self.stage.office.token(&who.parse().unwrap()).await.unwrap();
        call(reqwest::Client::new().get(format!("{}{path}", self.stage.url())).bearer_auth(token)).await
    }

    pub async fn dispatch(&self, who: &str, order: &SubjectId, to: &Value) -> Result<Value, ProblemCode> {
        let token = self.stage.office.token(&who.parse().unwrap()).await.unwrap();
        let url = format!("{}/v1/work-orders/{}/dispatch", self.stage.url(), order.key());
        call(reqwest::Client::new().post(url).bearer_auth(token).json(to)).await
    }
}

pub fn taken(answer: Answer) -> Verdict {
    match answer {
        Answer::Taken { verdict, .. } => *verdict,
        other => panic!("not taken: {other:?}"),
    }
}

pub fn held(verdict: &Verdict) -> Reason {
    assert_eq!(verdict.outcome, Outcome::Held, "{verdict:?}");
    verdict.reason.clone().unwrap()
}

pub fn new_order() -> SubjectId {
    SubjectId::work_order(FactId(uuid::Uuid::now_v7()))
}

/// An act with every part that it may need.
pub fn saying(order: &SubjectId, act: Act) -> Says {
    let pictures: Vec<String> = act.pictures().iter().map(|p| p.slot.as_str().to_owned()).collect();
    let mut says = Says::new(order, Body::WorkOrder(Box::new(act)))
        .with("texts", b"{}")
        .with("document", &sheet())
        .with("signature", &strokes());
    for slot in pictures {
        says = says.with(&slot, b"a picture");
    }
    says
}

/// What the customer signs.
pub fn sheet() -> Vec<u8> {
    let at = chrono::DateTime::UNIX_EPOCH.with_timezone(&chrono_tz::Asia::Shanghai);
    let sheet = OrderSheet {
        language: Lang::Zh,
        customer: "王先生",
        technician: "赵师傅",
        at,
        number: "#1",
        reported: "水槽漏水",
        found: "弯管开裂",
        done: "换弯管",
        lines: Vec::new(),
        total: yuan(80),
        materials: Vec::new(),
        parts: Parts::Left,
        started: None,
        finished: at,
        supersedes: false,
        pictures: Vec::new(),
    };
    sheet.write().encode()
}

fn strokes() -> Vec<u8> {
    let hash = document::hash(&sheet());
    let strokes = json!({"v": 1, "document": hash, "width": 3200, "height": 1600,
        "strokes": [[1, 2, 0, 900, 400, 9, 300, 800, 20], [1600, 800, 40]]});
    serde_json::to_vec(&strokes).unwrap()
}

pub fn yuan(yuan: i64) -> Fen {
    Fen::try_from(yuan * 100).unwrap()
}

pub fn lines() -> Vec<PriceLine> {
    let line = |item: &str, each| PriceLine {
        item: Some(item.parse().unwrap()),
        quantity: Quantity::ONE,
        each: yuan(each),
    };
    vec![line("bend", 55), line("labour", 25)]
}

pub fn register(home: &str, matter: &str) -> Act {
    Act::Register(Registration {
        home: home.parse().unwrap(),
        matter: matter.parse().unwrap(),
        wanted: Wanted::Now,
        requested: Moment::from(chrono::Utc::now()).shifted(-60_000),
        manner: Manner::Face,
        pictures: Vec::new(),
    })
}

pub fn verify(lines: Vec<PriceLine>) -> Act {
    let matter = "sink".parse().unwrap();
    Act::Verify(Verification { matter, differs: false, lines, pictures: Vec::new() })
}

pub fn agree(lines: Vec<PriceLine>, quote: Option<FactId>) -> Act {
    Act::Agree(Agreement {
        total: PriceLine::total(&lines).unwrap(),
        lines,
        quote,
        catalogue: 1,
        manner: Manner::Face,
        language: Lang::Zh,
        document: Fixed(sha2::Sha256::digest(sheet()).into()),
    })
}

pub fn sign(total: Fen) -> Act {
    Act::Sign(Signing {
        sign_off: SignOff::Signed,
        total,
        language: Lang::Zh,
        document: document::hash(&sheet()),
        supersedes: None,
    })
}

pub fn charge(payment: Payment, fen: Fen, receipt: Option<&str>) -> Act {
    Act::Charge(Charging { payment, fen, receipt: receipt.map(|number| number.parse().unwrap()) })
}

pub fn accept() -> Act {
    Act::Accept(Acceptance {})
}

pub fn arrive() -> Act {
    Act::Arrive(Arrival { checklist_done: true })
}

pub fn finish() -> Act {
    Act::Finish(Finish { tidy: true, parts: Parts::Left, pictures: Vec::new() })
}

pub fn confirm() -> Act {
    Act::Confirm(Confirmation {})
}

/// What whoever repairs a sink does, from accepting it to the money: eight acts.
pub fn whole_repair() -> Vec<Act> {
    vec![
        accept(),
        arrive(),
        verify(lines()),
        agree(lines(), None),
        Act::Start(Start {}),
        finish(),
        sign(yuan(80)),
        charge(Payment::Cash, yuan(80), Some("NO-1")),
    ]
}
