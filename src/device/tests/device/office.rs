//! An office in memory behind a transport that breaks at will. It judges by the same fold as the real one.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use doorstep_device::sync::transport::{Answering, Method, Request, Response, Transport, TransportError};
use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::calendar::Calendar;
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::complaint::ComplaintState;
use doorstep_domain::context::{Context, Place};
use doorstep_domain::directory::Label;
use doorstep_domain::fact::sign::{prefix, public, verify};
use doorstep_domain::fact::{
    Author, Body, Carriage, Head, Part, PartRef, RollingHash, Seen, SignedFact, SigningKey, Unsigned,
};
use doorstep_domain::fold::State;
use doorstep_domain::grade::GradingPolicy;
use doorstep_domain::identity::{Certificate, Certified};
use doorstep_domain::ids::{BootId, FactId, InstallationId, PersonId, SiteId, SubjectId, SubjectKind};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use doorstep_protocol::cursor::Cursor;
use doorstep_protocol::devices::{DeviceList, DeviceRow};
use doorstep_protocol::enrol::{EnrolAnswer, EnrolCode, EnrolRequest, PersonKeyAnswer, PersonKeyRequest};
use doorstep_protocol::facts::{AgainReason, Answer, PushAnswer, PushRequest};
use doorstep_protocol::feed::{FeedEntry, FeedPage, OrderedFact};
use doorstep_protocol::heartbeat::{Compression, Heartbeat, HeartbeatAnswer, Lacking, StaffTile};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use doorstep_protocol::seal::{OpeningKey, Purpose, Sealed, Sealer};
use doorstep_protocol::session::{Challenge, SessionAnswer, SessionRequest, challenge_bytes};
use serde::Serialize;
use uuid::Uuid;

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nobody is reached.
    Unreachable,
    /// The office does it, but its answer is lost.
    AnswerLost,
    /// A status with a page of HTML.
    Html(u16),
    /// The receipts are by another office.
    ForgedReceipts,
    /// Something on the way gives the office's last answer to facts once more.
    OldAnswer,
}

/// The office.
#[derive(Clone)]
pub struct Office(Arc<Mutex<Inner>>);

