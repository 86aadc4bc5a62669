//! What those who answer for the handhelds ask of the office, beside sync (F-01, F-03): it needs the network, and
//! the person's own bearer.

use doorstep_domain::ids::PersonId;
use thiserror::Error;

use super::Engine;
use crate::device::NotSignedIn;
use crate::queries::handhelds::QUESTION;
use crate::store::StoreError;
use crate::sync::client::{CallError, Client};

/// Why the office did not do it. Nothing was changed here.
#[derive(Debug, Error)]
pub enum AskError {
    /// Nobody is signed in.
    #[error(transparent)]
    NotSignedIn(#[from] NotSignedIn),
    /// The device is not enrolled.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// The call brought nothing: `Refused` says why.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A session of the person who is signed in, for one question.
struct Asking {
    url: String,
    person: PersonId,
    bearer: String,
}

impl Engine {
    /// F-01: asks the office for the handhelds, and keeps the answer: [`crate::Device::handhelds`] reads it offline.
    ///
    /// # Errors
    /// See [`AskError`].
    pub async fn fetch_handhelds(&self) -> Result<(), AskError> {
        let asking = self.asking().await?;
        self.fetch(&asking).await
    }

    /// F-03: a handheld is lost: from now on it may only hand in.
    ///
    /// # Errors
    /// See [`AskError`].
    pub async fn revoke_handheld(&self, number: i64) -> Result<(), AskError> {
        let asking = self.asking().await?;
        self.client(&asking).revoke(&asking.bearer, number).await?;
        self.fetch(&asking).await
    }

    /// F-03: lifts the lock of a person whose PIN was mistyped too often, on every handheld at its next contact.
    ///
    /// # Errors
    /// See [`AskError`].
    pub async fn unlock_person(&self, person: &PersonId) -> Result<(), AskError> {
        let asking = self.asking().await?;
        self.client(&asking).unlock(&asking.bearer, person).await?;
        self.fetch(&asking).await
    }

    async fn fetch(&self, asking: &Asking) -> Result<(), AskError> {
        let list = self.client(asking).devices(&asking.bearer).await?;
        let device = self.device();
        // An answer for somebody who is not signed in any more is nobody's.
        if let Ok(shift) = device.shift()
            && shift.person == asking.person
        {
            shift.personal.put_answer(&asking.person, QUESTION, &list)?;
        }
        Ok(())
    }

    /// A session of its own: sync keeps its bearer for itself while it listens.
    async fn asking(&self) -> Result<Asking, AskError> {
        let url = self.device().office()?.ok_or(AskError::NotEnrolled)?.url;
        let person = self.device().shift()?.person.clone();
        let client = Client::new(&*self.transport, &url);
        let challenge = client.challenge().await?.challenge;
        let request = self.device().prove(challenge, true);
        let bearer = client.session(&request).await?.bearer;
        Ok(Asking { url, person, bearer })
    }

    fn client<'a>(&'a self, asking: &'a Asking) -> Client<'a> {
        Client::new(&*self.transport, &asking.url)
    }
}
