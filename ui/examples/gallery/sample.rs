//! The invented data of the reference pictures.

use doorstep_ui::*;
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use crate::{sample_beside, sample_callback, sample_complaint, sample_desk, sample_order, sample_watch};

/// Every picture: its name, and the screen it shows. Those of a callback are in `sample_callback`, of work
/// orders in `sample_order`, `sample_desk` and `sample_beside`, of complaints in `sample_complaint`, of those who
/// answer for others in `sample_watch`.
const SCREENS: &[(&str, Screen)] = &[
    ("connect", Screen::Connect),
    ("connect-busy", Screen::Connect),
    ("connect-problem", Screen::Connect),
    ("signin", Screen::Signin),
    ("signin-wrong", Screen::Signin),
    ("signin-slowed", Screen::Signin),
    ("signin-locked", Screen::Signin),
    ("signin-nobody", Screen::Signin),
    ("signin-everyone", Screen::Signin),
    ("signin-code", Screen::Signin),
    ("signin-new-pin", Screen::Signin),
    ("first-load", Screen::FirstLoad),
    ("today", Screen::Today),
    ("today-notice", Screen::Today),
    ("today-empty", Screen::Today),
    ("today-me", Screen::Today),
    ("find", Screen::Find),
    ("find-nothing", Screen::Find),
    ("home", Screen::Home),
    ("outbox", Screen::Outbox),
    ("outbox-sending", Screen::Outbox),
    ("outbox-empty", Screen::Outbox),
    ("outbox-carry", Screen::Outbox),
    ("outbox-carried", Screen::Outbox),
    ("outbox-carry-failed", Screen::Outbox),
    ("about", Screen::About),
];

fn carry(app: &App, step: CarryStep) {
    let sheet = app.global::<Carry>();
    sheet.set_possible(true);
    sheet.set_step(step);
    sheet.set_path("/home/desk/doorstep/carried/handheld-7.doorstep".into());
    sheet.set_facts(2);
    sheet.set_pictures(2);
    sheet.set_bytes(1_153_434);
    sheet.set_lost(i32::from(step == CarryStep::Done));
    sheet.set_problem(CarryProblem::Full);
}

pub fn screens() -> impl Iterator<Item = (&'static str, Screen)> {
    let all = SCREENS.iter().chain(sample_callback::SCREENS);
    let all = all.chain(sample_order::SCREENS).chain(sample_desk::SCREENS).chain(sample_beside::SCREENS);
    all.chain(sample_complaint::SCREENS).chain(sample_watch::SCREENS).copied()
}

/// Fills the globals for the picture `name`; "" refills all of them without changing the screen.
pub fn fill(app: &App, name: &str, lang: &str) {
    let zh = lang == "zh";
    let say = |zh_text: &str, en_text: &str| SharedString::from(if zh { zh_text } else { en_text });
    status(app);
    connect(app);
    sign_in(app, &say);
    today(app, &say);
    find(app, &say);
    home(app, &say);
    outbox(app, &say);
    about(app);
    sample_callback::fill(app, name, &say);
    sample_order::fill(app, name, &say);
    sample_desk::fill(app, name, &say);
    sample_beside::fill(app, name, &say);
    sample_complaint::fill(app, name, &say);
    sample_watch::fill(app, name, &say);
    vary(app, name);
    if let Some((_, screen)) = screens().find(|screen| screen.0 == name) {
        app.global::<Nav>().set_screen(screen);
    }
}

