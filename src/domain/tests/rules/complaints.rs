//! C-03, C-05, C-06.

use chrono::{DateTime, TimeDelta, Utc};
use doorstep_domain::clock::{ClockError, ClockRule, DEPARTMENT_WITHIN, MustReach, start_clocks};
use doorstep_domain::grade::{
    EscalatedFrom, FEN_PER_YUAN, Grade, GradeLine, GradingFacts, GradingPolicy, Injury, NoGradeAbove,
    grade_complaint,
};
use doorstep_domain::lang::Lang;
use doorstep_domain::role::Role;

use Grade::{EspeciallyMajor, Major, Ordinary, Serious};

fn check(case: &str, facts: GradingFacts, grade: Grade, lines: &[GradeLine]) {
    let grading = grade_complaint(&facts, GradingPolicy::default());
    assert_eq!((grading.grade, &grading.lines[..]), (grade, lines), "{case}");
}

/// Facts that are harmless but for what is named.
macro_rules! facts {
    ($($field:ident: $value:expr),* $(,)?) => {
        GradingFacts { $($field: $value,)* ..GradingFacts::default() }
    };
}

fn loss(fen: i64) -> GradingFacts {
    facts! { loss_fen: fen }
}

#[test]
fn c_03_harmless_is_ordinary() {
    check("nothing", facts! {}, Ordinary, &[GradeLine::EverythingElse]);
    check(
        "nobody",
        facts! { joint_complainants: 0, times_raised: 0 },
        Ordinary,
        &[GradeLine::EverythingElse],
    );
    check("a broken promise alone", facts! { promise_broken: true }, Ordinary, &[GradeLine::EverythingElse]);
}

#[test]
fn c_03_loss_boundaries() {
    check("-1 fen", loss(-1), Ordinary, &[GradeLine::EverythingElse]);
    check("1 999.99 yuan", loss(199_999), Ordinary, &[GradeLine::EverythingElse]);
    check("2 000.00 yuan", loss(200_000), Serious, &[GradeLine::SiteFigureLoss]);
    check("9 999.99 yuan", loss(999_999), Serious, &[GradeLine::SiteFigureLoss]);
    check("10 000.00 yuan", loss(1_000_000), Major, &[GradeLine::LargeLoss]);
    check("99 999.99 yuan", loss(9_999_999), Major, &[GradeLine::LargeLoss]);
    check("100 000.00 yuan", loss(10_000_000), EspeciallyMajor, &[GradeLine::HugeLoss]);
    check("all there is", loss(i64::MAX), EspeciallyMajor, &[GradeLine::HugeLoss]);
}

#[test]
fn c_03_site_figure_of_a_serious_loss() {
    let graded = |figure_yuan: i64, fen: i64| {
        grade_complaint(&loss(fen), GradingPolicy { serious_loss_fen: figure_yuan * FEN_PER_YUAN }).grade
    };
    assert_eq!(graded(5_000, 499_999), Ordinary);
    assert_eq!(graded(5_000, 500_000), Serious);
    assert_eq!(graded(0, 0), Ordinary, "a figure of 0 means any loss, not any complaint");
    assert_eq!(graded(0, 1), Serious);
    assert_eq!(graded(20_000, 999_999), Ordinary);
    assert_eq!(graded(20_000, 1_000_000), Major, "the site's figure moves no other line");
}

#[test]
fn c_03_joint_complainant_boundaries() {
    check("9 people", facts! { joint_complainants: 9 }, Ordinary, &[GradeLine::EverythingElse]);
    check("10 people", facts! { joint_complainants: 10 }, EspeciallyMajor, &[GradeLine::JointComplaint]);
    check(
        "all people",
        facts! { joint_complainants: u32::MAX },
        EspeciallyMajor,
        &[GradeLine::JointComplaint],
    );
}

#[test]
fn c_03_deaths_and_injuries() {
    check("no death", facts! { deaths: 0 }, Ordinary, &[GradeLine::EverythingElse]);
    check("1 death", facts! { deaths: 1 }, EspeciallyMajor, &[GradeLine::Death]);
    check("2 deaths", facts! { deaths: 2 }, EspeciallyMajor, &[GradeLine::Death]);
    check("minor injury", facts! { injury: Injury::Minor }, Serious, &[GradeLine::MinorInjury]);
    check("serious injury", facts! { injury: Injury::Serious }, Major, &[GradeLine::SeriousInjury]);
}

