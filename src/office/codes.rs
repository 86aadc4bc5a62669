//! One-time codes: for enrolling a handheld, and for a person's first sign-in on one (F-03). Good for
//! a day, for five tries, for one use; hashed with the office's key, so nobody reads them back.

use std::fmt;

use doorstep_domain::bytes::{Fixed, Hash};
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_protocol::enrol::EnrolCode;
use doorstep_protocol::problem::ProblemCode;
use sha2::{Digest, Sha256};

use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::{Code, Purpose};

/// How long a code is good, in milliseconds.
pub const GOOD_FOR: i64 = 24 * 60 * 60 * 1000;
/// After so many wrong tries a code is dead.
pub const MAX_WRONG: i64 = 5;
/// The half of an enrolment secret by which its code is found, so that guessing at one never spoils another.
const NAME_LENGTH: usize = 4;

/// A person's one-time code: 8 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonCode(pub String);

impl fmt::Display for PersonCode {
    /// In two groups of four, as people read them out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at(4.min(self.0.len()));
        write!(f, "{first} {second}")
    }
}

/// Whether a code was spent now, or before by the same installation whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    Now,
    Before,
}

impl Ledger {
    /// A new enrolment code. Only this answer ever holds it.
    pub(crate) fn new_enrol_code(&mut self, fingerprint: &str) -> Result<EnrolCode, OfficeError> {
        let code = EnrolCode::new(random()?, fingerprint.to_owned());
        let name = self.enrol_name(&code.secret);
        self.keep_code(Purpose::Enrol, name, &code.secret)?;
        Ok(code)
    }

    /// A new code for a person; it takes the place of an earlier one.
    pub(crate) fn new_person_code(&mut self, person: &PersonId) -> Result<PersonCode, OfficeError> {
        let number = u64::from_be_bytes(random()?) % 100_000_000;
        let code = format!("{number:08}");
        self.keep_code(Purpose::Person, person.as_str().to_owned(), &code)?;
        Ok(PersonCode(code))
    }

    fn keep_code(&self, purpose: Purpose, name: String, secret: &str) -> Result<(), OfficeError> {
        let digest = self.digest(&name, secret);
        let expires = self.now().shifted(GOOD_FOR);
        let code = Code { id: 0, purpose, name, digest, expires, wrong: 0, used_by: None };
        Ok(self.store.insert_code(&code)?)
    }

    /// Spends the enrolment code with this secret.
    pub(crate) fn spend_enrol_code(
        &mut self,
        secret: &str,
        by: InstallationId,
    ) -> Result<Spent, OfficeError> {
        let secret = secret.to_ascii_uppercase();
        let name = self.enrol_name(&secret);
        self.spend(Purpose::Enrol, &name, &secret, by)
    }

    /// Spends a person's code.
    pub(crate) fn spend_person_code(
        &mut self,
        person: &PersonId,
        code: &str,
        by: InstallationId,
    ) -> Result<Spent, OfficeError> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        self.spend(Purpose::Person, person.as_str(), &digits, by)
    }

    fn spend(
        &mut self,
        purpose: Purpose,
        name: &str,
        secret: &str,
        by: InstallationId,
    ) -> Result<Spent, OfficeError> {
        let codes = self.store.codes(purpose, name)?;
        let digest = self.digest(name, secret);
        let Some(place) = codes.iter().position(|code| code.digest == digest) else {
            if let Some(newest) = codes.first() {
                self.store.count_wrong(newest.id)?;
            }
            return Err(OfficeError::refused(ProblemCode::WrongCode, "there is no such code"));
        };
        self.spend_known(&codes[place], place == 0, by)
    }

    fn spend_known(&self, code: &Code, newest: bool, by: InstallationId) -> Result<Spent, OfficeError> {
        let expired = |why| Err(OfficeError::refused(ProblemCode::ExpiredCode, why));
        match code.used_by {
            Some(user) if user == by => return Ok(Spent::Before),
            Some(_) => return Err(OfficeError::refused(ProblemCode::UsedCode, "this code was used before")),
            None => {}
        }
        if code.wrong >= MAX_WRONG {
            return expired("too many wrong tries: ask for a new code");
        }
        if !newest || self.now() >= code.expires {
            return expired("this code has run out: ask for a new one");
        }
        self.store.use_code(code.id, by, self.now())?;
        Ok(Spent::Now)
    }

    fn enrol_name(&self, secret: &str) -> String {
        let name: String = secret.chars().take(NAME_LENGTH).collect();
        self.digest("enrol", &name).to_string()
    }

    fn digest(&self, name: &str, secret: &str) -> Hash {
        let digest = Sha256::new()
            .chain_update(b"doorstep/code/1\0")
            .chain_update(self.office.keys.signing.to_bytes())
            .chain_update(name)
            .chain_update([0])
            .chain_update(secret);
        Fixed(digest.finalize().into())
    }
}

fn random<const N: usize>() -> Result<[u8; N], OfficeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| OfficeError::Random)?;
    Ok(bytes)
}