pub struct Inner {
    pub signing: SigningKey,
    pub sealing: OpeningKey,
    pub time: Moment,
    pub epoch: i64,
    pub page_size: usize,
    pub faults: VecDeque<(&'static str, Fault)>,
    pub calls: Vec<String>,
    pub heartbeats: Vec<Heartbeat>,
    pub unlocked: Vec<PersonId>,
    pub staff: Vec<StaffTile>,
    pub revoked: bool,
    /// Kinds that this office is too old to know.
    pub too_old_for: Vec<&'static str>,
    pub backed_up_through: i64,
    /// What it says that it can read, whether it can or not.
    pub compression: Compression,
    /// Sealed facts that came, each with the byte that says how it is packed.
    pub packings: Vec<u8>,
    /// F-01, F-03: what it says of handhelds, and what it was told to do about them.
    pub handhelds: Vec<DeviceRow>,
    pub orders: Vec<String>,
    /// The last answer to facts.
    pushed: Response,
    devices: HashMap<InstallationId, (Fixed<32>, Sealed)>,
    order: Vec<(Head, OrderedFact)>,
    states: BTreeMap<SubjectId, State>,
    granted: HashMap<SubjectId, Vec<PersonId>>,
    places: HashMap<SubjectId, Vec<usize>>,
    logs: HashMap<PersonId, Vec<FeedEntry>>,
    apart: HashMap<(FactId, String), Part>,
    persons: HashMap<PersonId, Role>,
}

pub const CODE: [u8; 5] = [1, 2, 3, 4, 5];

pub fn site() -> SiteId {
    "yunqi".parse().unwrap()
}

impl Office {
    pub fn new(time: Moment) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            signing: SigningKey::from_bytes(&[9; 32]),
            sealing: OpeningKey::generate(),
            time,
            epoch: 1,
            page_size: 5,
            faults: VecDeque::new(),
            calls: Vec::new(),
            heartbeats: Vec::new(),
            unlocked: Vec::new(),
            staff: Vec::new(),
            revoked: false,
            too_old_for: Vec::new(),
            backed_up_through: 0,
            compression: Compression::default(),
            packings: Vec::new(),
            handhelds: Vec::new(),
            orders: Vec::new(),
            pushed: Response::default(),
            devices: HashMap::new(),
            order: Vec::new(),
            states: BTreeMap::new(),
            granted: HashMap::new(),
            places: HashMap::new(),
            logs: HashMap::new(),
            apart: HashMap::new(),
            persons: HashMap::new(),
        })))
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    pub fn code(&self) -> String {
        EnrolCode::new(CODE, self.lock().identity().fingerprint()).to_string()
    }

    /// The next call whose path starts so goes wrong.
    pub fn fail(&self, path: &'static str, fault: Fault) {
        self.lock().faults.push_back((path, fault));
    }

    pub fn swap_pictures(&self, bytes: &[u8]) {
        self.lock().apart.values_mut().for_each(|part| part.bytes = Blob(bytes.to_vec()));
    }

    pub fn forget_devices(&self) {
        self.lock().devices.clear();
    }

    pub fn pass(&self, millis: i64) {
        let mut inner = self.lock();
        inner.time = inner.time.shifted(millis);
    }

    /// Says something as the office, by rule.
    pub fn say(&self, subject: &SubjectId, body: Body, texts: Option<Vec<u8>>) -> FactId {
        self.say_with(subject, body, texts, Vec::new())
    }

    /// The same, with parts that travel apart.
    pub fn say_with(
        &self,
        subject: &SubjectId,
        body: Body,
        texts: Option<Vec<u8>>,
        apart: Vec<Part>,
    ) -> FactId {
        let mut inner = self.lock();
        let salted =
            |bytes| Part { slot: "texts".parse().unwrap(), salt: Fixed([7; 32]), bytes: Blob(bytes) };
        let parts: Vec<Part> = texts.into_iter().map(salted).collect();
        let inline = parts.iter().map(|part| part.reference(Carriage::Inline));
        let references: Vec<PartRef> =
            inline.chain(apart.iter().map(|part| part.reference(Carriage::Apart))).collect();
        let head = inner.head(subject, &body, references);
        for part in apart {
            inner.apart.insert((head.id, part.slot.as_str().to_owned()), part);
        }
        let signed = Unsigned { head: head.clone(), parts }.sign(&inner.signing);
        inner.place(&head, &signed, None);
        head.id
    }

    /// Says something as somebody of this role on another device.
    pub fn say_as(&self, role: Role, subject: &SubjectId, body: Body, parts: Vec<Part>) {
        self.say_by(("su", role), subject, body, parts);
    }

    /// The same, as this person.
    pub fn say_by(&self, who: (&str, Role), subject: &SubjectId, body: Body, parts: Vec<Part>) {
        let mut inner = self.lock();
        let references = parts.iter().map(|part| part.reference(Carriage::Inline)).collect();
        let key = SigningKey::from_bytes(&[8; 32]);
        let by = Author { person: who.0.parse().unwrap(), key: public(&key) };
        let head = Head { by, ..inner.head(subject, &body, references) };
        let signed = Unsigned { head: head.clone(), parts }.sign(&key);
        inner.place(&head, &signed, Some(who.1));
    }

    /// Says something of a kind that nobody knows yet.
    pub fn say_unknown(&self, subject: &SubjectId) -> FactId {
        let mut inner = self.lock();
        let known =
            Body::CallbackAssigned(doorstep_domain::callback::Assignment { to: "lin".parse().unwrap() });
        let head = Head { kind: "callback.sung".into(), ..inner.head(subject, &known, Vec::new()) };
        let signed = Unsigned { head: head.clone(), parts: Vec::new() }.sign(&inner.signing);
        inner.place(&head, &signed, None);
        head.id
    }

    pub fn complaint(&self, subject: &SubjectId) -> ComplaintState {
        let State::Complaint(state) = &self.lock().states[subject] else { panic!("no complaint") };
        (**state).clone()
    }

    pub fn subjects(&self) -> Vec<SubjectId> {
        self.lock().states.keys().cloned().collect()
    }

    pub fn grant(&self, person: &PersonId, subject: &SubjectId) {
        self.lock().grant(person, subject);
    }

    pub fn withdraw(&self, person: &PersonId, subject: &SubjectId) {
        let mut inner = self.lock();
        inner.granted.entry(subject.clone()).or_default().retain(|p| p != person);
        inner.logs.entry(person.clone()).or_default().push(FeedEntry::Withdraw { subject: subject.clone() });
    }

    /// The backup is older than this grant.
    pub fn forget_grant(&self, person: &PersonId, subject: &SubjectId) {
        self.lock().granted.entry(subject.clone()).or_default().retain(|p| p != person);
    }

    /// Facts of handhelds, as often as they stand in the order.
    pub fn received(&self) -> Vec<Head> {
        let heads: Vec<Head> = self.lock().order.iter().map(|(head, _)| head.clone()).collect();
        heads.into_iter().filter(|head| head.by.person != PersonId::office()).collect()
    }

    pub fn ordered(&self, id: FactId) -> OrderedFact {
        self.lock().order.iter().find(|(head, _)| head.id == id).unwrap().1.clone()
    }

    /// Restored from a backup that holds so many facts: a new epoch, and everybody's log begins anew.
    pub fn restore(&self, facts: usize) {
        let mut inner = self.lock();
        let kept: Vec<(Head, OrderedFact)> = inner.order.drain(..).take(facts).collect();
        inner.epoch += 1;
        inner.states.clear();
        inner.places.clear();
        for (head, ordered) in kept {
            inner.apply(&head, &ordered);
            inner.keep(head, ordered);
        }
        let granted = std::mem::take(&mut inner.granted);
        inner.logs.clear();
        for (subject, persons) in granted {
            persons.iter().for_each(|person| inner.grant(person, &subject));
        }
    }
}

