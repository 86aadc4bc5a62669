//! The one next action, state by state and role by role (`SCREENS.md`, 05), and what stands beside it.

use doorstep_device::queries::work_order::next_action::{NextAction, Viewer, next_action};
use doorstep_device::queries::work_order::others::other_actions;
use doorstep_domain::bytes::Fixed;
use doorstep_domain::catalogue::{Catalogue, NO_CATALOGUE};
use doorstep_domain::event::Payment;
use doorstep_domain::ids::FactId;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::{Fen, Quantity};
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{
    Action, Agreement, Assignment, Charged, DeclineReason, Done, Manner, PriceLine, QuoteAnswer, Step, Taken,
    Verification, Wanted, WorkOrderState,
};
use uuid::Uuid;

use super::site::{fen, han, peng};

fn at(minute: i64) -> Moment {
    crate::sample::now().shifted(minute * 60_000)
}

fn done<T>(what: T, minute: i64) -> Done<T> {
    Done { fact: FactId(Uuid::from_u128(minute as u128)), by: han(), at: at(minute), what }
}

/// An order of Han's, dispatched and accepted as far as `step` says.
fn order(step: Step) -> WorkOrderState {
    let assignment = Assignment {
        to: han(),
        trade: "water".parse().unwrap(),
        under_warranty: false,
        listed: true,
        by: peng(),
        at: at(1),
        sequence: Some(1),
    };
    let taken = |action, minute| Taken {
        action,
        fact: FactId(Uuid::from_u128(minute as u128)),
        by: han(),
        at: at(minute),
        wall: at(minute),
    };
    WorkOrderState {
        step: Some(step),
        wanted: Some(Wanted::Now),
        assignments: vec![assignment],
        taken: vec![taken(Action::Dispatch, 1), taken(Action::Accept, 2)],
        ..WorkOrderState::default()
    }
}

fn line(item: Option<&str>) -> PriceLine {
    PriceLine { item: item.map(|code| code.parse().unwrap()), quantity: Quantity::ONE, each: fen(5_500) }
}

fn found(step: Step, lines: Vec<PriceLine>) -> WorkOrderState {
    let matter = "sink".parse().unwrap();
    let found = Verification { matter, differs: false, lines, pictures: Vec::new() };
    WorkOrderState { found: Some(done(found, 10)), ..order(step) }
}

fn unlisted(state: WorkOrderState) -> WorkOrderState {
    let assignments = state.assignments.iter().cloned().map(|a| Assignment { listed: false, ..a }).collect();
    WorkOrderState { assignments, ..state }
}

fn warranted(state: WorkOrderState) -> WorkOrderState {
    let assignments =
        state.assignments.iter().cloned().map(|a| Assignment { under_warranty: true, ..a }).collect();
    WorkOrderState { assignments, ..state }
}

fn quoted(state: WorkOrderState, answer: QuoteAnswer) -> WorkOrderState {
    WorkOrderState { quote: Some(done(answer, 20)), ..state }
}

fn price() -> QuoteAnswer {
    QuoteAnswer::Price { fen: fen(120_000) }
}

fn asked(state: WorkOrderState, minute: i64) -> WorkOrderState {
    WorkOrderState { question: Some(done((), minute)), ..state }
}

fn agreed(step: Step, quote: bool) -> WorkOrderState {
    let agreement = Agreement {
        lines: vec![line(Some("trap"))],
        total: fen(5_500),
        quote: quote.then(|| FactId(Uuid::from_u128(20))),
        catalogue: 1,
        manner: Manner::Face,
        language: Lang::Zh,
        document: Fixed([1; 32]),
    };
    WorkOrderState { agreed: Some(done(agreement, 30)), ..found(step, vec![line(Some("trap"))]) }
}

fn charged(payment: Payment) -> WorkOrderState {
    let charge = Charged {
        fact: FactId(Uuid::from_u128(40)),
        by: han(),
        at: at(40),
        payment,
        fen: Fen::FREE,
        receipt: None,
        held: false,
    };
    WorkOrderState { charges: vec![charge], ..agreed(Step::Settled, false) }
}

