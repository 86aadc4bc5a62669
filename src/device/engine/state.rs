//! What sync is doing, for the one line that every screen shows.

use doorstep_protocol::bells::Bell;
use doorstep_protocol::problem::ProblemCode;

use crate::sync::client::CallError;

/// What sync is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncState {
    /// Whether the office can be reached.
    pub network: Network,
    /// A batch is on its way, or pages or pictures are coming in.
    pub progress: Option<Progress>,
    /// C-06: who of this handheld's people is wanted while nobody is signed in, as the office said last.
    pub bells: Vec<Bell>,
    /// Counts up when something on the screen may have changed.
    pub revision: u64,
}

/// Whether the office can be reached, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// Not tried yet.
    #[default]
    Unknown,
    /// The last call was answered.
    Online,
    /// Nobody answers.
    Unreachable,
    /// Somebody answers, but not the office: a sign-in page of a public network, perhaps.
    NotTheOffice,
    /// The office asks to wait.
    Busy,
    /// The office refuses, with this code.
    Refused(ProblemCode),
    /// The office does not know this device or person, or did not accept the proof.
    Unauthenticated,
    /// The device's own store fails.
    StoreFails,
}

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Facts going out.
    Sending {
        /// So many are answered.
        done: i64,
        /// Of so many.
        of: i64,
    },
    /// The feed coming in.
    Receiving {
        /// So many entries are still to come.
        remaining: i64,
    },
    /// What is needed first is here; histories of what is done with are coming in.
    Histories {
        /// So many subjects are still to come.
        remaining: i64,
    },
    /// A picture going up.
    Uploading {
        /// So many bytes of it are at the office.
        done: i64,
        /// Of so many.
        of: i64,
    },
    /// Pictures coming in.
    Pictures,
}

impl From<&CallError> for Network {
    fn from(error: &CallError) -> Self {
        match error {
            CallError::Transport(_) => Network::Unreachable,
            CallError::NotTheOffice(_) => Network::NotTheOffice,
            CallError::Busy { .. } => Network::Busy,
            CallError::Refused(code) => Network::Refused(*code),
            CallError::Unauthenticated => Network::Unauthenticated,
        }
    }
}
