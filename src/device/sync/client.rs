//! The office's answers, told apart from anything else that a network may say.
//!
//! A captive portal's page, a proxy's 502, a cut connection: they prove nothing, so what was sent is
//! sent again (F-01).

use std::time::Duration;

use doorstep_domain::fact::Slot;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_protocol::bells::BellsAnswer;
use doorstep_protocol::devices::DeviceList;
use doorstep_protocol::enrol::{
    CertificatesAnswer, CertificatesRequest, EnrolAnswer, EnrolRequest, PersonKeyAnswer, PersonKeyRequest,
};
use doorstep_protocol::facts::{PushAnswer, PushRequest};
use doorstep_protocol::feed::FeedPage;
use doorstep_protocol::heartbeat::{Heartbeat, HeartbeatAnswer};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::pack::{ZSTD, compress};
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::receipt::SignedReceipt;
use doorstep_protocol::session::{Challenge, SessionAnswer, SessionRequest};
use doorstep_protocol::snapshot::{HistoriesAnswer, HistoriesRequest, SnapshotPage};
use doorstep_protocol::upload::{
    self, CHUNK_TYPE, TUS_RESUMABLE, TUS_VERSION, UPLOAD_CHECKSUM, UPLOAD_LENGTH, UPLOAD_METADATA,
    UPLOAD_OFFSET, UploadMetadata,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::transport::{Method, Request, Response, Transport, TransportError};

/// How long an ordinary call may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// A call that carries much, or waits at the office, may take longer.
const LONG_PATIENCE: Duration = Duration::from_secs(120);
/// No answer in JSON is longer.
const MAX_JSON: usize = 32 * 1024 * 1024;

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// No answer at all.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// An answer, but not the office's: a captive portal, a proxy.
    #[error("the answer (status {0}) is not the office's")]
    NotTheOffice(u16),
    /// The office says no.
    #[error("the office says {0:?}")]
    Refused(ProblemCode),
    /// The office asks to wait.
    #[error("the office asks to wait")]
    Busy {
        /// So many seconds, where it says so.
        seconds: Option<u64>,
    },
    /// The bearer has run out.
    #[error("the bearer has run out")]
    Unauthenticated,
}

/// A part as it came.
pub struct PartAnswer {
    /// Its salt, as text.
    pub salt: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Where an upload stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadStanding {
    /// So many bytes are at the office.
    pub offset: i64,
    /// The office's receipt, once the picture is complete; still to be verified.
    pub receipt: Option<SignedReceipt>,
}

/// The header of a body's media type.
const CONTENT_TYPE: &str = "content-type";
/// The header of how a body is compressed.
const CONTENT_ENCODING: &str = "content-encoding";
const JSON: &str = "application/json";

/// An office at an address.
pub struct Client<'a> {
    transport: &'a dyn Transport,
    url: &'a str,
}

impl<'a> Client<'a> {
    /// The office at `url`, without a slash at its end.
    pub fn new(transport: &'a dyn Transport, url: &'a str) -> Self {
        Self { transport, url }
    }

