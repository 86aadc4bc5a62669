//! Some worlds at each change; `cargo run --release -p doorstep-tests-sim -- --worlds N` runs as many as one likes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use doorstep_tests_sim::campaign::Campaign;
use doorstep_tests_sim::template::Template;
use doorstep_tests_sim::world;

/// A failure that cannot be seen again is worth nothing.
#[test]
fn a_seed_replays_exactly() {
    let template = Template::found();
    for seed in 1..=4 {
        let [first, again] = [0, 1].map(|_| world::run(&template, seed).trace);
        assert!(first.len() > 100, "something happened");
        let differs = first.iter().zip(&again).position(|(a, b)| a != b);
        assert_eq!(differs.map(|at| (&first[at], &again[at])), None, "seed {seed}");
        assert_eq!(first.len(), again.len(), "seed {seed}");
    }
}

/// F-01, F-04: what was promised holds, whatever the weather was.
#[test]
fn f_01_what_people_were_told_was_saved_is_at_the_office_once() {
    let summary = Campaign { seeds: 1..51, jobs: 2, enough: 3, longest: None }.run();
    println!("{summary}");
    assert!(summary.failures.is_empty(), "{summary}");
}
