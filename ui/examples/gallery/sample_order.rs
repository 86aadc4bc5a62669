//! The invented data of a work order's screens on site: 05, 06, and what stands between them.

use doorstep_ui::*;
use slint::{ComponentHandle, Image, ModelRc, SharedString};

use crate::sample::{Say, rows};
use crate::sample_callback::{INK, phrases, pipe};

/// Every picture of theirs: its name, and the screen it shows.
pub const SCREENS: &[(&str, Screen)] = &[
    ("work-order", Screen::WorkOrder),
    ("work-order-new", Screen::WorkOrder),
    ("work-order-door", Screen::WorkOrder),
    ("work-order-quote", Screen::WorkOrder),
    ("work-order-held", Screen::WorkOrder),
    ("work-order-done", Screen::WorkOrder),
    ("work-order-declined", Screen::WorkOrder),
    ("work-order-dispatch", Screen::WorkOrder),
    ("door", Screen::Door),
    ("show-order", Screen::ShowOrder),
    ("verify", Screen::Verify),
    ("verify-quote", Screen::Verify),
    ("verify-fresh", Screen::Verify),
    ("price-list", Screen::PriceList),
    ("price", Screen::Price),
    ("price-free", Screen::Price),
    ("quote-wait", Screen::QuoteWait),
    ("quote-wait-late", Screen::QuoteWait),
    ("quote-wait-phone", Screen::QuoteWait),
    ("quote-wait-priced", Screen::QuoteWait),
    ("cannot", Screen::Cannot),
    ("cannot-warranty", Screen::Cannot),
    ("material", Screen::Material),
    ("finish", Screen::Finish),
    ("finish-fresh", Screen::Finish),
    ("charge", Screen::Charge),
    ("charge-wrong", Screen::Charge),
    ("charge-desk", Screen::Charge),
    ("charge-typing", Screen::Charge),
    ("customer-order", Screen::Customer),
    ("customer-copy", Screen::CustomerCopy),
];

/// Fills their globals for the picture `name`.
pub fn fill(app: &App, name: &str, say: Say) {
    app.global::<Digits>().on_without_last(|text| {
        let mut text = text.to_string();
        text.pop();
        text.into()
    });
    work_order(app, say);
    at_the_door(app, say);
    verify(app, say);
    price(app, say);
    quote_wait(app, say);
    finish(app, say);
    charge(app, say);
    vary(app, name, say);
}

pub fn head(say: Say) -> OrderHead {
    OrderHead {
        id: "1124-018".into(),
        number: "1124-018".into(),
        building: "3".into(),
        section: "2".into(),
        room: "1503".into(),
        customer: say("许女士", "Ms Xu"),
        phone: "138 0000 1503".into(),
        reported: say("洗手盆漏水", "washbasin leaks"),
        found: say("下水弯管开裂", "the drain bend is cracked"),
        trade: say("水电", "Water, power"),
        technician: say("陈伟", "Chen Wei"),
        now: true,
        ..Default::default()
    }
}

pub fn clock(kind: ClockKind, state: ClockState, time: &str, minutes: i32) -> OrderClock {
    OrderClock { kind, state, time: time.into(), minutes, ..Default::default() }
}

pub fn picture(shows: PictureOf, number: i32, removable: bool) -> OrderPicture {
    let (tube, ring, leaks) = match shows {
        PictureOf::After => ("#F2F4F2", "#2E6DA4", false),
        _ => ("#A8ACA4", "#7B807A", true),
    };
    let tile = PictureTile {
        picture: pipe(tube, ring, leaks),
        here: true,
        shows,
        month: 11,
        day: 24,
        time: "11:20".into(),
    };
    OrderPicture { tile, number, removable }
}

