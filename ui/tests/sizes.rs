//! Every screen of the gallery on the smallest phone with the largest text, and at a front desk: the main action lies
//! in the window. Whether words are cut is measured nowhere: an element does not say what its text would need.

// Helpers of a test may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[allow(dead_code, reason = "the gallery writes pictures with it")]
#[path = "../examples/gallery/draw.rs"]
mod draw;
#[path = "../examples/gallery/sample.rs"]
mod sample;
#[path = "../examples/gallery/sample_beside.rs"]
mod sample_beside;
#[path = "../examples/gallery/sample_callback.rs"]
mod sample_callback;
#[path = "../examples/gallery/sample_complaint.rs"]
mod sample_complaint;
#[path = "../examples/gallery/sample_desk.rs"]
mod sample_desk;
#[path = "../examples/gallery/sample_order.rs"]
mod sample_order;
#[path = "../examples/gallery/sample_watch.rs"]
mod sample_watch;

use doorstep_ui::{App, Language, Theme};
use i_slint_backend_testing::{ElementHandle, ElementQuery};
use slint::ComponentHandle as _;

/// Width, height and how large the text is.
const LOOKS: [((u32, u32), f32); 2] = [((320, 640), 1.3), ((1280, 800), 1.0)];
/// Their main action stands at the end of a sheet, which scrolls as a whole.
const IN_A_SHEET: [&str; 5] =
    ["complaint-facts", "reception-facts", "reception-raise", "outbox-carried", "outbox-carry-failed"];

#[test]
fn the_main_action_of_every_screen_lies_in_the_window() {
    let canvas = draw::Canvas::install(1.0).unwrap();
    let (mut seen, mut outside) = (0, Vec::new());
    for (size, scale) in LOOKS {
        for lang in ["zh", "en"] {
            for (name, _) in sample::screens().filter(|(name, _)| !IN_A_SHEET.contains(name)) {
                let app = filled(name, lang, scale);
                canvas.show(&app, size).unwrap();
                let buttons =
                    ElementQuery::from_root(&app).match_descendants().match_inherits("MainButton").find_all();
                seen += buttons.len();
                outside.extend(buttons.iter().filter(|button| !lies_in(button, size)).map(|button| {
                    format!("{name} {lang} {size:?}: {}", button.accessible_label().unwrap_or_default())
                }));
                app.hide().unwrap();
            }
        }
    }
    assert!(outside.is_empty(), "outside the window: {outside:#?}");
    assert!(seen > 300, "the screens have main actions: {seen}");
}

fn filled(name: &str, lang: &str, scale: f32) -> App {
    let app = App::new().unwrap();
    app.global::<Theme>().set_scale(scale);
    slint::select_bundled_translation(if lang == "zh" { "zh" } else { "" }).unwrap();
    app.global::<Language>().set_code(lang.into());
    sample::fill(&app, name, lang);
    app
}

/// To half a pixel.
fn lies_in(element: &ElementHandle, (width, height): (u32, u32)) -> bool {
    let (at, size) = (element.absolute_position(), element.size());
    at.x >= -0.5
        && at.y >= -0.5
        && at.x + size.width <= width as f32 + 0.5
        && at.y + size.height <= height as f32 + 0.5
}
