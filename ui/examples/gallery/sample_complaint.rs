//! The invented data of a complaint's screens (section C).

use doorstep_ui::*;
use slint::{ComponentHandle, Model, ModelRc};

use crate::sample::{Say, rows};
use crate::sample_order::picture;

/// Every picture of theirs: its name, and the screen it shows.
pub const SCREENS: &[(&str, Screen)] = &[
    ("reception", Screen::Reception),
    ("reception-fresh", Screen::Reception),
    ("reception-what", Screen::Reception),
    ("reception-about", Screen::Reception),
    ("reception-facts", Screen::Reception),
    ("reception-raise", Screen::Reception),
    ("reception-saved", Screen::Reception),
    ("complaint", Screen::Complaint),
    ("complaint-more", Screen::Complaint),
    ("complaint-done", Screen::Complaint),
    ("complaint-raise", Screen::ComplaintEntry),
    ("complaint-reply", Screen::ComplaintEntry),
    ("complaint-facts", Screen::ComplaintFacts),
    ("complaints", Screen::Complaints),
    ("complaints-empty", Screen::Complaints),
    ("today-urgent", Screen::Today),
    ("today-new", Screen::Today),
    ("today-phoned", Screen::Today),
    ("signin-urgent", Screen::Signin),
    ("outbox-urgent", Screen::Outbox),
    ("customer-urgent", Screen::Customer),
    ("ringing", Screen::Today),
];

/// Fills their globals for the picture `name`.
pub fn fill(app: &App, name: &str, say: Say) {
    urgent(app, say);
    grading(app, say);
    reception(app, say);
    complaint(app, say);
    entry(app, say);
    vary(app, name, say);
}

fn phrase(text: slint::SharedString, chosen: bool) -> Phrase {
    Phrase { text, chosen }
}

fn urgent(app: &App, say: Say) {
    let urgent = app.global::<Urgent>();
    urgent.set_grade(Grade::Serious);
    urgent.set_minutes(8);
    urgent.set_seconds(192);
    let person =
        |id: &str, name, role, phone: &str| PhonePerson { id: id.into(), name, role, phone: phone.into() };
    urgent.set_people(rows(vec![
        person("m-01", say("周启明", "Zhou Qiming"), Role::SiteManager, "138 0000 2716"),
        person("s-01", say("何静", "He Jing"), Role::Supervisor, "138 0000 2703"),
    ]));
    urgent.set_building("6".into());
    urgent.set_section("1".into());
    urgent.set_room("0604".into());
    urgent.set_customer(say("冯先生", "Mr Feng"));
    urgent.set_may_open(true);
    urgent.set_may_state(true);
    let ringing = app.global::<Ringing>();
    ringing.set_grade(Grade::Serious);
    ringing.set_number("1124-007".into());
    ringing.set_building("6".into());
    ringing.set_section("1".into());
    ringing.set_room("0604".into());
    ringing.set_customer(say("冯先生", "Mr Feng"));
    ringing.set_happened(say(
        "空调水管修了两次还漏，泡坏客厅木地板",
        "The air-conditioning pipe was repaired twice and leaks again; the wooden floor is ruined",
    ));
    ringing.set_wish(say("本周内彻底修好，赔偿地板", "Mend it this week, pay for the floor"));
    ringing.set_received_time("09:41".into());
    ringing.set_minutes(8);
    ringing.set_seconds(192);
}

fn grading(app: &App, say: Say) {
    let grading = app.global::<Grading>();
    grading.set_loss("3500".into());
    grading.set_grade(Grade::Serious);
    grading.set_reason(say(
        "经济损失达到本项目标准2000元、不足10000元",
        "economic loss of the site's figure, 2000 yuan, or more, under 10000",
    ));
    grading.set_minutes(8);
    grading.set_seconds(432);
    grading.set_reach_role(Role::SiteManager);
    grading.set_reach_name(say("周启明", "Zhou Qiming"));
    grading.set_reach_phone("138 0000 2716".into());
    grading.set_offline(true);
    grading.set_higher(rows(vec![
        phrase(say("重大", "Major"), false),
        phrase(say("特别重大", "Especially major"), false),
    ]));
}

