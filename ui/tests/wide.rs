//! 10 Wide: list and page beside each other from 900 px, and nothing lost of a form when the window is resized.

// Helpers of a test may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use doorstep_ui::{App, Nav, Screen, Theme};
use i_slint_backend_testing::ElementHandle;
use slint::{ComponentHandle as _, LogicalSize};

const FIELD: &str = "Home or name";

fn resize(app: &App, width: f32) {
    app.window().set_size(LogicalSize::new(width, 800.0));
    slint::platform::update_timers_and_animations();
}

fn field(app: &App) -> ElementHandle {
    ElementHandle::find_by_accessible_label(app, FIELD)
        .find(|field| field.accessible_value().is_some())
        .unwrap()
}

/// Each step: the window's width, and whether the list stands beside the page.
#[test]
fn a_half_filled_field_outlives_resizing_and_the_page_takes_the_rest_of_the_window() {
    i_slint_backend_testing::init_no_event_loop();
    let app = App::new().unwrap();
    app.show().unwrap();
    resize(&app, 390.0);
    app.global::<Nav>().set_screen(Screen::Find);
    slint::platform::update_timers_and_animations();
    field(&app).set_accessible_value("16");
    for (width, beside) in
        [(390.0, false), (899.0, false), (900.0, true), (1280.0, true), (600.0, false), (1000.0, true)]
    {
        resize(&app, width);
        assert_eq!(app.global::<Nav>().get_beside(), beside, "{width}");
        let field = field(&app);
        assert_eq!(field.accessible_value().unwrap(), "16", "{width}");
        let left = field.absolute_position().x;
        let list =
            if beside { app.global::<Theme>().get_rail() + app.global::<Theme>().get_list() } else { 0.0 };
        assert!(left >= list && left < list + 64.0, "{width}: the page begins at {left}");
    }
}

/// Before there is a list, and what is shown to a customer: nobody else's home beside it.
#[test]
fn p_10_the_customer_sees_the_page_alone() {
    i_slint_backend_testing::init_no_event_loop();
    let app = App::new().unwrap();
    app.show().unwrap();
    resize(&app, 1280.0);
    let alone = [
        Screen::Connect,
        Screen::Signin,
        Screen::FirstLoad,
        Screen::Customer,
        Screen::OnBehalf,
        Screen::Refused,
        Screen::Price,
        Screen::ShowOrder,
        Screen::Picture,
    ];
    for screen in alone {
        app.global::<Nav>().set_screen(screen);
        assert!(!app.global::<Nav>().get_beside(), "{screen:?}");
    }
    for screen in [Screen::Today, Screen::Callback, Screen::WorkOrder, Screen::Register, Screen::Outbox] {
        app.global::<Nav>().set_screen(screen);
        assert!(app.global::<Nav>().get_beside(), "{screen:?}");
    }
}