fn work_order(app: &App, say: Say) {
    let order = app.global::<WorkOrder>();
    order.set_head(head(say));
    order.set_step(OrderStep::InProgress);
    order.set_action(OrderAction::Photograph);
    order.set_may_cannot(true);
    order.set_clocks(rows(vec![clock(ClockKind::Arrival, ClockState::Kept, "11:12", 0)]));
    order.set_manners_kept(true);
    order.set_minutes_on_site(24);
    order.set_price_state(PriceState::Agreed);
    order.set_price("80".into());
    order.set_agreed_by(say("许女士", "Ms Xu"));
    order.set_agreed_time("11:24".into());
    order.set_may_show_price(true);
    order
        .set_pictures(rows(vec![picture(PictureOf::Before, 1, false), picture(PictureOf::Before, 2, false)]));
    order.set_may_photograph(true);
    order.set_photograph(PictureOf::After);
    order.set_material(say("密封圈", "a seal"));
    order.set_quality(MaterialQuality::Unqualified);
    order.set_warning(say("用它可能再次渗漏", "it may leak again with it"));
    order.set_choice(MaterialChoice::UseIt);
    order.set_may_check_material(true);
}

fn at_the_door(app: &App, say: Say) {
    app.global::<Door>().set_head(OrderHead { found: "".into(), ..head(say) });
    let show = app.global::<ShowOrder>();
    show.set_language(say("zh", "en"));
    show.set_number("1124-018".into());
    show.set_building("3".into());
    show.set_section("2".into());
    show.set_room("1503".into());
    show.set_reported(say("洗手盆漏水", "Washbasin leaks"));
    show.set_technician(say("陈伟", "Chen Wei"));
    show.set_wanted(say("现在，11:27 前到", "Now, by 11:27"));
    let cannot = app.global::<Cannot>();
    cannot.set_head(head(say));
    cannot.set_reason(CannotReason::Price);
    let material = app.global::<Material>();
    material.set_head(head(say));
    material.set_name(say("密封圈", "a seal"));
    material.set_quality(MaterialQuality::Unqualified);
    material.set_warnings(phrases(&[
        say("用它可能再次渗漏", "It may leak again"),
        say("用不久", "It will not last"),
        say("可能损坏别的部件", "It may damage other parts"),
    ]));
    material.set_has_warning(true);
}

fn line(text: SharedString, each: &str, quantity: i32, amount: &str, unit: SharedString) -> DraftLine {
    DraftLine { text, unit, each: each.into(), quantity, amount: amount.into(), error: LineError::None }
}

fn verify(app: &App, say: Say) {
    let verify = app.global::<Verify>();
    verify.set_head(OrderHead { found: "".into(), ..head(say) });
    verify.set_finding(Finding::Differs);
    verify.set_matter(say("下水管件", "Drain fittings"));
    verify.set_found(say("下水弯管开裂，需更换", "The drain bend is cracked"));
    verify.set_pictures(rows(vec![picture(PictureOf::Before, 1, true)]));
    verify.set_lines(rows(vec![
        line(say("更换弯管（含材料）", "New drain bend, parts"), "55", 1, "55", say("个", "piece")),
        line(say("人工", "Labour"), "25", 1, "25", say("次", "visit")),
    ]));
    verify.set_total("80".into());
    verify.set_matters(phrases(&[
        say("下水管件", "Drain fittings"),
        say("水龙头", "Tap"),
        say("角阀", "Angle valve"),
    ]));
    let item = |id: &str, text, unit, each: &str| PriceListRow {
        heading: false,
        id: id.into(),
        text,
        unit,
        each: each.into(),
        chosen: id == "bend",
    };
    let trade = |text| PriceListRow { heading: true, text, ..Default::default() };
    app.global::<PriceList>().set_rows(rows(vec![
        trade(say("水电", "Water and power")),
        item("bend", say("更换下水弯管（含材料）", "New drain bend, parts"), say("个", "piece"), "55"),
        item("valve", say("更换角阀（含材料）", "New angle valve, parts"), say("个", "piece"), "45"),
        item("labour", say("人工", "Labour"), say("次", "visit"), "25"),
        item("seal", say("更换密封圈", "New seal"), say("个", "piece"), "0"),
        trade(say("门窗", "Doors and windows")),
        item("lock", say("更换锁芯（不含锁）", "New lock cylinder"), say("把", "lock"), "120"),
        item("hinge", say("调整合页", "Hinge adjusted"), say("扇", "door"), "0"),
    ]));
}

