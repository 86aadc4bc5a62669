//! The invented data of the reference pictures.

use doorstep_ui::*;
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use crate::sample_callback;

/// Every picture: its name, and the screen it shows. Those of a callback are in `sample_callback`.
const SCREENS: &[(&str, Screen)] =
    &[("today", Screen::Today), ("today-empty", Screen::Today), ("today-me", Screen::Today)];

pub fn screens() -> impl Iterator<Item = (&'static str, Screen)> {
    SCREENS.iter().chain(sample_callback::SCREENS).copied()
}

/// Fills the globals for the picture `name`; "" refills all of them without changing the screen.
pub fn fill(app: &App, name: &str, lang: &str) {
    let zh = lang == "zh";
    let say = |zh_text: &str, en_text: &str| SharedString::from(if zh { zh_text } else { en_text });
    status(app);
    today(app, &say);
    sample_callback::fill(app, name, &say);
    match name {
        "today-empty" => app.global::<Today>().set_rows(ModelRc::default()),
        "today-me" => app.global::<Today>().set_me_open(true),
        _ => {}
    }
    if let Some((_, screen)) = screens().find(|screen| screen.0 == name) {
        app.global::<Nav>().set_screen(screen);
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

fn task(home: &str, kind: CallbackKind, customer: SharedString, matter: SharedString) -> Task {
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
        due_time: "24:00".into(),
        ..Default::default()
    }
}

fn later(day: i32, task: Task) -> Task {
    Task { due: Due::Later, due_month: 11, due_day: day, ..task }
}
