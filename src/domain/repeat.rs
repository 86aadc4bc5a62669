//! V-13: what repeats in a home, shown to whoever stands at that door.

use serde::{Deserialize, Serialize};

use crate::ids::MatterCode;
use crate::moment::Moment;

/// V-13 \[read\]: how far back a repetition counts, in days.
pub const WITHIN_DAYS: i64 = 365;
/// The same thing repaired so often is a signal.
const REPAIRS: usize = 3;
/// The same matter complained about so often in a row is a signal.
const COMPLAINTS: usize = 2;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What happened in a home, as far as repetition goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A repair.
    Repair,
    /// A complaint.
    Complaint,
    /// A callback that ended unqualified.
    FailedCallback,
}

/// One case of a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What sort.
    pub kind: CaseKind,
    /// What it was about.
    pub matter: MatterCode,
    /// When.
    pub at: Moment,
}

/// A signal, gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "times", rename_all = "snake_case")]
pub enum RepeatSignal {
    /// The same thing was repaired so many times.
    Repairs(usize),
    /// The same matter was complained about so many times in a row.
    Complaints(usize),
    /// So many callbacks on this matter failed.
    FailedCallbacks(usize),
}

/// V-13: the signals of one home on one matter at `now`. `cases` are the home's, oldest first.
pub fn find_signals(cases: &[Case], matter: &MatterCode, now: Moment) -> Vec<RepeatSignal> {
    if !matter.repeats() {
        return Vec::new();
    }
    let recent: Vec<&Case> = cases.iter().filter(|case| is_recent(case, now)).collect();
    let count = |kind| recent.iter().filter(|case| case.kind == kind && case.matter == *matter).count();
    [
        (count(CaseKind::Repair), REPAIRS, RepeatSignal::Repairs as fn(usize) -> RepeatSignal),
        (complaints_in_a_row(&recent, matter), COMPLAINTS, RepeatSignal::Complaints),
        (count(CaseKind::FailedCallback), 1, RepeatSignal::FailedCallbacks),
    ]
    .into_iter()
    .filter(|(times, least, _)| times >= least)
    .map(|(times, _, signal)| signal(times))
    .collect()
}

fn is_recent(case: &Case, now: Moment) -> bool {
    (0..=WITHIN_DAYS * DAY).contains(&now.since(case.at))
}

/// The home's newest complaints that are all about this matter, with no other between them.
fn complaints_in_a_row(recent: &[&Case], matter: &MatterCode) -> usize {
    let complaints = recent.iter().rev().filter(|case| case.kind == CaseKind::Complaint);
    complaints.take_while(|case| case.matter == *matter).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(CaseKind, &str, i64)], matter: &str, expected: &[RepeatSignal]) {
        let now = Moment::nearest(1_800_000_000_000);
        let mut cases: Vec<Case> = cases
            .iter()
            .map(|(kind, matter, days)| Case {
                kind: *kind,
                matter: matter.parse().unwrap(),
                at: now.shifted(-days * DAY),
            })
            .collect();
        cases.sort_by_key(|case| case.at);
        assert_eq!(find_signals(&cases, &matter.parse().unwrap(), now), expected);
    }

    #[test]
    fn v_13_repairs_complaints_and_failed_callbacks() {
        use CaseKind::{Complaint, FailedCallback, Repair};
        check(&[(Repair, "sink", 1), (Repair, "sink", 9)], "sink", &[]);
        check(
            &[(Repair, "sink", 1), (Repair, "sink", 9), (Repair, "sink", 80)],
            "sink",
            &[RepeatSignal::Repairs(3)],
        );
        check(&[(Repair, "sink", 1), (Repair, "sink", 9), (Repair, "sink", 366)], "sink", &[]);
        check(
            &[(Repair, "sink", 1), (Repair, "sink", 9), (Repair, "sink", 365)],
            "sink",
            &[RepeatSignal::Repairs(3)],
        );
        check(&[(Repair, "other", 1), (Repair, "other", 2), (Repair, "other", 3)], "other", &[]);
        check(&[(Complaint, "noise", 1)], "noise", &[]);
        check(&[(Complaint, "noise", 1), (Complaint, "noise", 2)], "noise", &[RepeatSignal::Complaints(2)]);
        check(&[(Complaint, "noise", 1), (Complaint, "lift", 2), (Complaint, "noise", 3)], "noise", &[]);
        check(&[(FailedCallback, "sink", 1)], "sink", &[RepeatSignal::FailedCallbacks(1)]);
        check(&[(FailedCallback, "sink", 1)], "lift", &[]);
    }
}
