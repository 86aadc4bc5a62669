//! Both languages are complete (F-05), and every character of the screens is in the embedded fonts.

// Helpers of a test may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Context ("" for none) and English text.
type Key = (String, String);

const PO: &str = "translations/zh/LC_MESSAGES/doorstep-ui.po";

#[test]
fn every_text_of_the_screens_has_a_chinese_one() {
    let translated = read_po(&read(PO));
    let missing: Vec<_> = texts_of_all_screens()
        .into_iter()
        .filter(|(key, _)| translated.get(key).is_none_or(|text| text.is_empty()))
        .map(|((context, text), file)| format!("{}: {context:?} => {text:?}", file.display()))
        .collect();
    assert!(missing.is_empty(), "without a translation in {PO}:\n{}", missing.join("\n"));
}

#[test]
fn no_translation_is_left_over() {
    let used = texts_of_all_screens();
    let unused: Vec<_> =
        read_po(&read(PO)).into_keys().filter(|key| !key.1.is_empty() && !used.contains_key(key)).collect();
    assert!(unused.is_empty(), "in {PO}, and in no screen: {unused:?}");
}

#[test]
fn translations_use_no_placeholder_that_the_source_lacks() {
    for ((_, english), chinese) in read_po(&read(PO)) {
        for placeholder in ["{n}", "{0}", "{1}", "{2}", "{3}"] {
            assert!(
                english.contains(placeholder) || !chinese.contains(placeholder) || english.is_empty(),
                "{chinese:?}: {placeholder}"
            );
        }
    }
}

#[test]
fn every_character_is_in_the_embedded_fonts() {
    let mut used: BTreeSet<char> = read(PO).chars().collect();
    for file in slint_files() {
        used.extend(read(&file).chars());
    }
    for font in ["fonts/DoorstepSans-Regular.otf", "fonts/DoorstepSans-Bold.otf"] {
        let bytes = std::fs::read(root().join(font)).unwrap();
        let face = ttf_parser::Face::parse(&bytes, 0).unwrap();
        let lacking: String =
            used.iter().filter(|c| !c.is_control() && face.glyph_index(**c).is_none()).collect();
        assert!(lacking.is_empty(), "not in {font}: {lacking}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

fn slint_files() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "slint") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(root(), &mut found);
    assert!(found.len() > 20, "the scan finds the screens");
    found
}

fn texts_of_all_screens() -> BTreeMap<Key, PathBuf> {
    let mut texts = BTreeMap::new();
    for file in slint_files() {
        for key in texts_of(&read(&file)) {
            texts.insert(key, file.strip_prefix(root()).unwrap().to_owned());
        }
    }
    texts
}

/// The context and the first text of each `@tr(…)`.
fn texts_of(source: &str) -> Vec<Key> {
    source
        .split("@tr(")
        .skip(1)
        .map(|rest| {
            let (first, after) = literal(rest);
            match after.trim_start().strip_prefix("=>") {
                Some(after) => (first, literal(after).0),
                None => (String::new(), first),
            }
        })
        .collect()
}

/// The string literal at the start of `text`, and what follows it.
fn literal(text: &str) -> (String, &str) {
    let body = text.trim_start().strip_prefix('"').expect("@tr takes a literal");
    let mut end = 0;
    let bytes = body.as_bytes();
    while bytes[end] != b'"' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    (body[..end].to_owned(), &body[end + 1..])
}

fn read_po(text: &str) -> BTreeMap<Key, String> {
    let mut entries = BTreeMap::new();
    let (mut context, mut english) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("msgctxt ") {
            context = literal(rest).0;
        } else if let Some(rest) = line.strip_prefix("msgid ") {
            english = literal(rest).0;
        } else if let Some(rest) = line.strip_prefix("msgstr ").or_else(|| line.strip_prefix("msgstr[0] ")) {
            let key = (std::mem::take(&mut context), std::mem::take(&mut english));
            assert!(entries.insert(key.clone(), literal(rest).0).is_none(), "twice in {PO}: {key:?}");
        }
    }
    entries
}