/// What differs in the pictures of one screen.
fn vary(app: &App, name: &str) {
    let sign_in = app.global::<SignIn>();
    let status = app.global::<Status>();
    match name {
        "connect-busy" => {
            app.global::<Connect>().set_stage(ConnectStage::Enrolling);
            app.global::<Connect>().set_fingerprint("7KQ2-M4XD".into());
        }
        "connect-problem" => app.global::<Connect>().set_problem(Problem::CodeExpired),
        "signin-wrong" => {
            sign_in.set_state(PinState::Wrong);
            sign_in.set_typed(0);
        }
        "signin-slowed" => sign_in.set_state(PinState::Slowed),
        "signin-locked" => sign_in.set_state(PinState::Locked),
        "signin-nobody" => sign_in.set_people(ModelRc::default()),
        "signin-everyone" => sign_in.set_step(SignInStep::Everyone),
        "signin-code" => sign_in.set_step(SignInStep::PersonCode),
        "signin-new-pin" => {
            sign_in.set_step(SignInStep::NewPin);
            sign_in.set_state(PinState::Mismatch);
        }
        "first-load" => {
            status.set_state(Sending::Receiving);
            status.set_received(1240);
            status.set_expected(3100);
            app.global::<FirstLoad>().set_fraction(0.4);
            app.global::<FirstLoad>().set_minutes_left(1);
        }
        "today-notice" => app.global::<Today>().set_year_without_calendar(2027),
        "today-empty" => {
            app.global::<Today>().set_rows(ModelRc::default());
            status.set_state(Sending::Ok);
            status.set_waiting(0);
        }
        "today-me" => app.global::<Today>().set_me_open(true),
        "find-nothing" => app.global::<Find>().set_homes(ModelRc::default()),
        "outbox-sending" => {
            status.set_state(Sending::Sending);
            status.set_sent(2);
            status.set_total(5);
            status.set_picture_percent(40);
            app.global::<Outbox>().set_trying(true);
            app.global::<Outbox>().set_fraction(0.48);
        }
        "outbox-carry" => carry(app, CarryStep::Ask),
        "outbox-carried" => carry(app, CarryStep::Done),
        "outbox-carry-failed" => carry(app, CarryStep::Failed),
        "outbox-empty" => {
            app.global::<Outbox>().set_rows(ModelRc::default());
            app.global::<Outbox>().set_waiting(0);
            app.global::<Outbox>().set_held(0);
            status.set_state(Sending::Ok);
            status.set_waiting(0);
        }
        _ => {}
    }
}

/// Picks the text of the language shown.
pub type Say<'a> = &'a dyn Fn(&str, &str) -> SharedString;

pub fn rows<T: Clone + 'static>(items: Vec<T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(items))
}

fn status(app: &App) {
    let status = app.global::<Status>();
    status.set_state(Sending::Waiting);
    status.set_waiting(3);
    status.set_oldest("09:12".into());
    status.set_why(WhyWaiting::NoNetwork);
    status.set_confirmed_at("09:41".into());
}

fn today(app: &App, say: Say) {
    let today = app.global::<Today>();
    today.set_month(11);
    today.set_day(24);
    today.set_weekday(2);
    today.set_next_month(11);
    today.set_next_day(26);
    today.set_next_building("2".into());
    today.set_next_section("1".into());
    today.set_next_room("0503".into());
    today.set_person_name(say("周雅宁", "Zhou Yaning"));
    today.set_person_letter(say("周", "Z"));
    today.set_person_role(Role::Butler);
    today.set_me_open(false);
    let heading = |section, count| TodayRow { heading: true, section, count, ..Default::default() };
    let row = |task: Task| TodayRow { heading: false, section: task.due, count: 0, task };
    today.set_rows(rows(vec![
        heading(Due::Overdue, 1),
        row(Task {
            due: Due::Overdue,
            overdue_days: 1,
            repeat: RepeatKind::Repair,
            repeat_count: 3,
            attempts: 1,
            ..task(
                "8-2-1602",
                CallbackKind::Repair,
                say("王先生", "Mr Wang"),
                say("厨房水槽漏水", "kitchen sink leaks"),
            )
        }),
        heading(Due::Today, 3),
        row(Task {
            attempts: 2,
            next_try: NextTry { time: "18:30".into(), ..Default::default() },
            ..task(
                "3-1-0901",
                CallbackKind::Complaint,
                say("赵女士", "Ms Zhao"),
                say("电梯噪声投诉", "lift noise complaint"),
            )
        }),
        row(Task {
            language_tag: "English".into(),
            ..task("8-1-2203", CallbackKind::Repair, "Mr Harris".into(), say("空调不制冷", "AC not cooling"))
        }),
        row(task(
            "5-2-1101",
            CallbackKind::SpecialServiceMiddle,
            say("孙太太", "Mrs Sun"),
            say("家宴布置", "dinner setup"),
        )),
        heading(Due::Later, 4),
        row(later(
            26,
            task(
                "2-1-0503",
                CallbackKind::Repair,
                say("何先生", "Mr He"),
                say("门禁失灵", "door entry fails"),
            ),
        )),
        row(later(
            26,
            task(
                "1-2-1804",
                CallbackKind::CommunityActivity,
                say("林女士", "Ms Lin"),
                say("重阳茶会", "tea party"),
            ),
        )),
        row(later(
            27,
            task("6-1-0302", CallbackKind::Other, say("吴先生", "Mr Wu"), say("钥匙托管", "keys in custody")),
        )),
        row(later(
            27,
            task(
                "8-2-0701",
                CallbackKind::SpecialServiceEnd,
                say("郑太太", "Mrs Zheng"),
                say("搬家协助", "help with moving"),
            ),
        )),
    ]));
}

