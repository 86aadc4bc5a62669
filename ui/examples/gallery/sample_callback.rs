//! The invented data of a callback's own screens: 03, 04, 13 and the last two of 11. Ratings, phrases, tiles and
//! the pen answer, so that the screens can be tried without the program.

use std::cell::RefCell;
use std::rc::Rc;

use doorstep_ui::*;
use slint::{ComponentHandle, Image, Model, ModelRc, SharedString};

use crate::sample::{Say, rows};

/// Every picture of theirs: its name, and the screen it shows.
pub const SCREENS: &[(&str, Screen)] = &[
    ("callback", Screen::Callback),
    ("callback-fresh", Screen::Callback),
    ("callback-ready", Screen::Callback),
    ("callback-unqualified", Screen::Callback),
    ("callback-phone", Screen::Callback),
    ("callback-correction", Screen::Callback),
    ("callback-bare", Screen::Callback),
    ("callback-manner", Screen::Callback),
    ("callback-opinions", Screen::Callback),
    ("history", Screen::History),
    ("history-record", Screen::History),
    ("picture", Screen::Picture),
    ("record", Screen::Record),
    ("customer", Screen::Customer),
    ("customer-unsigned", Screen::Customer),
    ("customer-behalf", Screen::Customer),
    ("customer-glyphs", Screen::Customer),
    ("customer-long", Screen::Customer),
    ("on-behalf", Screen::OnBehalf),
    ("refused", Screen::Refused),
    ("refused-other", Screen::Refused),
    ("nobody-home", Screen::NobodyHome),
    ("nobody-home-other", Screen::NobodyHome),
    ("by-phone", Screen::ByPhone),
    ("saved", Screen::Saved),
    ("saved-attempt", Screen::Saved),
    ("save-failed", Screen::SaveFailed),
];

/// Fills their globals for the picture `name`.
pub fn fill(app: &App, name: &str, say: Say) {
    callback(app, say);
    history(app, say);
    record(app, say);
    customer(app, say);
    exceptions(app, say);
    saved(app, say);
    vary(app, name, say);
    answer(app);
}

fn callback(app: &App, say: Say) {
    let callback = app.global::<Callback>();
    callback.set_task(Task {
        id: "8-2-1602".into(),
        kind: CallbackKind::Repair,
        building: "8".into(),
        section: "2".into(),
        room: "1602".into(),
        customer: say("王先生", "Mr Wang"),
        matter: say("厨房水槽漏水", "kitchen sink leaks"),
        due: Due::Overdue,
        overdue_days: 1,
        attempts: 1,
        repeat: RepeatKind::Repair,
        repeat_count: 3,
        ..Default::default()
    });
    callback.set_done_month(11);
    callback.set_done_day(19);
    callback.set_done_by(say("李建国", "Li Jianguo"));
    callback.set_done(say("换弯管、密封圈", "New trap and seal"));
    callback.set_yuan("80".into());
    callback.set_payment(Payment::Cash);
    callback.set_pictures(pictures());
    callback.set_quality(5);
    callback.set_effect(4);
    callback.set_satisfaction(0);
    callback.set_verdict(Verdict::None);
    callback.set_manner(Manner::Face);
    callback.set_correcting(false);
    callback.set_shortcoming_phrases(phrases(&[
        say("没有", "None"),
        say("来得晚", "Came late"),
        say("没收拾干净", "Left a mess"),
        say("没说明价格", "Price not explained"),
    ]));
    callback.set_opinion_phrases(phrases(&[
        say("希望以后一次修好", "Fix it at the first visit"),
        say("希望提前电话联系", "Please ring before coming"),
        say("师傅态度很好", "The technician was kind"),
        say("收费再说明白些", "Explain charges better"),
        say("没有别的意见", "Nothing else"),
    ]));
}

pub fn phrases(texts: &[SharedString]) -> ModelRc<Phrase> {
    rows(texts.iter().map(|text| Phrase { text: text.clone(), chosen: false }).collect())
}

fn pictures() -> ModelRc<PictureTile> {
    let tile = |picture, shows, time: &str| PictureTile {
        picture,
        here: true,
        shows,
        month: 11,
        day: 19,
        time: time.into(),
    };
    rows(vec![
        tile(pipe("#A8ACA4", "#7B807A", true), PictureOf::Before, "10:01"),
        tile(pipe("#F2F4F2", "#2E6DA4", false), PictureOf::After, "10:46"),
    ])
}

