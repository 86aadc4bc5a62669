//! Facts that are signed by somebody whom the office knows, taken into its order: whatever a handheld of ours or of
//! somebody else may sign, the office answers, and can read again what it keeps.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::directory::PersonEntry;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{Body, Carriage, Head, Part, SignedFact, SigningKey, Unsigned};
use doorstep_domain::ids::{FactId, InstallationId, PersonId, SubjectId, SubjectKind};
use doorstep_office::clock::Clock;
use doorstep_office::sample;
use doorstep_office::{Draft, NewDevice, Office};
use doorstep_protocol::facts::Answer;
use doorstep_protocol::seal::{Purpose, Sealer};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// So many subjects of earlier bytes make an office too slow to look into.
const KEPT: u64 = 20_000;

static DESK: LazyLock<Mutex<Desk>> = LazyLock::new(|| Mutex::new(Desk::open()));

/// An office in memory, and a handheld on which everybody signed in.
struct Desk {
    runtime: Runtime,
    office: Office,
    _folder: TempDir,
    installation: InstallationId,
    keys: BTreeMap<PersonId, SigningKey>,
    sequence: i64,
    inputs: u64,
}

/// Each line is a head: signed by whom it names, and sent, all about one subject of these bytes alone.
pub fn feed(bytes: &[u8]) {
    let mut desk = DESK.lock().unwrap();
    if desk.inputs > KEPT {
        *desk = Desk::open();
    }
    desk.inputs += 1;
    let facts: Vec<SignedFact> =
        bytes.split(|byte| *byte == b'\n').filter_map(|line| desk.sign(line)).collect();
    if !facts.is_empty() {
        let first = desk.send(&facts);
        assert_eq!(desk.send(&facts), first, "F-01: the same again, the same answer again");
    }
}

impl Desk {
    fn open() -> Self {
        let folder = in_memory();
        let runtime = Builder::new_current_thread().build().unwrap();
        let office =
            Office::open_as(folder.path(), &sample::SITE.parse().unwrap(), Clock::default()).unwrap();
        let installation = InstallationId(Uuid::from_u128(1));
        let device = SigningKey::from_bytes(&[9; 32]);
        let mut sealer = Sealer::new(&office.identity().keys.sealing_public(), Purpose::Escrow).unwrap();
        let store_key = sealer.seal(installation.0.as_bytes(), &[5; 32]).unwrap();
        let new = NewDevice { installation, device_key: public(&device), store_key };
        runtime.block_on(office.enrol(new)).unwrap();
        let mut desk = Self {
            runtime,
            office,
            _folder: folder,
            installation,
            keys: BTreeMap::new(),
            sequence: 0,
            inputs: 0,
        };
        desk.employ();
        desk
    }

    fn employ(&mut self) {
        let at = self.office.now();
        for (number, member) in sample::STAFF.iter().enumerate() {
            let person: PersonId = member.id.parse().unwrap();
            let entry = PersonEntry { role: member.role, department: None, active: true };
            let subject = SubjectId::new(SubjectKind::Person, &person);
            let (id, body) = (FactId(Uuid::from_u128(number as u128 + 1)), Body::PersonRecorded(entry));
            let draft = Draft { id, subject, body, at, parts: Vec::new() };
            self.runtime.block_on(self.office.append(vec![draft])).unwrap();
            let key = SigningKey::from_bytes(&[number as u8 + 10; 32]);
            self.runtime.block_on(self.office.certify(&person, self.installation, public(&key))).unwrap();
            self.keys.insert(person, key);
        }
    }

    /// The line as a head of this site, handheld and subject, with parts that are there.
    fn sign(&mut self, line: &[u8]) -> Option<SignedFact> {
        let mut head = Head::parse(line).ok()?;
        self.sequence += 1;
        let key = self.keys.get(&head.by.person).or_else(|| self.keys.values().next())?;
        head.by.key = public(key);
        head.site = sample::SITE.parse().unwrap();
        (head.installation, head.sequence) = (self.installation, self.sequence);
        head.id = FactId(Uuid::from_u128((1 << 64) + self.sequence as u128));
        head.subject =
            SubjectId::new(head.subject.kind()?, Uuid::from_u128((2 << 64) + u128::from(self.inputs)));
        let parts: Vec<Part> = head
            .parts
            .iter()
            .map(|part| Part { slot: part.slot.clone(), salt: Fixed([1; 32]), bytes: Blob(b"{}".to_vec()) })
            .collect();
        head.parts = parts.iter().map(|part| part.reference(Carriage::Inline)).collect();
        Some(Unsigned { head, parts }.sign(key))
    }

    /// The office answers each.
    fn send(&self, facts: &[SignedFact]) -> Vec<Answer> {
        let answers = self.runtime.block_on(self.office.take(facts.to_vec())).expect("the office answers");
        assert_eq!(answers.len(), facts.len());
        answers
    }
}

fn in_memory() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}
