//! P-12: the duty log (值班日志): what each person received, handed on and finished, by itself from the records.

use crate::complaint;
use crate::fact::Body;
use crate::ids::PersonId;
use crate::work_order;

/// What a log says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    /// Taken in, or given to them.
    Received,
    /// Given to somebody else, or back.
    HandedOn,
    /// Done, as far as it was theirs.
    Finished,
}

/// P-12: whose log a fact that counts stands in, and as what. By rule the office does much: it keeps no log.
pub fn entries<'a>(author: &'a PersonId, body: &'a Body) -> Vec<(&'a PersonId, Duty)> {
    let mut entries = match body {
        Body::CallbackAssigned(assignment) => handed_on(author, Some(&assignment.to)),
        Body::CallbackRecorded(_) | Body::CallbackReviewed(_) | Body::CallbackDisposed(_) => {
            vec![(author, Duty::Finished)]
        }
        Body::WorkOrder(act) => of_order(author, act),
        Body::Complaint(act) => of_complaint(author, act),
        _ => Vec::new(),
    };
    entries.retain(|(person, _)| **person != PersonId::office());
    entries
}

fn of_order<'a>(author: &'a PersonId, act: &'a work_order::Act) -> Vec<(&'a PersonId, Duty)> {
    use work_order::Act;
    match act {
        Act::Register(_) => vec![(author, Duty::Received)],
        Act::Dispatch(dispatch) => handed_on(author, Some(&dispatch.to)),
        Act::Return(_) => handed_on(author, None),
        Act::Finish(_)
        | Act::Decline(_)
        | Act::Cancel(_)
        | Act::Quote(_)
        | Act::Countersign(_)
        | Act::Confirm(_) => {
            vec![(author, Duty::Finished)]
        }
        _ => Vec::new(),
    }
}

fn of_complaint<'a>(author: &'a PersonId, act: &'a complaint::Act) -> Vec<(&'a PersonId, Duty)> {
    use complaint::Act;
    match act {
        Act::Receive(_) => vec![(author, Duty::Received)],
        Act::Assign(assignment) => handed_on(author, assignment.to.as_ref()),
        Act::HandOver(handover) => handed_on(author, Some(&handover.to)),
        Act::Handle(_) | Act::Archive(_) => vec![(author, Duty::Finished)],
        _ => Vec::new(),
    }
}

/// Who takes it themselves hands nothing on.
fn handed_on<'a>(author: &'a PersonId, to: Option<&'a PersonId>) -> Vec<(&'a PersonId, Duty)> {
    let own = to != Some(author);
    let given = own.then_some((author, Duty::HandedOn));
    given.into_iter().chain(to.map(|to| (to, Duty::Received))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callback::{Assignment, Review};
    use crate::ids::FactId;

    fn check(name: &str, author: &str, body: &Body, expected: &[(&str, Duty)]) {
        let author = author.parse().unwrap();
        let found: Vec<_> = entries(&author, body)
            .into_iter()
            .map(|(person, duty)| (person.as_str().to_owned(), duty))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(person, duty)| ((*person).to_owned(), *duty)).collect();
        assert_eq!(found, expected, "{name}");
    }

    fn order(act: work_order::Act) -> Body {
        Body::WorkOrder(Box::new(act))
    }

    #[test]
    fn p_12_what_is_received_handed_on_and_finished() {
        use Duty::{Finished, HandedOn, Received};
        let to = |person: &str| Body::CallbackAssigned(Assignment { to: person.parse().unwrap() });
        let dispatch = order(work_order::Act::Dispatch(work_order::Dispatch {
            trade: "water".parse().unwrap(),
            to: "t-01".parse().unwrap(),
            under_warranty: false,
            listed: true,
        }));
        let back = order(work_order::Act::Return(work_order::Return {
            reason: work_order::ReturnReason::NotFeasible,
        }));
        let review =
            Body::CallbackReviewed(Review { record: FactId::caused(FactId(uuid::Uuid::nil()), "x") });
        check("a callback is planned", "s-01", &to("b-02"), &[("s-01", HandedOn), ("b-02", Received)]);
        check("taken by oneself", "m-01", &to("m-01"), &[("m-01", Received)]);
        check("reviewed", "s-01", &review, &[("s-01", Finished)]);
        check("dispatched by hand", "f-01", &dispatch, &[("f-01", HandedOn), ("t-01", Received)]);
        check("dispatched by rule", "office", &dispatch, &[("t-01", Received)]);
        check("given back", "t-01", &back, &[("t-01", HandedOn)]);
        check("work begins", "t-01", &order(work_order::Act::Start(work_order::Start {})), &[]);
    }
}
