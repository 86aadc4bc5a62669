//! A fact arrives: opened and checked side by side with others, then taken by the writer (F-01, F-04).

use doorstep_domain::bytes::{Fixed, Hash};
use doorstep_domain::fact::body::BodyError;
use doorstep_domain::fact::head::HeadError;
use doorstep_domain::fact::{Body, Carriage, FactError, Head, Reason, SignedFact};
use doorstep_domain::moment::Moment;
use doorstep_protocol::facts::{AgainReason, Answer, Routing, SealedFact, SealedFactError};
use doorstep_protocol::pack::PackError;
use doorstep_protocol::seal::{Opener, Purpose};
use sha2::{Digest, Sha256};

use crate::directory;
use crate::error::OfficeError;
use crate::identity::Identity;
use crate::ledger::{Entry, Ledger, Standing};
use crate::store::{KeptPart, Refusal, StoreError};
use crate::upload;

/// Something that arrived as a fact.
#[derive(Debug, Clone)]
pub struct Arrival {
    routing: Routing,
    came: Came,
    found: Found,
}

/// Exactly what came; it is written down only where it is refused.
#[derive(Debug, Clone)]
enum Came {
    Sealed(SealedFact),
    Clear(SignedFact),
}

impl Came {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Came::Sealed(sealed) => serde_json::to_vec(sealed).unwrap_or_default(),
            Came::Clear(fact) => serde_json::to_vec(fact).unwrap_or_default(),
        }
    }
}

#[derive(Debug, Clone)]
enum Found {
    Fact(Box<Readable>),
    /// This office is too old to know the packing, the envelope, the algorithm or the kind.
    TooOld,
    /// No fact, or none that fits its routing.
    Broken,
}

#[derive(Debug, Clone)]
struct Readable {
    fact: SignedFact,
    head: Head,
    body: Body,
}

impl Arrival {
    /// Opens what handhelds sealed, and checks signatures and parts. Reads no store.
    pub fn open_all(facts: Vec<SealedFact>, office: &Identity) -> Vec<Self> {
        let mut opener = Opener::new(&office.keys.sealing, Purpose::Outbox);
        facts.into_iter().map(|sealed| Self::open(sealed, office, &mut opener)).collect()
    }

    fn open(sealed: SealedFact, office: &Identity, opener: &mut Opener<'_>) -> Self {
        let found = match sealed.open_by(opener) {
            Ok(fact) => check(fact, office, &sealed.routing),
            Err(SealedFactError::Pack(PackError::Dictionary(_))) => Found::TooOld,
            Err(_) => Found::Broken,
        };
        Self { routing: sealed.routing, came: Came::Sealed(sealed), found }
    }

    /// C-06: grave complaints go first.
    pub fn is_urgent(&self) -> bool {
        self.routing.priority == 0
    }

    /// Whether this very fact came before.
    pub(crate) fn is_here(&self, ledger: &Ledger) -> Result<bool, StoreError> {
        let Found::Fact(readable) = &self.found else { return Ok(false) };
        let stored = ledger.store.fact(readable.head.id)?;
        Ok(stored.is_some_and(|stored| stored.content == readable.fact.content_hash()))
    }

    /// A fact that comes in clear, from within the office's own machine.
    pub fn clear(fact: SignedFact, office: &Identity) -> Self {
        let head = Head::parse(fact.head.as_bytes());
        let (installation, sequence) =
            head.map_or((office.installation, 0), |h| (h.installation, h.sequence));
        let routing = Routing { installation, sequence, priority: 1, tag: Fixed([0; 16]) };
        Self { routing, came: Came::Clear(fact.clone()), found: check(fact, office, &routing) }
    }
}

fn check(fact: SignedFact, office: &Identity, routing: &Routing) -> Found {
    let head = match fact.verify_whole() {
        Ok(head) => head,
        Err(FactError::Head(HeadError::NewerEnvelope(_)) | FactError::Algorithm) => return Found::TooOld,
        Err(_) => return Found::Broken,
    };
    let fits = (head.installation, head.sequence) == (routing.installation, routing.sequence);
    if head.site != office.site || !fits {
        return Found::Broken;
    }
    match Body::parse(&head.kind, head.kv, &head.body) {
        Ok(body) => Found::Fact(Box::new(Readable { fact, head, body })),
        Err(BodyError::Unknown(..)) => Found::TooOld,
        Err(BodyError::Shape(..)) => Found::Broken,
    }
}

impl Ledger {
    /// Takes, refuses or puts off what arrived. The same again gets the same answer again (F-01), but for
    /// the pictures that have arrived since.
    pub(crate) fn take(&mut self, arrival: &Arrival) -> Result<Answer, OfficeError> {
        match &arrival.found {
            Found::Fact(readable) => self.take_fact(arrival, readable),
            Found::Broken => self.refuse(arrival, "broken", Reason::Broken),
            Found::TooOld => {
                self.store.count_too_old(arrival.routing.installation, self.now())?;
                Ok(again(arrival, AgainReason::TooOld))
            }
        }
    }