impl Inner {
    pub fn identity(&self) -> OfficeIdentity {
        OfficeIdentity {
            site: site(),
            name: Label::new("云栖华府", "Yunqi Residence"),
            signing_key: public(&self.signing),
            sealing_key: self.sealing.public().unwrap(),
            time: self.time,
        }
    }

    fn head(&self, subject: &SubjectId, body: &Body, parts: Vec<PartRef>) -> Head {
        Head {
            v: 1,
            id: FactId(Uuid::now_v7()),
            kind: body.kind().word.to_owned(),
            kv: body.kind().version,
            site: site(),
            subject: subject.clone(),
            by: Author { person: PersonId::office(), key: public(&self.signing) },
            installation: InstallationId(Uuid::nil()),
            sequence: self.order.len() as i64 + 1,
            wall: self.time,
            boot: BootId(Uuid::nil()),
            office: OfficeTime::exact(self.time),
            seen: Seen { office: 0, pending: 0 },
            body: body.to_value(),
            parts,
        }
    }

    fn place(&mut self, head: &Head, signed: &SignedFact, role: Option<Role>) -> OrderedFact {
        let calendar = Calendar::default();
        let catalogue = self.catalogue();
        let sequence = self.order.last().map_or(1, |(_, last)| last.sequence + 1);
        let registered = |(head, _): &&(Head, OrderedFact)| head.kind == "work_order.registered";
        let orders_today = self.order.iter().filter(registered).count() as i64;
        let context = Context {
            time: head.office,
            role,
            calendar: &calendar,
            site_revision: 1,
            catalogue: &catalogue,
            grading: GradingPolicy::default(),
            place: Some(Place { sequence, numbered_today: orders_today }),
        };
        let state = self.states.entry(head.subject.clone()).or_insert_with(|| State::of(&head.subject));
        let body = Body::parse(&head.kind, head.kv, &head.body);
        let verdict = match &body {
            Ok(body) => state.judge(head, body, &context),
            Err(_) => doorstep_domain::fact::Verdict::applied(head.office),
        };
        if let (Ok(Body::PersonRecorded(entry)), Ok(person)) = (&body, head.subject.key().parse()) {
            self.persons.insert(person, entry.role);
        }
        let before = self.order.last().map_or(RollingHash::START, |(_, last)| RollingHash(last.rolling));
        let rolling = before.after(sequence, signed.content_hash()).0;
        let ordered = OrderedFact { sequence, rolling, fact: signed.clone(), verdict };
        self.apply(head, &ordered);
        self.keep(head.clone(), ordered.clone());
        let had = self.granted.get(&head.subject).is_some_and(|who| who.contains(&head.by.person));
        let begins = matches!(head.subject.kind(), Some(SubjectKind::WorkOrder | SubjectKind::Complaint));
        if begins && head.by.person != PersonId::office() && !had {
            self.grant(&head.by.person, &head.subject);
        }
        for person in self.granted.get(&head.subject).cloned().unwrap_or_default() {
            self.logs.entry(person).or_default().push(FeedEntry::Fact(Box::new(ordered.clone())));
        }
        ordered
    }

