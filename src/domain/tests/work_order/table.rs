//! The table: every state × every action × every role, and the README's diagram made from it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use doorstep_domain::event::Payment;
use doorstep_domain::fact::Reason;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::*;

use crate::story::*;

/// One act that is complete in itself at `step`, so that only state and role decide.
fn act(action: Action, story: &Story) -> Act {
    let standing = story.state.signed.as_ref().map(|signed| signed.fact);
    let declined = story.state.declined.as_ref().map_or(story.last(), |declined| declined.fact);
    match action {
        Action::Register => Act::Register(registration(Wanted::Now)),
        Action::Dispatch => dispatch_with(TECHNICIAN, true, false),
        Action::NotifyContractor => Act::NotifyContractor(Notification { manner: Manner::Phone }),
        Action::AgreeTime => Act::AgreeTime(Appointment { at: story.now.shifted(60 * MINUTE) }),
        Action::Accept => Act::Accept(Acceptance {}),
        Action::Attempt => Act::Attempt(Attempt { next_try: story.now, pictures: Vec::new() }),
        Action::Arrive => arrive(),
        Action::Verify => verify(80),
        Action::AskQuote => ask(),
        Action::Quote => quote(80),
        Action::Agree => agree(80),
        Action::Decline => decline(),
        Action::Countersign => Act::Countersign(Countersignature { declining: declined }),
        Action::Return => Act::Return(Return { reason: ReturnReason::Unable }),
        Action::CheckMaterial => {
            Act::CheckMaterial(MaterialCheck { quality: MaterialQuality::Qualified, choice: None })
        }
        Action::Start => Act::Start(Start {}),
        Action::Finish => finish(),
        Action::Sign => Act::Sign(Signing { supersedes: standing, ..signing(80) }),
        Action::Charge => charge(Payment::Cash, 80, "NO-2"),
        Action::Confirm => Act::Confirm(Confirmation {}),
        Action::Cancel => Act::Cancel(Cancellation {}),
    }
}

/// Everybody who could try: each role, the worker and a colleague apart, and the office.
const PEOPLE: [(&str, Who); 10] = [
    ("office", OFFICE),
    ("P-01", ("g-01", Some(Role::GeneralManager))),
    ("P-02", ("m-01", Some(Role::SiteManager))),
    ("P-03", ("s-01", Some(Role::Supervisor))),
    ("P-04", DESK),
    ("P-05", BUTLER),
    ("P-06 whose it is", TECHNICIAN),
    ("P-06 another", OTHER),
    ("P-07", ENGINEER),
    ("P-08", CONTRACTOR),
];

/// What stands in the state's way, as opposed to the body's.
fn is_allowed(answer: &Result<(), Reason>) -> bool {
    !matches!(answer, Err(Reason::Role | Reason::NotYours | Reason::NotNow { .. } | Reason::UnknownSubject))
}

fn walk() -> String {
    let mut matrix = String::new();
    let stories = [None].into_iter().chain(Step::ALL.into_iter().map(Some));
    for step in stories {
        let story = step.map_or_else(Story::begin, Story::at);
        for action in Action::ALL {
            let allowed = |who: Who| is_allowed(&story.would(who, act(action, &story)));
            let who: Vec<&str> =
                PEOPLE.iter().filter(|(_, who)| allowed(*who)).map(|(name, _)| *name).collect();
            if !who.is_empty() {
                let step = step.map_or("-", Step::word);
                let action = format!("{action:?}");
                writeln!(matrix, "{step:12} {action:16} {}", who.join(", ")).unwrap();
            }
        }
    }
    matrix
}

/// The matrix is a file, so that a change of the table shows as a change of who may do what. Read it
/// before `UPDATE_GOLDEN=1` writes it.
#[test]
fn p_09_every_state_every_action_every_role() {
    golden("tests/work_order/who-may-what.txt", &walk());
}

#[test]
fn where_an_action_leads_depends_on_the_state_alone() {
    for action in Action::ALL {
        for step in Step::ALL {
            let leads: BTreeSet<Option<Step>> = table::rows(action, Some(step)).map(|row| row.to).collect();
            assert!(leads.len() <= 1, "{action:?} in {step:?}");
        }
    }
}

#[test]
fn every_state_is_reached_and_only_these_are_final() {
    let reached: BTreeSet<Step> = TABLE.iter().filter_map(|row| row.to).collect();
    assert_eq!(reached, Step::ALL.into_iter().collect());
    let left = |step: Step| TABLE.iter().any(|row| row.from.contains(&step) && row.to.is_some());
    let last: Vec<Step> = Step::ALL.into_iter().filter(|step| !left(*step)).collect();
    assert_eq!(last, [Step::Confirmed, Step::Declined, Step::Cancelled]);
}

#[test]
fn r_08_no_work_begins_before_the_customer_agreed() {
    let into = |step: Step| TABLE.iter().filter(move |row| row.to == Some(step));
    assert!(into(Step::InProgress).all(|row| row.from == [Step::Agreed]));
    assert!(into(Step::Agreed).all(|row| row.from == [Step::Verified] && row.action == Action::Agree));
}

/// The rows that move an order, as a Mermaid diagram.
fn diagram() -> String {
    let mut lines: BTreeSet<(Step, Step, String)> = BTreeSet::new();
    for row in TABLE {
        let Some(to) = row.to else { continue };
        for from in row.from {
            lines.insert((*from, to, format!("{:?}", row.action)));
        }
    }
    let mut diagram = String::from("```mermaid\nstateDiagram-v2\n    [*] --> Registered: Register\n");
    for (from, to, action) in lines {
        writeln!(diagram, "    {from:?} --> {to:?}: {action}").unwrap();
    }
    diagram + "```\n"
}

#[test]
fn the_readme_shows_the_table() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) =
        readme.split_once("<!-- work-order states: made by `the_readme_shows_the_table` -->\n").unwrap();
    let (shown, after) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let mark = "<!-- work-order states: made by `the_readme_shows_the_table` -->\n";
        std::fs::write(&path, format!("{before}{mark}{}<!-- end -->{after}", diagram())).unwrap();
    } else {
        assert_eq!(shown, diagram(), "UPDATE_GOLDEN=1 writes it anew");
    }
}

fn golden(file: &str, content: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, content).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), content, "{file}");
}
