//! The handheld's screens wired to the device: the binary `doorstep`.
//!
//! `start` opens the device and the window, `engine` is the thread that owns the device, `shell` is what
//! the screens share, and `screens` has one file a screen. No SQL and no rules stand here.

pub mod appointment;
mod arguments;
pub mod camera;
pub mod chime;
pub mod complaint;
pub mod complaint_form;
pub mod display;
pub mod engine;
pub mod ink;
pub mod navigation;
pub mod order;
pub mod order_form;
pub mod paper;
pub mod phrases;
pub mod pictures;
pub mod pixels;
pub mod problem;
pub mod screens;
pub mod shell;
pub mod show;
pub mod start;
pub mod task;

pub use arguments::{log_to_stderr, main_with, parse_lang, parse_size};
pub use start::{Begin, Options, Size, StartError, run};