    fn catalogue(&self) -> Catalogue {
        let newest = self.states.values().find_map(|state| match state {
            State::Catalogue(newest) => newest.entry.clone(),
            _ => None,
        });
        newest.map(|(_, catalogue)| catalogue).unwrap_or_default()
    }

    fn apply(&mut self, head: &Head, ordered: &OrderedFact) {
        let state = self.states.entry(head.subject.clone()).or_insert_with(|| State::of(&head.subject));
        if let Ok(body) = Body::parse(&head.kind, head.kv, &head.body) {
            state.apply(head, &body, &ordered.verdict);
        }
    }

    fn keep(&mut self, head: Head, ordered: OrderedFact) {
        self.places.entry(head.subject.clone()).or_default().push(self.order.len());
        self.order.push((head, ordered));
    }

    fn grant(&mut self, person: &PersonId, subject: &SubjectId) {
        let places = self.places.get(subject).cloned().unwrap_or_default();
        let history = places.into_iter().map(|place| self.order[place].1.clone()).collect();
        self.granted.entry(subject.clone()).or_default().push(person.clone());
        let entry = FeedEntry::Grant { subject: subject.clone(), history };
        self.logs.entry(person.clone()).or_default().push(entry);
    }

    fn answer(&mut self, request: &Request) -> Response {
        let path = request.url.strip_prefix("https://office.test").unwrap().to_owned();
        self.calls.push(path.clone());
        let (route, query) = path.split_once('?').unwrap_or((&path, ""));
        let body = request.body.as_deref().unwrap_or_default();
        let segments: Vec<&str> = route.trim_start_matches("/v1/").splitn(3, '/').collect();
        match (request.method, &segments[..]) {
            (Method::Get, ["office"]) => json(&self.identity()),
            (Method::Post, ["devices"]) => self.enrol(serde_json::from_slice(body).unwrap()),
            (Method::Post, ["challenges"]) => json(&Challenge { challenge: Fixed([3; 32]) }),
            (Method::Post, ["sessions"]) => self.session(&serde_json::from_slice(body).unwrap()),
            (Method::Post, ["persons", person, "keys"]) => {
                self.certify(person.parse().unwrap(), request, &serde_json::from_slice(body).unwrap())
            }
            (Method::Post, ["facts"])
                if request.headers.iter().any(|(name, _)| *name == "content-encoding") =>
            {
                problem(400, ProblemCode::BadRequest)
            }
            (Method::Post, ["facts"]) => self.push(&serde_json::from_slice(body).unwrap()),
            // It is older than these.
            (Method::Get, ["snapshot"]) | (Method::Post, ["certificates"]) => {
                problem(404, ProblemCode::NotFound)
            }
            (Method::Get, ["feed"]) => self.feed(request, query),
            (Method::Post, ["heartbeats"]) => self.heartbeat(serde_json::from_slice(body).unwrap()),
            (Method::Get, ["devices"]) => {
                json(&DeviceList { now: self.time, devices: self.handhelds.clone() })
            }
            (Method::Post, ["devices", _, "revoke"] | ["persons", _, "unlock"]) => {
                self.orders.push(route.to_owned());
                Response { status: 204, ..Response::default() }
            }
            (Method::Get, ["parts", fact, slot]) => self.part(fact.parse().unwrap(), slot),
            other => panic!("{other:?}"),
        }
    }

