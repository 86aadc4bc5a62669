//! Signing in with a PIN, locking, changing shifts: offline (F-01, F-03).

use doorstep_domain::ids::PersonId;
use thiserror::Error;

use super::save::SaveError;
use crate::device::Device;
use crate::keyring::{Gate, KeyringError, Pin, Tries, Unlocked};
use crate::media;
use crate::shift::{Shift, ShiftError};
use crate::store::StoreError;
use crate::store::outbox::KnownOffice;

/// Why somebody is not signed in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Another PIN: so many tries are left.
    #[error("not this PIN")]
    WrongPin {
        /// What the next try meets.
        next: Gate,
    },
    /// Slowed down after wrong tries.
    #[error("wait {seconds} seconds")]
    Wait {
        /// So many seconds.
        seconds: i64,
    },
    /// Locked until the office unlocks. What waits is safe, and is sent all the same.
    #[error("locked until the office unlocks")]
    Locked,
    /// This person has no keys here: their first sign-in needs a code of the office.
    #[error("this person has not signed in here yet")]
    FirstSignIn,
    /// The device is not enrolled.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// The device was revoked: it may hand in what it holds, nothing else.
    #[error("this device was revoked")]
    Revoked,
    /// The stored keys cannot be used.
    #[error(transparent)]
    Keyring(KeyringError),
    /// The personal store does not open: [`StoreError::to_do`] says what then.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing can be sealed to the office.
    #[error("the office's key is damaged")]
    OfficeKey,
}

impl From<ShiftError> for SignInError {
    fn from(error: ShiftError) -> Self {
        match error {
            ShiftError::Store(error) => error.into(),
            ShiftError::Seal(_) => SignInError::OfficeKey,
        }
    }
}

impl Device {
    /// Whether this person's PIN may be tried now.
    ///
    /// # Errors
    /// When the person has no keys here, or the store fails.
    pub fn gate(&self, person: &PersonId) -> Result<Gate, SignInError> {
        let (_, tries) = self.outbox.keys(person)?.ok_or(SignInError::FirstSignIn)?;
        Ok(tries.gate(self.config.clock.read()))
    }

    /// Signs in with a PIN: offline, in a third of a second. Whoever was signed in before is locked out.
    ///
    /// # Errors
    /// See [`SignInError`]. A wrong try is written down before the answer is given.
    pub fn sign_in(&mut self, person: &PersonId, pin: &Pin) -> Result<(), SignInError> {
        self.lock();
        let office = self.outbox.office()?.ok_or(SignInError::NotEnrolled)?;
        if office.hand_in_only {
            return Err(SignInError::Revoked);
        }
        let keys = self.try_pin(person, pin)?;
        let shift = self.unlock(person, keys, &office)?;
        self.start(shift)
    }

    /// Opens the personal store. A key that is known to be right tells a torn store from a wrong key.
    pub(crate) fn unlock(
        &self,
        person: &PersonId,
        keys: Unlocked,
        office: &KnownOffice,
    ) -> Result<Shift, SignInError> {
        let check = self.store_key_check(&keys.store_key);
        let known = self.outbox.store_key_check()?;
        let shift = Shift::begin(person.clone(), keys, &self.personal_path(), &office.identity.sealing_key);
        match (shift, known) {
            (Err(ShiftError::Store(StoreError::WrongKey)), Some(known)) if known == check => {
                Err(StoreError::Torn.into())
            }
            (Ok(shift), None) => {
                self.outbox.set_store_key_check(&check)?;
                Ok(shift)
            }
            (shift, _) => Ok(shift?),
        }
    }

    fn try_pin(&self, person: &PersonId, pin: &Pin) -> Result<Unlocked, SignInError> {
        let (entry, tries) = self.outbox.keys(person)?.ok_or(SignInError::FirstSignIn)?;
        let now = self.config.clock.read();
        match tries.gate(now) {
            Gate::Open { .. } => {}
            Gate::Wait { seconds } => return Err(SignInError::Wait { seconds }),
            Gate::Locked => return Err(SignInError::Locked),
        }
        let tries = tries.once_more(now);
        self.outbox.set_tries(person, tries)?;
        let keys = self.keyring().unwrap(&entry, pin).map_err(|error| match error {
            KeyringError::WrongPin => SignInError::WrongPin { next: tries.gate(self.config.clock.read()) },
            other => SignInError::Keyring(other),
        })?;
        self.outbox.set_tries(person, Tries::default())?;
        Ok(keys)
    }

    /// The shift begins: what a crash kept out of the outbox is caught up.
    pub(crate) fn start(&mut self, shift: Shift) -> Result<(), SignInError> {
        let person = shift.person.clone();
        self.outbox.set_last_shift(&person)?;
        self.shift = Some(shift);
        match self.seal_pending() {
            Ok(0) => {}
            Ok(caught_up) => tracing::info!(caught_up, "sealed what a crash had kept out of the outbox"),
            Err(SaveError::Store(error)) => return Err(error.into()),
            Err(error) => tracing::warn!(%error, "not sealed into the outbox yet"),
        }
        self.absorb_answers()?;
        self.sweep_pictures()?;
        Ok(())
    }

    fn sweep_pictures(&self) -> Result<(), StoreError> {
        let Some(shift) = &self.shift else { return Ok(()) };
        let mut known = shift.personal.picture_files()?;
        known.extend(self.outbox.upload_files()?);
        Ok(media::sweep(&self.media_folder(), &known)?)
    }

    /// Locks: keys are wiped, the personal store is closed. What waits is sent all the same.
    pub fn lock(&mut self) {
        if let Err(error) = self.keep_reckoning() {
            tracing::warn!(%error, "the reckoning was not kept");
        }
        self.shift = None;
    }

    /// A torn personal store is kept aside under another name; the office sends everything once more. What
    /// waits to be sent is in the outbox; half-done forms go with the file.
    ///
    /// # Errors
    /// When the files cannot be renamed.
    pub fn set_personal_store_aside(&mut self) -> Result<(), StoreError> {
        self.lock();
        let path = self.personal_path();
        let aside = path.with_extension(format!("torn-{}", self.config.clock.wall().millis()));
        std::fs::rename(&path, &aside)?;
        for end in ["-wal", "-shm"] {
            let of = |path: &std::path::Path| std::path::PathBuf::from(format!("{}{end}", path.display()));
            if of(&path).exists() {
                std::fs::rename(of(&path), of(&aside))?;
            }
        }
        Ok(())
    }

    /// Who is signed in, if anybody is.
    pub fn person(&self) -> Option<&PersonId> {
        self.shift.as_ref().map(|shift| &shift.person)
    }

    /// Whether somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.shift.is_some()
    }
}