#[test]
fn c_03_times_raised_boundaries() {
    check("2 times", facts! { times_raised: 2 }, Ordinary, &[GradeLine::EverythingElse]);
    check("3 times", facts! { times_raised: 3 }, Serious, &[GradeLine::RaisedAgain]);
    check("9 times", facts! { times_raised: 9 }, Serious, &[GradeLine::RaisedAgain]);
    check("10 times, no promise broken", facts! { times_raised: 10 }, Serious, &[GradeLine::RaisedAgain]);
    check("1000 times, no promise broken", facts! { times_raised: 1000 }, Serious, &[GradeLine::RaisedAgain]);
    check(
        "2, broken",
        facts! { times_raised: 2, promise_broken: true },
        Ordinary,
        &[GradeLine::EverythingElse],
    );
    check("9, broken", facts! { times_raised: 9, promise_broken: true }, Serious, &[GradeLine::RaisedAgain]);
    check(
        "10, broken",
        facts! { times_raised: 10, promise_broken: true },
        Major,
        &[GradeLine::PromiseBroken],
    );
}

#[test]
fn c_03_media_boundaries() {
    let media = |days, outlets| facts! { negative_media_days: days, negative_media_outlets: outlets };
    check("none", media(0, 0), Ordinary, &[GradeLine::EverythingElse]);
    check("a day", media(1, 0), Serious, &[GradeLine::AnyMedia]);
    check("an outlet", media(0, 1), Serious, &[GradeLine::AnyMedia]);
    check("a day, 2 outlets", media(1, 2), Serious, &[GradeLine::AnyMedia]);
    check("2 days", media(2, 0), Major, &[GradeLine::MediaDays]);
    check("3 outlets", media(0, 3), Major, &[GradeLine::MediaOutlets]);
    check("2 days, 3 outlets", media(2, 3), Major, &[GradeLine::MediaDays, GradeLine::MediaOutlets]);
}

#[test]
fn c_03_escalation_is_one_grade_up() {
    let from = |grade| facts! { escalated_from: Some(grade) };
    check("ordinary", from(EscalatedFrom::Ordinary), Serious, &[GradeLine::OrdinaryMishandled]);
    check("serious", from(EscalatedFrom::Serious), Major, &[GradeLine::SeriousMishandled]);
    check("major", from(EscalatedFrom::Major), EspeciallyMajor, &[GradeLine::MajorMishandled]);
    assert_eq!(EscalatedFrom::try_from(Major), Ok(EscalatedFrom::Major));
    assert_eq!(EscalatedFrom::try_from(EspeciallyMajor), Err(NoGradeAbove));
}

#[test]
fn c_03_the_highest_line_decides() {
    let all = GradingFacts {
        loss_fen: 10_000_000,
        joint_complainants: 10,
        deaths: 1,
        injury: Injury::Serious,
        times_raised: 10,
        promise_broken: true,
        negative_media_days: 2,
        negative_media_outlets: 3,
        escalated_from: Some(EscalatedFrom::Major),
    };
    let gravest =
        [GradeLine::HugeLoss, GradeLine::JointComplaint, GradeLine::Death, GradeLine::MajorMishandled];
    check("everything", all, EspeciallyMajor, &gravest);
    let minor = facts! { injury: Injury::Minor, times_raised: 3, loss_fen: 1_000_000 };
    check("a major line beside serious ones", minor, Major, &[GradeLine::LargeLoss]);
}

#[test]
fn c_03_lines_stand_from_the_gravest_down_and_have_words() {
    let lines: Vec<_> = GradeLine::all().collect();
    assert!(lines.windows(2).all(|pair| pair[0].grade() >= pair[1].grade()));
    for (place, line) in lines.iter().enumerate() {
        assert_eq!(*line as usize, place);
        for lang in Lang::ALL {
            assert!(!line.text(GradingPolicy::default(), lang).contains('{'), "{line:?}");
        }
    }
    let figure = GradingPolicy { serious_loss_fen: 150_050 };
    assert!(GradeLine::SiteFigureLoss.text(figure, Lang::En).contains("1500.50 yuan"));
}