/// A drain under a sink, drawn.
pub fn pipe(tube: &str, ring: &str, leaks: bool) -> Image {
    let leak = if leaks {
        "<ellipse cx='176' cy='150' rx='46' ry='10' fill='#8CB8E0'/>\
         <path d='M150 118l10 10-12 8 12 8' stroke='#14201B' stroke-width='4' fill='none'/>"
    } else {
        ""
    };
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='240' height='170' viewBox='0 0 240 170'>\
         <rect width='240' height='170' fill='#6B5A48'/><rect width='240' height='26' fill='#C4C8CA'/>\
         <rect y='26' width='240' height='9' fill='#8B959B'/><rect y='148' width='240' height='22' fill='#574838'/>\
         <path d='M108 35v48a30 30 0 0 0 60 0v0a14 14 0 0 1 14-14h58' stroke='{tube}' stroke-width='26' fill='none'/>\
         <rect x='90' y='46' width='36' height='16' fill='{ring}'/><rect x='196' y='54' width='16' height='30' fill='{ring}'/>\
         {leak}</svg>"
    );
    Image::load_from_svg_data(svg.as_bytes()).unwrap_or_default()
}

fn history(app: &App, say: Say) {
    let history = app.global::<History>();
    let case = |month, day, text| RepeatCase { month, day, text };
    history.set_signals(rows(vec![RepeatSignal {
        kind: RepeatKind::Repair,
        count: 3,
        cases: rows(vec![
            case(8, 3, say("换密封圈", "new seal")),
            case(10, 12, say("通下水", "drain cleared")),
            case(11, 19, say("换弯管", "new trap")),
        ]),
    }]));
    history.set_pictures(pictures());
    history.set_may_rate(true);
    history.set_steps(rows(steps(say)));
}

fn steps(say: Say) -> Vec<HistoryStep> {
    let told = |month, day, time: &str, title, text| HistoryStep {
        month,
        day,
        time: time.into(),
        title,
        text,
        ..Default::default()
    };
    vec![
        told(
            11,
            18,
            "20:05",
            say("报修", "Reported"),
            say(
                "王先生来电：水槽柜内滴水。约次日上午。",
                "By phone: drips under the sink. Next morning agreed.",
            ),
        ),
        told(
            11,
            19,
            "09:54",
            say("到场 · 守时", "On site, on time"),
            say("李建国，提前 6 分钟到。", "Li Jianguo, 6 minutes early."),
        ),
        told(
            0,
            0,
            "10:02",
            say("核对不同", "Found different"),
            say("实际是下水弯管开裂，已向客户说明。", "The trap is cracked; explained to the customer."),
        ),
        told(
            0,
            0,
            "10:06",
            say("同意价格 80 元", "Agreed ¥80"),
            say("王先生同意。弯管 55 元，人工 25 元。", "Mr Wang agrees. Trap ¥55, work ¥25."),
        ),
        told(
            0,
            0,
            "10:48",
            say("完工 · 本人签名", "Finished, signed"),
            say("试水 5 分钟不漏。旧件留给客户。", "No leak in 5 minutes. Old part left here."),
        ),
        told(
            0,
            0,
            "10:50",
            say("收款 80 元 · 现金", "Paid ¥80, cash"),
            say("收据 0031872，李建国经手。", "Receipt 0031872, Li Jianguo."),
        ),
        HistoryStep {
            kind: HistoryKind::Attempt,
            month: 11,
            day: 23,
            time: "19:10".into(),
            who: say("林晓", "Lin Xiao"),
            next_try: NextTry { month: 11, day: 24, part: DayPart::Morning, ..Default::default() },
            ..Default::default()
        },
    ]
}

pub const INK: &str = "M68 42 L122 38 M94 40 L92 104 M66 70 L116 66 M52 108 Q90 98 138 102 Q142 98 152 80 \
    M164 50 L140 78 M160 62 Q162 84 154 110 M176 52 L228 44 L196 70 L242 66 M202 70 Q202 118 178 110 \
    M232 82 Q300 54 272 84 Q250 106 246 92 Q250 74 300 66";

