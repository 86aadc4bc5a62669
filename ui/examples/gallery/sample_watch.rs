//! The invented data of what those who answer for others watch over: handhelds, reviews, plan, month (08, 08b).

use doorstep_ui::*;
use slint::{ComponentHandle, ModelRc, SharedString};

use crate::sample::{Say, rows, task};
use crate::sample_callback::INK;

/// Every picture of theirs: its name, and the screen it shows.
pub const SCREENS: &[(&str, Screen)] = &[
    ("today-watch", Screen::Today),
    ("handhelds", Screen::Handhelds),
    ("handhelds-unasked", Screen::Handhelds),
    ("handhelds-offline", Screen::Handhelds),
    ("handheld-detail", Screen::Handhelds),
    ("handheld-revoke", Screen::Handhelds),
    ("reviews", Screen::Reviews),
    ("reviews-empty", Screen::Reviews),
    ("review", Screen::Review),
    ("review-opinion", Screen::Review),
    ("review-watched", Screen::Review),
    ("opinion", Screen::Opinion),
    ("plan", Screen::Plan),
    ("plan-people", Screen::Plan),
    ("month", Screen::Month),
    ("month-waiting", Screen::Month),
    ("month-repeats", Screen::Month),
];

/// Fills their globals for the picture `name`.
pub fn fill(app: &App, name: &str, say: Say) {
    let watch = app.global::<Watch>();
    watch.set_role(Role::Supervisor);
    watch.set_judges(true);
    watch.set_handhelds(2);
    watch.set_reviews(4);
    watch.set_view(view(name));
    handhelds(app, say);
    reviews(app, say);
    review(app, say);
    opinion(app, say);
    plan(app, say);
    month(app, say);
    vary(app, name);
}

fn view(name: &str) -> WatchView {
    match name.get(..4) {
        Some("revi") => WatchView::Reviews,
        Some("plan") => WatchView::Plan,
        Some("mont") => WatchView::Month,
        _ => WatchView::Handhelds,
    }
}

fn handhelds(app: &App, say: Say) {
    let at = |day: i32, time: &str| SeenAt { month: if day == 0 { 0 } else { 11 }, day, time: time.into() };
    let row = |number: &str, state, person: SharedString, role, phone: &str| HandheldRow {
        number: number.into(),
        state,
        has_role: !person.is_empty(),
        person,
        role,
        phone: phone.into(),
        version: "0.1.0".into(),
        battery: 62,
        contact: at(0, "09:41"),
        ..Default::default()
    };
    let lost = HandheldRow {
        silent_minutes: 19 * 60,
        unsent: 17,
        grave: 1,
        pictures: 6,
        oldest: at(23, "14:20"),
        contact: at(23, "14:38"),
        clock_seconds: -7380,
        clock_wrong: true,
        battery: 8,
        ..row("03", HandheldState::Alarming, say("李建国", "Li Jianguo"), Role::Technician, "138 0000 4402")
    };
    let quiet = HandheldRow {
        silent_minutes: 28,
        unsent: 1,
        oldest: at(0, "09:12"),
        contact: at(0, "09:14"),
        clock_seconds: 2,
        ..row("07", HandheldState::Silent, say("周雅宁", "Zhou Yaning"), Role::Butler, "138 0000 4411")
    };
    let sending = HandheldRow {
        unsent: 2,
        pictures: 1,
        oldest: at(0, "09:40"),
        ..row("05", HandheldState::Sending, say("陈伟", "Chen Wei"), Role::Technician, "138 0000 4421")
    };
    let fine = row("01", HandheldState::Fine, say("苏敏", "Su Min"), Role::FrontDesk, "138 0000 4400");
    let never = HandheldRow {
        contact: SeenAt::default(),
        ..row("06", HandheldState::Never, "".into(), Role::Butler, "")
    };
    let screen = app.global::<Handhelds>();
    screen.set_rows(rows(vec![lost.clone(), quiet, sending, fine, never]));
    screen.set_opened(lost);
    screen.set_locked(rows(vec![say("曹勇", "Cao Yong")]));
    screen.set_worrying(2);
    screen.set_as_of(at(0, "09:42"));
    screen.set_may_revoke(true);
}

fn item(say: Say) -> ReviewItem {
    ReviewItem {
        building: "6".into(),
        section: "1".into(),
        room: "1804".into(),
        customer: say("钱女士", "Ms Qian"),
        matter: say("卫生间返味", "Smell in the bathroom"),
        quality: 2,
        effect: 2,
        satisfaction: 1,
        verdict: Verdict::Unqualified,
        sign_off: SignOff::Signed,
        by: say("周雅宁", "Zhou Yaning"),
        month: 11,
        day: 24,
        time: "09:31".into(),
        opinions: say("第三次了", "For the third time"),
        complaint_id: "c".into(),
        complaint: "1124-C007".into(),
        ..Default::default()
    }
}