    /// `GET /v1/office`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn office(&self) -> Result<OfficeIdentity, CallError> {
        self.get("/v1/office", None, PATIENCE).await
    }

    /// `POST /v1/devices`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn enrol(&self, request: &EnrolRequest) -> Result<EnrolAnswer, CallError> {
        self.post("/v1/devices", None, request, PATIENCE).await
    }

    /// `POST /v1/challenges`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn challenge(&self) -> Result<Challenge, CallError> {
        self.post("/v1/challenges", None, &serde_json::json!({}), PATIENCE).await
    }

    /// `POST /v1/sessions`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn session(&self, request: &SessionRequest) -> Result<SessionAnswer, CallError> {
        self.post("/v1/sessions", None, request, PATIENCE).await
    }

    /// `POST /v1/persons/{id}/keys`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn person_key(
        &self,
        bearer: &str,
        person: &PersonId,
        request: &PersonKeyRequest,
    ) -> Result<PersonKeyAnswer, CallError> {
        self.post(&format!("/v1/persons/{person}/keys"), Some(bearer), request, PATIENCE).await
    }

    /// `POST /v1/certificates`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn certificates(
        &self,
        bearer: &str,
        request: &CertificatesRequest,
    ) -> Result<CertificatesAnswer, CallError> {
        self.post("/v1/certificates", Some(bearer), request, PATIENCE).await
    }

    /// `POST /v1/facts`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn push(
        &self,
        bearer: &str,
        request: &PushRequest,
        compressed: bool,
    ) -> Result<PushAnswer, CallError> {
        if compressed {
            match self.push_compressed(bearer, request).await {
                // An office that was set back to an older program does not say so: it takes the same as it is.
                Err(CallError::Refused(ProblemCode::BadRequest)) => {}
                answer => return answer,
            }
        }
        self.post("/v1/facts", Some(bearer), request, LONG_PATIENCE).await
    }

    async fn push_compressed(&self, bearer: &str, request: &PushRequest) -> Result<PushAnswer, CallError> {
        let body = compress(&serde_json::to_vec(request).unwrap_or_default());
        let headers = vec![(CONTENT_ENCODING, ZSTD.to_owned()), (CONTENT_TYPE, JSON.to_owned())];
        let request = self.request(Method::Post, "/v1/facts", Some(bearer));
        read(
            self.transport
                .send(Request { headers, body: Some(body), patience: LONG_PATIENCE, ..request })
                .await?,
        )
    }

    /// `GET /v1/feed`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn feed(&self, bearer: &str, after: Option<&str>, wait: u64) -> Result<FeedPage, CallError> {
        let after = after.map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        self.get(&format!("/v1/feed?wait={wait}{after}"), Some(bearer), LONG_PATIENCE).await
    }

    /// `GET /v1/snapshot`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn snapshot(
        &self,
        bearer: &str,
        fold: i64,
        after: Option<&str>,
    ) -> Result<SnapshotPage, CallError> {
        let after = after.map(|place| format!("&after={place}")).unwrap_or_default();
        self.get(&format!("/v1/snapshot?fold={fold}{after}"), Some(bearer), LONG_PATIENCE).await
    }

    /// `POST /v1/histories`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn histories(
        &self,
        bearer: &str,
        subjects: &[SubjectId],
    ) -> Result<HistoriesAnswer, CallError> {
        let request = HistoriesRequest { subjects: subjects.to_vec() };
        self.post("/v1/histories", Some(bearer), &request, LONG_PATIENCE).await
    }

    /// `GET /v1/bells`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn bells(
        &self,
        bearer: &str,
        known: Option<&str>,
        wait: u64,
    ) -> Result<BellsAnswer, CallError> {
        let known = known.map(|mark| format!("&known={mark}")).unwrap_or_default();
        self.get(&format!("/v1/bells?wait={wait}{known}"), Some(bearer), LONG_PATIENCE).await
    }

    /// `POST /v1/heartbeats`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn heartbeat(&self, bearer: &str, heartbeat: &Heartbeat) -> Result<HeartbeatAnswer, CallError> {
        self.post("/v1/heartbeats", Some(bearer), heartbeat, PATIENCE).await
    }

    /// `GET /v1/parts/{fact}/{slot}`, no longer than `size`.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn part(
        &self,
        bearer: &str,
        fact: FactId,
        slot: &Slot,
        size: usize,
    ) -> Result<PartAnswer, CallError> {
        let path = format!("/v1/parts/{fact}/{}", slot.as_str());
        let request =
            Request { limit: size.max(64 * 1024), ..self.request(Method::Get, &path, Some(bearer)) };
        let answer = self.transport.send(Request { patience: LONG_PATIENCE, ..request }).await?;
        let answer = refuse_all_but_success(answer)?;
        let salt = answer.salt.ok_or(CallError::NotTheOffice(answer.status))?;
        Ok(PartAnswer { salt, bytes: answer.body })
    }

    /// `GET /v1/devices`: every handheld, worst first.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn devices(&self, bearer: &str) -> Result<DeviceList, CallError> {
        self.get("/v1/devices", Some(bearer), PATIENCE).await
    }

    /// `POST /v1/devices/{number}/revoke`: a lost handheld may only hand in.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn revoke(&self, bearer: &str, device: i64) -> Result<(), CallError> {
        self.order(&format!("/v1/devices/{device}/revoke"), bearer).await
    }

    /// `POST /v1/persons/{id}/unlock`: lifts the lock of who mistyped the PIN too often.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn unlock(&self, bearer: &str, person: &PersonId) -> Result<(), CallError> {
        self.order(&format!("/v1/persons/{person}/unlock"), bearer).await
    }

    /// What is answered with success alone.
    async fn order(&self, path: &str, bearer: &str) -> Result<(), CallError> {
        let request = self.request(Method::Post, path, Some(bearer));
        refuse_all_but_success(self.transport.send(request).await?).map(|_| ())
    }

    /// `HEAD /v1/uploads/{fact}/{slot}`: where an upload stands; `None` before it began.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn upload_standing(
        &self,
        bearer: &str,
        fact: FactId,
        slot: &Slot,
    ) -> Result<Option<UploadStanding>, CallError> {
        let request = self.tus(Method::Head, &upload::path(fact, slot), bearer);
        let answer = self.transport.send(request).await?;
        match answer.status {
            404 | 410 if answer.tus => Ok(None),
            _ => read_standing(answer).map(Some),
        }
    }

    /// `POST /v1/uploads`: begins an upload of so many bytes with its first chunk. Nothing was added where it had begun
    /// already, or where the office is older: the answer says where it stands.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn begin_upload(
        &self,
        bearer: &str,
        metadata: &UploadMetadata,
        bytes: i64,
        chunk: Vec<u8>,
    ) -> Result<UploadStanding, CallError> {
        let mut request = self.tus(Method::Post, "/v1/uploads", bearer);
        request.headers.push((UPLOAD_LENGTH, bytes.to_string()));
        request.headers.push((UPLOAD_METADATA, metadata.to_header()));
        let answer = self.transport.send(carrying(request, chunk)).await?;
        match answer.status {
            201 if answer.tus && answer.upload_offset.is_none() => {
                Ok(UploadStanding { offset: 0, receipt: None })
            }
            _ => read_standing(answer),
        }
    }

    /// `PATCH /v1/uploads/{fact}/{slot}`: a chunk, with its checksum.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn send_chunk(
        &self,
        bearer: &str,
        (fact, slot): (FactId, &Slot),
        offset: i64,
        chunk: Vec<u8>,
    ) -> Result<UploadStanding, CallError> {
        let mut request = self.tus(Method::Patch, &upload::path(fact, slot), bearer);
        request.headers.push((UPLOAD_OFFSET, offset.to_string()));
        read_standing(self.transport.send(carrying(request, chunk)).await?)
    }

    fn tus(&self, method: Method, path: &str, bearer: &str) -> Request {
        let headers = vec![(TUS_RESUMABLE, TUS_VERSION.to_owned())];
        Request { headers, ..self.request(method, path, Some(bearer)) }
    }

    fn request(&self, method: Method, path: &str, bearer: Option<&str>) -> Request {
        Request {
            method,
            url: format!("{}{path}", self.url),
            bearer: bearer.map(str::to_owned),
            headers: Vec::new(),
            body: None,
            patience: PATIENCE,
            limit: MAX_JSON,
        }
    }

    async fn get<A: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
        patience: Duration,
    ) -> Result<A, CallError> {
        let request = Request { patience, ..self.request(Method::Get, path, bearer) };
        read(self.transport.send(request).await?)
    }

    async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
        body: &(impl Serialize + Sync),
        patience: Duration,
    ) -> Result<A, CallError> {
        let body = serde_json::to_vec(body).unwrap_or_default();
        let request = Request { patience, body: Some(body), ..self.request(Method::Post, path, bearer) };
        read(self.transport.send(request).await?)
    }
}