fn record(app: &App, say: Say) {
    let record = app.global::<Record>();
    record.set_building("8".into());
    record.set_section("2".into());
    record.set_room("1602".into());
    record.set_customer(say("王先生", "Mr Wang"));
    record.set_matter(say("厨房水槽漏水", "kitchen sink leaks"));
    record.set_kind(CallbackKind::Repair);
    record.set_month(11);
    record.set_day(24);
    record.set_time("09:52".into());
    record.set_by(say("周雅宁", "Zhou Yaning"));
    record.set_quality(5);
    record.set_effect(4);
    record.set_satisfaction(5);
    record.set_opinions(say("希望以后一次修好", "Fix it at the first visit"));
    record.set_verdict(Verdict::Qualified);
    record.set_manner(Manner::Face);
    record.set_sign_off(SignOff::Signed);
    record.set_ink(INK.into());
    record.set_ink_width(358.0);
    record.set_ink_height(180.0);
    record.set_state(RecordState::Arrived);
    record.set_receipt_at("09:58".into());
    record.set_may_correct(true);
}

fn customer(app: &App, say: Say) {
    let customer = app.global::<Customer>();
    customer.set_language(say("zh", "en"));
    customer.set_heading(say("王先生，请您过目", "Mr Harris, please check"));
    customer.set_intro(say(
        "周雅宁 11月24日 当面回访，签名后不能改动",
        "By Zhou Yaning, 24 Nov. Final once signed.",
    ));
    let line = |label, text| SheetLine { label, text, mark: RowMark::None, rating: 0 };
    let rated = |label, rating, text| SheetLine { label, text, mark: RowMark::Rating, rating };
    customer.set_rows(rows(vec![
        line(say("报修", "Reported"), say("厨房水槽漏水", "AC not cooling")),
        line(say("处理", "Done"), say("换弯管、密封圈 · 11月19日", "New fan motor, 20 Nov")),
        line(say("收费", "Charge"), say("80 元 · 现金 · 已付", "¥0, free of charge")),
        rated(say("维修质量", "Work"), 5, say("5 很好", "5 Very good")),
        rated(say("服务效果", "Service"), 4, say("4 满意", "4 Good")),
        rated(say("满意程度", "Overall"), 5, say("5 很好", "5 Very good")),
        line(say("不足", "To improve"), say("无", "Nothing")),
        line(say("意见", "Remark"), say("希望以后一次修好", "None")),
        SheetLine {
            label: say("结论", "Result"),
            text: say("合格", "Satisfactory"),
            mark: RowMark::Qualified,
            rating: 0,
        },
    ]));
    customer.set_ink(INK.into());
    customer.set_signable(true);
    customer.set_missing_glyphs(SharedString::new());
    customer.set_behalf_name(SharedString::new());
    customer.set_pictures(ModelRc::default());
}

fn exceptions(app: &App, say: Say) {
    let (wang, zhao) = (say("王先生", "Mr Wang"), say("赵女士", "Ms Zhao"));
    app.global::<OnBehalf>().set_customer(wang.clone());
    app.global::<OnBehalf>().set_relation(Relation::Spouse);
    app.global::<OnBehalf>().set_name(say("刘女士", "Ms Liu"));
    app.global::<Refused>().set_customer(wang.clone());
    app.global::<Refused>().set_reason(RefusalReason::Hurry);
    app.global::<ByPhone>().set_customer(wang);
    app.global::<ByPhone>().set_reason(PhoneReason::CustomerAway);

    let nobody = app.global::<NobodyHome>();
    nobody.set_building("3".into());
    nobody.set_section("1".into());
    nobody.set_room("0901".into());
    nobody.set_customer(zhao);
    nobody.set_time("09:42".into());
    nobody.set_count(3);
    let choice = |day_offset, time: &str, part| TryChoice {
        day_offset,
        month: 11,
        day: 24 + day_offset,
        time: time.into(),
        part,
    };
    nobody.set_choices(rows(vec![
        choice(0, "18:30", DayPart::None),
        choice(1, "", DayPart::Morning),
        choice(1, "18:30", DayPart::None),
    ]));
    nobody.set_days(rows(
        (0..6).map(|n| TryDay { day_offset: n, month: 11, day: 24 + n, weekday: 1 + (1 + n) % 7 }).collect(),
    ));
    nobody.set_chosen(0);
}

