//! The invented data of an order's other screens: its registration, P-07's page, the cash-up, orders on Today.

use doorstep_ui::*;
use slint::{ComponentHandle, Model, ModelRc, SharedString};

use crate::sample::{Say, rows};
use crate::sample_callback::INK;
use crate::sample_order::{clock, head, picture};

/// Every picture of theirs: its name, and the screen it shows.
pub const SCREENS: &[(&str, Screen)] = &[
    ("register", Screen::Register),
    ("register-fresh", Screen::Register),
    ("register-time", Screen::Register),
    ("register-saved", Screen::Register),
    ("pick-home", Screen::PickHome),
    ("quotes", Screen::Quotes),
    ("quotes-empty", Screen::Quotes),
    ("quote", Screen::Quote),
    ("review-order", Screen::ReviewOrder),
    ("review-declined", Screen::ReviewOrder),
    ("cash-up", Screen::CashUp),
    ("cash-up-hand-in", Screen::CashUp),
    ("today-orders", Screen::Today),
    ("today-decide", Screen::Today),
    ("today-cash-up", Screen::Today),
];

/// Fills their globals for the picture `name`.
pub fn fill(app: &App, name: &str, say: Say) {
    register(app, say);
    pick_home(app, say);
    decisions(app, say);
    cash_up(app, say);
    vary(app, name, say);
}

fn register(app: &App, say: Say) {
    let register = app.global::<Register>();
    register.set_has_home(true);
    register.set_building("3".into());
    register.set_section("2".into());
    register.set_room("1503".into());
    register.set_customer(say("许女士", "Ms Xu"));
    register.set_phone("138 0000 1503".into());
    register.set_matters(rows(vec![
        Phrase { text: say("厨卫漏水", "Leak, kitchen or bath"), chosen: true },
        Phrase { text: say("没电、跳闸", "No power"), chosen: false },
        Phrase { text: say("门锁", "Door lock"), chosen: false },
        Phrase { text: say("空调", "Air conditioning"), chosen: false },
        Phrase { text: say("其他", "Other"), chosen: false },
    ]));
    register.set_has_matter(true);
    register.set_trade(say("水电", "Water, power"));
    register.set_coverage(Coverage::Listed);
    register.set_reported(say("洗手盆漏水", "The washbasin leaks"));
    let choice = |day_offset, time: &str, part| TryChoice {
        day_offset,
        month: 11,
        day: 24 + day_offset,
        time: time.into(),
        part,
    };
    register.set_choices(rows(vec![
        choice(0, "18:30", DayPart::None),
        choice(1, "", DayPart::Morning),
        choice(1, "18:30", DayPart::None),
    ]));
    register.set_days(rows(
        (0..6).map(|n| TryDay { day_offset: n, month: 11, day: 24 + n, weekday: 1 + (1 + n) % 7 }).collect(),
    ));
    register.set_asked_time("11:02".into());
    register.set_pictures(rows(vec![picture(PictureOf::Site, 1, true)]));
}

fn pick_home(app: &App, say: Say) {
    let home = |section: &str, room: &str, residents| HomeRow {
        id: room.into(),
        building: "3".into(),
        section: section.into(),
        room: room.into(),
        residents,
        ..Default::default()
    };
    let pick = app.global::<PickHome>();
    pick.set_buildings(rows(["1", "2", "3", "5", "6", "8"].map(SharedString::from).to_vec()));
    pick.set_building(2);
    pick.set_homes(rows(vec![
        home("1", "0901", say("赵女士", "Ms Zhao")),
        home("2", "1503", say("许女士、方先生", "Ms Xu, Mr Fang")),
        home("2", "1604", say("钱先生", "Mr Qian")),
    ]));
}

fn decisions(app: &App, say: Say) {
    let heading = |section, count| QuoteRow { heading: true, section, count, ..Default::default() };
    let row = |section| QuoteRow { section, head: head(say), ..Default::default() };
    let quote_clock = clock(ClockKind::Quote, ClockState::Running, "11:39", 0);
    app.global::<Quotes>().set_rows(rows(vec![
        heading(QuoteSection::Price, 2),
        QuoteRow {
            clock: clock(ClockKind::Quote, ClockState::Overdue, "11:20", 4),
            ..row(QuoteSection::Price)
        },
        QuoteRow { clock: quote_clock.clone(), ..row(QuoteSection::Price) },
        heading(QuoteSection::Countersign, 1),
        QuoteRow { reason: CannotReason::Price, pending: true, ..row(QuoteSection::Countersign) },
        heading(QuoteSection::Confirm, 1),
        QuoteRow { price: "80".into(), ..row(QuoteSection::Confirm) },
    ]));
    let quote = app.global::<Quote>();
    quote.set_head(head(say));
    quote.set_clock(quote_clock);
    quote.set_question(say("墙内暗管渗水，要不要开槽？", "A pipe in the wall leaks: open it up?"));
    quote.set_asked_by(say("陈伟", "Chen Wei"));
    quote.set_asked_time("11:24".into());
    quote
        .set_pictures(rows(vec![picture(PictureOf::Before, 1, false), picture(PictureOf::Before, 2, false)]));
    quote.set_feasible(Feasible::Yes);
    quote.set_amount("260".into());
    review(app, say);
}