pub fn task(home: &str, kind: CallbackKind, customer: SharedString, matter: SharedString) -> Task {
    let mut parts = home.split('-').map(SharedString::from);
    let mut part = || parts.next().unwrap_or_default();
    Task {
        id: home.into(),
        kind,
        building: part(),
        section: part(),
        room: part(),
        customer,
        matter,
        due: Due::Today,
        due_month: 11,
        due_day: 24,
        due_time: "24:00".into(),
        ..Default::default()
    }
}

fn later(day: i32, task: Task) -> Task {
    Task { due: Due::Later, due_day: day, ..task }
}

fn connect(app: &App) {
    let connect = app.global::<Connect>();
    connect.set_address("https://10.20.0.5:8443".into());
    connect.set_code("V3RT-9PLA-7KQ2-M4XD".into());
    connect.set_code_complete(true);
    connect.set_stage(ConnectStage::Idle);
    connect.set_problem(Problem::None);
}

fn sign_in(app: &App, say: Say) {
    let sign_in = app.global::<SignIn>();
    let person = |zh: &str, en: &str, letter: &str, role, trade: SharedString| Person {
        id: en.into(),
        name: say(zh, en),
        letter: say(&zh[..3], letter),
        role,
        trade,
    };
    let people = vec![
        person("林晓", "Lin Xiao", "L", Role::Butler, "".into()),
        person("周雅宁", "Zhou Yaning", "Z", Role::Butler, "".into()),
        person("陈伟", "Chen Wei", "C", Role::Technician, say("水电", "water, power")),
        person("李建国", "Li Jianguo", "L", Role::Technician, say("综合", "general")),
        person("苏敏", "Su Min", "S", Role::FrontDesk, "".into()),
        person("何静", "He Jing", "H", Role::Supervisor, "".into()),
        person("周启明", "Zhou Qiming", "Z", Role::SiteManager, "".into()),
    ];
    sign_in.set_site_name(say("云栖华府", "Yunqi Residence"));
    sign_in.set_device_number("07".into());
    sign_in.set_chosen(people[1].clone());
    sign_in.set_anyone_chosen(true);
    sign_in.set_people(rows(people));
    sign_in.set_typed(3);
    sign_in.set_step(SignInStep::Pin);
    sign_in.set_state(PinState::Ready);
    sign_in.set_code_groups(rows(vec!["4821".into(), "07".into()]));
    sign_in.set_tries_left(3);
    sign_in.set_seconds_left(25);
    sign_in.set_ask_name(say("何静", "He Jing"));
    sign_in.set_ask_phone("138 0000 0107".into());
    sign_in.set_left_by(say("林晓", "Lin Xiao"));
    sign_in.set_left_count(3);
}

fn find(app: &App, say: Say) {
    let home = |home: &str, residents: SharedString, open, overdue| {
        let task = task(home, CallbackKind::Other, "".into(), "".into());
        HomeRow {
            id: home.into(),
            building: task.building,
            section: task.section,
            room: task.room,
            residents,
            open,
            overdue,
        }
    };
    let find = app.global::<Find>();
    find.set_query("".into());
    find.set_homes(rows(vec![
        home("8-2-1602", say("王先生、刘女士", "Mr Wang, Ms Liu"), 1, true),
        home("3-1-0901", say("赵女士", "Ms Zhao"), 1, false),
        home("8-1-2203", "Mr Harris".into(), 1, false),
        home("5-2-1101", say("孙太太", "Mrs Sun"), 0, false),
        home("2-1-0503", say("何先生", "Mr He"), 2, false),
    ]));
}