fn price(app: &App, say: Say) {
    let price = app.global::<Price>();
    price.set_language(say("zh", "en"));
    price.set_heading(say("施工前，请您确认价格", "Please agree the price"));
    price.set_intro(say("许女士，派工单 1124-018，陈伟 11:23", "Ms Xu, order 1124-018, by Chen Wei, 11:23"));
    let row = |label, text| SheetLine { label, text, mark: RowMark::None, rating: 0 };
    price.set_rows(rows(vec![
        row(say("您报修", "You reported"), say("洗手盆漏水", "Washbasin leaks")),
        row(say("现场核对", "We found"), say("下水弯管开裂，需更换", "The drain bend is cracked")),
    ]));
    let row = |text, amount| PriceRow { text, amount };
    price.set_lines(rows(vec![
        row(say("更换弯管（含材料）", "New drain bend, parts"), say("55 元", "¥55")),
        row(say("人工", "Labour"), say("25 元", "¥25")),
        row(say("上门检查", "Inspection"), say("免费", "Free")),
    ]));
    price.set_total_label(say("合计", "Total"));
    price.set_total("80".into());
    price.set_promise(say("您同意后，我们才开始施工。", "We start only after you agree."));
}

fn quote_wait(app: &App, say: Say) {
    let wait = app.global::<QuoteWait>();
    wait.set_head(head(say));
    wait.set_asked_time("11:24".into());
    wait.set_due_time("11:39".into());
    wait.set_seconds_left(552);
    wait.set_state(QuoteState::Waiting);
    let person = |name, phone: &str| QuotePerson { id: phone.into(), name, phone: phone.into() };
    wait.set_people(rows(vec![
        person(say("罗工", "Luo Gang"), "138 0000 0112"),
        person(say("何静", "He Jing"), "138 0000 0107"),
    ]));
    wait.set_by_phone(false);
}

fn finish(app: &App, say: Say) {
    let finish = app.global::<Finish>();
    finish.set_head(head(say));
    finish.set_phrases(phrases(&[
        say("更换配件", "Parts replaced"),
        say("试水不漏", "Tested, no leak"),
        say("紧固", "Tightened"),
        say("疏通", "Cleared the drain"),
    ]));
    finish.set_done(say("换下水弯管，试水 5 分钟不漏", "New drain bend, no leak in 5 minutes"));
    finish.set_has_done(true);
    finish.set_parts(Parts::Left);
    finish.set_pictures(rows(vec![picture(PictureOf::After, 1, true)]));
}

fn charge(app: &App, say: Say) {
    let charge = app.global::<Charge>();
    charge.set_head(head(say));
    charge.set_due("80".into());
    charge.set_payment(Payment::Cash);
    charge.set_receipt("0031872".into());
    charge.set_input(ChargeInput::None);
    let copy = app.global::<CustomerCopy>();
    copy.set_number("1124-018".into());
    copy.set_picture(sheet());
    copy.set_ready(true);
    copy.set_path("Doorstep/1124-018.png".into());
}

/// A sheet of paper, drawn.
fn sheet() -> Image {
    let lines: String = (0..14)
        .map(|n| format!("<rect x='60' y='{}' width='480' height='10' fill='#D5CEBF'/>", 180 + n * 40))
        .collect();
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='848' viewBox='0 0 600 848'>\
         <rect width='600' height='848' fill='#FFFFFF'/><rect x='60' y='70' width='260' height='28' fill='#14201B'/>{lines}</svg>"
    );
    Image::load_from_svg_data(svg.as_bytes()).unwrap_or_default()
}