fn review(app: &App, say: Say) {
    let review = app.global::<ReviewOrder>();
    review.set_head(head(say));
    review.set_clocks(rows(vec![clock(ClockKind::Arrival, ClockState::Kept, "11:12", 0)]));
    review.set_done(say("换下水弯管，试水 5 分钟不漏", "New drain bend, no leak in 5 minutes"));
    review.set_price("80".into());
    review.set_payment(Payment::Cash);
    review.set_paid("80".into());
    review.set_receipt("0031872".into());
    review.set_sign_off(SignOff::Signed);
    review.set_ink(INK.into());
    review.set_ink_width(358.0);
    review.set_ink_height(180.0);
    review
        .set_pictures(rows(vec![picture(PictureOf::Before, 1, false), picture(PictureOf::After, 1, false)]));
    review.set_reason(CannotReason::Price);
    review.set_note(say("要再问问别家", "Asks elsewhere first"));
    review.set_by(say("陈伟", "Chen Wei"));
    review.set_time("11:31".into());
}

fn cash_up(app: &App, say: Say) {
    let cash_up = app.global::<CashUp>();
    cash_up.set_person(say("陈伟", "Chen Wei"));
    cash_up.set_month(11);
    cash_up.set_day(24);
    cash_up.set_weekday(2);
    cash_up.set_sums(rows(vec![
        MeansSum {
            payment: Payment::Cash,
            taken: "280".into(),
            handed_in: "200".into(),
            missing: "80".into(),
            over: "0".into(),
        },
        MeansSum {
            payment: Payment::Card,
            taken: "120".into(),
            handed_in: "120".into(),
            ..Default::default()
        },
    ]));
    cash_up.set_unpaid("45".into());
    let charge = |number: &str, room: &str, yuan: &str, payment, receipt: &str| ChargeRow {
        order_id: number.into(),
        number: number.into(),
        building: "3".into(),
        section: "2".into(),
        room: room.into(),
        yuan: yuan.into(),
        payment,
        receipt: receipt.into(),
        doubled: receipt == "0031871",
    };
    cash_up.set_charges(rows(vec![
        charge("1124-011", "0702", "200", Payment::Cash, "0031871"),
        charge("1124-018", "1503", "80", Payment::Cash, "0031871"),
        charge("1124-020", "1804", "120", Payment::Card, "P-5520"),
        charge("1124-021", "1901", "45", Payment::Unpaid, ""),
    ]));
    cash_up.set_doubled("0031871".into());
    let row = |payment, yuan: &str, slip: &str, pending| HandInRow {
        payment,
        yuan: yuan.into(),
        slip: slip.into(),
        time: "17:40".into(),
        by: say("陈伟", "Chen Wei"),
        doubled: false,
        pending,
    };
    cash_up.set_handed_in(rows(vec![
        row(Payment::Cash, "200", "J-118", false),
        row(Payment::Card, "120", "J-119", true),
    ]));
    cash_up.set_input(CashUpInput::None);
}

/// What the single pictures show otherwise.
fn vary(app: &App, name: &str, say: Say) {
    let register = app.global::<Register>();
    match name {
        "register-fresh" => {
            register.set_has_home(false);
            register.set_customer("".into());
            register.set_has_matter(false);
            register.set_trade("".into());
            register.set_coverage(Coverage::Unknown);
            register.set_pictures(ModelRc::default());
        }
        "register-time" => register.set_picking_time(true),
        "register-saved" => register.set_saved_code("07-3KQ".into()),
        "quotes-empty" => app.global::<Quotes>().set_rows(ModelRc::default()),
        "review-declined" => app.global::<ReviewOrder>().set_declined(true),
        "cash-up-hand-in" => {
            let cash_up = app.global::<CashUp>();
            cash_up.set_amount("80".into());
            cash_up.set_slip("J-118".into());
            cash_up.set_slip_error(ReceiptError::Used);
            cash_up.set_input(CashUpInput::HandIn);
        }
        "today-orders" => today(app, say),
        "today-decide" => {
            today(app, say);
            let today = app.global::<Today>();
            today.set_may_decide(true);
            today.set_prices_asked(2);
            today.set_to_countersign(1);
            today.set_to_confirm(3);
        }
        "today-cash-up" => {
            today(app, say);
            app.global::<Today>().set_may_cash_up(true);
            app.global::<Today>().set_me_open(true);
        }
        _ => {}
    }
}

fn today(app: &App, say: Say) {
    let today = app.global::<Today>();
    today.set_may_register(true);
    let order = |step, clock: OrderClock| {
        let head = head(say);
        TodayRow {
            section: Due::Today,
            task: Task {
                id: head.id.clone(),
                building: head.building,
                section: head.section,
                room: head.room,
                customer: head.customer,
                matter: head.reported,
                due: Due::Today,
                due_time: "24:00".into(),
                order: true,
                number: head.number,
                step,
                clock,
                ..Default::default()
            },
            ..Default::default()
        }
    };
    let mut all: Vec<TodayRow> = today.get_rows().iter().collect();
    let mut late = order(OrderStep::Accepted, clock(ClockKind::Arrival, ClockState::Overdue, "11:27", 6));
    late.section = Due::Overdue;
    late.task.repeat = RepeatKind::Repair;
    late.task.repeat_count = 3;
    let orders = [
        order(OrderStep::Dispatched, clock(ClockKind::Acceptance, ClockState::Running, "", 0)),
        order(OrderStep::Accepted, clock(ClockKind::Arrival, ClockState::Running, "11:27", 0)),
        order(OrderStep::InProgress, OrderClock::default()),
    ];
    all.splice(1..1, [late]);
    all.splice(4..4, orders);
    today.set_rows(rows(all));
}
