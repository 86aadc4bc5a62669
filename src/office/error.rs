//! What can go wrong at the office, and how it is answered: errors know their HTTP status.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use doorstep_protocol::problem::{Problem, ProblemCode};
use thiserror::Error;

use crate::keys::KeysError;
use crate::store::StoreError;

/// Why the office did not do it.
#[derive(Debug, Error)]
pub enum OfficeError {
    /// What was asked for is refused: the code for programs, the words for logs and scripts.
    #[error("{detail}")]
    Refused {
        /// Why.
        code: ProblemCode,
        /// In English, without personal data.
        detail: Cow<'static, str>,
    },
    /// The store failed; nothing of the request happened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys cannot be had.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A file of the data folder.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// Nobody founded an office there.
    #[error("there is no office in {0} yet: `serve` founds one")]
    NoOffice(PathBuf),
    /// A backup that was not finished.
    #[error(
        "{0} is an unfinished backup: nothing is lost where it was made from. Run `backup` again, or restore another one"
    )]
    UnfinishedBackup(PathBuf),
    /// Another office works on this data folder.
    #[error("another program has the office in {0} open")]
    InUse(PathBuf),
    /// The machine gives no random numbers.
    #[error("no random numbers")]
    Random,
    /// A copy could not be printed.
    #[error("printing failed: {0}")]
    Print(String),
    /// The office is going down.
    #[error("the office is stopping")]
    Stopping,
}

impl OfficeError {
    /// Refuses for `code`.
    pub fn refused(code: ProblemCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused { code, detail: detail.into() }
    }

    /// Refuses what is not of the request's shape.
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::refused(ProblemCode::BadRequest, detail)
    }

    /// There is no such thing for this person.
    pub fn not_found() -> Self {
        Self::refused(ProblemCode::NotFound, "there is no such thing for you")
    }

    /// As it is answered. What failed inside goes to the log, not to the caller.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Refused { code, detail } => Problem { code: *code, detail: detail.clone().into_owned() },
            Self::Store(StoreError::Full) => Problem {
                code: ProblemCode::Busy,
                detail: "no room is left on the office's disk: nothing was taken, send it again".to_owned(),
            },
            Self::Stopping => {
                Problem { code: ProblemCode::Busy, detail: "the office is stopping".to_owned() }
            }
            _ => {
                Problem { code: ProblemCode::Internal, detail: "the office failed: send it again".to_owned() }
            }
        }
    }
}

fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::BadRequest | ProblemCode::Version => StatusCode::BAD_REQUEST,
        ProblemCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ProblemCode::WrongCode | ProblemCode::Revoked | ProblemCode::Role => StatusCode::FORBIDDEN,
        ProblemCode::ExpiredCode => StatusCode::GONE,
        ProblemCode::UsedCode => StatusCode::CONFLICT,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::TusVersion => StatusCode::PRECONDITION_FAILED,
        ProblemCode::OtherOffset => StatusCode::CONFLICT,
        ProblemCode::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::WrongPicture => StatusCode::UNPROCESSABLE_ENTITY,
        // tus's own: "460 Checksum Mismatch".
        ProblemCode::Checksum => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
        ProblemCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for OfficeError {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if matches!(self, Self::Store(_)) || problem.code == ProblemCode::Internal {
            tracing::error!(error = %self, "a request failed");
        }
        let mut response = (status(problem.code), Json(&problem)).into_response();
        if problem.code == ProblemCode::Busy {
            let full = matches!(self, Self::Store(StoreError::Full));
            let after = HeaderValue::from_static(if full { "30" } else { "1" });
            response.headers_mut().insert(header::RETRY_AFTER, after);
        }
        response
    }
}
