//! Each target over its seeds and some mutations of them: the same ones each time, so that what fails here fails again.

use doorstep_tests_fuzz::{Mutations, Target};

fn check(target: Target, mutations: usize) {
    let seeds = target.seeds();
    assert!(!seeds.is_empty(), "{target:?} begins with something");
    for (number, bytes) in
        seeds.iter().cloned().chain(Mutations::of(seeds.clone(), 0).take(mutations)).enumerate()
    {
        let fed = std::panic::catch_unwind(|| target.feed(&bytes));
        assert!(fed.is_ok(), "{target:?}, number {number}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn wire() {
    check(Target::Wire, 2_000);
}

#[test]
fn facts() {
    check(Target::Facts, 3_000);
}

#[test]
fn ledger() {
    check(Target::Ledger, 600);
}

#[test]
fn tus() {
    check(Target::Tus, 5_000);
}

#[test]
fn pictures() {
    check(Target::Pictures, 1_000);
}

#[test]
fn carried() {
    check(Target::Carried, 5_000);
}
