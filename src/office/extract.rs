//! What a handler gets from a request: a body, a query, and who is calling. What does not fit is
//! answered as a problem, never as a bare status.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::IntoResponse as _;
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::role::Role;
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::{VERSION, VERSION_HEADER};
use serde::de::DeserializeOwned;

use crate::audience::{Audience, audiences_of};
use crate::directory;
use crate::error::OfficeError;
use crate::office::Office;
use crate::session::{Bearer, not_here_any_more, unauthenticated};
use crate::store::Reading;

/// A JSON body of a known shape.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Office> for Body<T> {
    type Rejection = OfficeError;

    async fn from_request(request: Request, office: &Office) -> Result<Self, OfficeError> {
        let bytes = Bytes::from_request(request, office).await.map_err(|rejection| {
            match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    OfficeError::refused(ProblemCode::TooLarge, "the body is larger than the office takes")
                }
                _ => OfficeError::bad_request("the body could not be read"),
            }
        })?;
        // The position is enough: the message could quote what was sent.
        serde_json::from_slice(&bytes).map(Self).map_err(|e| {
            OfficeError::bad_request(format!(
                "not the JSON of this request: line {}, column {}",
                e.line(),
                e.column()
            ))
        })
    }
}

/// The query of a request.
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Office> for Parameters<T> {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, OfficeError> {
        let query = Query::<T>::from_request_parts(parts, office).await;
        query
            .map(|Query(value)| Self(value))
            .map_err(|_| OfficeError::bad_request("not the query of this request"))
    }
}

/// A request in a version of the protocol that is spoken here.
pub struct Spoken;

impl FromRequestParts<Office> for Spoken {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, _: &Office) -> Result<Self, OfficeError> {
        let Some(version) = parts.headers.get(VERSION_HEADER) else { return Ok(Self) };
        match version.to_str().ok().and_then(|text| text.parse::<u16>().ok()) {
            Some(VERSION) => Ok(Self),
            _ => Err(OfficeError::refused(
                ProblemCode::Version,
                format!("this office speaks version {VERSION}"),
            )),
        }
    }
}

async fn bearer(parts: &mut Parts, office: &Office) -> Result<Bearer, OfficeError> {
    Spoken::from_request_parts(parts, office).await?;
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let text = header.and_then(|value| value.strip_prefix("Bearer "));
    text.and_then(|text| Bearer::read(text.trim(), office.identity()))
        .ok_or_else(|| unauthenticated("no bearer of this office, or one that has run out"))
}

/// An enrolled handheld, whoever is signed in on it; it may be revoked.
pub struct Handheld(pub InstallationId);

/// An enrolled handheld as [`Handheld`], with who is signed in on it.
pub struct InHand(pub InstallationId, pub Option<PersonId>);

impl FromRequestParts<Office> for InHand {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, OfficeError> {
        let bearer = bearer(parts, office).await?;
        let installation = bearer.installation.ok_or_else(|| unauthenticated("this is for handhelds"))?;
        Ok(Self(installation, bearer.person))
    }
}

impl FromRequestParts<Office> for Handheld {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, OfficeError> {
        InHand::from_request_parts(parts, office).await.map(|InHand(installation, _)| Self(installation))
    }
}

/// A person who is signed in on a handheld that counts, or who acts by a script.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// As of now.
    pub role: Role,
    /// P-09, P-10: whose subjects they may see.
    pub audiences: Vec<Audience>,
    /// On which handheld; `None` for a script.
    pub installation: Option<InstallationId>,
}

impl SignedIn {
    /// P-09: refuses all roles but these.
    ///
    /// # Errors
    /// When the person's role is not among them.
    pub fn must_be(&self, roles: &[Role]) -> Result<(), OfficeError> {
        self.may(roles.contains(&self.role))
    }

    /// P-09: for who plans, watches and answers for every case.
    ///
    /// # Errors
    /// When the reader's role does not.
    pub fn must_watch(&self) -> Result<(), OfficeError> {
        self.may(self.role.watches())
    }

    /// P-10: notes that this person read personal data, once the answer is about to go out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_reading(
        &self,
        office: &Office,
        what: &'static str,
        detail: String,
    ) -> Result<(), OfficeError> {
        let (person, installation, at) = (self.person.clone(), self.installation, office.now());
        let reading = Reading { person, installation, at, what, fact: None, detail };
        office.write(move |ledger| Ok(ledger.store.note_reading(&reading)?)).await
    }

    fn may(&self, allowed: bool) -> Result<(), OfficeError> {
        if allowed {
            return Ok(());
        }
        Err(OfficeError::refused(ProblemCode::Role, format!("a {} may not do this", self.role.code())))
    }
}

impl FromRequestParts<Office> for SignedIn {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, OfficeError> {
        let bearer = bearer(parts, office).await?;
        let person = bearer.person.ok_or_else(|| match bearer.installation {
            Some(_) => unauthenticated("nobody is signed in"),
            None => unauthenticated("no person"),
        });
        let installation = bearer.installation;
        office
            .read(move |store| {
                let device = installation.map(|id| store.device(id)).transpose()?.flatten();
                if installation.is_some() && device.is_none_or(|device| device.revoked.is_some()) {
                    return Err(OfficeError::refused(ProblemCode::Revoked, "this device may only hand in"));
                }
                let person = person?;
                let entry = directory::person(store, &person)?.filter(|entry| entry.active);
                let entry = entry.ok_or_else(not_here_any_more)?;
                Ok(Self { audiences: audiences_of(&person, &entry), role: entry.role, person, installation })
            })
            .await
    }
}
