//! How long a backup and a verification of a big office take, and how much memory: facts of the office and of persons,
//! signed, with their parts, and pictures. Each runs in a process of its own; prints a table.
//!
//! `cargo run --release -p doorstep-tests-figures -- archive --facts 100000 --pictures 2000`

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::{Args, Subcommand};
use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::callback::Attempt;
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{Author, Body, Carriage, Head, Part, Seen, SignedFact, SigningKey, Unsigned};
use doorstep_domain::ids::{BootId, FactId, InstallationId, SubjectId};
use doorstep_domain::moment::OfficeTime;
use doorstep_office::NewDevice;
use doorstep_office::backup::back_up;
use doorstep_office::verify::verify;
use doorstep_protocol::carried::{Bringer, SignedBringer};
use doorstep_protocol::seal::{Purpose, Sealer};
use doorstep_protocol::upload::{PictureSecret, UploadMetadata};
use doorstep_tests_sync::directory::HOMES;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::handheld::who;
use doorstep_tests_sync::site::Site;
use uuid::Uuid;

use crate::figure::row;

/// So many attempts on a callback, before the next one is opened.
const ATTEMPTS: usize = 8;
/// The size of a picture, in bytes.
const PICTURE: usize = 150_000;

/// Backup and verification of a big office.
#[derive(Args)]
pub struct Options {
    /// So many facts of persons; the office adds two for each eight.
    #[arg(long, default_value_t = 100_000)]
    facts: usize,
    /// So many pictures among them.
    #[arg(long, default_value_t = 2_000)]
    pictures: usize,
    #[command(subcommand)]
    one: Option<One>,
}

#[derive(Subcommand)]
enum One {
    /// Only copies, and tells what it took.
    Backup { from: PathBuf, to: PathBuf },
    /// Only verifies, and tells what it took.
    Verify { folder: PathBuf },
}

/// Prints its rows.
pub async fn measure(options: &Options) {
    match options {
        Options { one: Some(One::Backup { from, to }), .. } => {
            let copied = measured(|| back_up(from, to).unwrap());
            eprintln!("{copied:?}");
        }
        Options { one: Some(One::Verify { folder }), .. } => {
            let verified = measured(|| verify(folder).unwrap());
            assert!(verified.is_whole(), "{verified}");
            eprintln!("{verified}");
        }
        &Options { facts, pictures, one: None } => {
            let begin = Instant::now();
            let site = fill(facts, pictures).await;
            let size = fs::metadata(site.database()).unwrap().len() / 1_000_000;
            eprintln!("{facts} facts and {pictures} pictures in {} s, {size} MB", begin.elapsed().as_secs());
            measure_all(site.folder(), &format!("{facts} facts, {pictures} pictures"));
        }
    }
}

fn measure_all(data: &Path, of: &str) {
    let backup = Place::Disk.folder();
    let [from, to] = [data, backup.path()].map(|path| path.to_str().unwrap());
    in_its_own_process(&format!("backup of an office of {of}"), &["backup", from, to]);
    in_its_own_process("backup again: nothing is new but the database", &["backup", from, to]);
    in_its_own_process("verify the office", &["verify", from]);
    in_its_own_process("verify the backup", &["verify", to]);
}

fn in_its_own_process(work: &str, arguments: &[&str]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let done = command.arg("archive").args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    row(work, String::from_utf8_lossy(&done.stdout).trim(), "-", None, "-");
}

/// Prints the time and the most memory that this process has had.
fn measured<T>(work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!("{:.1} s, at most {} MB", begin.elapsed().as_secs_f64(), kilobytes / 1_000);
    done
}

/// An office that has so much; it is served no more.
async fn fill(facts: usize, pictures: usize) -> Site {
    let mut site = Site::found_on(Place::Disk).await;
    let mut desk = Desk::at(&site).await;
    let every = facts.checked_div(pictures).unwrap_or(usize::MAX).max(1);
    let mut batch = Vec::new();
    let mut callback = None;
    for number in 0..facts {
        if number % ATTEMPTS == 0 {
            callback = Some(site.repair(HOMES[number / ATTEMPTS % 4].0).await);
        }
        let picture = (number % every == 0).then(|| desk.picture(number));
        batch.push(desk.attempt(callback.as_ref().unwrap(), picture.as_ref(), &site));
        if let Some((part, secret)) = picture {
            site.office().take(std::mem::take(&mut batch)).await.unwrap();
            desk.hand_in(&site, &part, secret).await;
        } else if batch.len() == 100 {
            site.office().take(std::mem::take(&mut batch)).await.unwrap();
        }
    }
    site.office().take(batch).await.unwrap();
    site.stop().await;
    site
}

