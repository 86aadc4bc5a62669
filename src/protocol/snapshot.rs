//! First contact: `GET /v1/snapshot`, page by page, and then `POST /v1/histories` in the background.
//!
//! A handheld without a cursor reads what it needs first: the site's own data and all open cases with their homes and
//! what led to them, each with its whole history, by due time; then a [`Summary`] of everything else that its person may
//! see. Where the feed goes on was settled before the first page was read, so nothing falls between the two: what
//! changed meanwhile comes again, and changes nothing a second time. An older office answers 404 to all of this, and the
//! feed is read from its beginning, as before.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use doorstep_domain::about::About;
use doorstep_domain::ids::SubjectId;

use crate::feed::{FeedEntry, OrderedFact};

/// No more histories in one request.
pub const MAX_HISTORIES: usize = 100;

/// The query of `GET /v1/snapshot`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct SnapshotQuery {
    /// The fold that the handheld knows: summaries of another one are of no use to it.
    pub fold: i64,
    /// Where to go on; absent at the beginning.
    pub after: Option<String>,
}

/// One page of a snapshot. It and the place after it are stored in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotPage {
    /// The office's epoch.
    pub epoch: i64,
    /// What is needed first, each subject with its whole history.
    pub entries: Vec<FeedEntry>,
    /// Everything else.
    pub summaries: Vec<Summary>,
    /// Where the snapshot goes on; `None` after its last page.
    pub next: Option<String>,
    /// Where the feed goes on after the last page.
    pub cursor: String,
    /// All that is needed first has come: the lists of open cases are complete.
    pub usable: bool,
    /// How many subjects are still to come after this page, about.
    pub remaining: i64,
    /// Everything up to this office sequence is in a backup.
    pub backed_up_through: i64,
}

/// A subject as the office's facts leave it, until its history is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    /// The subject.
    #[schema(value_type = String)]
    pub subject: SubjectId,
    /// The place of the newest fact that it takes in.
    pub through: i64,
    /// The newest sequence of the reader's own installation that it takes in; 0 for none.
    #[serde(default)]
    pub own: i64,
    /// The state, as JSON: a handheld that cannot read it reads the feed instead.
    pub state: String,
    /// What its parts say, for lists (P-10: as far as this person may read them).
    #[schema(value_type = Object)]
    pub about: Option<About>,
}

/// `POST /v1/histories`: whole histories, in the order of their urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoriesRequest {
    /// At most [`MAX_HISTORIES`].
    #[schema(value_type = Vec<String>)]
    pub subjects: Vec<SubjectId>,
}

/// The office's answer: the first of those that were asked for, at least one. The others are to be asked for again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoriesAnswer {
    /// The office's epoch.
    pub epoch: i64,
    /// In the order that they were asked for.
    pub histories: Vec<History>,
}

/// The history of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct History {
    /// The subject.
    #[schema(value_type = String)]
    pub subject: SubjectId,
    /// All its facts, in the office's order; empty where the person may not see it (any more).
    pub history: Vec<OrderedFact>,
}
