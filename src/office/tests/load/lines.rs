//! Bad lines, and what is said of them. With any of them nothing at all is changed.

use doorstep_domain::lang::Lang;
use doorstep_office::load::Sheet;

use crate::folder::{Folder, Stage};

/// The template's residence with one file replaced; the office is new.
async fn check_folder(folder: Folder, expected: &[&str]) {
    let stage = Stage::empty();
    assert_eq!(stage.refused(&folder, Lang::En).await, expected);
    assert!(stage.facts().is_empty(), "nothing is changed");
}

/// The file holds its columns in line 1, and these lines.
async fn check(sheet: Sheet, lines: &str, expected: &[&str]) {
    let text = Folder::template().text(sheet);
    let header = text.lines().find(|line| !line.trim_start_matches('\u{feff}').starts_with('#')).unwrap();
    check_folder(Folder::template().with(sheet.file(), format!("{header}\n{lines}")), expected).await;
}

#[tokio::test]
async fn site() {
    let keys = "name_zh, name_en, time_zone, closes_at, serious_loss_yuan, idle_minutes, \
                technicians_take_listed, desk_collects_quoted, picture_edge, picture_quality";
    let unknown = format!("site.csv:2 [key]: `colour` is not known; right are: {keys}");
    check(Sheet::Site, "colour,blue\nname_zh,园", &[&unknown]).await;
    let cases = [
        ("name_zh,", "site.csv:2 [value]: this must not be empty"),
        (
            "time_zone,Beijing",
            "site.csv:2 [value]: `Beijing` is no IANA time zone; right is one like Asia/Shanghai",
        ),
        ("closes_at,24:01", "site.csv:2 [value]: `24:01` is no closing time: 00:01 to 24:00"),
        ("closes_at,18", "site.csv:2 [value]: `18` is no closing time: 00:01 to 24:00"),
        (
            "serious_loss_yuan,2.000.000",
            "site.csv:2 [value]: `2.000.000` is no amount: 0 to 10000000 yuan with at most two decimals and no \
             separators",
        ),
        ("idle_minutes,0", "site.csv:2 [value]: `0` must be a whole number from 1 to 60"),
        ("technicians_take_listed,maybe", "site.csv:2 [value]: `maybe` is not known; right are: yes, no"),
        ("picture_edge,80000", "site.csv:2 [value]: `80000` must be a whole number from 320 to 4096"),
        ("picture_quality,101", "site.csv:2 [value]: `101` must be a whole number from 1 to 100"),
    ];
    for (line, expected) in cases {
        check(Sheet::Site, line, &[expected]).await;
    }
    let named = "site.csv: `name_zh` is missing: a new site is given its name in site.csv";
    check(Sheet::Site, "idle_minutes,5", &[named]).await;
    check_folder(Folder::template().without(Sheet::Site), &[named]).await;
}

#[tokio::test]
async fn lists_of_codes() {
    let code = "is no code: 1 to 40 lower-case letters, digits and - _ .";
    check(
        Sheet::Departments,
        "Service,客服部,\nservice,,Service\nengineering,工程部,\nengineering,工程部,",
        &[
            &format!("departments.csv:2 [code]: `Service` {code}"),
            "departments.csv:3 [zh]: this must not be empty",
            "departments.csv:5: `engineering` stands in line 4 already: keep one",
        ],
    )
    .await;
    check(
        Sheet::Trades,
        "water-power,水电,,gardens,t-01|b-01|t-09\nair,空调,,engineering,",
        &[
            "trades.csv:2 [department]: `gardens` is no department that is known: add it to departments.csv, or \
             name another",
            "trades.csv:2 [technicians]: `b-01` has the role butler; right is somebody with technician",
            "trades.csv:2 [technicians]: `t-09` is no person that is known: add it to staff.csv, or name another",
        ],
    )
    .await;
    check(
        Sheet::Prices,
        "drain,疏通下水,,次,,\"1,000\",water-power\nbend,更换弯头,,个,,-5,water-power\npipe,换管,,,,5,wood",
        &[
            "prices.csv:2 [yuan]: `1,000` is no amount: 0 to 10000000 yuan with at most two decimals and no \
             separators",
            "prices.csv:3 [yuan]: `-5` is no amount: 0 to 10000000 yuan with at most two decimals and no \
             separators",
            "prices.csv:4 [unit_zh]: this must not be empty",
        ],
    )
    .await;
    check(
        Sheet::Matters,
        "sink,厨房水槽漏水,,wood,drain\nother,其它,,,drain",
        &[
            "matters.csv:2 [trade]: `wood` is no trade that is known: add it to trades.csv, or name another",
            "matters.csv:3 [prices]: `drain` has prices and no trade: say which trade repairs it",
        ],
    )
    .await;
    let price =
        "matters.csv:2 [prices]: `tap` is no price that is known: add it to prices.csv, or name another";
    check(Sheet::Matters, "sink,厨房水槽漏水,,air,drain|tap", &[price]).await;
}

