//! Heartbeats, sessions: what the office is told of this device, and what it says back (F-01, F-02).

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::sign::{prefix, sign};
use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::Moment;
use doorstep_protocol::heartbeat::{Heartbeat, HeartbeatAnswer, StaffTile};
use doorstep_protocol::session::{PersonProof, SessionRequest, challenge_bytes};

use crate::device::Device;
use crate::keyring::{Gate, Tries};
use crate::store::StoreError;
use crate::store::outbox::KnownOffice;

const TILES: &[u8] = b"doorstep/tiles/1";
/// M-04: nothing younger leaves the handheld, in milliseconds.
const KEEP: i64 = 30 * 24 * 60 * 60 * 1000;

impl Device {
    /// Signs the office's challenge with the device's key, and the person's if they are signed in.
    pub(crate) fn prove(&self, challenge: Fixed<32>, person: bool) -> SessionRequest {
        let bytes = challenge_bytes(&challenge, self.installation);
        let device_key = self.secret.transport_key(self.installation);
        let proof = self.shift.as_ref().filter(|_| person).map(|shift| PersonProof {
            person: shift.person.clone(),
            key: shift.key(),
            signature: sign(&shift.signing_key, prefix::CHALLENGE, &bytes),
        });
        let signature = sign(&device_key, prefix::CHALLENGE, &bytes);
        SessionRequest { challenge, installation: self.installation, signature, person: proof, epoch: None }
    }

    /// What the office is told.
    pub(crate) fn heartbeat(&self) -> Result<Heartbeat, StoreError> {
        let totals = self.outbox.totals(None)?;
        let now = self.config.clock.read();
        let tries = self.outbox.all_tries()?;
        let locked = tries.into_iter().filter(|(_, tries)| tries.gate(now) == Gate::Locked);
        Ok(Heartbeat {
            unsent_facts: totals.facts,
            unsent_grave: self.outbox.unsent_grave()?,
            unsent_pictures: totals.pictures,
            unsent_bytes: totals.bytes,
            oldest_unsent: totals.oldest,
            highest_sequence: self.outbox.highest_sequence()?,
            version: self.config.version.clone(),
            battery: None,
            wall: now.wall,
            office: self.reckon().time,
            keystore: self.config.keystore.kind(),
            locked: locked.map(|(person, _)| person).collect(),
        })
    }

    /// What the office says back: its time, who may sign in, whose lock it lifts. `asked` is when, on the boot clock.
    pub(crate) fn take_heartbeat(&mut self, asked: i64, answer: &HeartbeatAnswer) -> Result<(), StoreError> {
        self.note_contact(asked, answer.time)?;
        // Before anything is let go of: places of an older epoch say nothing about this one's backups.
        self.note_epoch(answer.epoch, answer.backed_up_through)?;
        let tiles = self.close_tiles(&answer.staff)?;
        let known = self.outbox.office()?;
        self.outbox.write(|outbox| {
            outbox.set_tiles(&tiles)?;
            answer.unlocked.iter().try_for_each(|person| outbox.set_tries(person, Tries::default()))?;
            if let Some(office) = known {
                let (last_contact, compression) = (Some(answer.time), answer.compression.clone());
                outbox.set_office(&KnownOffice { last_contact, compression, ..office })?;
            }
            outbox.offer_lacking(&answer.lacking)?;
            outbox.prune(answer.time.shifted(-KEEP), answer.backed_up_through)?;
            Ok(())
        })
    }

    /// P-10: names are closed with the device secret before they are kept.
    fn close_tiles(&self, staff: &[StaffTile]) -> Result<Blob, StoreError> {
        let plain = serde_json::to_vec(staff).unwrap_or_default();
        let closed = self.secret.close(TILES, &plain).map_err(|e| StoreError::Io(e.to_string()))?;
        Ok(Blob(closed))
    }

    pub(crate) fn staff_tiles(&self) -> Result<Vec<StaffTile>, StoreError> {
        let closed = self.outbox.tiles()?.unwrap_or_default();
        let plain = self.secret.open(TILES, &closed.0).unwrap_or_default();
        Ok(serde_json::from_slice(&plain).unwrap_or_default())
    }

    /// Revoked: personal keys are destroyed, what waits lives on and may be handed in. What a crash kept
    /// out of the outbox is sealed first, if somebody is signed in.
    pub(crate) fn revoke(&mut self) -> Result<(), StoreError> {
        self.seal_if_possible();
        self.lock();
        if let Some(mut office) = self.outbox.office()?.filter(|office| !office.hand_in_only) {
            office.hand_in_only = true;
            self.outbox.set_office(&office)?;
        }
        self.outbox.destroy_all_keys()
    }

    /// What the office says of revocation when it gives a bearer.
    pub(crate) fn note_revocation(&mut self, hand_in_only: bool) -> Result<(), StoreError> {
        if hand_in_only {
            return self.revoke();
        }
        match self.outbox.office()?.filter(|office| office.hand_in_only) {
            Some(office) => self.outbox.set_office(&KnownOffice { hand_in_only, ..office }),
            None => Ok(()),
        }
    }

    /// The person works here no more: their keys are destroyed here.
    pub(crate) fn dismiss(&mut self, person: &PersonId) -> Result<(), StoreError> {
        self.seal_if_possible();
        self.lock();
        self.outbox.destroy_keys(person)
    }

    /// When the office was last heard.
    pub(crate) fn last_contact(&self) -> Result<Option<Moment>, StoreError> {
        Ok(self.outbox.office()?.and_then(|office| office.last_contact))
    }
}