/// A handheld with a person, without stores of its own.
struct Desk {
    installation: InstallationId,
    device: SigningKey,
    person: SigningKey,
    sequence: i64,
    last: FactId,
}

impl Desk {
    async fn at(site: &Site) -> Self {
        let installation = InstallationId(Uuid::new_v4());
        let [device, person] = [1, 2].map(|seed| SigningKey::from_bytes(&[seed; 32]));
        let office = site.office().introduce().await.unwrap();
        let mut sealer = Sealer::new(&office.sealing_key, Purpose::Escrow).unwrap();
        let store_key = sealer.seal(installation.0.as_bytes(), &[3; 32]).unwrap();
        let new = NewDevice { installation, device_key: public(&device), store_key };
        site.office().enrol(new).await.unwrap();
        site.office().certify(&who("lin"), installation, public(&person)).await.unwrap();
        Self { installation, device, person, sequence: 0, last: FactId(Uuid::nil()) }
    }

    /// V-09: nobody was home. Its texts and a document are as long as those of a record.
    fn attempt(
        &mut self,
        callback: &SubjectId,
        picture: Option<&(Part, PictureSecret)>,
        site: &Site,
    ) -> SignedFact {
        self.sequence += 1;
        self.last = FactId(Uuid::now_v7());
        let part = |slot: &str, bytes: Vec<u8>| Part {
            slot: slot.parse().unwrap(),
            salt: salt(),
            bytes: Blob(bytes),
        };
        let texts = format!(r#"{{"note":"敲门无人应 {}"}}"#, self.sequence).into_bytes();
        let inline = vec![part("texts", texts), part("document", noise(self.sequence as u64, 1500))];
        let mut parts: Vec<_> = inline.iter().map(|part| part.reference(Carriage::Inline)).collect();
        parts.extend(picture.map(|(part, _)| part.reference(Carriage::Apart)));
        let now = site.now();
        let body = Body::CallbackAttempted(Attempt { next_try: now.shifted(3_600_000) });
        let kind = body.kind();
        let head = Head {
            v: ENVELOPE_VERSION,
            id: self.last,
            kind: kind.word.to_owned(),
            kv: kind.version,
            site: site.office().identity().site.clone(),
            subject: callback.clone(),
            by: Author { person: who("lin"), key: public(&self.person) },
            installation: self.installation,
            sequence: self.sequence,
            wall: now,
            boot: BootId(Uuid::nil()),
            office: OfficeTime::exact(now),
            seen: Seen { office: 0, pending: 0 },
            body: body.to_value(),
            parts,
        };
        Unsigned { head, parts: inline }.sign(&self.person)
    }

    fn picture(&self, number: usize) -> (Part, PictureSecret) {
        let secret = PictureSecret::new(salt(), salt());
        let bytes = Blob(noise(number as u64 + 1, PICTURE));
        (Part { slot: "picture/1".parse().unwrap(), salt: secret.salt, bytes }, secret)
    }

    async fn hand_in(&self, site: &Site, part: &Part, secret: PictureSecret) {
        let office = site.office().introduce().await.unwrap();
        let bringer = Bringer {
            v: 1,
            installation: self.installation,
            office: office.signing_key,
            sealed_to: office.sealing_key,
            written: site.now(),
        };
        let bringer = SignedBringer::sign(&bringer, &self.device);
        let mut sealer = Sealer::new(&office.sealing_key, Purpose::Outbox).unwrap();
        let sealed = secret.seal(&mut sealer, self.last, &part.slot).unwrap();
        let metadata = UploadMetadata { fact: self.last, slot: part.slot.clone(), secret: sealed };
        let ciphertext = Blob(secret.encrypt(&part.bytes.0).unwrap());
        site.office().hand_in_picture(&bringer, &metadata.to_header(), ciphertext).await.unwrap();
    }
}

fn salt() -> Fixed<32> {
    let halves = [Uuid::new_v4(), Uuid::new_v4()];
    let mut salt = [0; 32];
    salt[..16].copy_from_slice(halves[0].as_bytes());
    salt[16..].copy_from_slice(halves[1].as_bytes());
    Fixed(salt)
}

/// Bytes that nothing makes smaller.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}
