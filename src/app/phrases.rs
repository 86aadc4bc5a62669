//! Phrases to pick and words of one's own in one text: its lines. A line that is a phrase shows as picked.

use doorstep_domain::directory::Label;
use doorstep_domain::lang::Lang;
use doorstep_ui::Phrase;
use slint::{ModelRc, SharedString};

use crate::show;

const BREAK: char = '\n';

/// The text with a phrase picked, or taken back.
pub fn toggled(text: &str, phrase: &str) -> String {
    let mut lines: Vec<&str> = text.split(BREAK).filter(|line| !line.is_empty()).collect();
    match lines.iter().position(|line| *line == phrase) {
        Some(at) => drop(lines.remove(at)),
        None => lines.insert(0, phrase),
    }
    lines.join("\n")
}

/// The text with other words of one's own.
pub fn with_own(text: &str, phrases: &[Label], own: &str) -> String {
    let picked = text.split(BREAK).filter(|line| is_one_of(phrases, line));
    picked.chain([own]).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What of the text is no phrase.
pub fn own(text: &str, phrases: &[Label]) -> SharedString {
    let lines = text.split(BREAK).filter(|line| !is_one_of(phrases, line));
    lines.collect::<Vec<_>>().join("\n").into()
}

/// The phrases in a language, each with whether the text has it.
pub fn rows(text: &str, phrases: &[Label], lang: Lang) -> ModelRc<Phrase> {
    let chosen = |label: &Label| text.split(BREAK).any(|line| label.zh == line || label.en == line);
    show::rows(phrases.iter().map(|label| Phrase { text: label.in_lang(lang).into(), chosen: chosen(label) }))
}

fn is_one_of(phrases: &[Label], line: &str) -> bool {
    phrases.iter().any(|label| label.zh == line || label.en == line)
}

/// A field that is being typed in is not written over with what it says already.
pub fn set_if_other(text: SharedString, shown: SharedString, set: impl FnOnce(SharedString)) {
    if text.trim() != shown.trim() {
        set(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picked_phrases_and_own_words_stay_apart() {
        let phrases = [Label::new("换阀芯", "Cartridge replaced"), Label::new("疏通", "Unblocked")];
        let text = toggled("清洗", "换阀芯");
        assert_eq!(text, "换阀芯\n清洗");
        assert_eq!(own(&text, &phrases), "清洗");
        assert_eq!(with_own(&text, &phrases, "清洗并试水"), "换阀芯\n清洗并试水");
        assert_eq!(toggled(&text, "换阀芯"), "清洗");
        assert_eq!(with_own(&text, &phrases, ""), "换阀芯");
    }
}