/// What the single pictures show otherwise.
fn vary(app: &App, name: &str, say: Say) {
    let order = app.global::<WorkOrder>();
    match name {
        "work-order-new" => {
            bare(app, say, OrderStep::Dispatched, OrderAction::Accept);
            order.set_repeat(RepeatKind::Repair);
            order.set_repeat_count(3);
            order.set_access(say(
                "有小狗，请先按门铃；玄关换鞋套",
                "A small dog: ring first. Shoe covers in the hall",
            ));
        }
        "work-order-door" => {
            bare(app, say, OrderStep::Accepted, OrderAction::Arrive);
            order.set_clocks(rows(vec![clock(ClockKind::Arrival, ClockState::Running, "11:27", 0)]));
            order.set_pending(true);
        }
        "work-order-quote" => {
            bare(app, say, OrderStep::Verified, OrderAction::WaitQuote);
            order.set_clocks(rows(vec![
                clock(ClockKind::Arrival, ClockState::Missed, "11:33", 6),
                clock(ClockKind::Quote, ClockState::Overdue, "11:39", 4),
            ]));
            order.set_price_state(PriceState::Asked);
            order.set_pictures(rows(vec![
                picture(PictureOf::Before, 1, true),
                OrderPicture {
                    tile: PictureTile { shows: PictureOf::Before, ..Default::default() },
                    number: 2,
                    removable: false,
                },
            ]));
        }
        "work-order-held" => {
            order.set_held(true);
            order.set_held_reason(HeldReason::AlreadyRecorded);
            order.set_held_act(OrderAct::Finish);
            order.set_held_name(say("李建国", "Li Jianguo"));
            order.set_held_time("11:40".into());
        }
        "work-order-done" => done(app, say),
        "work-order-declined" => {
            bare(app, say, OrderStep::Declined, OrderAction::None);
            order.set_reason(CannotReason::Price);
            order.set_note(say("要再问问别家", "Asks elsewhere first"));
            order.set_waiting_for(say("罗工", "Luo Gang"));
        }
        "work-order-dispatch" => {
            bare(app, say, OrderStep::Registered, OrderAction::Dispatch);
            let person = |name, note| OrderPerson { id: "".into(), name, note };
            order.set_people(rows(vec![
                person(say("陈伟", "Chen Wei"), say("水电 · 手上 1 单", "Water, power; 1 order")),
                person(say("李建国", "Li Jianguo"), say("综合", "General")),
            ]));
            order.set_dispatching(true);
        }
        "customer-order" => signed_sheet(app, say),
        _ => vary_forms(app, name, say),
    }
}

fn bare(app: &App, say: Say, step: OrderStep, action: OrderAction) {
    let order = app.global::<WorkOrder>();
    order.set_head(OrderHead { found: "".into(), ..head(say) });
    order.set_step(step);
    order.set_action(action);
    order.set_may_cannot(action != OrderAction::None && action != OrderAction::Dispatch);
    order.set_clocks(ModelRc::default());
    order.set_manners_kept(false);
    order.set_minutes_on_site(0);
    order.set_price_state(PriceState::None);
    order.set_may_show_price(false);
    order.set_pictures(rows(vec![picture(PictureOf::Site, 1, false)]));
    order.set_may_photograph(false);
    order.set_material("".into());
    order.set_may_check_material(false);
}

fn done(app: &App, say: Say) {
    let order = app.global::<WorkOrder>();
    order.set_step(OrderStep::Settled);
    order.set_action(OrderAction::Copy);
    order.set_may_cannot(false);
    order.set_may_photograph(false);
    order.set_may_check_material(false);
    order.set_may_show_price(false);
    order.set_pictures(rows(vec![
        picture(PictureOf::Before, 1, false),
        picture(PictureOf::Before, 2, false),
        picture(PictureOf::After, 1, false),
    ]));
    order.set_done(say("换下水弯管，试水 5 分钟不漏", "New drain bend, no leak in 5 minutes"));
    order.set_sign_off(SignOff::Signed);
    order.set_payment(Payment::Cash);
    order.set_paid("80".into());
    order.set_receipt("0031872".into());
    order.set_has_copy(true);
}

