//! C-07: what cannot wait stands on every screen, so that none of them can be in front of it.

// Helpers of a test may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

/// Nobody is enrolled yet, so there is no complaint to be told of; and what rings is itself what cannot wait.
const WITHOUT: [&str; 2] = ["connect.slint", "urgent.slint"];
/// What carries the bar, or is the block itself.
const CARRIERS: [&str; 5] = ["Header {", "CustomerHeader {", "UrgentBar {", "UrgentBlock {", "WatchTabs {"];

#[test]
fn c_07_every_screen_says_whom_to_phone() {
    let mut screens = 0;
    for entry in std::fs::read_dir(root().join("screens")).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // A file without a screen of its own holds parts of others.
        if !source.contains("Screen inherits") || WITHOUT.contains(&name.as_str()) {
            continue;
        }
        screens += 1;
        assert!(CARRIERS.iter().any(|carrier| source.contains(carrier)), "{name} hides what cannot wait");
    }
    assert!(screens > 40, "the scan finds the screens: {screens}");
}

#[test]
fn c_07_both_headers_carry_the_bar() {
    let tabs = std::fs::read_to_string(root().join("widgets/watch-tabs.slint")).unwrap();
    assert!(tabs.contains("    Header {"), "the tabs stand under a header");
    for header in ["header.slint", "customer-header.slint"] {
        let source = std::fs::read_to_string(root().join("widgets").join(header)).unwrap();
        assert!(
            source.contains("if Urgent.shown: UrgentBar") || source.contains("&& Urgent.shown: UrgentBar"),
            "{header}"
        );
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