/// A chunk, with its checksum: it counts as a whole or not at all.
fn carrying(mut request: Request, chunk: Vec<u8>) -> Request {
    request.headers.push((CONTENT_TYPE, CHUNK_TYPE.to_owned()));
    request.headers.push((UPLOAD_CHECKSUM, upload::checksum(&chunk)));
    Request { body: Some(chunk), patience: LONG_PATIENCE, ..request }
}

fn read<A: DeserializeOwned>(answer: Response) -> Result<A, CallError> {
    let answer = refuse_all_but_success(answer)?;
    serde_json::from_slice(&answer.body).map_err(|_| CallError::NotTheOffice(answer.status))
}

/// Whoever does not speak tus is not the office.
fn read_standing(answer: Response) -> Result<UploadStanding, CallError> {
    let answer = refuse_all_but_success(answer)?;
    let offset = answer.upload_offset.filter(|offset| answer.tus && *offset >= 0);
    let receipt = answer.receipt.as_deref().and_then(upload::receipt_from_header);
    Ok(UploadStanding { offset: offset.ok_or(CallError::NotTheOffice(answer.status))?, receipt })
}

fn refuse_all_but_success(answer: Response) -> Result<Response, CallError> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let problem: Option<Problem> = serde_json::from_slice(&answer.body).ok();
    let seconds = answer.retry_after;
    Err(match problem.map(|problem| problem.code) {
        Some(ProblemCode::Unauthenticated) => CallError::Unauthenticated,
        Some(ProblemCode::Busy) => CallError::Busy { seconds },
        Some(code) => CallError::Refused(code),
        None if answer.status == 401 => CallError::Unauthenticated,
        None if answer.status == 503 => CallError::Busy { seconds },
        None => CallError::NotTheOffice(answer.status),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, status: u16, body: &str, expected: CallError) {
        let answer = Response { status, body: body.as_bytes().to_vec(), ..Response::default() };
        assert_eq!(read::<Challenge>(answer).err(), Some(expected), "{name}");
    }

    #[test]
    fn f_01_only_the_office_answers_for_the_office() {
        let html = "<!doctype html><title>Welcome to Hotel Wi-Fi</title>";
        check("a captive portal", 200, html, CallError::NotTheOffice(200));
        check("other JSON", 200, r#"{"ok": true}"#, CallError::NotTheOffice(200));
        check("a redirect", 302, "", CallError::NotTheOffice(302));
        check("a proxy", 502, html, CallError::NotTheOffice(502));
        check("no bearer, by a proxy", 401, html, CallError::Unauthenticated);
        check("busy", 503, "", CallError::Busy { seconds: None });
        let problem = |code: &str| format!(r#"{{"code": "{code}", "detail": ""}}"#);
        check("bearer ran out", 401, &problem("unauthenticated"), CallError::Unauthenticated);
        check("role", 403, &problem("role"), CallError::Refused(ProblemCode::Role));
        check("failed", 500, &problem("internal"), CallError::Refused(ProblemCode::Internal));
        check("a code from a newer office", 400, &problem("brand_new"), CallError::NotTheOffice(400));
    }
}