#[tokio::test]
async fn staff() {
    let roles = "general_manager, site_manager, supervisor, front_desk, butler, technician, \
                 engineering_supervisor, contractor";
    let others = "t-01,technician,,陈伟,,,yes\nt-02,technician,,李建国,,,yes\nc-01,contractor,,袁林,,,yes\n";
    let cases = [
        ("b-01,buttler,,林晓,,,yes", format!("[role]: `buttler` is not known; right are: {roles}")),
        (
            "office,butler,,林晓,,,yes",
            "[id]: `office` is kept for the office itself: choose another".to_owned(),
        ),
        ("b-01,butler,,,,,yes", "[name_zh]: this must not be empty".to_owned()),
        ("b-01,butler,,林晓,,,", "[active]: this must not be empty".to_owned()),
        ("b-01,butler,,林晓,,,1", "[active]: `1` is not known; right are: yes, no".to_owned()),
        (
            "b-01,butler,,林晓,,1.38E+10,yes",
            "[phone]: this is no phone number: 3 to 15 digits, with + before and spaces or - between them; make \
             it a text column in Excel"
                .to_owned(),
        ),
        (
            "b-01,butler,kitchen,林晓,,,yes",
            "[department]: `kitchen` is no department that is known: add it to departments.csv, or name another"
                .to_owned(),
        ),
    ];
    for (line, expected) in cases {
        check(Sheet::Staff, &format!("{line}\n{others}"), &[&format!("staff.csv:2 {expected}")]).await;
    }
}

#[tokio::test]
async fn homes() {
    let code = "is no code: 1 to 40 lower-case letters, digits and - _ .";
    let cases = [
        ("8座,2,1602,b-01,zh-CN,王先生,,", format!("[building]: `8座` {code}")),
        ("8,2,,b-01,zh-CN,王先生,,", "[room]: this must not be empty".to_owned()),
        ("8,2,1602,b-01,fr,王先生,,", "[language]: `fr` is not known; right are: zh-CN, en".to_owned()),
        (
            "8,2,1602,t-01,zh-CN,王先生,,",
            "[butler]: `t-01` has the role technician; right is somebody with butler".to_owned(),
        ),
        (
            "8,2,1602,b-09,zh-CN,王先生,,",
            "[butler]: `b-09` is no person that is known: add it to staff.csv, or name another".to_owned(),
        ),
        (
            "8,2,1602,b-01,zh-CN,,,13800000000",
            "[phone]: this has a phone and no name: say whose it is".to_owned(),
        ),
        (
            "8,2,1602,b-01,zh-CN,王先生,,none",
            "[phone]: this is no phone number: 3 to 15 digits, with + before and spaces or - between them; make \
             it a text column in Excel"
                .to_owned(),
        ),
    ];
    for (line, expected) in cases {
        let lines = format!("{line}\n8,1,2203,b-01,en,,,\n");
        check(Sheet::Homes, &lines, &[&format!("homes.csv:2 {expected}")]).await;
    }
    let twice = "homes.csv:4: `8-2-1602` stands in line 2 already: keep one";
    check(Sheet::Homes, "8,2,1602,b-01,zh-CN,,,\n\n8,2,1602,,en,,,\n", &[twice]).await;
}

#[tokio::test]
async fn r_05_warranties() {
    let cases = [
        ("9,air,2027-06-30,c-01", "[building]: `9` is a building without homes: name it as homes.csv does"),
        ("8,air,30.6.2027,c-01", "[until]: `30.6.2027` is no date; right is one like 2027-06-30"),
        ("8,air,2027-02-30,c-01", "[until]: `2027-02-30` is no date; right is one like 2027-06-30"),
        (
            "8,air,2027-06-30,t-01",
            "[contractor]: `t-01` has the role technician; right is somebody with contractor",
        ),
        (
            "8,roof,2027-06-30,c-01",
            "[trade]: `roof` is no trade that is known: add it to trades.csv, or name another",
        ),
    ];
    for (line, expected) in cases {
        check(Sheet::Warranties, line, &[&format!("warranties.csv:2 {expected}")]).await;
    }
    let twice = "warranties.csv:3: `8/air` stands in line 2 already: keep one";
    check(Sheet::Warranties, "8,air,2027-06-30,c-01\n8,air,2028-06-30,c-01", &[twice]).await;
}

