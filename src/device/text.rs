//! Text that people type or pick: cleaned of what no glyph stands for, and bounded.

use doorstep_domain::directory::Contact;
use thiserror::Error;

/// No text is longer, in characters.
pub const MAX_TEXT: usize = 2_000;
/// No name is longer, in characters.
pub const MAX_NAME: usize = 80;

/// A text that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a text of {length} characters is longer than {limit}")]
pub struct TooLong {
    /// How long it may be.
    pub limit: usize,
    /// How long it is.
    pub length: usize,
}

/// A text of several lines, without control characters and marks that turn the direction of writing.
///
/// # Errors
/// When it is longer than [`MAX_TEXT`].
pub fn clean(text: &str) -> Result<String, TooLong> {
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    bounded(lines.replace('\t', " ").chars().filter(|c| *c == '\n' || is_plain(*c)).collect(), MAX_TEXT)
}

/// A name: one line.
///
/// # Errors
/// When it is longer than [`MAX_NAME`].
pub fn clean_name(text: &str) -> Result<String, TooLong> {
    bounded(text.replace(char::is_whitespace, " ").chars().filter(|c| is_plain(*c)).collect(), MAX_NAME)
}

/// Name and number of somebody.
///
/// # Errors
/// When one of them is longer than [`MAX_NAME`].
pub fn clean_contact(mut contact: Contact) -> Result<Contact, TooLong> {
    for text in [&mut contact.name.zh, &mut contact.name.en, &mut contact.phone] {
        *text = clean_name(text)?;
    }
    Ok(contact)
}

fn bounded(text: String, limit: usize) -> Result<String, TooLong> {
    let text = text.trim();
    let length = text.chars().count();
    if length <= limit { Ok(text.to_owned()) } else { Err(TooLong { limit, length }) }
}

fn is_plain(c: char) -> bool {
    let turns =
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    let no_character = matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe;
    !c.is_control() && !turns && !no_character
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_characters_are_cleaned_and_long_texts_refused() {
        let cases = [
            ("plain", "很好，谢谢", "很好，谢谢"),
            ("trimmed", "  a b \n", "a b"),
            ("line ends", "a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("control characters", "a\0b\u{7}c\u{1b}[31m", "abc[31m"),
            ("turned writing", "\u{202e}abc\u{202c}", "abc"),
            ("a byte order mark and no character", "\u{feff}a\u{ffff}", "a"),
            ("emoji stay", "好👍🏽", "好👍🏽"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(clean(text).as_deref(), Ok(expected), "{name}");
        }
        assert!(clean(&"好".repeat(MAX_TEXT)).is_ok());
        assert_eq!(clean(&"好".repeat(MAX_TEXT + 1)), Err(TooLong { limit: 2_000, length: 2_001 }));
        assert_eq!(clean_name("刘\n女士").as_deref(), Ok("刘 女士"));
    }
}
