//! Golden stores: the folders of a handheld and of its office as an older program left them when it was killed. They are
//! read forever: whoever updates signs in with their PIN, finds the half-done form, and what waits goes out once.
//!
//! `cargo run -p doorstep-tests-chaos -- golden NAME` makes one of the program at hand. One that is committed is never
//! made anew; a released format gets a new name.

mod make;
mod open;

use std::path::{Path, PathBuf};
use std::process::Command;

use doorstep_domain::moment::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::told::SavedFact;

pub use make::make;
pub use open::open;

/// Where they lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden_stores")
}

/// What has to be true of a golden store.
#[derive(Debug, Serialize, Deserialize)]
pub struct Expected {
    /// When it was left.
    pub at: Moment,
    /// All that its person was told "saved", sent or not.
    pub saved: Vec<SavedFact>,
    /// So many pictures are of these facts.
    pub pictures: usize,
    /// The half-done forms as they were kept, the last touched one last.
    pub forms: Vec<Form>,
}

/// A half-done form as JSON: what is in it has to be in it for ever.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Of a callback.
    Callback(Value),
    /// Of a work order.
    Order(Value),
    /// Of a complaint.
    Complaint(Value),
    /// A comment on a callback, by the supervisor on the same handheld.
    Review(Value),
}

fn tar(words: &[&str], archive: &Path, folder: &Path) {
    let mut command = Command::new("tar");
    command.args(words).arg(archive).arg("-C").arg(folder).arg(".");
    assert!(command.status().unwrap().success(), "tar {words:?} {}", archive.display());
}

fn pack(folder: &Path, archive: &Path) {
    tar(&["--sort=name", "--owner=0", "--group=0", "-czf"], archive, folder);
}

fn unpack(archive: &Path, folder: &Path) {
    tar(&["-xzf"], archive, folder);
}
