//! What the office holds, read as a script reads it: over HTTP with a bearer.

use std::collections::BTreeSet;

use doorstep_domain::document::{self, Document};
use doorstep_domain::fact::{Head, Part, SignedFact, Slot};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::stroke::Strokes;
use doorstep_protocol::feed::{FeedEntry, FeedPage};
use serde_json::Value;

use crate::http::Http;

/// The office, as one person may read it.
pub struct Copy {
    http: Http,
    url: String,
    bearer: String,
}

/// A fact that came from a handheld, as the office gives it out.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its head.
    pub head: Head,
    /// The fact with its parts.
    pub fact: SignedFact,
}

impl Told {
    fn part(&self, slot: &str) -> Option<&Part> {
        self.fact.parts.iter().find(|part| part.slot.as_str() == slot)
    }

    /// V-07: what the customer was shown. Checked: its bytes are those that the head names.
    pub fn document(&self) -> Document {
        let part = self.part(Slot::DOCUMENT).expect("a document");
        assert!(part.fits(self.head.part(Slot::DOCUMENT).expect("a document in the head")));
        Document::parse(&part.bytes.0).unwrap()
    }

    /// V-07: the signature. Checked: it is the one that the head names, and it names the document.
    pub fn strokes(&self) -> Strokes {
        let part = self.part(Slot::SIGNATURE).expect("a signature");
        assert!(part.fits(self.head.part(Slot::SIGNATURE).expect("a signature in the head")));
        let strokes: Strokes = serde_json::from_slice(&part.bytes.0).unwrap();
        assert_eq!(strokes.document, document::hash(&self.part(Slot::DOCUMENT).unwrap().bytes.0));
        strokes
    }

    /// Whether it has a signature.
    pub fn is_signed(&self) -> bool {
        self.part(Slot::SIGNATURE).is_some()
    }

    /// The callback's id as the office's address for it has it.
    pub fn callback(&self) -> String {
        self.head.subject.to_string().trim_start_matches("callback/").to_owned()
    }
}

impl Copy {
    /// The office at `url`, for whoever has this bearer.
    pub fn new(url: String, bearer: String) -> Self {
        Self { http: Http::default(), url, bearer }
    }

    /// All that was recorded of callbacks, by anybody, that this person may see.
    pub fn records(&self) -> Vec<Told> {
        let is_record =
            |told: &Told| matches!(told.head.kind.as_str(), "callback.recorded" | "callback.attempted");
        self.feed().into_iter().map(told).filter(is_record).collect()
    }

    /// What was recorded beyond what was known.
    pub fn records_beyond(&self, known: &[Told]) -> Vec<Told> {
        let known: BTreeSet<FactId> = known.iter().map(|told| told.head.id).collect();
        self.records().into_iter().filter(|told| !known.contains(&told.head.id)).collect()
    }

    /// `GET /v1/callbacks/{id}`.
    pub fn callback(&self, id: &str) -> Value {
        self.http.get(&format!("{}/v1/callbacks/{id}", self.url), &self.bearer).unwrap()
    }

    /// All that was done about work orders, by anybody, that this person may see.
    pub fn order_acts(&self) -> Vec<Told> {
        self.acts("work_order.")
    }

    /// The facts whose kind begins so, by anybody, that this person may see.
    pub fn acts(&self, kind: &str) -> Vec<Told> {
        let is_act = |told: &Told| told.head.kind.starts_with(kind);
        self.feed().into_iter().map(told).filter(is_act).collect()
    }

    /// `GET /v1/work-orders/{id}`.
    pub fn order(&self, id: &SubjectId) -> Value {
        let id = id.as_str().trim_start_matches("work_order/");
        self.http.get(&format!("{}/v1/work-orders/{id}", self.url), &self.bearer).unwrap()
    }

    /// `GET /v1/complaints/{id}` of the newest complaint that this person may see.
    pub fn newest_complaint(&self) -> Value {
        let received =
            self.feed().into_iter().map(told).filter(|told| told.head.kind == "complaint.received");
        let newest = received.max_by_key(|told| told.head.wall).expect("a complaint");
        let id = newest.head.subject.as_str().trim_start_matches("complaint/").to_owned();
        self.http.get(&format!("{}/v1/complaints/{id}", self.url), &self.bearer).unwrap()
    }

    fn feed(&self) -> Vec<SignedFact> {
        let (mut facts, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.http.get(&format!("{}/v1/feed{after}", self.url), &self.bearer).unwrap();
            let page: FeedPage = serde_json::from_value(page).unwrap();
            facts.extend(page.entries.into_iter().flat_map(facts_of));
            if !page.more {
                return facts;
            }
            after = format!("?after={}", page.cursor);
        }
    }
}

fn facts_of(entry: FeedEntry) -> Vec<SignedFact> {
    match entry {
        FeedEntry::Fact(fact) => vec![fact.fact],
        FeedEntry::Grant { history, .. } => history.into_iter().map(|fact| fact.fact).collect(),
        FeedEntry::Withdraw { .. } => Vec::new(),
    }
}

fn told(fact: SignedFact) -> Told {
    Told { head: Head::parse(fact.head.as_bytes()).unwrap(), fact }
}