#[test]
fn c_03_codes_are_what_serde_writes() {
    for (place, grade) in Grade::ALL.into_iter().enumerate() {
        assert_eq!(grade as usize, place);
        assert_eq!(serde_json::to_value(grade).unwrap(), grade.code());
        assert_eq!(Grade::from_code(grade.code()), Some(grade));
    }
    assert_eq!(Grade::from_code("grave"), None);
    assert_eq!(serde_json::to_value(GradeLine::SiteFigureLoss).unwrap(), "site_figure_loss");
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn check_clocks(grade: Grade, agreed: Option<&str>, respond_by: &str, finish_by: Option<&str>) {
    let clocks = start_clocks(grade, at("2026-11-24T09:45:00+08:00"), agreed.map(at)).unwrap();
    assert_eq!(clocks.respond_by, at(respond_by), "{grade:?} responds");
    assert_eq!(clocks.finish_by, finish_by.map(at), "{grade:?} finishes");
    assert_eq!(clocks.department_by, at("2026-11-24T09:55:00+08:00"), "{grade:?} department (C-06)");
}

#[test]
fn c_05_default_clocks() {
    check_clocks(Ordinary, None, "2026-11-24T09:55:00+08:00", Some("2026-11-24T21:45:00+08:00"));
    check_clocks(Serious, None, "2026-11-24T09:53:00+08:00", Some("2026-11-26T09:45:00+08:00"));
    check_clocks(Major, None, "2026-11-24T09:50:00+08:00", Some("2026-11-29T09:45:00+08:00"));
    check_clocks(EspeciallyMajor, None, "2026-11-24T09:46:00+08:00", None);
}

#[test]
fn c_05_agreed_time_replaces_all_but_serious() {
    for agreed in ["2026-11-24T12:00:00+08:00", "2026-12-31T12:00:00+08:00"] {
        check_clocks(Ordinary, Some(agreed), "2026-11-24T09:55:00+08:00", Some(agreed));
        check_clocks(Serious, Some(agreed), "2026-11-24T09:53:00+08:00", Some("2026-11-26T09:45:00+08:00"));
        check_clocks(Major, Some(agreed), "2026-11-24T09:50:00+08:00", Some(agreed));
        check_clocks(EspeciallyMajor, Some(agreed), "2026-11-24T09:46:00+08:00", Some(agreed));
    }
}

#[test]
fn c_05_owners_and_c_06_must_reach() {
    let check = |grade, owners: &[Role], must_reach| {
        let rule = ClockRule::of(grade);
        assert_eq!((rule.grade, rule.owners, rule.must_reach), (grade, owners, must_reach));
    };
    check(Ordinary, &[Role::Supervisor], MustReach::Department);
    check(Serious, &[Role::Supervisor, Role::SiteManager], MustReach::SiteManager);
    check(Major, &[Role::SiteManager, Role::GeneralManager], MustReach::GeneralManager);
    check(EspeciallyMajor, &[Role::GeneralManager], MustReach::GeneralManager);
    assert_eq!(DEPARTMENT_WITHIN, TimeDelta::minutes(10));
}

#[test]
fn c_05_words_say_the_tables_numbers() {
    for rule in Grade::ALL.map(ClockRule::of) {
        let minutes = rule.respond_within.num_minutes();
        assert!(rule.times_text(Lang::Zh).contains(&format!("：{minutes}分钟内响应")), "{:?}", rule.grade);
        assert!(rule.times_text(Lang::En).contains(&format!("within {minutes} min,")), "{:?}", rule.grade);
        for lang in Lang::ALL {
            assert!(rule.times_text(lang).starts_with(rule.grade.title(lang)), "{:?}", rule.grade);
            assert!(rule.reach_text(lang).starts_with(rule.grade.title(lang)), "{:?}", rule.grade);
        }
    }
}

#[test]
fn c_05_the_end_of_time_is_an_error() {
    assert_eq!(start_clocks(Ordinary, DateTime::<Utc>::MAX_UTC, None), Err(ClockError));
    assert!(start_clocks(Major, DateTime::<Utc>::MIN_UTC, None).is_ok());
    assert!(start_clocks(Major, at("1970-01-01T00:00:00Z"), None).is_ok());
}
