//! Carrying bytes to an office and back. Tests bring an office and a network of their own.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use thiserror::Error;

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
    /// Asks where an upload stands.
    Head,
    /// Adds to an upload.
    Patch,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it does.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Who is calling, if that has to be said.
    pub bearer: Option<String>,
    /// Headers beside those that every request has.
    pub headers: Vec<(&'static str, String)>,
    /// The body: JSON, unless a header says otherwise.
    pub body: Option<Vec<u8>>,
    /// How long it may take, beside what its bytes and its answer's may take ([`super::pace::to_send`], [`super::pace::to_read`]).
    pub patience: Duration,
    /// No answer may be longer, in bytes.
    pub limit: usize,
}

/// An answer, whoever gave it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The header that carries a part's salt.
    pub salt: Option<String>,
    /// Whoever answers speaks tus, and says so.
    pub tus: bool,
    /// Where an upload stands.
    pub upload_offset: Option<i64>,
    /// The office's receipt, once an upload is complete.
    pub receipt: Option<String>,
    /// After so many seconds it may be tried again.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer. It proves nothing: what was sent may have arrived.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportError {
    /// Nobody could be reached.
    #[error("the office cannot be reached")]
    Unreachable,
    /// The connection was cut, or took too long.
    #[error("the connection was cut")]
    Cut,
    /// The answer is longer than anything that the office says.
    #[error("the answer is too long")]
    TooLong,
}

/// An answer to come.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// Carries requests.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for its answer.
    fn send(&self, request: Request) -> Answering<'_>;
}
