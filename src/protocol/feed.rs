//! The feed: `GET /v1/feed?after=CURSOR&wait=SECONDS`, a log for the person who is signed in.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use doorstep_domain::bytes::Hash;
use doorstep_domain::fact::{SignedFact, Verdict};
use doorstep_domain::ids::SubjectId;

/// The longest that a poll waits, in seconds.
pub const MAX_WAIT: u64 = 55;

/// The query of `GET /v1/feed`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// Where to go on; absent at the first contact.
    pub after: Option<String>,
    /// How long to wait for news, in seconds; 0 answers at once.
    pub wait: Option<u64>,
}

/// One page of the feed. It and its cursor are stored in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedPage {
    /// The office's epoch.
    pub epoch: i64,
    /// What happened, in the office's order.
    pub entries: Vec<FeedEntry>,
    /// Where to go on.
    pub cursor: String,
    /// There is more already: ask again at once.
    pub more: bool,
    /// How many entries are still to come after this page, for a progress bar.
    pub remaining: i64,
    /// Everything up to this office sequence is in a backup.
    pub backed_up_through: i64,
}

/// An entry of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum FeedEntry {
    /// One more fact on a subject that is granted.
    Fact(Box<OrderedFact>),
    /// A subject is granted from here on, with its whole history.
    Grant {
        /// The subject.
        #[schema(value_type = String)]
        subject: SubjectId,
        /// Its facts up to here, in the office's order.
        history: Vec<OrderedFact>,
    },
    /// A subject is taken away: erased here once nothing of it is pending.
    Withdraw {
        /// The subject.
        #[schema(value_type = String)]
        subject: SubjectId,
    },
}

/// A fact in the office's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderedFact {
    /// Its place.
    pub sequence: i64,
    /// The rolling hash after it.
    #[schema(value_type = String)]
    pub rolling: Hash,
    /// The fact, with the inline parts that this person may read (P-10).
    #[schema(value_type = Object)]
    pub fact: SignedFact,
    /// What became of it.
    #[schema(value_type = Object)]
    pub verdict: Verdict,
}