fn viewer(catalogue: &Catalogue, role: Role, is_assignee: bool) -> Viewer<'_> {
    Viewer { role: Some(role), is_assignee, catalogue }
}

#[test]
fn one_next_action_for_each_state_and_person() {
    use NextAction::{AwaitDesk, AwaitQuote, Do, GiveCopy, None as Nothing};
    use Role::{Butler, Contractor, EngineeringSupervisor, FrontDesk, Supervisor, Technician};
    let told = |mut state: WorkOrderState| {
        let told = Taken { action: Action::NotifyContractor, at: at(3), ..state.taken[0].clone() };
        state.taken.push(told);
        state
    };
    let timed = |state| WorkOrderState { wanted: Some(Wanted::Appointment { at: at(600) }), ..state };
    let declined = WorkOrderState { declined: Some(done(DeclineReason::Price, 30)), ..order(Step::Declined) };
    let countersigned = WorkOrderState { countersigned: Some(done((), 31)), ..declined.clone() };
    let trap = || vec![line(Some("trap"))];
    let table: Vec<(&str, WorkOrderState, Role, bool, NextAction)> = vec![
        ("R-01: nobody has it", order(Step::Registered), FrontDesk, false, Do(Action::Dispatch)),
        ("R-01: a butler hands it on", order(Step::Registered), Butler, false, Do(Action::Dispatch)),
        ("R-01: a technician waits", order(Step::Registered), Technician, false, Nothing),
        ("R-01", order(Step::Dispatched), Technician, true, Do(Action::Accept)),
        ("somebody else's", order(Step::Dispatched), Technician, false, Nothing),
        ("the desk waits", order(Step::Dispatched), FrontDesk, false, Nothing),
        ("R-02", order(Step::Accepted), Technician, true, Do(Action::Arrive)),
        ("R-04: first P-07", unlisted(order(Step::Accepted)), Technician, true, AwaitQuote),
        ("R-04: P-07", unlisted(order(Step::Accepted)), EngineeringSupervisor, false, Do(Action::Quote)),
        (
            "R-04: then the customer",
            quoted(unlisted(order(Step::Accepted)), price()),
            Technician,
            true,
            Do(Action::Agree),
        ),
        (
            "R-04: cannot be done",
            quoted(unlisted(order(Step::Accepted)), QuoteAnswer::NotFeasible),
            Technician,
            true,
            Do(Action::Decline),
        ),
        ("R-05: told", warranted(order(Step::Dispatched)), FrontDesk, false, Do(Action::NotifyContractor)),
        ("R-05: a time", told(warranted(order(Step::Dispatched))), Butler, false, Do(Action::AgreeTime)),
        (
            "R-05: a time all the same",
            warranted(order(Step::Accepted)),
            FrontDesk,
            false,
            Do(Action::AgreeTime),
        ),
        ("R-05: P-04 records", timed(warranted(order(Step::Accepted))), FrontDesk, false, Do(Action::Arrive)),
        ("R-05: P-05 does not", timed(warranted(order(Step::Accepted))), Butler, false, Nothing),
        ("R-05: the contractor", warranted(order(Step::Dispatched)), Contractor, true, Do(Action::Accept)),
        (
            "R-05: nothing to pay",
            warranted(found(Step::Verified, Vec::new())),
            Contractor,
            true,
            Do(Action::Agree),
        ),
        ("R-07", order(Step::OnSite), Technician, true, Do(Action::Verify)),
        ("R-08", found(Step::Verified, trap()), Technician, true, Do(Action::Agree)),
        ("R-04: on site", found(Step::Verified, Vec::new()), Technician, true, Do(Action::AskQuote)),
        ("R-04: asked on site", asked(found(Step::Verified, trap()), 15), Technician, true, AwaitQuote),
        (
            "R-04: asked before, found listed",
            unlisted(found(Step::Verified, trap())),
            Technician,
            true,
            Do(Action::Agree),
        ),
        (
            "R-04: answered on site",
            quoted(asked(found(Step::Verified, Vec::new()), 15), price()),
            Technician,
            true,
            Do(Action::Agree),
        ),
        (
            "R-04: cannot be done, on site",
            quoted(asked(found(Step::Verified, Vec::new()), 15), QuoteAnswer::NotFeasible),
            Technician,
            true,
            Do(Action::Decline),
        ),
        ("agreed", agreed(Step::Agreed, false), Technician, true, Do(Action::Start)),
        ("R-11", agreed(Step::InProgress, false), Technician, true, Do(Action::Finish)),
        ("R-12", agreed(Step::Finished, false), Technician, true, Do(Action::Sign)),
        ("R-13: listed", agreed(Step::Signed, false), Technician, true, Do(Action::Charge)),
        ("R-13: the desk need not", agreed(Step::Signed, false), FrontDesk, false, Nothing),
        ("R-13: quoted", agreed(Step::Signed, true), Technician, true, AwaitDesk),
        ("R-13: the desk collects", agreed(Step::Signed, true), FrontDesk, false, Do(Action::Charge)),
        ("R-14", charged(Payment::Cash), Technician, true, GiveCopy),
        ("R-13: unpaid", charged(Payment::Unpaid), Technician, true, Nothing),
        ("R-15", charged(Payment::Cash), EngineeringSupervisor, false, Do(Action::Confirm)),
        ("R-15: not P-03", charged(Payment::Cash), Supervisor, false, Nothing),
        ("R-09", declined.clone(), EngineeringSupervisor, false, Do(Action::Countersign)),
        ("R-09: signed beside", countersigned, EngineeringSupervisor, false, Nothing),
        ("R-09: the technician is done", declined, Technician, true, Nothing),
        ("cancelled", order(Step::Cancelled), Technician, true, Nothing),
    ];
    for (name, state, role, mine, expected) in table {
        let next = next_action(&state, viewer(&NO_CATALOGUE, role, mine));
        assert_eq!(next, expected, "{name}");
    }
}

