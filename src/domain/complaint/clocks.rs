//! C-05 to C-10: a complaint's clocks.

use serde::{Deserialize, Serialize};

use super::act::Act;
use super::body::Acknowledgement;
use crate::clock::{ClockRule, MustReach};
use crate::grade::Grade;
use crate::running::{self, Effect};

/// Which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// C-05: acknowledged by whom C-06 names for the grade.
    Respond,
    /// C-06: signed for by the responsible department.
    Department,
    /// C-06: at P-02 the same day.
    SameDay,
    /// C-05: handled.
    Finish,
    /// C-09: the next reply.
    Reply,
    /// C-10: the customer is told the same day.
    Tell,
}

/// A clock that a fact starts.
pub type Started = running::Started<ClockKind>;
/// A clock of a complaint.
pub type Clock = running::Clock<ClockKind>;

impl ClockKind {
    /// What an act does to this clock of a complaint of this grade.
    pub(super) fn effect_of(self, act: &Act, grade: Grade) -> Effect {
        let stops = match (self, act) {
            (ClockKind::Respond, Act::Acknowledge(Acknowledgement { reached })) => {
                *reached == ClockRule::of(grade).must_reach
            }
            (ClockKind::Department, Act::Acknowledge(Acknowledgement { reached })) => {
                *reached == MustReach::Department
            }
            (ClockKind::SameDay, Act::Acknowledge(Acknowledgement { reached })) => {
                *reached != MustReach::Department
            }
            (ClockKind::Finish, Act::Handle(_)) => true,
            // Another time is agreed on in a reply.
            (ClockKind::Reply, Act::AgreeReply(_) | Act::Tell(_) | Act::SignOpinion(_)) => true,
            (ClockKind::Tell, Act::Tell(_) | Act::SignOpinion(_)) => true,
            // There is no result to tell yet.
            (ClockKind::Tell, Act::Escalate(_)) => return Effect::Drops,
            _ => false,
        };
        if stops { Effect::Stops } else { Effect::Leaves }
    }
}