fn reception(app: &App, say: Say) {
    let reception = app.global::<Reception>();
    reception.set_has_home(true);
    reception.set_building("6".into());
    reception.set_section("1".into());
    reception.set_room("0604".into());
    reception.set_customer(say("冯先生", "Mr Feng"));
    reception.set_phone("138 0000 0604".into());
    reception.set_about(say("工程部", "Engineering"));
    reception.set_departments(rows(vec![
        phrase(say("工程部", "Engineering"), true),
        phrase(say("秩序部", "Security"), false),
        phrase(say("环境部", "Cleaning"), false),
        phrase(say("客服部", "Customer service"), false),
    ]));
    reception.set_people(rows(vec![
        phrase(say("陈伟", "Chen Wei"), false),
        phrase(say("孙立", "Sun Li"), false),
        phrase(say("周雅宁", "Zhou Yaning"), false),
    ]));
    reception.set_channel(ComplaintChannel::Door);
    reception.set_matter(say("空调", "Air conditioning"));
    reception.set_matters(rows(vec![
        phrase(say("空调", "Air conditioning"), true),
        phrase(say("厨卫漏水", "Leak, kitchen or bath"), false),
        phrase(say("电梯噪声", "Lift noise"), false),
        phrase(say("保洁", "Cleaning"), false),
        phrase(say("其他", "Other"), false),
    ]));
    reception.set_happened(say(
        "空调水管修了两次还漏，泡坏客厅木地板",
        "AC pipe mended twice, leaks again; the floor is ruined",
    ));
    reception.set_wishes(rows(vec![
        phrase(say("尽快修好", "Put it right soon"), false),
        phrase(say("赔偿", "Compensation"), false),
        phrase(say("道歉", "An apology"), false),
        phrase(say("给个说法", "An explanation"), false),
    ]));
    reception.set_wish(say("本周内彻底修好，赔偿地板", "Mend it this week, pay for the floor"));
    reception.set_received_time("09:41".into());
    reception.set_may_photograph(true);
    reception.set_pictures(rows(vec![picture(PictureOf::Site, 1, true)]));
}

fn complaint(app: &App, say: Say) {
    let complaint = app.global::<Complaint>();
    complaint.set_head(head(say));
    complaint.set_step(ComplaintStep::Assigned);
    complaint.set_reason(say(
        "经济损失达到本项目标准2000元、不足10000元",
        "economic loss of the site's figure, 2000 yuan, or more, under 10000",
    ));
    let clock = |kind, state, month, day, time: &str, minutes| ComplaintClock {
        kind,
        state,
        month,
        day,
        time: time.into(),
        minutes,
    };
    complaint.set_clocks(rows(vec![
        clock(ComplaintClockKind::Respond, ClockState::Kept, 0, 0, "09:46", 0),
        clock(ComplaintClockKind::Department, ClockState::Overdue, 0, 0, "09:51", 24),
        clock(ComplaintClockKind::Finish, ClockState::Running, 11, 26, "09:41", 0),
    ]));
    complaint.set_pending(true);
    complaint.set_happened(say(
        "空调水管修了两次还漏，泡坏客厅木地板",
        "AC pipe mended twice, leaks again; the floor is ruined",
    ));
    complaint.set_wish(say("本周内彻底修好，赔偿地板", "Mend it this week, pay for the floor"));
    complaint.set_about(say("工程部", "Engineering"));
    complaint.set_channel(ComplaintChannel::Door);
    complaint.set_received_by(say("周雅宁", "Zhou Yaning"));
    complaint.set_received_time("09:41".into());
    complaint.set_department(say("工程部", "Engineering"));
    complaint.set_assignee(say("曹勇", "Cao Yong"));
    complaint.set_owner(say("周雅宁", "Zhou Yaning"));
    complaint.set_pictures(rows(vec![picture(PictureOf::Site, 1, false)]));
    let event = |act, who, time: &str, about, text| ComplaintEvent {
        act,
        who,
        time: time.into(),
        about,
        text,
        ..Default::default()
    };
    let none = || slint::SharedString::default();
    complaint.set_history(rows(vec![
        event(ComplaintAct::Receive, say("周雅宁", "Zhou Yaning"), "09:41", none(), none()),
        event(
            ComplaintAct::Phone,
            say("周雅宁", "Zhou Yaning"),
            "09:44",
            say("周启明", "Zhou Qiming"),
            none(),
        ),
        event(ComplaintAct::Assign, say("何静", "He Jing"), "09:50", say("工程部", "Engineering"), none()),
    ]));
    complaint.set_next(ComplaintAct::Acknowledge);
    complaint.set_others(rows(vec![
        ComplaintAct::Note,
        ComplaintAct::Assess,
        ComplaintAct::Raise,
        ComplaintAct::AgreeReply,
        ComplaintAct::Mark,
        ComplaintAct::HandOver,
    ]));
    app.global::<ComplaintFacts>().set_head(head(say));
}

fn head(say: Say) -> ComplaintHead {
    ComplaintHead {
        id: "complaint/x".into(),
        number: "1124-007".into(),
        building: "6".into(),
        section: "1".into(),
        room: "0604".into(),
        customer: say("冯先生", "Mr Feng"),
        phone: "138 0000 0604".into(),
        matter: say("空调", "Air conditioning"),
        sort: ComplaintSort::Complaint,
        grade: Grade::Serious,
    }
}

fn entry(app: &App, say: Say) {
    let entry = app.global::<ComplaintEntry>();
    entry.set_head(head(say));
    entry.set_act(ComplaintAct::Raise);
    entry.set_choices(rows(vec![
        phrase(say("重大", "Major"), true),
        phrase(say("特别重大", "Especially major"), false),
    ]));
    entry.set_has_words(true);
    entry.set_lacks(EntryLacks::Words);
}