#[test]
fn r_13_a_site_may_let_others_take_the_money() {
    let other =
        Catalogue { technicians_take_listed: false, desk_collects_quoted: false, ..NO_CATALOGUE.clone() };
    let next = |quoted| next_action(&agreed(Step::Signed, quoted), viewer(&other, Role::Technician, true));
    assert_eq!((next(false), next(true)), (NextAction::AwaitDesk, NextAction::Do(Action::Charge)));
}

#[test]
fn p_09_the_other_actions_are_the_table_s_less_the_next_one() {
    fn check(name: &str, state: &WorkOrderState, role: Role, mine: bool, expected: &[Action]) {
        let others = other_actions(state, viewer(&NO_CATALOGUE, role, mine));
        assert_eq!(others, expected, "{name}");
    }
    use Action::*;
    use Role::{EngineeringSupervisor, FrontDesk, Technician};
    check(
        "on the way",
        &order(Step::Accepted),
        Technician,
        true,
        &[AgreeTime, Attempt, AskQuote, Decline, Return],
    );
    check("somebody else's", &order(Step::Accepted), Technician, false, &[Attempt]);
    check("on site", &order(Step::OnSite), Technician, true, &[AskQuote, Decline, Return, CheckMaterial]);
    check("working", &agreed(Step::InProgress, false), Technician, true, &[Verify, CheckMaterial]);
    check("V-07: signed again", &charged(Payment::Cash), Technician, true, &[Sign]);
    check("R-13: paid later", &charged(Payment::Unpaid), Technician, true, &[Sign, Charge]);
    check(
        "the desk",
        &order(Step::Dispatched),
        FrontDesk,
        false,
        &[Dispatch, AgreeTime, Attempt, Decline, Cancel],
    );
    check("P-07", &order(Step::Dispatched), EngineeringSupervisor, false, &[Dispatch, AgreeTime, Attempt]);
    check("done", &order(Step::Cancelled), Technician, true, &[]);
}
