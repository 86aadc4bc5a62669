//! One file a screen: `connect` ties its callbacks to commands, `render` turns rows into its properties.

pub mod about;
pub mod agree_time;
pub mod by_phone;
pub mod callback;
pub mod cancel;
pub mod cannot;
pub mod carry;
pub mod cash_up;
pub mod charge;
pub mod complaint;
pub mod complaint_entry;
pub mod complaint_facts;
pub mod complaint_row;
pub mod complaints;
pub mod connect;
pub mod contractor;
pub mod customer;
pub mod customer_copy;
pub mod digits;
pub mod dispatch;
pub mod door;
pub mod door_picture;
pub mod duty_log;
pub mod find;
pub mod finish;
pub mod first_load;
pub mod grading;
pub mod handhelds;
pub mod history;
pub mod home;
pub mod material;
pub mod month;
pub mod nobody_home;
pub mod on_behalf;
pub mod opinion;
pub mod order_row;
pub mod other_actions;
pub mod outbox;
pub mod pick_home;
pub mod picture;
pub mod plan;
pub mod price;
pub mod price_list;
pub mod quote;
pub mod quote_wait;
pub mod quotes;
pub mod reception;
pub mod record;
pub mod refused;
pub mod register;
pub mod review;
pub mod review_order;
pub mod reviews;
pub mod save_failed;
pub mod saved;
pub mod show_order;
pub mod signin;
pub mod status;
pub mod today;
pub mod urgent;
pub mod verify;
pub mod watch;
pub mod work_order;

use std::rc::Rc;

use doorstep_ui::Screen;

use crate::shell::Shell;

/// What is on the screens is read anew: something was done, news came, or it is shown again. Forms are left alone:
/// nobody's typing is touched.
pub async fn reread(shell: &Rc<Shell>) {
    if shell.shows_today() {
        today::refresh(shell).await;
    }
    match shell.screen() {
        Screen::Signin => signin::refresh(shell).await,
        Screen::Home => home::refresh(shell).await,
        Screen::Outbox => outbox::refresh(shell).await,
        Screen::Callback | Screen::History => callback::refresh(shell).await,
        Screen::Record => record::refresh(shell).await,
        Screen::Saved => saved::refresh(shell).await,
        Screen::WorkOrder => work_order::refresh(shell).await,
        Screen::Register => register::refresh(shell).await,
        Screen::Reception => reception::refresh(shell).await,
        Screen::Complaint => complaint::refresh(shell).await,
        Screen::Quotes => quotes::refresh(shell).await,
        Screen::QuoteWait => quote_wait::refresh(shell).await,
        Screen::ReviewOrder => review_order::refresh(shell).await,
        Screen::CashUp => cash_up::refresh(shell).await,
        Screen::Handhelds | Screen::Reviews | Screen::Plan | Screen::Month => {
            watch::refresh_shown(shell).await;
        }
        Screen::Complaints => complaints::refresh(shell).await,
        Screen::DutyLog => duty_log::refresh(shell).await,
        _ => {}
    }
}

/// Ties every screen to the device.
pub fn connect(shell: &Rc<Shell>) {
    about::connect(shell);
    agree_time::connect(shell);
    by_phone::connect(shell);
    callback::connect(shell);
    cancel::connect(shell);
    cannot::connect(shell);
    carry::connect(shell);
    cash_up::connect(shell);
    charge::connect(shell);
    complaint::connect(shell);
    complaint_entry::connect(shell);
    complaint_facts::connect(shell);
    complaints::connect(shell);
    connect::connect(shell);
    contractor::connect(shell);
    customer::connect(shell);
    customer_copy::connect(shell);
    digits::connect(shell);
    dispatch::connect(shell);
    door::connect(shell);
    door_picture::connect(shell);
    duty_log::connect(shell);
    find::connect(shell);
    finish::connect(shell);
    first_load::connect(shell);
    grading::connect(shell);
    handhelds::connect(shell);
    history::connect(shell);
    home::connect(shell);
    material::connect(shell);
    month::connect(shell);
    nobody_home::connect(shell);
    on_behalf::connect(shell);
    opinion::connect(shell);
    other_actions::connect(shell);
    outbox::connect(shell);
    picture::connect(shell);
    pick_home::connect(shell);
    plan::connect(shell);
    price::connect(shell);
    price_list::connect(shell);
    quote::connect(shell);
    quote_wait::connect(shell);
    quotes::connect(shell);
    reception::connect(shell);
    record::connect(shell);
    refused::connect(shell);
    register::connect(shell);
    review::connect(shell);
    review_order::connect(shell);
    reviews::connect(shell);
    save_failed::connect(shell);
    saved::connect(shell);
    show_order::connect(shell);
    signin::connect(shell);
    status::connect(shell);
    today::connect(shell);
    urgent::connect(shell);
    verify::connect(shell);
    watch::connect(shell);
    work_order::connect(shell);
    crate::pictures::connect(shell);
}