fn vary(app: &App, name: &str, say: Say) {
    let (urgent, reception) = (app.global::<Urgent>(), app.global::<Reception>());
    let entry = app.global::<ComplaintEntry>();
    match name {
        "reception-fresh" => {
            reception.set_has_home(false);
            reception.set_customer("".into());
            reception.set_about("".into());
            reception.set_happened("".into());
            reception.set_wish("".into());
            reception.set_matter("".into());
            reception.set_pictures(ModelRc::default());
            let grading = app.global::<Grading>();
            grading.set_loss("".into());
            grading.set_grade(Grade::Ordinary);
            grading.set_reason(say(
                "不符合更高等级的任何一条，属可以改善的轻微不便",
                "none of the graver lines: a small inconvenience that can be put right",
            ));
            grading.set_minutes(10);
            grading.set_seconds(588);
        }
        "reception-what" => reception.set_pick(ReceptionPick::What),
        "reception-about" => reception.set_pick(ReceptionPick::About),
        "reception-facts" => app.global::<Grading>().set_picking_facts(true),
        "reception-raise" => {
            let grading = app.global::<Grading>();
            grading.set_grade(Grade::Major);
            grading.set_raised(Grade::Major);
            grading.set_by_hand(true);
            grading.set_raising(true);
            grading.set_raise_reason(say("业委会主任", "Chair of the owners' committee"));
            grading.set_higher(rows(vec![
                phrase(say("重大", "Major"), true),
                phrase(say("特别重大", "Especially major"), false),
            ]));
        }
        "complaints-empty" => app.global::<Complaints>().set_view(ComplaintsView::Overdue),
        "complaints" => {
            let screen = app.global::<Complaints>();
            screen.set_open_count(3);
            screen.set_overdue_count(1);
            let of =
                |due, grade, step| Task { due, grade, complaint_step: step, pending: false, ..task(say) };
            screen.set_rows(rows(vec![
                of(Due::Overdue, Grade::Serious, ComplaintStep::Handled),
                of(Due::Today, Grade::Ordinary, ComplaintStep::Assigned),
                of(Due::Later, Grade::Major, ComplaintStep::Assigned),
            ]));
        }
        "reception-saved" => reception.set_saved_code("#7F3K".into()),
        "complaint-more" => app.global::<Complaint>().set_more_open(true),
        "complaint-done" => done(app, say),
        "complaint-reply" => {
            entry.set_act(ComplaintAct::AgreeReply);
            entry.set_choices(ModelRc::default());
            entry.set_has_time(true);
            entry.set_times(app.global::<Register>().get_choices());
            entry.set_chosen_time(1);
            entry.set_words(say("等地板厂家报价", "The floor maker's offer is awaited"));
            entry.set_lacks(EntryLacks::Nothing);
        }
        "today-urgent" | "signin-urgent" | "outbox-urgent" | "customer-urgent" => {
            urgent.set_shown(true);
            urgent.set_may_state(name != "signin-urgent");
            app.global::<Today>().set_may_register(true);
            app.global::<Today>().set_may_receive(true);
            complaint_row(app, say);
        }
        "today-phoned" => {
            urgent.set_shown(true);
            urgent.set_stating(true);
        }
        "today-new" => {
            app.global::<Today>().set_may_register(true);
            app.global::<Today>().set_may_receive(true);
            app.global::<Today>().set_new_open(true);
        }
        "ringing" => app.global::<Ringing>().set_shown(true),
        _ => {}
    }
}

fn done(app: &App, say: Say) {
    let complaint = app.global::<Complaint>();
    complaint.set_step(ComplaintStep::Signed);
    complaint.set_pending(false);
    complaint.set_archived(true);
    complaint.set_handled(say(
        "换整段水管，地板已赔 3 200 元",
        "The whole pipe replaced; 3 200 yuan paid for the floor",
    ));
    complaint.set_opinion(say("满意", "Satisfied"));
    complaint.set_sign_off(SignOff::Signed);
    complaint.set_next(ComplaintAct::None);
    complaint.set_others(rows(vec![ComplaintAct::Note]));
}

fn complaint_row(app: &App, say: Say) {
    let today = app.global::<Today>();
    let mut all: Vec<TodayRow> = today.get_rows().iter().collect();
    all.insert(1, TodayRow { section: Due::Today, task: task(say), ..Default::default() });
    today.set_rows(rows(all));
}

fn task(say: Say) -> Task {
    let head = head(say);
    Task {
        id: head.id.clone(),
        building: head.building,
        section: head.section,
        room: head.room,
        customer: head.customer,
        matter: head.matter,
        due: Due::Today,
        complaint: true,
        grade: Grade::Serious,
        complaint_step: ComplaintStep::Received,
        complaint_clock: ComplaintClock {
            kind: ComplaintClockKind::Respond,
            state: ClockState::Running,
            time: "09:49".into(),
            ..Default::default()
        },
        pending: true,
        ..Default::default()
    }
}
