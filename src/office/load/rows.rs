//! A file's bytes as rows with named fields (RFC 4180). Lines that begin with `#` are comments.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::problem::{Problem, Wrong};
use super::sheet::Sheet;

const COMMENT: char = '#';

/// A line of a file, its fields by column, trimmed, and what is wrong with it.
pub(super) struct Row {
    pub sheet: Sheet,
    pub line: u64,
    pub problems: Vec<Problem>,
    fields: BTreeMap<&'static str, String>,
}

impl Row {
    /// What stands in a column; empty where the line is shorter.
    pub fn text(&self, column: &str) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    /// Notes what is wrong with a column, and says nothing personal (P-10).
    pub fn note(&mut self, column: &str, wrong: Wrong) {
        let personal = self.sheet.column(column).is_some_and(|column| column.personal);
        let text = self.text(column);
        let value = (!personal && !text.is_empty()).then(|| text.chars().take(40).collect());
        let (file, column) = (self.sheet.file().to_owned(), Some(column.to_owned()));
        self.problems.push(Problem { file, line: Some(self.line), column, value, wrong });
    }
}

/// The rows of a file, or what keeps it from being read at all.
pub(super) fn read(sheet: Sheet, bytes: &[u8]) -> Result<Vec<Row>, Vec<Problem>> {
    let text = std::str::from_utf8(bytes).map_err(|e| vec![not_utf8(sheet, &bytes[..e.valid_up_to()])])?;
    let mut records = records(text.strip_prefix('\u{feff}').unwrap_or(text)).into_iter();
    let (line, header) =
        records.next().ok_or_else(|| vec![Problem::of_file(sheet.file(), None, Wrong::NoHeader)])?;
    let columns = columns(sheet, line, &header)?;
    Ok(records.map(|(line, record)| row(sheet, &columns, line, &record)).collect())
}

fn not_utf8(sheet: Sheet, valid: &[u8]) -> Problem {
    Problem::of_file(sheet.file(), Some(line_at(valid, valid.len())), Wrong::NotUtf8)
}

fn line_at(bytes: &[u8], end: usize) -> u64 {
    bytes[..end].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>() + 1
}

/// Every record that says something, with its line. Text in memory and any number of fields: no record fails.
fn records(text: &str) -> Vec<(u64, StringRecord)> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(COMMENT as u8))
        .from_reader(text.as_bytes());
    let mut lines = Lines { text, at: 0, line: 1 };
    let records = reader.records().filter_map(Result::ok);
    let numbered = records.map(|record| {
        let after = record.position().map_or(0, csv::Position::byte);
        (lines.of_record(usize::try_from(after).unwrap_or(usize::MAX)), record)
    });
    numbered.filter(|(_, record)| says_something(record)).collect()
}

/// A spreadsheet puts a comment in quotes, and fills empty lines up with commas.
fn says_something(record: &StringRecord) -> bool {
    let is_comment = record.get(0).is_some_and(|first| first.trim_start().starts_with(COMMENT));
    !is_comment && record.iter().any(|field| !field.trim().is_empty())
}

/// Where records begin: the reader's own positions are before the comments and empty lines that it skips.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of_record(&mut self, after: usize) -> u64 {
        self.go_to(after);
        while let Some(skipped) = skipped(self.text.get(self.at..).unwrap_or_default()) {
            self.go_to(self.at + skipped);
        }
        self.line
    }

    fn go_to(&mut self, place: usize) {
        let place = place.min(self.text.len());
        if place > self.at {
            self.line += line_at(&self.text.as_bytes()[self.at..place], place - self.at) - 1;
            self.at = place;
        }
    }
}

/// The length of the line end or comment that `rest` begins with.
fn skipped(rest: &str) -> Option<usize> {
    match rest.chars().next()? {
        '\r' | '\n' => Some(1),
        COMMENT => Some(rest.find('\n').map_or(rest.len(), |end| end + 1)),
        _ => None,
    }
}

/// Which column stands where: each of the sheet's once, in any order.
fn columns(
    sheet: Sheet,
    line: u64,
    header: &StringRecord,
) -> Result<Vec<Option<&'static str>>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut complain = |name: &str, wrong| {
        let (file, value) = (sheet.file().to_owned(), Some(name.chars().take(40).collect()));
        problems.push(Problem { file, line: Some(line), column: None, value, wrong });
    };
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    for name in header.iter().map(str::trim) {
        let column = sheet.column(name).map(|column| column.name);
        match column {
            None if !name.is_empty() => complain(name, Wrong::UnknownColumn),
            Some(_) if columns.contains(&column) => complain(name, Wrong::RepeatedColumn),
            _ => {}
        }
        columns.push(column);
    }
    let missing = sheet.form().columns.iter().filter(|column| !columns.contains(&Some(column.name)));
    missing.for_each(|column| complain(column.name, Wrong::MissingColumn));
    if problems.is_empty() { Ok(columns) } else { Err(problems) }
}

fn row(sheet: Sheet, columns: &[Option<&'static str>], line: u64, record: &StringRecord) -> Row {
    let named = columns.iter().zip(record).filter_map(|(column, field)| Some(((*column)?, field)));
    let fields: BTreeMap<&'static str, String> =
        named.map(|(column, field)| (column, field.trim().to_owned())).collect();
    let mut row = Row { sheet, line, problems: Vec::new(), fields };
    let nameless = |place| columns.get(place).copied().flatten().is_none();
    if record.iter().enumerate().any(|(place, field)| nameless(place) && !field.trim().is_empty()) {
        row.problems.push(Problem::of_file(sheet.file(), Some(line), Wrong::TooManyFields));
    }
    if let Some(column) = columns.iter().flatten().find(|column| row.text(column).contains(['\n', '\r'])) {
        row.problems.push(Problem {
            column: Some((*column).to_owned()),
            ..Problem::of_file(sheet.file(), Some(line), Wrong::LineBreak)
        });
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u64, &str)]) {
        let rows = read(Sheet::Departments, text.as_bytes()).map_err(|p| p[0].wrong.clone()).unwrap();
        let found: Vec<_> = rows.iter().map(|row| (row.line, row.text("zh"))).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn rows_know_their_lines() {
        check("code,zh,en\na,甲,\nb,乙,\n", &[(2, "甲"), (3, "乙")]);
        check("\u{feff}# said\r\n\r\nen,zh,code\r\n,甲,a\r\n# more\r\n\r\n,乙,b", &[(4, "甲"), (7, "乙")]);
        check("\"# a, \"\"b\"\"\",,\ncode,zh,en,\n,,\na,\" 甲,丙 \"\n", &[(4, "甲,丙")]);
    }

    #[test]
    fn headers_name_the_columns() {
        let wrong = |text: &[u8]| match read(Sheet::Departments, text) {
            Ok(_) => Vec::new(),
            Err(problems) => problems.into_iter().map(|p| (p.line, p.wrong)).collect(),
        };
        assert_eq!(wrong(b""), [(None, Wrong::NoHeader)]);
        assert_eq!(wrong(b"# only\n"), [(None, Wrong::NoHeader)]);
        assert_eq!(wrong(b"code,zh,en\na,\xb2\xbf,\n"), [(Some(2), Wrong::NotUtf8)]);
        let (one, all) = (Some(1), wrong(b"code,zh,code,name\n"));
        assert_eq!(
            all,
            [(one, Wrong::RepeatedColumn), (one, Wrong::UnknownColumn), (one, Wrong::MissingColumn)]
        );
    }
}
