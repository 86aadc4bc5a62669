//! F-01: kill -9 of the real programs; the campaign is `cargo run --release -p doorstep-tests-chaos -- kills`.

use doorstep_tests_chaos::kills;
use doorstep_tests_chaos::scene::Places;

#[test]
fn f_01_killed_at_any_moment_nothing_told_is_lost_and_nothing_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_doorstep-chaos").into();
    let findings = kills::kill(Places::below(folder.path(), program), 6, 25);
    findings.tell();
    assert!(findings.counted.told > 0 && findings.counted.pictures > 0);
}