#[tokio::test]
async fn phrases_and_v_02_days() {
    check(
        Sheet::Phrases,
        "praise,很好,\nwarning,,\nwarning,会漏水,\nwarning,会漏水,It leaks",
        &[
            "phrases.csv:2 [kind]: `praise` is not known; right are: shortcoming, opinion, warning, work_done",
            "phrases.csv:3 [zh]: this must not be empty",
            "phrases.csv:5: `warning/会漏水` stands in line 4 already: keep one",
        ],
    )
    .await;
    let long = format!("warning,{},", "字".repeat(101));
    check(
        Sheet::Phrases,
        &long,
        &[&format!("phrases.csv:2 [zh]: `{}` is too long: at most 100 characters", "字".repeat(40))],
    )
    .await;
    check(
        Sheet::Calendar,
        "2027-01-04,yes\n2027-13-01,no\n2027-01-01,no\n2027-01-01,no",
        &[
            "calendar.csv:2 [date]: `2027-01-04` is no weekend day: only a Saturday or Sunday is worked as a \
             make-up day, other days are not listed",
            "calendar.csv:3 [date]: `2027-13-01` is no date; right is one like 2027-06-30",
            "calendar.csv:5: `2027-01-01` stands in line 4 already: keep one",
        ],
    )
    .await;
}

#[tokio::test]
async fn files_that_are_none() {
    let known = "site.csv, departments.csv, trades.csv, prices.csv, matters.csv, staff.csv, homes.csv, \
                 warranties.csv, phrases.csv, calendar.csv";
    let unknown = format!("home.csv: this is no file to load; right are: {known}");
    check_folder(Folder::template().with("home.csv", "x"), &[&unknown]).await;
    let none = format!("DIR: this has no file to load; right are: {known}");
    check_folder(Folder(doorstep_office::load::Files::default()), &[&none]).await;
    check_folder(
        Folder::template().with("phrases.csv", "code;zh;en\n"),
        &[
            "phrases.csv:1: `code;zh;en` is no column of this file: remove or rename it",
            "phrases.csv:1: `kind` is missing as a column: add it, empty where it may be",
            "phrases.csv:1: `zh` is missing as a column: add it, empty where it may be",
            "phrases.csv:1: `en` is missing as a column: add it, empty where it may be",
        ],
    )
    .await;
    let gbk = [b"kind,zh,en\nwarning,".as_slice(), &[0xb2, 0xbf]].concat();
    let utf8 = "phrases.csv:2: this is no UTF-8 text; save the file as \"CSV UTF-8 (comma delimited)\"";
    check_folder(Folder::template().with("phrases.csv", gbk), &[utf8]).await;
    let many = "phrases.csv:2: this is one field too many: put a text with a comma in double quotes";
    check(Sheet::Phrases, "warning,会漏水,It leaks, badly\n", &[many]).await;
    let open = "phrases.csv:2 [en]: this field holds a line break: see that its double quotes are closed";
    check(Sheet::Phrases, "warning,会漏水,\"It leaks\nopinion,好,Good\n", &[open]).await;
}

#[tokio::test]
async fn every_problem_is_told_at_once_and_a_spoilt_file_blames_no_other() {
    let folder = Folder::template()
        .edited(Sheet::Staff, "b-01,butler", "b-01,buttler")
        .edited(Sheet::Prices, "55.50", "55.555")
        .edited(Sheet::Calendar, "2027-02-05", "2027-02-31");
    let refused = Stage::empty().refused(&folder, Lang::Zh).await;
    let roles = "general_manager, site_manager, supervisor, front_desk, butler, technician, \
                 engineering_supervisor, contractor";
    assert_eq!(
        refused,
        [
            "prices.csv:12 [yuan]：“55.555”不是金额；应为 0 至 10000000 元，最多两位小数，不带千分位",
            &format!("staff.csv:11 [role]：“buttler”不可用；可用：{roles}"),
            "calendar.csv:7 [date]：“2027-02-31”不是日期；应如 2027-06-30",
        ]
    );
}

#[tokio::test]
async fn a_code_that_the_office_still_needs_cannot_be_left_out() {
    let stage = Stage::set().await;
    let before = stage.facts();
    let folder = Folder::template().only(Sheet::Departments);
    let folder = folder.edited(Sheet::Departments, "service,客服部,Customer service\n", "");
    let expected = [
        "departments.csv: `service` is left out, but person b-01 needs it: keep it, or change staff.csv too",
    ];
    assert_eq!(stage.refused(&folder, Lang::En).await, expected);
    assert_eq!(stage.facts(), before);
    let staff = Folder::template().edited(Sheet::Staff, "b-01,butler,service", "b-01,butler,");
    stage.load(&folder.with(Sheet::Staff.file(), staff.text(Sheet::Staff))).await;
}
