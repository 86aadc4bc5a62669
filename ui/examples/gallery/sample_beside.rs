//! The invented data of what is done about a work order beside its steps: the contractor told, a time agreed
//! an order called off.

use doorstep_ui::*;
use slint::{ComponentHandle, ModelRc};

use crate::sample::{Say, rows};
use crate::sample_order::{clock, head};

/// Every picture of theirs: its name, and the screen it shows.
pub const SCREENS: &[(&str, Screen)] = &[
    ("work-order-contractor", Screen::WorkOrder),
    ("work-order-contractor-told", Screen::WorkOrder),
    ("work-order-others", Screen::WorkOrder),
    ("agree-time", Screen::AgreeTime),
    ("agree-time-passed", Screen::AgreeTime),
    ("cancel", Screen::Cancel),
    ("today-contractor", Screen::Today),
];

/// Fills their globals for the picture `name`.
pub fn fill(app: &App, name: &str, say: Say) {
    let others = app.global::<OtherActions>();
    let contractor = app.global::<Contractor>();
    contractor.set_name("".into());
    contractor.set_phone("154 0000 0023".into());
    contractor.set_telling(false);
    others.set_may_agree_time(false);
    others.set_may_hand_on(false);
    others.set_may_cancel(false);
    others.set_may_correct(name == "work-order-done");
    agree_time(app, name, say);
    let cancel = app.global::<Cancel>();
    cancel.set_head(warranted(say));
    cancel.set_note(say("重复登记，另一单已在处理", "Registered twice, the other one is under way"));
    match name {
        "work-order-contractor" => at_the_contractors(app, OrderAction::NotifyContractor, say),
        "work-order-contractor-told" => {
            at_the_contractors(app, OrderAction::NotifyContractor, say);
            contractor.set_telling(true);
        }
        "work-order-others" => {
            at_the_contractors(app, OrderAction::AgreeTime, say);
            let told = clock(ClockKind::Contractor, ClockState::Kept, "11:26", 0);
            app.global::<WorkOrder>().set_clocks(rows(vec![told]));
        }
        "agree-time-passed" => app.global::<AgreeTime>().set_passed(true),
        "today-contractor" => today(app, say),
        _ => {}
    }
}

/// An order under warranty.
fn warranted(say: Say) -> OrderHead {
    OrderHead {
        found: "".into(),
        reported: say("外墙渗水", "water through the outer wall"),
        trade: say("土建", "Masonry"),
        technician: say("袁林", "Yuan Lin"),
        ..head(say)
    }
}

fn at_the_contractors(app: &App, action: OrderAction, say: Say) {
    let order = app.global::<WorkOrder>();
    order.set_head(warranted(say));
    order.set_step(OrderStep::Dispatched);
    order.set_action(action);
    order.set_waiting_for(say("袁林", "Yuan Lin"));
    order.set_may_cannot(true);
    order.set_clocks(rows(vec![clock(ClockKind::Contractor, ClockState::Running, "11:29", 0)]));
    order.set_manners_kept(false);
    order.set_minutes_on_site(0);
    order.set_price_state(PriceState::None);
    order.set_pictures(ModelRc::default());
    order.set_may_photograph(false);
    order.set_material("".into());
    order.set_may_check_material(false);
    app.global::<Contractor>().set_name(say("袁林", "Yuan Lin"));
    let others = app.global::<OtherActions>();
    others.set_may_agree_time(action != OrderAction::AgreeTime);
    others.set_may_hand_on(true);
    others.set_may_cancel(true);
}

fn agree_time(app: &App, name: &str, say: Say) {
    let screen = app.global::<AgreeTime>();
    let choice = |day_offset, time: &str| TryChoice { day_offset, time: time.into(), ..Default::default() };
    screen.set_head(warranted(say));
    screen.set_choices(rows(vec![choice(0, "14:00"), choice(0, "17:00")]));
    screen.set_chosen(2);
    screen.set_other(choice(1, "09:30"));
    screen.set_passed(false);
    if name.starts_with("agree-time") {
        app.global::<Contractor>().set_name(say("袁林", "Yuan Lin"));
    }
}

/// P-08: what was handed to them, and nothing that they may not.
fn today(app: &App, say: Say) {
    let today = app.global::<Today>();
    today.set_may_register(false);
    today.set_may_find(false);
    today.set_may_cash_up(false);
    today.set_may_decide(false);
    today.set_person_name(say("袁林", "Yuan Lin"));
    today.set_person_letter(say("袁", "Y"));
    today.set_person_role(Role::Contractor);
    let head = warranted(say);
    let task = Task {
        order: true,
        kind: CallbackKind::Repair,
        building: head.building,
        section: head.section,
        room: head.room,
        customer: head.customer,
        matter: head.reported,
        number: head.number,
        step: OrderStep::Dispatched,
        clock: clock(ClockKind::Acceptance, ClockState::Running, "", 0),
        due: Due::Today,
        ..Default::default()
    };
    let heading = TodayRow { heading: true, section: Due::Today, count: 1, ..Default::default() };
    today.set_rows(rows(vec![heading, TodayRow { section: Due::Today, task, ..Default::default() }]));
}
