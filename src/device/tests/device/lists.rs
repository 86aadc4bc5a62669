//! Today, search, a home's page: V-01 to V-03, V-10, V-13.

use doorstep_device::queries::task::Section;
use doorstep_device::reckoning::Quality;
use doorstep_domain::event::EventKind;
use doorstep_domain::grade::Grade;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::RepeatSignal;

use super::handheld::{Handheld, pin};
use super::office::Office;
use super::sample::{self, DAY, now, su};

async fn with_many() -> (Office, Handheld) {
    let office = Office::new(now());
    sample::residence(&office);
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    sample::home(&office, "8-1-2203", "哈里斯先生", "Mr Harris", Lang::En);
    for (home, key, days) in
        [("8-2-1602", "old", 5), ("8-2-1602", "new", 1), ("8-1-2203", "late", 0), ("8-1-2203", "x", 4)]
    {
        sample::repair(&office, home, key, days);
    }
    let handheld = Handheld::of_lin(&office).await;
    (office, handheld)
}

#[tokio::test]
async fn v_03_today_is_sorted_by_due_time_in_the_site_s_zone() {
    let (_office, handheld) = with_many().await;
    let today = handheld.with(|d| d.today()).unwrap();
    let rows: Vec<_> = today
        .rows
        .iter()
        .map(|row| {
            (
                row.section,
                row.place.as_ref().unwrap().room.as_str(),
                row.due_date.to_string(),
                row.days_overdue,
            )
        })
        .collect();
    // Finished on Thursday the 19th, Friday the 20th, Monday the 23rd and Tuesday the 24th; 2 working days each.
    let expected = [
        (Section::Overdue, "1602", "2026-11-23".to_owned(), 1),
        (Section::Today, "2203", "2026-11-24".to_owned(), 0),
        (Section::Later, "1602", "2026-11-25".to_owned(), 0),
        (Section::Later, "2203", "2026-11-26".to_owned(), 0),
    ];
    assert_eq!(rows, expected);
    assert_eq!((today.count(Section::Overdue), today.date.to_string()), (1, "2026-11-24".to_owned()));
    assert_eq!(today.rows[1].language, Lang::En, "F-05");
    assert_eq!(today.calendar_assumed, None);
    assert!(today.rows[0].follow_up, "V-10: more than 3 days");
    assert!(!today.rows[2].follow_up);
}

#[tokio::test]
async fn f_02_a_wall_clock_in_1970_or_2099_changes_no_deadline() {
    let (_office, handheld) = with_many().await;
    let right = handheld.with(|d| d.today()).unwrap().rows;
    for wall in [0, 4_070_908_800_000] {
        handheld.clock.set_wall(Moment::nearest(wall));
        assert_eq!(handheld.with(|d| d.today()).unwrap().rows, right, "{wall}");
    }
    let handheld = handheld.restart();
    handheld.sign_in(&sample::lin());
    handheld.clock.reboot(0);
    let today = handheld.with(|d| d.today()).unwrap();
    assert_eq!((today.rows, today.quality), (right, Quality::Unknown));
}

#[tokio::test]
async fn v_02_a_deadline_in_a_year_without_holidays_says_so() {
    let office = Office::new(now().shifted(37 * DAY));
    sample::residence(&office);
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    sample::repair(&office, "8-2-1602", "r", -37);
    let handheld = Handheld::of_lin(&office).await;
    assert_eq!(handheld.with(|d| d.today()).unwrap().calendar_assumed, Some(2027));
}

#[tokio::test]
async fn v_13_what_repeats_in_a_home_is_shown_at_its_door() {
    let (office, handheld) = with_many().await;
    for (key, days) in [("second", 40), ("third", 90)] {
        sample::repair(&office, "8-2-1602", key, days);
    }
    handheld.pass(60_000);
    handheld.engine.send_now().await;
    let today = handheld.with(|d| d.today()).unwrap();
    let row = today.rows.iter().find(|row| row.due_date.to_string() == "2026-11-25").unwrap();
    assert_eq!(row.signals, [RepeatSignal::Repairs(4)]);
    let other = today.rows.iter().find(|row| row.place.as_ref().unwrap().room == "2203").unwrap();
    assert_eq!(other.signals, []);
    let detail = handheld.with(|d| d.callback(&row.callback)).unwrap();
    assert_eq!(detail.repeats.len(), 4);
    assert_eq!(detail.repeats[0].done.zh, "换弯管");
}

#[tokio::test]
async fn v_01_v_10_whose_callback_it_is() {
    let (office, handheld) = with_many().await;
    let serious = EventKind::Complaint { grade: Grade::Serious };
    sample::event(&office, "8-2-1602", "grave", 1, serious, "sink");
    handheld.pass(60_000);
    handheld.engine.send_now().await;
    assert_eq!(handheld.with(|d| d.today()).unwrap().rows.len(), 4, "V-01: a serious complaint is P-02's");
    handheld.engine.enter(&su(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(handheld.with(|d| d.today()).unwrap().rows.len(), 4, "the front desk's too");
    handheld.pass(3 * DAY);
    assert_eq!(handheld.with(|d| d.today()).unwrap().rows.len(), 5, "V-10: after 3 days, to P-04's list");
}

#[tokio::test]
async fn homes_are_found_by_code_words_and_names() {
    let (_office, handheld) = with_many().await;
    let found = |query: &str| {
        let homes = handheld.with(|d| d.search(query)).unwrap();
        homes.into_iter().map(|home| home.place.room).collect::<Vec<_>>()
    };
    for (query, expected) in [
        ("1602", vec!["1602"]),
        ("8-", vec!["2203", "1602"]),
        ("8栋2单元", vec!["1602"]),
        ("王", vec!["1602"]),
        ("HARRIS", vec!["2203"]),
        ("8 王", vec!["1602"]),
        ("%", vec![]),
        ("_", vec![]),
        ("'; DROP TABLE facts; --", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(found(query), expected, "{query}");
    }
    let page = handheld.with(|d| d.home(&"8-2-1602".parse().unwrap())).unwrap();
    assert_eq!((page.callbacks.len(), page.events.len(), page.butler.unwrap().zh.as_str()), (2, 2, "林晓"));
    assert_eq!(page.home.contact.phone, "13800000000");
}

#[tokio::test]
async fn v_05_a_home_s_page_shows_what_was_done_before() {
    let (office, handheld) = with_many().await;
    let earlier = sample::repair(&office, "8-2-1602", "earlier", 60);
    sample::done(&office, &earlier);
    handheld.pass(60_000);
    handheld.engine.send_now().await;
    let page = handheld.with(|d| d.home(&"8-2-1602".parse().unwrap())).unwrap();
    let open: Vec<bool> = page.callbacks.iter().map(|task| task.is_open).collect();
    assert_eq!(open, [true, true, false], "open ones first");
    let record = handheld.with(|d| d.callback(&earlier)).unwrap().records.remove(0);
    assert_eq!((record.by.zh.as_str(), record.outbox), ("苏敏", None));
    let again = handheld.with(|d| d.supersede(&earlier)).unwrap();
    assert_eq!(again.supersedes, Some(record.fact), "V-07: from there it can be superseded");
}