fn signed_sheet(app: &App, say: Say) {
    let customer = app.global::<Customer>();
    customer.set_heading(say("许女士，请您过目", "Ms Xu, please check"));
    customer.set_intro(say("派工单 1124-018，签名后不能改动", "Order 1124-018. Final once signed."));
    let row = |label, text, mark| SheetLine { label, text, mark, rating: 0 };
    customer.set_rows(rows(vec![
        row(say("您报修", "You reported"), say("洗手盆漏水", "Washbasin leaks"), RowMark::None),
        row(say("现场核对", "We found"), say("下水弯管开裂", "Cracked drain bend"), RowMark::None),
        row(say("处理", "Done"), say("换弯管，试水不漏", "New bend, tested"), RowMark::None),
        row(say("合计", "Total"), say("80 元", "¥80"), RowMark::None),
        row(say("已提醒您", "We warned you"), say("密封圈可能再漏", "Your seal may leak"), RowMark::Warning),
    ]));
    let tile = |shows| picture(shows, 1, false).tile;
    customer.set_pictures(rows(vec![tile(PictureOf::Before), tile(PictureOf::After)]));
    customer.set_ink(INK.into());
}

fn vary_forms(app: &App, name: &str, say: Say) {
    let (verify, wait) = (app.global::<Verify>(), app.global::<QuoteWait>());
    let charge = app.global::<Charge>();
    match name {
        "verify-quote" => {
            verify.set_asks_quote(true);
            verify.set_question(say("墙内暗管渗水，要不要开槽？", "A pipe in the wall: open it up?"));
        }
        "verify-fresh" => {
            verify.set_finding(Finding::AsReported);
            verify.set_pictures(ModelRc::default());
            verify.set_lines(rows(vec![DraftLine {
                error: LineError::NotOnList,
                ..line(say("更换密封圈", "New seal"), "0", 2, "0", say("个", "piece"))
            }]));
            verify.set_total("0".into());
            verify.set_has_errors(true);
        }
        "price-free" => {
            let price = app.global::<Price>();
            let row = |text, amount| PriceRow { text, amount };
            price.set_lines(rows(vec![row(say("更换密封圈", "New seal"), say("免费", "Free"))]));
            price.set_total("0".into());
        }
        "quote-wait-late" => {
            wait.set_seconds_left(-184);
            wait.set_pending(true);
        }
        "quote-wait-phone" => {
            wait.set_by_phone(true);
            wait.set_answerer(0);
            wait.set_amount("26o".into());
            wait.set_amount_error(AmountError::Shape);
        }
        "quote-wait-priced" => {
            wait.set_state(QuoteState::Priced);
            wait.set_price("260".into());
            wait.set_answered_by(say("罗工", "Luo Gang"));
            wait.set_note(say("含开槽恢复", "with the wall made good"));
        }
        "cannot-warranty" => app.global::<Cannot>().set_reason(CannotReason::Warranty),
        "finish-fresh" => {
            let finish = app.global::<Finish>();
            finish.set_has_done(false);
            finish.set_done("".into());
            finish.set_pictures(ModelRc::default());
            finish.set_parts(Parts::TakenAway);
        }
        "charge-wrong" => {
            charge.set_receipt_error(ReceiptError::Used);
            charge.set_receipt_of("1124-011".into());
        }
        "charge-desk" => {
            charge.set_desk_collects(true);
            charge.set_payment(Payment::Unpaid);
        }
        "charge-typing" => charge.set_input(ChargeInput::Receipt),
        _ => {}
    }
}
