//! What a sheet of digits needs of the program: one character less.

use std::rc::Rc;

use doorstep_ui::Digits;
use slint::{Global as _, SharedString};

use crate::shell::Shell;

/// Ties the keypads.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| Digits::get(app).on_without_last(|text| without_last(&text)));
}

fn without_last(text: &str) -> SharedString {
    let mut characters = text.chars();
    characters.next_back();
    characters.as_str().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backspace_takes_one_character() {
        for (text, expected) in [("", ""), ("8", ""), ("80.", "80"), ("8元", "8")] {
            assert_eq!(without_last(text), expected, "{text}");
        }
    }
}
