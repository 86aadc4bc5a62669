//! Complaints as they are seen here offline: page, lists, what rings (section C).

use doorstep_device::queries::QueryError;
use doorstep_device::queries::complaint::acts::{Viewer, acts, next_act};
use doorstep_device::queries::complaint::{AboutRow, CameTo, ComplaintDetail, WaitsFor};
use doorstep_device::queries::complaints::ComplaintList;
use doorstep_device::queries::task::Section;
use doorstep_device::reckoning::Quality;
use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::callback::SignOff;
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::directory::{Label, PersonEntry};
use doorstep_domain::event::EventKind;
use doorstep_domain::fact::{Body, Part};
use doorstep_domain::grade::{Grade, GradeLine, GradingFacts};
use doorstep_domain::ids::{DepartmentCode, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::RepeatSignal;
use doorstep_domain::role::Role;

use crate::handheld::Handheld;
use crate::office::{Office, subject};
use crate::orders::site::{handheld_of, home, peng, works};
use crate::sample::{self, DAY, HOUR, lin, su};

pub const MINUTE: i64 = 60_000;
pub const LIN: (&str, Role) = ("lin", Role::Butler);
pub const SU: (&str, Role) = ("su", Role::FrontDesk);
pub const PENG: (&str, Role) = ("peng", Role::EngineeringSupervisor);
pub const HE: (&str, Role) = ("he", Role::Supervisor);
pub const QI: (&str, Role) = ("qi", Role::SiteManager);
pub const GAO: (&str, Role) = ("gao", Role::GeneralManager);

pub fn id(who: (&str, Role)) -> PersonId {
    who.0.parse().unwrap()
}

/// The works department, and who answers for complaints.
pub fn desk() -> Office {
    let office = works();
    let known = office.subjects();
    for (who, zh, en) in [(HE, "何静", "He Jing"), (QI, "周启明", "Zhou Qiming"), (GAO, "高岚", "Gao Lan")]
    {
        let entry = PersonEntry { role: who.1, department: Some("service".parse().unwrap()), active: true };
        let texts = serde_json::to_vec(&sample::contact(zh, en)).unwrap();
        office.say(&subject(SubjectKind::Person, who.0), Body::PersonRecorded(entry), Some(texts));
    }
    for subject in office.subjects() {
        for who in [HE, QI, GAO] {
            office.grant(&id(who), &subject);
        }
        if !known.contains(&subject) {
            [lin(), su(), peng()].iter().for_each(|person| office.grant(person, &subject));
        }
    }
    office
}

fn part(slot: &str, texts: Texts) -> Part {
    let bytes = if slot == "texts" { serde_json::to_vec(&texts).unwrap() } else { b"{}".to_vec() };
    Part { slot: slot.parse().unwrap(), salt: Fixed([4; 32]), bytes: Blob(bytes) }
}

fn said(office: &Office, who: (&str, Role), complaint: &SubjectId, act: Act, texts: Texts) {
    let slots = act.needed_parts().iter().copied().filter(|slot| *slot != "texts");
    let mut parts: Vec<Part> = slots.map(|slot| part(slot, Texts::default())).collect();
    parts.push(part("texts", texts));
    office.say_by(who, complaint, Body::Complaint(Box::new(act)), parts);
}

fn does(office: &Office, who: (&str, Role), complaint: &SubjectId, act: Act) {
    said(office, who, complaint, act, Texts::default());
}

fn words(note: &str) -> Texts {
    Texts { note: note.into(), ..Texts::default() }
}

fn reception(facts: GradingFacts, received: Moment) -> Reception {
    Reception {
        home: home(),
        matter: "sink".parse().unwrap(),
        about: About::Department { department: "works".parse().unwrap() },
        channel: Channel::Door,
        sort: Sort::Complaint,
        happened: Some(received.shifted(-DAY)),
        received,
        facts,
        asked_for: None,
        linked: None,
        pictures: Vec::new(),
    }
}

fn loss(yuan: i64) -> GradingFacts {
    GradingFacts { loss_fen: yuan * 100, ..GradingFacts::default() }
}

const ORDINARY: i64 = 0;
const SERIOUS: i64 = 3_500;
const MAJOR: i64 = 20_000;

/// Received by Lin just now, granted to everybody.
fn received(office: &Office, key: &str, yuan: i64) -> SubjectId {
    let now = office.lock().time;
    received_with(office, key, reception(loss(yuan), now))
}

fn received_with(office: &Office, key: &str, reception: Reception) -> SubjectId {
    let complaint = subject(SubjectKind::Complaint, key);
    let texts = Texts {
        customer: Some(sample::contact("冯先生", "Mr Feng")),
        place: "地下车库".into(),
        happened: "水管修了两次还漏".into(),
        wish: "本周内修好".into(),
        ..Texts::default()
    };
    said(office, LIN, &complaint, Act::Receive(Box::new(reception)), texts);
    for who in [LIN, SU, PENG, HE, QI, GAO] {
        office.grant(&id(who), &complaint);
    }
    complaint
}

fn assign(to: Option<&str>) -> Act {
    Act::Assign(Assignment { department: "works".parse().unwrap(), to: to.map(|to| to.parse().unwrap()) })
}

fn acknowledge(reached: MustReach) -> Act {
    Act::Acknowledge(Acknowledgement { reached })
}

fn opinion() -> Act {
    Act::SignOpinion(Opinion {
        sign_off: SignOff::Signed,
        language: Lang::Zh,
        document: Fixed([1; 32]),
        supersedes: None,
    })
}

fn page(handheld: &Handheld, complaint: &SubjectId) -> ComplaintDetail {
    handheld.with(|d| d.complaint(complaint)).unwrap()
}

fn listed(handheld: &Handheld, list: ComplaintList) -> Vec<SubjectId> {
    let rows = handheld.with(|d| d.complaints(list)).unwrap().rows;
    rows.into_iter().map(|row| row.complaint).collect()
}

#[tokio::test]
async fn c_02_to_c_12_the_whole_page_is_there_offline() {
    let office = desk();
    let complaint = received(&office, "k-1", SERIOUS);
    does(&office, HE, &complaint, assign(Some("han")));
    let call = PhoneCall { whom: id(QI), at: sample::now() };
    does(&office, LIN, &complaint, Act::Phone(call));
    does(&office, QI, &complaint, acknowledge(MustReach::SiteManager));
    said(&office, LIN, &complaint, Act::Note(Note::default()), words("催了一次"));
    said(&office, QI, &complaint, Act::Raise(Raising { grade: Grade::Major }), words("已上报集团"));
    let reply = NextReply { at: sample::now().shifted(HOUR) };
    said(&office, LIN, &complaint, Act::AgreeReply(reply), words("等厂家报价"));
    said(&office, SU, &complaint, Act::Mark(Marking { mark: Mark::NotOurs }), words("房屋保修范围"));
    let handheld = handheld_of(&office, &[lin()]).await;
    let page = page(&handheld, &complaint);
    assert_eq!(page.row.number, "2026-1124-C001");
    assert_eq!(
        (page.row.place.as_ref().unwrap().room.as_str(), page.row.customer.zh.as_str()),
        ("1503", "冯先生")
    );
    assert_eq!(
        (page.happened.as_str(), page.wish.as_str(), page.place.as_str()),
        ("水管修了两次还漏", "本周内修好", "地下车库")
    );
    assert_eq!((page.channel, page.received_by.name.zh.as_str()), (Channel::Door, "林晓"), "P-11");
    assert_eq!(page.about, AboutRow::Department(Label::new("工程部", "Works")));
    let gradings: Vec<_> =
        page.gradings.iter().map(|row| (row.grade, row.by_hand, row.reason.as_str())).collect();
    assert_eq!(gradings, [(Grade::Serious, false, ""), (Grade::Major, true, "已上报集团")], "C-04");
    assert_eq!(page.gradings[0].lines, [GradeLine::SiteFigureLoss]);
    assert_eq!(
        (page.department.unwrap().zh.as_str(), page.assignee.unwrap().name.zh.as_str()),
        ("工程部", "韩立成")
    );
    assert_eq!(
        (page.acknowledged[0].by.zh.as_str(), page.phoned[0].whom.name.zh.as_str()),
        ("周启明", "周启明")
    );
    assert_eq!(page.next_reply.map(|row| row.note), Some("等厂家报价".into()), "C-09");
    assert_eq!(
        page.mark.map(|row| (row.mark, row.reason)),
        Some((Mark::NotOurs, "房屋保修范围".into())),
        "C-11"
    );
    let history: Vec<_> = page.history.iter().map(|row| (row.action, row.text.as_str())).collect();
    assert_eq!(
        history,
        [
            (Action::Receive, ""),
            (Action::Assign, ""),
            (Action::Phone, ""),
            (Action::Acknowledge, ""),
            (Action::Note, "催了一次"),
            (Action::Raise, "已上报集团"),
            (Action::AgreeReply, "等厂家报价"),
            (Action::Mark, "房屋保修范围"),
        ]
    );
    assert_eq!(
        page.history[1].came_to,
        CameTo::Department(Label::new("工程部", "Works"), Some(Label::new("韩立成", "Han Licheng")))
    );
    assert_eq!(page.history[5].came_to, CameTo::Grade(Grade::Major));
    assert!(
        handheld
            .with(|d| d.complaint(&subject(SubjectKind::Complaint, "k-9")))
            .is_err_and(|e| matches!(e, QueryError::NotHere))
    );
}

#[tokio::test]
async fn c_05_the_clocks_run_and_their_doubt_is_said() {
    let office = desk();
    let complaint = received(&office, "k-1", SERIOUS);
    does(&office, HE, &complaint, assign(None));
    let handheld = handheld_of(&office, &[lin()]).await;
    let clocks = |page: &ComplaintDetail| {
        let minutes = |clock: &doorstep_device::queries::complaint::ClockRow| {
            (clock.kind, clock.by.since(sample::now()) / MINUTE, clock.kept)
        };
        page.clocks.iter().map(minutes).filter(|(kind, ..)| *kind != ClockKind::SameDay).collect::<Vec<_>>()
    };
    let now = page(&handheld, &complaint);
    let expected = |kept| {
        [(ClockKind::Respond, 8, kept), (ClockKind::Department, 10, None), (ClockKind::Finish, 2880, None)]
    };
    assert_eq!(clocks(&now), expected(None));
    assert_eq!((now.quality, now.row.section), (Quality::Contact, Section::Today));
    assert!(now.doubt < 1_000, "{}", now.doubt);
    handheld.pass(9 * MINUTE);
    let late = page(&handheld, &complaint);
    assert_eq!(clocks(&late), expected(Some(false)));
    assert_eq!((late.row.section, late.quality), (Section::Overdue, Quality::Reckoned));
    handheld.clock.reboot(HOUR);
    handheld.clock.set_wall(sample::now().shifted(-30 * DAY));
    let unsure = page(&handheld, &complaint);
    assert_eq!(unsure.quality, Quality::Unknown);
    assert!(unsure.doubt >= DAY, "F-02: how far it may be off is said");
}

#[tokio::test]
async fn p_11_c_05_each_has_their_own_and_the_desk_all() {
    let office = desk();
    let ordinary = received(&office, "k-1", ORDINARY);
    let serious = received(&office, "k-2", SERIOUS);
    let major = received(&office, "k-3", MAJOR);
    for complaint in [&ordinary, &serious, &major] {
        does(&office, HE, complaint, assign(None));
    }
    let archived = received(&office, "k-4", ORDINARY);
    for (who, act) in
        [(PENG, Act::Handle(Handling::default())), (LIN, opinion()), (SU, Act::Archive(Archival {}))]
    {
        does(&office, who, &archived, act);
    }
    let handheld = handheld_of(&office, &[lin(), su(), peng(), id(HE), id(QI), id(GAO)]).await;
    let all = [&major, &serious, &ordinary];
    for (who, expected) in [
        (LIN, all.to_vec()),
        (HE, vec![&serious, &ordinary]),
        (QI, vec![&major, &serious]),
        (GAO, vec![&major]),
        (PENG, all.to_vec()),
        (SU, vec![]),
    ] {
        handheld.sign_in(&id(who));
        let mine = listed(&handheld, ComplaintList::Mine);
        assert_eq!(mine.iter().collect::<Vec<_>>(), expected, "{who:?}");
        assert_eq!(listed(&handheld, ComplaintList::Open).iter().collect::<Vec<_>>(), all);
        assert_eq!(listed(&handheld, ComplaintList::Closed), std::slice::from_ref(&archived));
        assert_eq!(listed(&handheld, ComplaintList::Overdue), []);
    }
    handheld.pass(6 * MINUTE);
    assert_eq!(listed(&handheld, ComplaintList::Overdue), std::slice::from_ref(&major), "C-05: 5 minutes");
    handheld.pass(4 * DAY);
    let mine = listed(&handheld, ComplaintList::Mine);
    assert_eq!(mine.len(), 3, "V-10: what waited more than 3 days is the front desk's too");
}

#[tokio::test]
async fn c_06_it_rings_for_who_must_have_it_until_they_acknowledge() {
    let office = desk();
    let keys = [("k-1", ORDINARY), ("k-2", SERIOUS), ("k-3", MAJOR)];
    let [ordinary, serious, major] = keys.map(|(key, yuan)| received(&office, key, yuan));
    for complaint in [&ordinary, &serious, &major] {
        does(&office, HE, complaint, assign(None));
    }
    let people = [lin(), su(), peng(), id(HE), id(QI), id(GAO)];
    let handheld = handheld_of(&office, &people).await;
    let rings = |who| {
        handheld.sign_in(&id(who));
        let bells = handheld.with(|d| d.bells()).unwrap().bells;
        bells.into_iter().map(|bell| (bell.complaint, bell.minutes)).collect::<Vec<_>>()
    };
    for (who, expected) in [
        (LIN, vec![]),
        (SU, vec![]),
        (HE, vec![]),
        (QI, vec![(serious.clone(), 8)]),
        (GAO, vec![(major.clone(), 5)]),
        (PENG, vec![(major.clone(), 10), (serious.clone(), 10)]),
    ] {
        assert_eq!(rings(who), expected, "{who:?}");
    }
    does(&office, QI, &serious, acknowledge(MustReach::SiteManager));
    does(&office, PENG, &major, acknowledge(MustReach::Department));
    for person in people {
        handheld.sign_in(&person);
        handheld.engine.send_now().await;
    }
    assert_eq!(rings(QI), [], "the clock has stopped");
    assert_eq!(rings(PENG), [(serious.clone(), 10)], "C-06: the department signs for each");
    handheld.pass(MINUTE);
    does(&office, HE, &serious, Act::Raise(Raising { grade: Grade::Major }));
    handheld.sign_in(&id(GAO));
    handheld.engine.send_now().await;
    assert_eq!(rings(GAO), [(major, 5), (serious, 5)], "C-04: what rose must reach P-01");
    handheld.pass(DAY + HOUR);
    assert_eq!(rings(GAO), [], "C-05: it has risen, and is overdue in every list");
    assert_eq!(listed(&handheld, ComplaintList::Overdue).len(), 3);
}

#[tokio::test]
async fn whose_turn_it_is_step_by_step() {
    let office = desk();
    let complaint = received(&office, "k-1", ORDINARY);
    let handheld = handheld_of(&office, &[lin(), su(), peng(), id(HE)]).await;
    let next = |who| {
        handheld.sign_in(&id(who));
        page(&handheld, &complaint).row.next
    };
    let everybody = async || {
        for who in [LIN, SU, PENG, HE] {
            handheld.sign_in(&id(who));
            handheld.engine.send_now().await;
        }
    };
    assert_eq!([LIN, SU, PENG, HE].map(next), [None, Some(Action::Assign), None, Some(Action::Assign)]);
    for (who, act, expected, waits) in [
        (
            HE,
            assign(None),
            [None, None, Some(Action::Acknowledge), None],
            WaitsFor::Department(Label::new("工程部", "Works")),
        ),
        (
            PENG,
            acknowledge(MustReach::Department),
            [None, None, Some(Action::Handle), None],
            WaitsFor::Department(Label::new("工程部", "Works")),
        ),
        (
            PENG,
            Act::Handle(Handling::default()),
            [Some(Action::Tell), None, None, None],
            WaitsFor::Person(Label::new("林晓", "Lin Xiao")),
        ),
        (
            LIN,
            Act::Tell(Telling { channel: Channel::Phone }),
            [Some(Action::SignOpinion), None, None, None],
            WaitsFor::Person(Label::new("林晓", "Lin Xiao")),
        ),
        (LIN, opinion(), [None, Some(Action::Archive), None, None], WaitsFor::Role(Role::FrontDesk)),
    ] {
        does(&office, who, &complaint, act);
        everybody().await;
        assert_eq!([LIN, SU, PENG, HE].map(next), expected);
        assert_eq!(page(&handheld, &complaint).waits_for, Some(waits), "He Jing looks");
    }
    does(&office, SU, &complaint, Act::Archive(Archival {}));
    everybody().await;
    assert_eq!([LIN, SU, PENG, HE].map(next), [None, None, None, None]);
    assert_eq!(page(&handheld, &complaint).waits_for, None);
}

/// P-09: what can be done beside, by role and state; the table of the domain, less what makes no sense now.
#[test]
fn p_09_what_else_can_be_done() {
    let works: DepartmentCode = "works".parse().unwrap();
    let check = |state: &ComplaintState, who: (&str, Role), expected: &str| {
        let me = id(who);
        let heads = (who == PENG).then_some(&works);
        let viewer = Viewer { me: &me, role: Some(who.1), heads, now: sample::now() };
        let words: Vec<String> = acts(state, viewer).iter().map(|act| format!("{act:?}")).collect();
        assert_eq!(words.join(" "), expected, "{who:?}");
        assert!(next_act(state, viewer).is_none_or(|next| acts(state, viewer).contains(&next)));
    };
    let state = |yuan, step| {
        let office = desk();
        let complaint = received(&office, "k-1", yuan);
        let path = [
            (HE, assign(None), Step::Assigned),
            (PENG, Act::Handle(Handling::default()), Step::Handled),
            (LIN, Act::Tell(Telling { channel: Channel::Phone }), Step::Told),
            (LIN, opinion(), Step::Signed),
        ];
        path.into_iter()
            .filter(|(.., to)| *to <= step)
            .for_each(|(who, act, _)| does(&office, who, &complaint, act));
        office.complaint(&complaint)
    };
    let butlers = "Assess Raise Assign Note HandOver AgreeReply AgreeFinish";
    check(&state(ORDINARY, Step::Received), LIN, butlers);
    check(&state(SERIOUS, Step::Received), LIN, "Assess Raise Assign Phone Note HandOver AgreeReply");
    check(&state(ORDINARY, Step::Assigned), PENG, "Assess Acknowledge Note AgreeReply Handle");
    check(
        &state(ORDINARY, Step::Assigned),
        HE,
        "Assess Raise Escalate Assign Note HandOver AgreeReply AgreeFinish Mark Handle",
    );
    check(
        &state(SERIOUS, Step::Assigned),
        QI,
        "Assess Raise Escalate Assign Acknowledge Phone Note HandOver AgreeReply Mark Handle",
    );
    check(&state(ORDINARY, Step::Handled), LIN, "Assess Raise Note HandOver AgreeReply Tell SignOpinion");
    check(
        &state(ORDINARY, Step::Handled),
        SU,
        "Assess Raise Note HandOver AgreeReply Mark Tell SignOpinion Archive",
    );
    check(&state(ORDINARY, Step::Signed), LIN, "Note SignOpinion");
    check(&state(ORDINARY, Step::Signed), SU, "Note SignOpinion Archive");
}

#[tokio::test]
async fn c_02_found_by_number_home_customer_or_words_and_at_its_home() {
    let office = desk();
    let first = received(&office, "k-1", ORDINARY);
    let handheld = handheld_of(&office, &[lin()]).await;
    let found = |query: &str| handheld.with(|d| d.find_complaints(query)).unwrap().rows.len();
    for (query, expected) in
        [("c001", 1), ("3-2-1503", 1), ("冯先生", 1), ("feng 两次", 1), ("还漏 别的", 0), ("", 0), ("%", 0)]
    {
        assert_eq!(found(query), expected, "{query}");
    }
    let homes = handheld.with(|d| d.search("1503")).unwrap();
    assert_eq!(homes.len(), 1, "a complaint is no home");
    let at_home = handheld.with(|d| d.home(&home())).unwrap().complaints;
    assert_eq!(at_home.iter().map(|row| &row.complaint).collect::<Vec<_>>(), [&first]);
    assert_eq!(at_home[0].signals, []);
}

#[tokio::test]
async fn v_13_the_second_complaint_in_a_row_is_shown_at_the_door() {
    let office = desk();
    let suggestion =
        Reception { sort: Sort::Suggestion, ..reception(loss(0), sample::now().shifted(-2 * DAY)) };
    received_with(&office, "k-1", suggestion);
    received_with(&office, "k-2", reception(loss(0), sample::now().shifted(-DAY)));
    let handheld = handheld_of(&office, &[lin()]).await;
    let signals = || {
        let rows = handheld.with(|d| d.complaints(ComplaintList::Open)).unwrap().rows;
        rows.into_iter().map(|row| row.signals).collect::<Vec<_>>()
    };
    assert_eq!(signals(), [vec![], vec![]], "C-02: a suggestion is no complaint");
    received(&office, "k-3", ORDINARY);
    handheld.engine.send_now().await;
    assert_eq!(signals(), vec![vec![RepeatSignal::Complaints(2)]; 3]);
}

#[tokio::test]
async fn c_06_whom_to_hand_it_to() {
    let handheld = handheld_of(&desk(), &[lin()]).await;
    let colleagues = handheld.with(|d| d.colleagues()).unwrap();
    let seen: Vec<_> = colleagues.iter().map(|row| (row.contact.person.as_str(), row.is_me)).collect();
    let expected =
        ["gao", "qi", "he", "su", "lin", "zhou", "han", "peng"].map(|person| (person, person == "lin"));
    assert_eq!(seen, expected, "P-01 first, and no contractor");
}

#[tokio::test]
async fn v_05_whoever_calls_back_has_what_was_done_about_it() {
    let office = desk();
    let complaint = received(&office, "k-1", ORDINARY);
    does(&office, HE, &complaint, assign(None));
    let done = Texts { handled: "换整段水管".into(), ..Texts::default() };
    said(&office, PENG, &complaint, Act::Handle(Handling::default()), done);
    let callback = sample::calls_back(&office, &complaint, EventKind::Complaint { grade: Grade::Ordinary });
    let handheld = handheld_of(&office, &[lin()]).await;
    let past = handheld.with(|d| d.callback(&callback)).unwrap().event.unwrap();
    assert_eq!((past.number.as_str(), past.done.zh.as_str()), ("2026-1124-C001", "换整段水管"));
    assert_eq!((past.department.zh.as_str(), past.done_by.unwrap().zh.as_str()), ("工程部", "彭海"));
    let steps: Vec<_> =
        past.steps.iter().map(|step| (step.title.zh.as_str(), step.text.en.as_str())).collect();
    let expected = [
        ("接待", "Lin Xiao · 水管修了两次还漏"),
        ("交责任部门", "He Jing"),
        ("处理完毕", "Peng Hai · 换整段水管"),
    ];
    assert_eq!(steps, expected);
}