fn saved(app: &App, say: Say) {
    let saved = app.global::<Saved>();
    saved.set_kind(SavedKind::Signed);
    saved.set_building("8".into());
    saved.set_section("2".into());
    saved.set_room("1602".into());
    saved.set_customer(say("王先生", "Mr Wang"));
    saved.set_verdict(Verdict::Qualified);
    saved.set_next_building("3".into());
    saved.set_next_section("1".into());
    saved.set_next_room("0901".into());
    saved.set_next_customer(say("赵女士", "Ms Zhao"));
    let failed = app.global::<SaveFailed>();
    failed.set_matter(say("厨房水槽漏水", "kitchen sink leaks"));
    failed.set_problem(Problem::StorageFull);
    failed.set_free_mb(240);
}

/// What the single pictures show otherwise.
fn vary(app: &App, name: &str, say: Say) {
    let callback = app.global::<Callback>();
    let customer = app.global::<Customer>();
    match name {
        "callback-fresh" => rate(app, 0, 0, 0),
        "callback-ready" => rate(app, 5, 4, 5),
        "callback-unqualified" => {
            rate(app, 2, 3, 1);
            callback.set_has_opinions(true);
        }
        "callback-phone" => {
            rate(app, 5, 5, 5);
            callback.set_manner(Manner::Phone);
            callback.set_phone_reason(PhoneReason::CustomerAway);
        }
        "callback-correction" => {
            rate(app, 4, 4, 4);
            callback.set_correcting(true);
            callback.set_replaced_month(11);
            callback.set_replaced_day(24);
            callback.set_replaced_time("09:52".into());
            callback.set_year_without_calendar(2027);
            callback.set_pictures(rows(vec![
                PictureTile { shows: PictureOf::Before, ..Default::default() },
                PictureTile { shows: PictureOf::Site, ..Default::default() },
            ]));
        }
        "callback-bare" => {
            callback.set_pictures(ModelRc::default());
            callback.set_done(say(
                "更换门禁读卡器并重新登记全家四张卡，现场逐张试刷",
                "Replaced the card reader, registered all four cards of the family and tried each of them",
            ));
            callback.set_task(Task {
                kind: CallbackKind::SpecialServiceEnd,
                front_desk_follow_up: true,
                ..callback.get_task()
            });
        }
        "callback-manner" => callback.set_sheet(CallbackSheet::Manner),
        "callback-opinions" => {
            rate(app, 5, 4, 5);
            callback.set_sheet(CallbackSheet::Opinions);
        }
        "history-record" => {
            let mut steps = steps(say);
            steps.push(HistoryStep {
                kind: HistoryKind::Record,
                month: 11,
                day: 24,
                time: "09:52".into(),
                who: say("周雅宁", "Zhou Yaning"),
                verdict: Verdict::Qualified,
                sign_off: SignOff::Signed,
                replaced: true,
                ..Default::default()
            });
            app.global::<History>().set_steps(rows(steps));
            app.global::<History>().set_may_rate(false);
        }
        "picture" => app.global::<Picture>().set_pictures(pictures()),
        "customer-unsigned" => {
            customer.set_ink(SharedString::new());
            customer.set_signable(false);
        }
        "customer-behalf" => {
            customer.set_behalf_name(say("刘女士", "Ms Liu"));
            customer.set_behalf_relation(Relation::Spouse);
        }
        "customer-glyphs" => {
            customer.set_ink(SharedString::new());
            customer.set_signable(false);
            customer.set_missing_glyphs("㐂 㛃".into());
        }
        "customer-long" => {
            let mut lines: Vec<SheetLine> = customer.get_rows().iter().collect();
            if let Some(opinions) = lines.get_mut(7) {
                opinions.text = say(
                    "希望以后一次修好；来之前先打电话；工具不要放在木地板上；电梯口的地垫请换大一些，下雨天老人容易滑倒",
                    "Fix it at the first visit; ring before coming; no tools on the wooden floor; a larger mat at \
                     the lift, where old people slip when it rains",
                );
            }
            customer.set_rows(rows(lines));
        }
        "refused-other" => app.global::<Refused>().set_reason(RefusalReason::Other),
        "nobody-home-other" => app.global::<NobodyHome>().set_picking(true),
        "saved-attempt" => {
            let saved = app.global::<Saved>();
            saved.set_kind(SavedKind::Attempt);
            saved.set_again(TryChoice { time: "18:30".into(), ..Default::default() });
        }
        _ => {}
    }
}

fn rate(app: &App, quality: i32, effect: i32, satisfaction: i32) {
    let callback = app.global::<Callback>();
    callback.set_quality(quality);
    callback.set_effect(effect);
    callback.set_satisfaction(satisfaction);
    callback.set_verdict(match satisfaction {
        0 => Verdict::None,
        1 | 2 => Verdict::Unqualified,
        _ => Verdict::Qualified,
    });
}

