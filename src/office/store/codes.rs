//! One-time codes, hashed (F-03).

use doorstep_domain::bytes::Hash;
use doorstep_domain::ids::InstallationId;
use doorstep_domain::moment::Moment;

use super::StoreError;

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Enrols a handheld.
    Enrol,
    /// A person's first sign-in on a handheld, or a new PIN.
    Person,
}

/// A code as it is kept: nobody can read it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Its row.
    pub id: i64,
    /// What it is for.
    pub purpose: Purpose,
    /// What it is looked up by: the person, or a hash of its first half.
    pub name: String,
    /// A keyed hash of the whole.
    pub digest: Hash,
    /// When it runs out.
    pub expires: Moment,
    /// How often somebody was wrong about it.
    pub wrong: i64,
    /// Who used it.
    pub used_by: Option<InstallationId>,
}

/// One-time codes.
pub trait CodeStore {
    /// Stores a new code. `id` is not read.
    fn insert_code(&self, code: &Code) -> Result<(), StoreError>;

    /// The codes with this name, newest first.
    fn codes(&self, purpose: Purpose, name: &str) -> Result<Vec<Code>, StoreError>;

    /// Counts a wrong try.
    fn count_wrong(&self, id: i64) -> Result<(), StoreError>;

    /// Marks a code as used.
    fn use_code(&self, id: i64, by: InstallationId, at: Moment) -> Result<(), StoreError>;
}