fn home(app: &App, say: Say) {
    let home = app.global::<Home>();
    home.set_building("8".into());
    home.set_section("2".into());
    home.set_room("1602".into());
    home.set_may_register(true);
    home.set_residents(rows(vec![
        Resident {
            name: say("王先生", "Mr Wang"), phone: "138 0000 1602".into(), language_tag: "".into()
        },
        Resident {
            name: say("刘女士", "Ms Liu"),
            phone: "139 0000 1602".into(),
            language_tag: "English".into(),
        },
    ]));
    home.set_repeat(RepeatKind::Repair);
    home.set_repeat_count(3);
    home.set_repeat_matter(say("厨房给排水", "Kitchen water"));
    let entry = |state, month, day, matter: SharedString, by: SharedString| HomeEntry {
        id: matter.clone(),
        state,
        kind: CallbackKind::Repair,
        matter,
        month,
        day,
        by,
        ..Default::default()
    };
    home.set_entries(rows(vec![
        HomeEntry {
            pending: true,
            ..entry(
                HomeEntryState::Attempt,
                11,
                23,
                say("厨房水槽漏水", "Kitchen sink leaks"),
                say("林晓", "Lin Xiao"),
            )
        },
        entry(HomeEntryState::Open, 11, 19, say("厨房水槽漏水", "Kitchen sink leaks"), "".into()),
        entry(
            HomeEntryState::Finished,
            11,
            19,
            say("换弯管、密封圈", "New trap and seal"),
            say("李建国", "Li Jianguo"),
        ),
        HomeEntry {
            verdict: Verdict::Qualified,
            can_correct: true,
            ..entry(
                HomeEntryState::Signed,
                10,
                14,
                say("下水不畅", "Drain runs slowly"),
                say("周雅宁", "Zhou Yaning"),
            )
        },
        HomeEntry {
            verdict: Verdict::Unqualified,
            ..entry(HomeEntryState::OnBehalf, 8, 5, say("水槽密封圈", "Sink seal"), say("林晓", "Lin Xiao"))
        },
    ]));
}

fn outbox(app: &App, say: Say) {
    let outbox = app.global::<Outbox>();
    outbox.set_filter(0);
    outbox.set_waiting(3);
    outbox.set_arrived(12);
    outbox.set_held(1);
    outbox.set_trying(false);
    let heading = |section, count| OutboxRow { heading: true, section, count, ..Default::default() };
    let waiting = |kind, time: &str, bytes| OutboxRow {
        section: OutboxSection::Waiting,
        state: OutboxState::Waiting,
        kind,
        time: time.into(),
        bytes,
        ..Default::default()
    };
    let arrived = |kind, subject: SharedString, time: &str, receipt: &str| OutboxRow {
        section: OutboxSection::Arrived,
        state: OutboxState::Arrived,
        kind,
        subject,
        time: time.into(),
        receipt: receipt.into(),
        pictures: 3,
        ..Default::default()
    };
    outbox.set_rows(rows(vec![
        heading(OutboxSection::Look, 1),
        OutboxRow {
            section: OutboxSection::Look,
            kind: OutboxKind::CallbackSigned,
            state: OutboxState::Held,
            reason: HeldReason::AlreadyRecorded,
            building: "3".into(),
            room: "0901".into(),
            other_name: say("陈伟", "Chen Wei"),
            other_time: "08:55".into(),
            ..Default::default()
        },
        heading(OutboxSection::Waiting, 3),
        OutboxRow {
            first: true,
            room: "1602".into(),
            ..waiting(OutboxKind::CallbackSigned, "09:12", 3 * 1024)
        },
        OutboxRow {
            pictures: 2,
            subject: say("没人在家 8栋 1602", "nobody home, 8-1602"),
            ..waiting(OutboxKind::Pictures, "09:20", 1_150_000)
        },
        OutboxRow {
            last: true,
            building: "3".into(),
            room: "0901".into(),
            ..waiting(OutboxKind::Attempt, "09:38", 900)
        },
        heading(OutboxSection::Arrived, 12),
        OutboxRow {
            first: true,
            ..arrived(OutboxKind::CallbackRefused, say("电梯噪声", "lift noise"), "09:05", "48213")
        },
        arrived(OutboxKind::Pictures, say("空调不制冷", "AC not cooling"), "09:04", "48212"),
        OutboxRow { last: true, ..arrived(OutboxKind::CallbackSigned, "2203".into(), "09:03", "48211") },
    ]));
}

fn about(app: &App) {
    let about = app.global::<About>();
    about.set_version(env!("CARGO_PKG_VERSION").into());
    about.set_device_id("07 · 5d2e-81f4".into());
    about.set_office("https://10.20.0.5:8443".into());
    about.set_fingerprint("7KQ2-M4XD".into());
}
