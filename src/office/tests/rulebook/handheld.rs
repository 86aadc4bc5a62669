//! A handheld just clever enough to talk to an office: keys, signing, sealing.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::{prefix, public, sign};
use doorstep_domain::fact::{Author, Body, Carriage, Head, Part, Seen, SignedFact, SigningKey, Unsigned};
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::ids::{BootId, FactId, InstallationId, PersonId, SubjectId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_protocol::enrol::{EnrolAnswer, EnrolCode, EnrolRequest, PersonKeyAnswer, PersonKeyRequest};
use doorstep_protocol::facts::{Answer, PushAnswer, PushRequest, Routing, SealedFact, subject_tag};
use doorstep_protocol::feed::FeedPage;
use doorstep_protocol::heartbeat::{Heartbeat, HeartbeatAnswer, Keystore};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::pack::Packing;
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::seal::{OpeningKey, Purpose, Sealer};
use doorstep_protocol::session::{Challenge, PersonProof, SessionAnswer, SessionRequest, challenge_bytes};
use doorstep_protocol::snapshot::{HistoriesAnswer, HistoriesRequest, SnapshotPage};
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

/// Sends, and reads the answer or the problem.
pub async fn call<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ProblemCode> {
    let response = request.send().await.unwrap();
    let (status, bytes) = (response.status(), response.bytes().await.unwrap());
    let text = || String::from_utf8_lossy(&bytes).into_owned();
    if status.is_success() {
        return Ok(serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{e}: {}", text())));
    }
    let problem: Problem =
        serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{status} {e}: {}", text()));
    Err(problem.code)
}

pub struct Handheld {
    pub client: Client,
    pub url: String,
    pub office: OfficeIdentity,
    pub installation: InstallationId,
    pub number: i64,
    pub store_key: [u8; 32],
    device: SigningKey,
    boot: BootId,
    pub sequence: i64,
    tag_secret: [u8; 32],
}

/// A person on a handheld: their key is unlocked.
#[derive(Clone)]
pub struct Person {
    pub id: PersonId,
    pub key: SigningKey,
}

/// What a fact says beside who and where.
pub struct Says {
    pub subject: SubjectId,
    pub body: Body,
    pub parts: Vec<Part>,
    pub seen: Seen,
    /// How long ago it happened, in milliseconds.
    pub ago: i64,
}

impl Says {
    pub fn new(subject: &SubjectId, body: Body) -> Self {
        Self {
            subject: subject.clone(),
            body,
            parts: Vec::new(),
            seen: Seen { office: 0, pending: 0 },
            ago: 0,
        }
    }

    pub fn with(mut self, slot: &str, bytes: &[u8]) -> Self {
        let part = Part { slot: slot.parse().unwrap(), salt: Fixed(random()), bytes: Blob(bytes.to_vec()) };
        self.parts.push(part);
        self
    }

    pub fn ago(mut self, millis: i64) -> Self {
        self.ago = millis;
        self
    }

    pub fn behind(mut self, pending: i64) -> Self {
        self.seen.pending = pending;
        self
    }
}

impl Handheld {
    /// A handheld fresh from the box, at an office that it does not know yet.
    pub async fn new(url: &str) -> Self {
        let client = Client::new();
        let office = call(client.get(format!("{url}/v1/office"))).await.unwrap();
        Self {
            client,
            url: url.to_owned(),
            office,
            installation: InstallationId(Uuid::new_v4()),
            number: 0,
            store_key: random(),
            device: SigningKey::from_bytes(&random()),
            boot: BootId(Uuid::new_v4()),
            sequence: 0,
            tag_secret: random(),
        }
    }

    pub async fn enrol(&mut self, code: &EnrolCode) -> Result<EnrolAnswer, ProblemCode> {
        let mut sealer = Sealer::new(&self.office.sealing_key, Purpose::Escrow).unwrap();
        let request = EnrolRequest {
            secret: code.secret.clone(),
            installation: self.installation,
            device_key: public(&self.device),
            store_key: sealer.seal(self.installation.0.as_bytes(), &self.store_key).unwrap(),
        };
        let answer: EnrolAnswer =
            call(self.client.post(format!("{}/v1/devices", self.url)).json(&request)).await?;
        self.number = answer.device_number;
        Ok(answer)
    }

    pub async fn session(&self, person: Option<&Person>) -> Result<SessionAnswer, ProblemCode> {
        let challenge: Challenge = call(self.client.post(format!("{}/v1/challenges", self.url))).await?;
        let bytes = challenge_bytes(&challenge.challenge, self.installation);
        let proof = |person: &Person| PersonProof {
            person: person.id.clone(),
            key: public(&person.key),
            signature: sign(&person.key, prefix::CHALLENGE, &bytes),
        };
        let request = SessionRequest {
            challenge: challenge.challenge,
            installation: self.installation,
            signature: sign(&self.device, prefix::CHALLENGE, &bytes),
            person: person.map(proof),
            epoch: None,
        };
        call(self.client.post(format!("{}/v1/sessions", self.url)).json(&request)).await
    }

    pub async fn bearer(&self, person: Option<&Person>) -> String {
        self.session(person).await.unwrap().bearer
    }

    /// A person's first sign-in here: what they get, and the store key that was handed over.
    pub async fn admit(
        &self,
        id: &str,
        code: &str,
        key: &SigningKey,
    ) -> Result<PersonKeyAnswer, ProblemCode> {
        let handover = OpeningKey::generate();
        let request = PersonKeyRequest {
            code: code.to_owned(),
            key: public(key),
            handover_key: handover.public().unwrap(),
        };
        let url = format!("{}/v1/persons/{id}/keys", self.url);
        let bearer = self.bearer(None).await;
        let answer: PersonKeyAnswer = call(self.client.post(url).bearer_auth(bearer).json(&request)).await?;
        let beside = self.installation.0.as_bytes();
        assert_eq!(handover.open(Purpose::Handover, beside, &answer.store_key).unwrap(), self.store_key);
        let certified = answer.certificate.verify(&self.office.signing_key).unwrap();
        assert_eq!((certified.installation, certified.key), (self.installation, public(key)));
        Ok(answer)
    }

    /// Writes a fact down, with the next sequence.
    pub fn write(&mut self, person: &Person, says: Says) -> SignedFact {
        self.sequence += 1;
        let head = self.head(person, &says);
        Unsigned { head, parts: says.parts }.sign(&person.key)
    }

    pub fn head(&self, person: &Person, says: &Says) -> Head {
        let kind = says.body.kind();
        let now = Moment::from(chrono::Utc::now()).shifted(-says.ago);
        Head {
            v: ENVELOPE_VERSION,
            id: FactId(Uuid::now_v7()),
            kind: kind.word.to_owned(),
            kv: kind.version,
            site: self.office.site.clone(),
            subject: says.subject.clone(),
            by: Author { person: person.id.clone(), key: public(&person.key) },
            installation: self.installation,
            sequence: self.sequence,
            wall: now,
            boot: self.boot,
            office: OfficeTime::between(now.shifted(-2000), now.shifted(1)),
            seen: says.seen,
            body: says.body.to_value(),
            parts: says.parts.iter().map(|part| part.reference(Carriage::Inline)).collect(),
        }
    }

    /// Seals a fact as the outbox does.
    pub fn seal(&self, fact: &SignedFact) -> SealedFact {
        let head: serde_json::Value = serde_json::from_str(&fact.head).unwrap_or_default();
        let subject: Option<SubjectId> = head["subject"].as_str().and_then(|text| text.parse().ok());
        let tag = subject.map_or(Fixed([0; 16]), |subject| subject_tag(&self.tag_secret, &subject));
        let sequence = head["sequence"].as_i64().unwrap_or(self.sequence);
        let routing = Routing { installation: self.installation, sequence, priority: 1, tag };
        let mut sealer = Sealer::new(&self.office.sealing_key, Purpose::Outbox).unwrap();
        SealedFact::seal(&mut sealer, routing, fact, Packing::Plain).unwrap()
    }

    pub async fn push_sealed(&self, facts: Vec<SealedFact>) -> Result<Vec<Answer>, ProblemCode> {
        let bearer = self.bearer(None).await;
        let request = self.client.post(format!("{}/v1/facts", self.url)).bearer_auth(bearer);
        let answer: PushAnswer = call(request.json(&PushRequest { facts })).await?;
        Ok(answer.answers)
    }

    pub async fn push(&self, facts: &[SignedFact]) -> Vec<Answer> {
        self.push_sealed(facts.iter().map(|fact| self.seal(fact)).collect()).await.unwrap()
    }

    pub async fn push_one(&self, fact: &SignedFact) -> Answer {
        self.push(std::slice::from_ref(fact)).await.remove(0)
    }

    pub async fn feed(&self, bearer: &str, after: Option<&str>, wait: u64) -> Result<FeedPage, ProblemCode> {
        let mut query = vec![("wait", wait.to_string())];
        query.extend(after.map(|after| ("after", after.to_owned())));
        let query: String = query.iter().map(|(k, v)| format!("{k}={v}&")).collect();
        let url = format!("{}/v1/feed?{}", self.url, query.trim_end_matches('&'));
        call(self.client.get(url).bearer_auth(bearer)).await
    }

    pub async fn snapshot(&self, bearer: &str, after: Option<&str>) -> Result<SnapshotPage, ProblemCode> {
        let after = after.map(|place| format!("&after={place}")).unwrap_or_default();
        let url = format!("{}/v1/snapshot?fold={FOLD_VERSION}{after}", self.url);
        call(self.client.get(url).bearer_auth(bearer)).await
    }

    pub async fn histories(&self, bearer: &str, of: &[SubjectId]) -> Result<HistoriesAnswer, ProblemCode> {
        let request = self.client.post(format!("{}/v1/histories", self.url)).bearer_auth(bearer);
        call(request.json(&HistoriesRequest { subjects: of.to_vec() })).await
    }

    pub async fn beat(&self, locked: &[&str]) -> HeartbeatAnswer {
        self.beat_with(None, &self.heartbeat(locked)).await
    }

    pub async fn beat_with(&self, person: Option<&Person>, heartbeat: &Heartbeat) -> HeartbeatAnswer {
        let bearer = self.bearer(person).await;
        let request = self.client.post(format!("{}/v1/heartbeats", self.url)).bearer_auth(bearer);
        call(request.json(heartbeat)).await.unwrap()
    }

    pub fn heartbeat(&self, locked: &[&str]) -> Heartbeat {
        let now = Moment::from(chrono::Utc::now());
        Heartbeat {
            unsent_facts: 2,
            unsent_grave: 0,
            unsent_pictures: 0,
            unsent_bytes: 900,
            oldest_unsent: Some(now),
            highest_sequence: self.sequence,
            version: "0.1.0".to_owned(),
            battery: Some(80),
            wall: now,
            office: OfficeTime::exact(now),
            keystore: Keystore::File,
            locked: locked.iter().map(|id| id.parse().unwrap()).collect(),
        }
    }
}
