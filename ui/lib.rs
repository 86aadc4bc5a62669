//! The Slint screens of the handheld: `.slint` files only, and this file that includes them.
//!
//! One exported global a screen, declared in that screen's file: data and codes go in, callbacks come out;
//! the words are made in the `.slint` files, so that a change of language changes every screen at once.
//!
//! Preview: `cargo run -p doorstep-ui --example gallery -- today --lang en` shows a screen with invented data,
//! `… --example gallery -- --png target/gallery` writes a picture of every screen in both languages.
//! With `--features drive` and `SLINT_BACKEND=headless SLINT_MCP_PORT=7801` the tool `drive` can use it.

mod glyphs;

pub use generated::*;
pub use glyphs::{is_in_sans, is_in_serif};

#[allow(missing_docs, clippy::all, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo)]
mod generated {
    slint::include_modules!();
}