/// The screens answer a little by themselves.
fn answer(app: &App) {
    let callback = app.global::<Callback>();
    let weak = app.as_weak();
    callback.on_rate(move |question, value| {
        let Some(app) = weak.upgrade() else { return };
        let callback = app.global::<Callback>();
        let (mut quality, mut effect, mut satisfaction) =
            (callback.get_quality(), callback.get_effect(), callback.get_satisfaction());
        match question {
            Question::Quality => quality = value,
            Question::Effect => effect = value,
            Question::Satisfaction => satisfaction = value,
        }
        rate(&app, quality, effect, satisfaction);
    });
    let weak = app.as_weak();
    callback.on_change_verdict(move || {
        let Some(app) = weak.upgrade() else { return };
        let callback = app.global::<Callback>();
        let other = if callback.get_verdict() == Verdict::Qualified {
            Verdict::Unqualified
        } else {
            Verdict::Qualified
        };
        callback.set_verdict(other);
    });
    let weak = app.as_weak();
    callback.on_toggle_opinion(move |index| {
        let Some(app) = weak.upgrade() else { return };
        let phrases = app.global::<Callback>().get_opinion_phrases();
        if let Some(phrase) = phrases.row_data(index as usize) {
            phrases.set_row_data(index as usize, Phrase { chosen: !phrase.chosen, ..phrase });
        }
        app.global::<Callback>().set_has_opinions(phrases.iter().any(|phrase| phrase.chosen));
    });
    let weak = app.as_weak();
    callback.on_proceed(move || {
        if let Some(app) = weak.upgrade() {
            app.global::<Nav>().set_screen(Screen::Customer);
        }
    });
    answer_pen(app);
    let weak = app.as_weak();
    app.global::<Refused>().on_choose(move |reason| {
        if let Some(app) = weak.upgrade() {
            app.global::<Refused>().set_reason(reason);
        }
    });
    let weak = app.as_weak();
    app.global::<OnBehalf>().on_choose(move |relation| {
        if let Some(app) = weak.upgrade() {
            app.global::<OnBehalf>().set_relation(relation);
        }
    });
    let weak = app.as_weak();
    app.global::<NobodyHome>().on_choose(move |index| {
        if let Some(app) = weak.upgrade() {
            app.global::<NobodyHome>().set_chosen(index);
        }
    });
    let weak = app.as_weak();
    app.global::<NobodyHome>().on_choose_other(move |day, hour, minute| {
        let Some(app) = weak.upgrade() else { return };
        let nobody = app.global::<NobodyHome>();
        let day = nobody.get_days().row_data(day as usize).unwrap_or_default();
        nobody.set_other(TryChoice {
            day_offset: day.day_offset,
            month: day.month,
            day: day.day,
            time: slint::format!("{hour}:{minute:02}"),
            part: DayPart::None,
        });
        nobody.set_chosen(nobody.get_choices().row_count() as i32);
    });
}

/// Strokes as path commands, one text a stroke.
fn answer_pen(app: &App) {
    let strokes: Rc<RefCell<Vec<String>>> = Rc::default();
    let show = {
        let (weak, strokes) = (app.as_weak(), strokes.clone());
        move || {
            if let Some(app) = weak.upgrade() {
                let strokes = strokes.borrow();
                app.global::<Customer>().set_ink(strokes.concat().into());
                app.global::<Customer>().set_signable(!strokes.is_empty());
            }
        }
    };
    let customer = app.global::<Customer>();
    customer.on_pen_down({
        let (strokes, show) = (strokes.clone(), show.clone());
        move |x, y| {
            strokes.borrow_mut().push(format!("M{x:.1} {y:.1}L{:.1} {y:.1}", x + 0.1));
            show();
        }
    });
    customer.on_pen_move({
        let (strokes, show) = (strokes.clone(), show.clone());
        move |x, y| {
            if let Some(stroke) = strokes.borrow_mut().last_mut() {
                stroke.push_str(&format!("L{x:.1} {y:.1}"));
            }
            show();
        }
    });
    customer.on_undo({
        let (strokes, show) = (strokes.clone(), show.clone());
        move || {
            strokes.borrow_mut().pop();
            show();
        }
    });
    customer.on_clear(move || {
        strokes.borrow_mut().clear();
        show();
    });
}
