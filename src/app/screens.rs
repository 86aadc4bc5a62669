//! One file a screen: `connect` ties its callbacks to commands, `render` turns rows into its properties.

pub mod about;
pub mod by_phone;
pub mod callback;
pub mod connect;
pub mod customer;
pub mod door_picture;
pub mod find;
pub mod first_load;
pub mod history;
pub mod home;
pub mod nobody_home;
pub mod on_behalf;
pub mod outbox;
pub mod picture;
pub mod record;
pub mod refused;
pub mod save_failed;
pub mod saved;
pub mod signin;
pub mod status;
pub mod today;

use std::rc::Rc;

use crate::shell::Shell;

/// Ties every screen to the device.
pub fn connect(shell: &Rc<Shell>) {
    about::connect(shell);
    by_phone::connect(shell);
    callback::connect(shell);
    connect::connect(shell);
    customer::connect(shell);
    door_picture::connect(shell);
    find::connect(shell);
    first_load::connect(shell);
    history::connect(shell);
    home::connect(shell);
    nobody_home::connect(shell);
    on_behalf::connect(shell);
    outbox::connect(shell);
    picture::connect(shell);
    record::connect(shell);
    refused::connect(shell);
    save_failed::connect(shell);
    saved::connect(shell);
    signin::connect(shell);
    status::connect(shell);
    today::connect(shell);
}
