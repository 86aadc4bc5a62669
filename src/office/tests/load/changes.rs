//! What a load changes, and what it leaves alone.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use doorstep_domain::lang::Lang;
use doorstep_office::load::Sheet;

use crate::folder::{Folder, Stage, changes};
use crate::paper::Paper;

#[tokio::test]
async fn a_template_is_loaded_as_it_stands_and_twice_changes_nothing() {
    for lang in Lang::ALL {
        let written = tempfile::tempdir().unwrap();
        doorstep_office::load::template::write(written.path(), lang).unwrap();
        let folder = Folder(doorstep_office::load::read_folder(written.path()).unwrap());
        let (stage, files) = (Stage::empty(), Sheet::all().count());
        assert_eq!(folder.0.0.len(), files);
        let (plan, facts) = stage.load(&folder).await;
        // The site, its catalogue, three years (two of them built in), four people, two homes.
        assert_eq!(facts, 1 + 1 + 3 + 4 + 2, "{plan}");
        let loaded = stage.facts();
        let (plan, facts) = stage.load(&folder).await;
        assert_eq!((changes(&plan), facts), (vec![], 0));
        assert_eq!(stage.facts(), loaded);
    }
}

#[tokio::test]
async fn a_dry_run_changes_nothing_and_tells_what_a_load_does() {
    let stage = Stage::empty();
    let planned = stage.plan(&Folder::template()).await;
    assert!(stage.facts().is_empty());
    assert_eq!(stage.load(&Folder::template()).await.0, planned);
    assert!(changes(&planned).contains(&"+ home 8-2-1602"), "{planned}");
    assert!(planned.contains("homes.csv: 2 added, 0 changed, 0 removed, 0 unchanged\n"), "{planned}");
}

/// A change of the template's files, what is told of it, and the subjects of its facts.
async fn check(edit: impl FnOnce(Folder) -> Folder, told: &[&str], subjects: &[&str]) {
    let stage = Stage::set().await;
    let before = stage.facts().len();
    let (plan, facts) = stage.load(&edit(Folder::template())).await;
    assert_eq!(changes(&plan), told);
    assert_eq!(stage.facts()[before..], *subjects);
    assert_eq!(facts, subjects.len());
}

#[tokio::test]
async fn one_fact_for_each_subject_that_changes() {
    let edited = |sheet, from: &'static str, to: &'static str| move |f: Folder| f.edited(sheet, from, to);
    let (site, catalogue) = ("site/residence", "catalogue/residence");
    check(
        edited(Sheet::Site, "idle_minutes,5", "idle_minutes,10"),
        &["~ site idle_minutes: 5 → 10"],
        &[site],
    )
    .await;
    check(
        edited(Sheet::Site, "picture_edge,1600", "picture_edge,1200"),
        &["~ site picture_edge: 1600 → 1200"],
        &[catalogue],
    )
    .await;
    check(edited(Sheet::Prices, "55.50", "60"), &["~ price bend: 55.50 → 60 yuan"], &[catalogue]).await;
    check(
        edited(Sheet::Matters, "other,其它,Other,,\n", "other,其它,Other,,\nnoise,噪音,Noise,,\n"),
        &["+ matter noise"],
        &[site],
    )
    .await;
    check(edited(Sheet::Warranties, "8,air,2028-06-30,c-01\n", ""), &["- warranty 8/air"], &[catalogue])
        .await;
    check(
        edited(Sheet::Calendar, "2027-02-05,no", "2027-02-06,yes"),
        &["- day 2027-02-05", "+ day 2027-02-06"],
        &["calendar/2027"],
    )
    .await;
    check(
        edited(Sheet::Phrases, "work_done,已疏通,Cleared", "opinion,好,Good"),
        &["~ phrases opinion: zh - → 好; en - → Good", "~ phrases work_done: zh 已疏通 → -; en Cleared → -"],
        &[site, catalogue],
    )
    .await;
}

#[tokio::test]
async fn revisions_count_up_only_with_a_change() {
    let stage = Stage::set().await;
    let revisions = || stage.query::<String>("SELECT head FROM facts WHERE kind = 'catalogue.recorded'");
    stage.load(&Folder::template()).await;
    stage.load(&Folder::template().edited(Sheet::Prices, "55.50", "60")).await;
    let revisions: Vec<i64> = revisions()
        .iter()
        .map(|head| {
            serde_json::from_str::<serde_json::Value>(head).unwrap()["body"]["revision"].as_i64().unwrap()
        })
        .collect();
    assert_eq!(revisions, [1, 2]);
}

