//! F-01: no network for good: what waits is saved as a file, carried to the office, and green only once it says so.

use std::time::Duration;

use doorstep_tests_screens::hand::until;

use crate::complaint::{begin_complaint, save_complaint};
use crate::{residence, sign_in};

/// After minutes without an office a handheld tries again at least this often.
const PAUSE: Duration = Duration::from_secs(90);

#[test]
fn f_01_the_queue_is_saved_as_a_file_carried_and_turns_green_by_the_receipt_alone() {
    let (residence, office) = residence(&["f-01", "b-02"]);
    office.stop();
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    begin_complaint(&hand);
    save_complaint(&hand);

    hand.tap("发件箱");
    hand.tap("存成文件");
    hand.wait("1 条记录 · 照片 0 张");
    let folder = residence.handheld_data().join("carried");
    hand.wait(folder.to_str().unwrap());
    assert!(!folder.exists(), "nothing is written before somebody says so");
    hand.tap("写入文件");
    hand.wait("文件已写好");
    let files: Vec<_> = folder.read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    hand.tap("好了");
    hand.gone("文件已写好");
    assert!(!hand.sees("全部已送达"), "it goes on waiting");

    residence.ask("import", &[files[0].to_str().unwrap()]);
    let _office = residence.serve();
    assert_eq!(residence.copy("f-01").newest_complaint()["facts"][0]["by"], "b-02");
    hand.tap("现在试发");
    assert!(until(PAUSE, || hand.sees("全部已送达")), "{:#?}", hand.words());
}