    fn take_fact(&mut self, arrival: &Arrival, readable: &Readable) -> Result<Answer, OfficeError> {
        let Readable { fact, head, body } = readable;
        if let Some(stored) = self.store.fact(head.id)? {
            return match stored.content == fact.content_hash() {
                true => {
                    let receipt = upload::receipt_now(&*self.store, &self.office, &stored)?;
                    let verdict = Box::new(stored.verdict);
                    Ok(Answer::Taken { sequence: head.sequence, verdict, receipt })
                }
                false => self.refuse_same_id(arrival),
            };
        }
        if self.lacks_predecessor(arrival, head)? {
            return Ok(again(arrival, AgainReason::Predecessor));
        }
        if self.store.has_own_sequence(head.installation, head.sequence)? {
            self.quarantine(arrival)?;
        }
        let standing = self.standing(head)?;
        let entry = Entry { fact, head, body, standing, parts: parts(head, fact) };
        let placed = self.place(entry)?;
        let verdict = Box::new(placed.verdict);
        Ok(Answer::Taken { sequence: head.sequence, verdict, receipt: placed.receipt })
    }

    /// Whether an earlier fact of this installation on the same subject has not arrived.
    ///
    /// The author says how many of them stood unanswered behind what they had seen. Those that the
    /// office has, or has refused, count; and where it has everything that the installation made
    /// before, nothing can be missing, so that a miscount never blocks a subject for good.
    fn lacks_predecessor(&self, arrival: &Arrival, head: &Head) -> Result<bool, StoreError> {
        if head.seen.pending <= 0 {
            return Ok(false);
        }
        let (installation, before) = (head.installation, head.sequence);
        let here = self.store.count_own(installation, &head.subject, before, head.seen.office)?;
        let refused = self.store.count_refused(installation, &arrival.routing.tag)?;
        let complete = || Ok(self.store.count_before(installation, before)? >= before - 1);
        if here + refused >= head.seen.pending { Ok(false) } else { complete().map(|all: bool| !all) }
    }

    /// P-09, F-03: who the author is to the office, now and when the fact was made.
    fn standing(&self, head: &Head) -> Result<Standing, StoreError> {
        let key = self.store.person_key(&head.by.key)?;
        let certified = key.filter(|key| {
            (&key.person, key.installation) == (&head.by.person, head.installation)
                && key.retired.is_none_or(|retired| head.office.earliest() <= retired)
        });
        let person = directory::person(&*self.store, &head.by.person)?;
        let (Some(_), Some(person)) = (certified, person) else { return Ok(Standing::Uncertified) };
        let device = self.store.device(head.installation)?;
        let revoked = !person.active || device.is_none_or(|device| device.revoked.is_some());
        Ok(Standing::Certified { role: person.role, revoked })
    }

    /// Both are kept, and the installation needs a look: an id is given once.
    fn refuse_same_id(&mut self, arrival: &Arrival) -> Result<Answer, OfficeError> {
        self.quarantine(arrival)?;
        self.refuse(arrival, "same_id", Reason::SameId)
    }

    fn quarantine(&self, arrival: &Arrival) -> Result<(), StoreError> {
        let Some(mut device) = self.store.device(arrival.routing.installation)? else { return Ok(()) };
        tracing::warn!(device = device.number, "an installation used an id or a sequence twice");
        device.quarantined = device.quarantined.or(Some(self.now()));
        self.store.save_device(&device)
    }

    fn refuse(&self, arrival: &Arrival, why: &'static str, reason: Reason) -> Result<Answer, OfficeError> {
        self.store.keep_refused(&refusal(arrival, why, self.now()))?;
        Ok(Answer::Refused { sequence: arrival.routing.sequence, reason })
    }
}

fn refusal(arrival: &Arrival, why: &'static str, at: Moment) -> Refusal {
    let bytes = arrival.came.bytes();
    let digest: Hash = Fixed(Sha256::digest(&bytes).into());
    let Routing { installation, sequence, tag, .. } = arrival.routing;
    Refusal { why, installation, sequence, tag, bytes, digest, at }
}

fn again(arrival: &Arrival, why: AgainReason) -> Answer {
    Answer::Again { sequence: arrival.routing.sequence, why }
}

/// The parts of the head: inline ones with their bytes, the others as still missing.
fn parts(head: &Head, fact: &SignedFact) -> Vec<KeptPart> {
    let here = |slot: &str| fact.parts.iter().find(|part| part.slot.as_str() == slot);
    let keep = |reference: &doorstep_domain::fact::PartRef| {
        let part = here(reference.slot.as_str()).filter(|_| reference.carriage == Carriage::Inline);
        KeptPart {
            reference: reference.clone(),
            salt: part.map(|part| part.salt),
            bytes: part.map(|part| part.bytes.clone()),
            file: None,
        }
    };
    head.parts.iter().map(keep).collect()
}