#[tokio::test]
async fn p_10_names_and_phones_are_told_of_nobody() {
    let folder = || {
        Folder::template()
            .edited(Sheet::Homes, "王先生,Mr Wang,15400000101", "汪先生,Mr Wong,15400000199")
            .edited(Sheet::Staff, "林晓,Lin Xiao", "林小晓,Lin Xiaoxiao")
    };
    check(
        |_| folder(),
        &["~ person b-01: name or phone changed", "~ home 8-2-1602: resident changed"],
        &["person/b-01", "home/8-2-1602"],
    )
    .await;
    let stage = Stage::set().await;
    let answer = stage.office.load(folder().0, false).await.unwrap();
    let wire = serde_json::to_string(&answer).unwrap();
    let heads = stage.query::<String>("SELECT head FROM facts").concat();
    for secret in ["王先生", "汪先生", "Wong", "15400000199", "林小晓", "Xiaoxiao"] {
        assert!(!wire.contains(secret) && !heads.contains(secret), "{secret}");
    }
    let wrong = folder().edited(Sheet::Homes, "15400000199", "Wong 154");
    let refused = stage.refused(&wrong, Lang::En).await.concat();
    assert!(refused.contains("homes.csv:12 [phone]: this is no phone number"), "{refused}");
    assert!(!refused.contains("Wong"), "{refused}");
}

#[tokio::test]
async fn what_a_file_leaves_out_stays_and_who_leaves_is_retired() {
    let stage = Stage::set().await;
    let homes =
        Folder::template().edited(Sheet::Homes, "8,1,2203,b-01,en,哈里斯先生,Mr Harris,15400000102\n", "");
    let (plan, facts) = stage.load(&homes.only(Sheet::Homes)).await;
    assert_eq!(facts, 0);
    assert!(plan.ends_with("homes.csv leaves out 1 that the office has: they stay as they are\n"), "{plan}");
    let left = Folder::template().edited(Sheet::Staff, "15400000001,yes", "15400000001,no");
    let refused = stage.refused(&left, Lang::En).await;
    let expected = |line| {
        format!("homes.csv:{line} [butler]: `b-01` does not work here any more: name somebody who does")
    };
    assert_eq!(refused, [expected(12), expected(13)]);
    let (plan, facts) = stage.load(&left.only(Sheet::Staff)).await;
    assert_eq!((changes(&plan), facts), (vec!["~ person b-01: active yes → no"], 1));
    let remark = "b-01 is no butler here any more and still has 2 homes: name another in homes.csv\n";
    assert!(plan.ends_with(remark), "{plan}");
    assert!(stage.office.person_code(&"b-01".parse().unwrap()).await.is_err());
}

#[tokio::test]
async fn v_02_the_built_in_years_stay_when_the_first_year_is_loaded() {
    let stage = Stage::set().await;
    let years = stage.query::<String>("SELECT subject FROM facts WHERE kind = 'calendar.recorded'");
    assert_eq!(years, ["calendar/2025", "calendar/2026", "calendar/2027"]);
}

#[tokio::test]
async fn a_corrected_price_is_one_fact_and_touches_no_open_order() {
    let stage = Stage::set().await;
    let order = Paper::of(&stage.office, "b-01").await.register(&stage.office, "8-2-1602", "sink").await;
    let row = format!("SELECT state || last_sequence FROM subjects WHERE subject = '{order}'");
    let before = stage.query::<String>(&row);
    assert!(before[0].contains(r#""step":"dispatched""#), "{before:?}");
    let facts = stage.facts().len();
    stage.load(&Folder::template().edited(Sheet::Prices, ",60,", ",65,")).await;
    assert_eq!(stage.facts()[facts..], ["catalogue/residence"]);
    assert_eq!(stage.query::<String>(&row), before);
}

/// 3 000 homes take about 2 seconds in a debug build on two shared cores; no machine may need minutes.
#[tokio::test]
async fn many_homes_at_once() {
    let mut homes = "building,section,room,butler,language,resident_zh,resident_en,phone\n".to_owned();
    for home in 0..3_000 {
        let (building, section, room) = (home / 300 + 8, home / 100 % 3 + 1, home % 100 + 1001);
        writeln!(homes, "{building},{section},{room},b-01,zh-CN,住户{home},,154{home:08}").unwrap();
    }
    let folder = Folder::template().with(Sheet::Homes.file(), homes);
    let stage = Stage::empty();
    let begun = Instant::now();
    assert_eq!(stage.load(&folder).await.1, 9 + 3_000);
    let (first, begun) = (begun.elapsed(), Instant::now());
    assert_eq!(stage.load(&folder).await.1, 0);
    println!("3 000 homes: {first:?}; again, changing nothing: {:?}", begun.elapsed());
    assert!(first < Duration::from_secs(60), "{first:?}");
}