    fn enrol(&mut self, request: EnrolRequest) -> Response {
        if request.secret != EnrolCode::new(CODE, String::new()).secret {
            return problem(403, ProblemCode::WrongCode);
        }
        self.devices.insert(request.installation, (request.device_key, request.store_key));
        json(&EnrolAnswer { office: self.identity(), device_number: 7 })
    }

    /// A bearer is `installation/person` here.
    fn session(&mut self, request: &SessionRequest) -> Response {
        let bytes = challenge_bytes(&request.challenge, request.installation);
        let (device_key, _) = &self.devices[&request.installation];
        assert!(verify(device_key, prefix::CHALLENGE, &bytes, &request.signature));
        let proof = request.person.as_ref().filter(|_| !self.revoked);
        assert!(proof.is_none_or(|proof| verify(&proof.key, prefix::CHALLENGE, &bytes, &proof.signature)));
        let person = proof.map(|proof| proof.person.to_string()).unwrap_or_default();
        let bearer = format!("{}/{person}", request.installation);
        json(&SessionAnswer { bearer, seconds: 900, hand_in_only: self.revoked, epoch: None })
    }

    fn certify(&mut self, person: PersonId, request: &Request, body: &PersonKeyRequest) -> Response {
        if body.code != "12345678" {
            return problem(403, ProblemCode::WrongCode);
        }
        let (installation, _) = bearer(request);
        let (_, escrow) = &self.devices[&installation];
        let store_key = self.sealing.open(Purpose::Escrow, installation.0.as_bytes(), escrow).unwrap();
        let mut sealer = Sealer::new(&body.handover_key, Purpose::Handover).unwrap();
        let certified = Certified {
            v: 1,
            site: site(),
            person: person.clone(),
            key: body.key,
            installation,
            since: self.time,
        };
        json(&PersonKeyAnswer {
            person,
            certificate: Certificate::issue(&certified, &self.signing),
            store_key: sealer.seal(installation.0.as_bytes(), &store_key).unwrap(),
        })
    }

    fn push(&mut self, request: &PushRequest) -> Response {
        let mut answers = Vec::new();
        for sealed in &request.facts {
            let signed = sealed.open(&self.sealing).unwrap();
            self.packings.push(sealed.packing(&self.sealing).unwrap().id());
            let head = signed.verify_whole().unwrap();
            let sequence = head.sequence;
            if self.too_old_for.contains(&head.kind.as_str()) {
                answers.push(Answer::Again { sequence, why: AgainReason::TooOld });
                continue;
            }
            let known =
                self.order.iter().find(|(known, _)| known.id == head.id).map(|(_, ordered)| ordered.clone());
            let role = self.persons.get(&head.by.person).copied();
            let ordered = known.unwrap_or_else(|| self.place(&head, &signed, role));
            let receipt = self.receipt(&head, &ordered);
            answers.push(Answer::Taken { sequence, verdict: Box::new(ordered.verdict), receipt });
        }
        self.pushed = json(&PushAnswer { answers, epoch: Some(self.epoch) });
        self.pushed.clone()
    }

    fn receipt(&self, head: &Head, ordered: &OrderedFact) -> SignedReceipt {
        let receipt = Receipt {
            v: 1,
            site: site(),
            epoch: self.epoch,
            fact: head.id,
            content: ordered.fact.content_hash(),
            sequence: ordered.sequence,
            rolling: ordered.rolling,
            taken: self.time,
            outcome: ordered.verdict.outcome,
            missing: Vec::new(),
        };
        SignedReceipt::issue(&receipt, &self.signing)
    }

