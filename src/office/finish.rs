//! An event that was finished in another system of the site: how callbacks open until repairs and
//! complaints are built in (V-11). It comes as a file (`doorstep-office finish`) or by
//! `POST /v1/events`, as the JSON of [`FinishedElsewhere`]:
//!
//! ```json
//! {
//!   "event": {"kind": "repair"},
//!   "number": "WX-2026-0815",
//!   "home": "8-2-1602", "matter": "kitchen-drain", "department": "engineering",
//!   "registered": "2026-11-20T09:10:00+08:00", "finished": "2026-11-20T15:00:00+08:00",
//!   "done_by": "zhao-gang",
//!   "charge": {"yuan": "80.00", "payment": "cash"},
//!   "customer": {"name": {"zh": "王先生", "en": "Mr Wang"}, "phone": "13800000000"},
//!   "reported": {"zh": "厨房下水慢", "en": "The kitchen drain is slow"},
//!   "done": {"zh": "已疏通", "en": "Cleared"},
//!   "steps": [{"at": "2026-11-20T10:00:00+08:00", "title": {"zh": "上门"}, "text": {"zh": "已到达"}}],
//!   "pictures": [{"file": "after.jpg", "shows": "after", "taken": "2026-11-20T14:55:00+08:00"}]
//! }
//! ```
//!
//! `event` is also `{"kind": "complaint", "grade": "major"}`, `{"kind": "special_service", "stage":
//! "middle"}`, `{"kind": "community_activity"}` or `{"kind": "other"}`. A picture's `file` stands beside
//! the JSON file; over HTTP it is `"bytes"`, base64url without padding. Everything may be left out
//! that is an `Option` or has a default below.

mod check;
mod record;

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use doorstep_domain::bytes::Blob;
use doorstep_domain::directory::{Contact, Label};
use doorstep_domain::event::{EventKind, Payment, PictureOf};
use doorstep_domain::ids::{DepartmentCode, FactId, HomeId, MatterCode, PersonId, SubjectId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::OfficeError;

/// No more bytes in one request, pictures included.
pub const MAX_FINISH_BYTES: usize = 32 * 1024 * 1024;

/// An event as the other system tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishedElsewhere {
    /// What it was (V-01).
    #[schema(value_type = Object)]
    pub event: EventKind,
    /// The other system's number: with the kind it says which event this is.
    pub number: String,
    /// Where: a home of the site.
    #[schema(value_type = String)]
    pub home: HomeId,
    /// What it was about: a matter of the site's list (V-13).
    #[schema(value_type = String)]
    pub matter: MatterCode,
    /// Who dealt with it: a department of the site.
    #[schema(value_type = String)]
    pub department: DepartmentCode,
    /// When it was reported, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub registered: DateTime<FixedOffset>,
    /// When the work was finished, RFC 3339: the callback's clock starts here (V-11).
    #[schema(value_type = String, format = DateTime)]
    pub finished: DateTime<FixedOffset>,
    /// Who did the work, where one person of the site did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub done_by: Option<PersonId>,
    /// What it cost (R-08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<ChargedElsewhere>,
    /// Whom to call back.
    #[schema(value_type = Object)]
    pub customer: Contact,
    /// What was reported or asked for.
    #[schema(value_type = Object)]
    pub reported: Label,
    /// What was done.
    #[schema(value_type = Object)]
    pub done: Label,
    /// Step by step, oldest first (V-05).
    #[serde(default)]
    pub steps: Vec<StepElsewhere>,
    /// The pictures, in the order to show them.
    #[serde(default)]
    pub pictures: Vec<PictureElsewhere>,
}

/// What it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChargedElsewhere {
    /// In yuan, as text: `80` or `80.00`.
    pub yuan: String,
    /// `cash`, `card` or `unpaid` (R-13).
    #[schema(value_type = String)]
    pub payment: Payment,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepElsewhere {
    /// When, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    pub at: DateTime<FixedOffset>,
    /// What sort of step.
    #[schema(value_type = Object)]
    pub title: Label,
    /// What happened.
    #[schema(value_type = Object)]
    pub text: Label,
}

/// A picture, as a file beside the JSON file or as bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PictureElsewhere {
    /// The file; only where the JSON is a file too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub file: Option<PathBuf>,
    /// JPEG or PNG, base64url without padding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub bytes: Option<Blob>,
    /// `before`, `after` or `site`.
    #[schema(value_type = String)]
    pub shows: PictureOf,
    /// When it was taken, RFC 3339.
    #[schema(value_type = String)]
    pub taken: DateTime<FixedOffset>,
}

/// What the office made of it: the same for the same event, however often it comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FinishAnswer {
    /// The event.
    #[schema(value_type = String)]
    pub event: SubjectId,
    /// The fact that says so.
    #[schema(value_type = String)]
    pub fact: FactId,
    /// The callback that it opened (V-11).
    #[schema(value_type = String)]
    pub callback: SubjectId,
    /// It was known before.
    pub repeated: bool,
}

/// Reads the JSON file and the pictures beside it.
///
/// # Errors
/// When a file cannot be read, or the JSON is of another shape.
pub fn read_file(path: &Path) -> Result<FinishedElsewhere, OfficeError> {
    let bytes = read(path)?;
    let mut given: FinishedElsewhere =
        serde_json::from_slice(&bytes).map_err(|e| OfficeError::bad_request(format!("not an event: {e}")))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    for picture in &mut given.pictures {
        if let Some(file) = picture.file.take() {
            picture.bytes = Some(Blob(read(&folder.join(file))?));
        }
    }
    Ok(given)
}

fn read(path: &Path) -> Result<Vec<u8>, OfficeError> {
    std::fs::read(path).map_err(|e| OfficeError::bad_request(format!("{}: {e}", path.display())))
}
