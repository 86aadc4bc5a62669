//! `load --template`: every file with comments and example lines, loadable as it stands.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use doorstep_domain::lang::{Lang, Words};

use super::forms::FORMS;
use super::settings::SETTINGS;
use super::sheet::{Form, Sheet};

/// Spreadsheets take a file without it for the system's own encoding.
const BYTE_ORDER_MARK: char = '\u{feff}';
const REPLACE: Words = Words::new(
    "以 # 开头的行是说明，不导入。以下各行是示例：请换成自己的。",
    "A line that begins with # is a comment. The lines below are examples: replace them.",
);

/// Writes the files into a folder, which is made where it is missing.
///
/// # Errors
/// When one of them is there already, or cannot be written.
pub fn write(folder: &Path, lang: Lang) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    if let Some(form) = FORMS.iter().find(|form| folder.join(form.file).exists()) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, there_already(form.file, lang)));
    }
    Sheet::all().try_for_each(|sheet| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(folder.join(sheet.file()))?;
        file.write_all(text(sheet, lang).as_bytes())
    })
}

fn there_already(file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已有 {file}：未写任何文件；请换一个空文件夹"),
        Lang::En => format!("{file} is there already: nothing was written; name an empty folder"),
    }
}

fn text(sheet: Sheet, lang: Lang) -> String {
    let form = sheet.form();
    let columns: Vec<&str> = form.columns.iter().map(|column| column.name).collect();
    let comments: String = comments(form, lang).map(|line| format!("# {line}\n")).collect();
    format!("{BYTE_ORDER_MARK}{comments}{}\n{}", columns.join(","), form.examples)
}

fn comments(form: &'static Form, lang: Lang) -> impl Iterator<Item = String> {
    let about = [form.about, REPLACE].into_iter().map(move |words| words.in_lang(lang).to_owned());
    let columns = form.columns.iter().map(|column| (column.name, column.about));
    let keys = SETTINGS.iter().filter(|_| form.file == Sheet::Site.file());
    let explained = columns.chain(keys.map(|setting| (setting.key, setting.about)));
    about.chain(explained.map(move |(name, about)| format!("{name}: {}", about.in_lang(lang))))
}
