//! Trains the shared dictionary of sealed facts (DESIGN.md §4), from invented facts alone: what the staff of the sample
//! residence wrote, and a released fact of every kind. The same program makes the same file, but for what a newer zstd
//! or another sample change; a dictionary that was released is never made anew.
//!
//! `cargo run --release -p doorstep-office --example dictionary -- FILE`
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a tool for developers: it stops at what it did not expect"
)]

use std::fs;
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{Author, Carriage, Head, Part, Seen, SignedFact, SigningKey, Slot, Unsigned};
use doorstep_domain::ids::{BootId, FactId, InstallationId, PersonId, SubjectId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_office::sample::{self, Content, Entry, SEED, SITE};
use doorstep_protocol::layout::lay;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// No larger, in bytes.
const SIZE: usize = 32 * 1024;
/// Each kind counts so often, whether the staff of the sample wrote it or not.
const OF_EACH_KIND: usize = 12;
/// 2026-11-24T10:00+08:00.
const NOW: i64 = 1_795_485_600_000;

/// What handhelds do not write is not sealed.
const BY_THE_OFFICE: [&str; 6] = ["site", "calendar", "catalogue", "home", "person", "event"];
/// An id, a hash, a key and a salt are at least so long, and consist of the characters of base64 for URLs.
const ID: usize = 36;
/// So much of a drawing shows how drawings begin; its points do not repeat.
const OF_A_DRAWING: usize = 160;

fn main() {
    let file = std::env::args().nth(1).unwrap_or_else(|| panic!("which file to write?"));
    let facts = facts();
    let samples: Vec<Vec<u8>> =
        facts.iter().map(|fact| without_chance(&lay(&without_drawing(fact)))).collect();
    let dictionary = zstd::dict::from_samples(&samples, SIZE).unwrap();
    println!("{} facts: a dictionary of {} bytes", facts.len(), dictionary.len());
    println!("SHA-256 {}", Fixed::<32>(Sha256::digest(&dictionary).into()));
    // The other half was not seen: what it saves there it saves elsewhere.
    let half: Vec<&Vec<u8>> = samples.iter().step_by(2).collect();
    let of_half = zstd::dict::from_samples(&half, SIZE).unwrap();
    let mut with = zstd::bulk::Compressor::with_dictionary(15, &of_half).unwrap();
    let unseen = || facts.iter().skip(1).step_by(2);
    let json: usize = unseen().map(|fact| serde_json::to_vec(fact).unwrap().len()).sum();
    let plain: usize =
        unseen().map(|fact| zstd::bulk::compress(&serde_json::to_vec(fact).unwrap(), 3).unwrap().len()).sum();
    let small: usize = unseen().map(|fact| with.compress(&lay(fact)).unwrap().len()).sum();
    println!(
        "half of them, with the dictionary of the other half: {json} as JSON, {plain} compressed, {small} with it"
    );
    fs::write(file, dictionary).unwrap();
}

fn facts() -> Vec<SignedFact> {
    let residence = sample::write(SEED, Moment::nearest(NOW)).unwrap();
    let mut writer = Writer(0);
    let by_persons = residence.entries.iter().filter(|entry| entry.by != PersonId::office());
    let mut facts: Vec<SignedFact> = by_persons.map(|entry| writer.of_entry(entry)).collect();
    for fact in released() {
        facts.extend((0..OF_EACH_KIND).filter_map(|_| writer.of_released(&fact)));
    }
    facts
}

/// Without what never repeats: runs as long as an id.
fn without_chance(laid: &[u8]) -> Vec<u8> {
    let in_ids = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let runs = laid.chunk_by(|a, b| in_ids(a) == in_ids(b));
    runs.filter(|run| run.len() < ID || !in_ids(&run[0])).flatten().copied().collect()
}

fn without_drawing(fact: &SignedFact) -> SignedFact {
    let mut fact = fact.clone();
    let drawings = fact.parts.iter_mut().filter(|part| part.slot.as_str() == Slot::SIGNATURE);
    drawings.for_each(|drawing| drawing.bytes.0.truncate(OF_A_DRAWING));
    fact
}

/// The released facts, a file each.
fn released() -> Vec<SignedFact> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("fact-")));
    files.sort();
    files.iter().map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap()).collect()
}

/// Writes facts as if each came from a handheld and a person of its own: ids, keys and salts, in which nothing repeats,
/// must not get into a dictionary.
struct Writer(u64);

impl Writer {
    fn chance<const N: usize>(&mut self) -> [u8; N] {
        self.0 += 1;
        let digest = Sha256::digest(self.0.to_be_bytes());
        std::array::from_fn(|i| digest[i % 32])
    }

    fn uuid(&mut self) -> Uuid {
        Uuid::from_bytes(self.chance())
    }

    fn part(&mut self, slot: &str, bytes: Vec<u8>) -> Part {
        Part { slot: slot.parse().unwrap(), salt: Fixed(self.chance()), bytes: Blob(bytes) }
    }

    fn of_entry(&mut self, entry: &Entry) -> SignedFact {
        let parts = entry.parts.iter().filter_map(|(slot, content)| match content {
            Content::Bytes(bytes) => Some((slot.as_str().to_owned(), bytes.clone())),
            Content::Picture(_) => None,
        });
        let parts: Vec<(String, Vec<u8>)> = parts.collect();
        let kind = entry.body.kind();
        self.fact(
            (kind.word, kind.version),
            &entry.by,
            (&entry.subject, entry.at),
            entry.body.to_value(),
            parts,
        )
    }

    fn of_released(&mut self, fact: &SignedFact) -> Option<SignedFact> {
        let head = Head::parse(fact.head.as_bytes()).unwrap();
        let (about, _) = head.subject.as_str().split_once('/').unwrap();
        if BY_THE_OFFICE.contains(&about) || head.kind == "callback.opened" {
            return None;
        }
        let parts =
            fact.parts.iter().map(|part| (part.slot.as_str().to_owned(), part.bytes.0.clone())).collect();
        let about = (&head.subject, head.office.middle());
        Some(self.fact((&head.kind, head.kv), &head.by.person, about, head.body.clone(), parts))
    }

    fn fact(
        &mut self,
        (kind, kv): (&str, u16),
        by: &PersonId,
        (subject, at): (&SubjectId, Moment),
        body: Value,
        parts: Vec<(String, Vec<u8>)>,
    ) -> SignedFact {
        let key = SigningKey::from_bytes(&self.chance());
        let parts: Vec<Part> = parts.into_iter().map(|(slot, bytes)| self.part(&slot, bytes)).collect();
        let (kind_of_subject, _) = subject.as_str().split_once('/').unwrap();
        let spread = i64::from(u16::from_be_bytes(self.chance()));
        let head = Head {
            v: ENVELOPE_VERSION,
            id: FactId(self.uuid()),
            kind: kind.to_owned(),
            kv,
            site: SITE.parse().unwrap(),
            subject: format!("{kind_of_subject}/{}", self.uuid()).parse().unwrap(),
            by: Author { person: by.clone(), key: public(&key) },
            installation: InstallationId(self.uuid()),
            sequence: spread % 900,
            wall: at.shifted(spread),
            boot: BootId(self.uuid()),
            office: OfficeTime::between(at.shifted(spread - 40), at.shifted(spread + 35)),
            seen: Seen { office: spread, pending: spread % 3 },
            body,
            parts: parts.iter().map(|part| part.reference(Carriage::Inline)).collect(),
        };
        Unsigned { head, parts }.sign(&key)
    }
}