    fn feed(&mut self, request: &Request, query: &str) -> Response {
        let (_, person) = bearer(request);
        let Some(person) = person else { return problem(401, ProblemCode::Unauthenticated) };
        let after = query.split('&').find_map(|pair| pair.strip_prefix("after="));
        let cursor = after.map(|text| Cursor::read(text, &public(&self.signing)).unwrap());
        let from =
            cursor.filter(|cursor| cursor.epoch == self.epoch).map_or(0, |cursor| cursor.sequence as usize);
        let log = self.logs.get(&person).map_or(&[][..], |log| log);
        let to = log.len().min(from + self.page_size);
        let cursor = Cursor {
            v: 1,
            epoch: self.epoch,
            sequence: to as i64,
            rolling: Hash::parse(&"A".repeat(43)).unwrap(),
            person,
        };
        json(&FeedPage {
            epoch: self.epoch,
            entries: log[from..to].to_vec(),
            cursor: cursor.issue(&self.signing),
            more: to < log.len(),
            remaining: (log.len() - to) as i64,
            backed_up_through: self.backed_up_through,
        })
    }

    fn heartbeat(&mut self, heartbeat: Heartbeat) -> Response {
        self.heartbeats.push(heartbeat);
        json(&HeartbeatAnswer {
            time: self.time,
            staff: self.staff.clone(),
            unlocked: std::mem::take(&mut self.unlocked),
            backed_up_through: self.backed_up_through,
            epoch: self.epoch,
            compression: self.compression.clone(),
            lacking: Lacking::default(),
        })
    }

    fn part(&self, fact: FactId, slot: &str) -> Response {
        match self.apart.get(&(fact, slot.to_owned())) {
            Some(part) => Response {
                status: 200,
                salt: Some(part.salt.to_string()),
                body: part.bytes.0.clone(),
                ..Response::default()
            },
            None => problem(404, ProblemCode::NotFound),
        }
    }
}

fn bearer(request: &Request) -> (InstallationId, Option<PersonId>) {
    let (installation, person) = request.bearer.as_ref().unwrap().split_once('/').unwrap();
    (installation.parse().unwrap(), person.parse().ok())
}

fn json(body: &impl Serialize) -> Response {
    Response { status: 200, body: serde_json::to_vec(body).unwrap(), ..Response::default() }
}

fn problem(status: u16, code: ProblemCode) -> Response {
    let body = serde_json::to_vec(&Problem { code, detail: String::new() }).unwrap();
    Response { status, body, ..Response::default() }
}

fn html(status: u16) -> Response {
    Response { status, body: b"<html>Welcome to free Wi-Fi</html>".to_vec(), ..Response::default() }
}

impl Transport for Office {
    fn send(&self, request: Request) -> Answering<'_> {
        let mut inner = self.lock();
        let hits = |(path, _): &(&str, Fault)| request.url.contains(path);
        let fault =
            inner.faults.iter().position(hits).and_then(|i| inner.faults.remove(i)).map(|(_, fault)| fault);
        let answer = match fault {
            Some(Fault::Unreachable) => Err(TransportError::Unreachable),
            Some(Fault::Html(status)) => Ok(html(status)),
            Some(Fault::AnswerLost) => {
                inner.answer(&request);
                Err(TransportError::Cut)
            }
            Some(Fault::ForgedReceipts) => {
                let genuine = std::mem::replace(&mut inner.signing, SigningKey::from_bytes(&[66; 32]));
                let answer = inner.answer(&request);
                inner.signing = genuine;
                Ok(answer)
            }
            Some(Fault::OldAnswer) => Ok(inner.pushed.clone()),
            None => Ok(inner.answer(&request)),
        };
        drop(inner);
        let waits = request.url.contains("/v1/feed") && !request.url.contains("wait=0");
        Box::pin(async move {
            if waits {
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            }
            answer
        })
    }
}

/// The kind of a subject's key.
pub fn subject(kind: SubjectKind, key: &str) -> SubjectId {
    SubjectId::new(kind, key)
}