fn reviews(app: &App, say: Say) {
    let heading = |section, count| ReviewLine { heading: true, section, count, ..Default::default() };
    let row = |section, item| ReviewLine { section, item, ..Default::default() };
    let passed = |room: &str, customer, matter, ratings: [i32; 3], sign_off| ReviewItem {
        room: room.into(),
        customer,
        matter,
        quality: ratings[0],
        effect: ratings[1],
        satisfaction: ratings[2],
        verdict: Verdict::Qualified,
        sign_off,
        relation: Relation::Spouse,
        signer: say("秦先生", "Mr Qin"),
        opinions: say("希望以后一次修好", "Please fix it at once next time"),
        complaint: "".into(),
        ..item(say)
    };
    let screen = app.global::<Reviews>();
    screen.set_rows(rows(vec![
        heading(ReviewSection::Failed, 1),
        row(ReviewSection::Failed, item(say)),
        heading(ReviewSection::Passed, 3),
        row(
            ReviewSection::Passed,
            passed(
                "1602",
                say("王先生", "Mr Wang"),
                say("厨房水槽漏水", "Kitchen sink leaks"),
                [5, 4, 5],
                SignOff::Signed,
            ),
        ),
        row(
            ReviewSection::Passed,
            passed(
                "0302",
                say("秦女士", "Ms Qin"),
                say("电梯噪声", "Noise of the lift"),
                [4, 4, 3],
                SignOff::OnBehalf,
            ),
        ),
        row(
            ReviewSection::Passed,
            passed(
                "0901",
                say("高太太", "Mrs Gao"),
                say("家宴布置", "Dinner at home"),
                [5, 5, 5],
                SignOff::Refused,
            ),
        ),
    ]));
    screen.set_due(4);
}

fn lines(say: Say) -> ModelRc<SheetLine> {
    let line = |label, text, mark| SheetLine { label, text, mark, rating: 0 };
    rows(vec![
        line(say("住户", "Home"), say("6-1-1804 · 钱女士", "6-1-1804 · Ms Qian"), RowMark::None),
        line(say("事项", "Matter"), say("卫生间返味", "Smell in the bathroom"), RowMark::None),
        line(say("质量·效果·满意", "Work, service, overall"), "2 · 2 · 1".into(), RowMark::None),
        line(say("结论", "Result"), say("不合格", "Not satisfactory"), RowMark::Unqualified),
        line(say("客户意见", "Customer's remark"), say("第三次了", "For the third time"), RowMark::None),
    ])
}

fn review(app: &App, say: Say) {
    let said = |by, text| Said { by, month: 11, day: 24, time: "10:05".into(), text, pending: false };
    let screen = app.global::<Review>();
    screen.set_item(item(say));
    screen.set_duty(ReviewDuty::Comment);
    screen.set_rows(lines(say));
    screen.set_ink(INK.into());
    screen.set_ink_width(358.0);
    screen.set_ink_height(180.0);
    screen.set_text(say("换过弯管仍返味，已约工程部复检", "Still smells; the works department looks again"));
    screen
        .set_comment(said(say("何静", "He Jing"), say("已约工程部复检", "The works department looks again")));
    screen.set_waits_for_opinion(true);
}

fn opinion(app: &App, say: Say) {
    let screen = app.global::<Opinion>();
    screen.set_heading(say("不合格回访处理意见", "Opinion on a failed callback"));
    screen.set_intro(say(
        "沈致远 2026年11月24日，签名后不能改动",
        "By Shen Zhiyuan, 24 Nov 2026. Final once signed.",
    ));
    screen.set_rows(lines(say));
    screen.set_ink(INK.into());
    screen.set_signable(true);
}

fn plan(app: &App, say: Say) {
    let heading = |group: &str, count, all_chosen| PlanLine {
        heading: true,
        group: group.into(),
        count,
        all_chosen,
        ..Default::default()
    };
    let line = |home: &str, customer, matter, assignee, chosen, may_assign| PlanLine {
        task: Task {
            due: Due::Later,
            due_month: 11,
            due_day: 26,
            ..task(home, CallbackKind::Repair, customer, matter)
        },
        assignee,
        chosen,
        may_assign,
        ..Default::default()
    };
    let (wang, qian) = (say("王先生", "Mr Wang"), say("钱女士", "Ms Qian"));
    let screen = app.global::<Plan>();
    screen.set_rows(rows(vec![
        heading("8", 2, true),
        line("8-2-1602", wang.clone(), say("厨房水槽漏水", "Kitchen sink leaks"), "".into(), true, true),
        line("8-1-2203", say("哈里斯先生", "Mr Harris"), say("门锁", "Door lock"), "".into(), true, true),
        heading("6", 2, false),
        line(
            "6-1-1804",
            qian,
            say("卫生间返味", "Smell in the bathroom"),
            say("周雅宁", "Zhou Yaning"),
            false,
            true,
        ),
        line("6-2-0901", wang, say("外墙渗水", "Wall leaks"), "".into(), false, false),
    ]));
    screen.set_chosen(2);
    screen.set_people(rows(vec![
        PlanPerson { id: "b-02".into(), name: say("周雅宁", "Zhou Yaning"), role: Role::Butler, has: 4 },
        PlanPerson { id: "b-01".into(), name: say("林晓", "Lin Xiao"), role: Role::Butler, has: 0 },
        PlanPerson { id: "f-01".into(), name: say("苏敏", "Su Min"), role: Role::FrontDesk, has: 2 },
    ]));
}

