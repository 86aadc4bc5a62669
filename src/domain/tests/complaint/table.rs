//! The table: every state × every action × every role.

use std::fmt::Write as _;
use std::path::PathBuf;

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::{EscalatedFrom, Grade, GradingFacts};
use doorstep_domain::role::Role;

use crate::story::*;

/// One act that is complete in itself, so that only state and role decide.
fn act(action: Action, story: &Story, who: Who) -> Act {
    let standing = story.state.opinion.as_ref().map(|opinion| opinion.fact);
    let reached = match who.1 {
        Some(Role::GeneralManager) => MustReach::GeneralManager,
        Some(Role::SiteManager) => MustReach::SiteManager,
        _ => MustReach::Department,
    };
    let later = story.now.shifted(60 * MINUTE);
    match action {
        Action::Receive => receive(GradingFacts::default()),
        Action::Assess => Act::Assess(Assessment { facts: loss(3_500) }),
        Action::Raise => Act::Raise(Raising { grade: Grade::Major }),
        Action::Escalate => Act::Escalate(Escalation { from: EscalatedFrom::Ordinary }),
        Action::Assign => assign(),
        Action::Acknowledge => acknowledge(reached),
        Action::Phone => Act::Phone(PhoneCall { whom: "m-01".parse().unwrap(), at: story.now }),
        Action::Note => Act::Note(Note::default()),
        Action::HandOver => Act::HandOver(Handover { to: "f-01".parse().unwrap() }),
        Action::Rise => Act::Rise(Rise { clock: ClockKind::Finish, to: Role::SiteManager }),
        Action::AgreeReply => Act::AgreeReply(NextReply { at: later }),
        Action::AgreeFinish => Act::AgreeFinish(AgreedFinish { by: later }),
        Action::Mark => Act::Mark(Marking { mark: Mark::Unfounded }),
        Action::Answer => Act::Answer(WrittenAnswer {}),
        Action::Handle => handle(),
        Action::Tell => tell(),
        Action::SignOpinion => Act::SignOpinion(Opinion { supersedes: standing, ..opinion() }),
        Action::Archive => Act::Archive(Archival {}),
    }
}

const PEOPLE: [(&str, Who); 9] = [
    ("office", OFFICE),
    ("P-01", GENERAL),
    ("P-02", MANAGER),
    ("P-03", SUPERVISOR),
    ("P-04", DESK),
    ("P-05", ("b-07", Some(Role::Butler))),
    ("P-06", TECHNICIAN),
    ("P-07", ENGINEER),
    ("P-08", CONTRACTOR),
];

fn is_allowed(answer: &Result<(), Reason>) -> bool {
    !matches!(answer, Err(Reason::Role | Reason::TooLate { .. } | Reason::UnknownSubject))
}

fn walk() -> String {
    let mut matrix = String::new();
    for step in [None].into_iter().chain(Step::ALL.into_iter().map(Some)) {
        let story = step.map_or_else(Story::begin, Story::at);
        for action in Action::ALL {
            let allowed = |who: Who| is_allowed(&story.would(who, act(action, &story, who)));
            let who: Vec<&str> =
                PEOPLE.iter().filter(|(_, who)| allowed(*who)).map(|(name, _)| *name).collect();
            if !who.is_empty() {
                let step = step.map_or("-".to_owned(), |step| format!("{step:?}"));
                let action = format!("{action:?}");
                writeln!(matrix, "{step:10} {action:12} {}", who.join(", ")).unwrap();
            }
        }
    }
    matrix
}

/// The matrix is a file, so that a change of the table shows as a change of who may do what. Read it
/// before `UPDATE_GOLDEN=1` writes it.
#[test]
fn p_09_every_state_every_action_every_role() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/complaint/who-may-what.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, walk()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), walk());
}

#[test]
fn a_contractor_has_no_part_in_complaints() {
    assert!(!walk().contains("P-08"));
}