fn month(app: &App, say: Say) {
    let heading = |section| CoverageLine { heading: true, section, ..Default::default() };
    let sum = |section, [due, done, overdue, unqualified]: [i32; 4], on_time| CoverageLine {
        section,
        due,
        done,
        overdue,
        unqualified,
        covered: done * 1000 / due,
        on_time,
        target: -1,
        ..Default::default()
    };
    let kind = |kind, target, counts, on_time| CoverageLine {
        kind,
        target,
        ..sum(CoverageSection::Kind, counts, on_time)
    };
    let person =
        |name, counts, on_time| CoverageLine { name, ..sum(CoverageSection::Person, counts, on_time) };
    let screen = app.global::<Month>();
    screen.set_month(11);
    screen.set_coverage(rows(vec![
        sum(CoverageSection::All, [142, 131, 3, 4], 954),
        heading(CoverageSection::Kind),
        kind(CoverageKind::OrdinaryComplaint, 100, [12, 12, 0, 1], 1000),
        kind(CoverageKind::Repair, 100, [104, 95, 3, 3], 947),
        kind(CoverageKind::Activity, 20, [20, 5, 0, 0], 1000),
        kind(CoverageKind::Other, -1, [6, 6, 0, 0], 833),
        heading(CoverageSection::Person),
        person(say("周雅宁", "Zhou Yaning"), [48, 46, 1, 2], 978),
        person("".into(), [9, 0, 2, 0], -1),
        heading(CoverageSection::Building),
        CoverageLine { name: "8".into(), ..sum(CoverageSection::Building, [51, 49, 1, 1], 959) },
    ]));
    let waited = |home: &str, customer, matter| Task {
        due: Due::Overdue,
        overdue_days: 2,
        due_month: 11,
        due_day: 22,
        front_desk_follow_up: true,
        ..task(home, CallbackKind::Repair, customer, matter)
    };
    screen.set_waiting(rows(vec![
        waited("6-1-1804", say("钱女士", "Ms Qian"), say("卫生间返味", "Smell in the bathroom")),
        waited("3-2-1503", say("许女士", "Ms Xu"), say("洗手盆漏水", "The washbasin leaks")),
    ]));
    let signal = |room: &str, failed, complaints, repairs| SignalRow {
        building: "6".into(),
        section: "1".into(),
        room: room.into(),
        customer: say("钱女士", "Ms Qian"),
        matter: say("卫生间返味", "Smell in the bathroom"),
        failed,
        complaints,
        repairs,
        month: 11,
        day: 24,
        ..Default::default()
    };
    screen.set_repeats(rows(vec![signal("1804", 1, 2, 3), signal("0702", 0, 0, 4)]));
}

/// What the single pictures show otherwise.
fn vary(app: &App, name: &str) {
    let (handhelds, review) = (app.global::<Handhelds>(), app.global::<Review>());
    let manager = || {
        app.global::<Watch>().set_role(Role::GeneralManager);
        review.set_duty(ReviewDuty::Opinion);
    };
    match name {
        "today-watch" => {
            app.global::<Today>().set_may_watch(true);
            app.global::<Today>().set_person_role(Role::Supervisor);
        }
        "handhelds-unasked" => {
            handhelds.set_rows(ModelRc::default());
            handhelds.set_as_of(SeenAt::default());
            handhelds.set_worrying(0);
            handhelds.set_asking(true);
        }
        "handhelds-offline" => handhelds.set_problem(Problem::OfficeUnreachable),
        "handheld-detail" => handhelds.set_detail_open(true),
        "handheld-revoke" => {
            handhelds.set_detail_open(true);
            handhelds.set_revoking(true);
        }
        "reviews-empty" => {
            app.global::<Reviews>().set_rows(ModelRc::default());
            app.global::<Reviews>().set_due(0);
        }
        "review-opinion" | "opinion" => manager(),
        "review-watched" => review.set_duty(ReviewDuty::Watch),
        "plan-people" => app.global::<Plan>().set_people_open(true),
        "month-waiting" => app.global::<Month>().set_view(MonthView::Waiting),
        "month-repeats" => app.global::<Month>().set_view(MonthView::Repeats),
        _ => {}
    }
}
