//! Why a line was not answered, in words.

use thiserror::Error;

use super::MAX_LINE_BYTES;
use crate::lang::Lang;

/// Why a line was not answered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text(Lang::En))]
pub(super) enum Problem {
    /// Longer than [`MAX_LINE_BYTES`].
    TooLong,
    /// Bytes that are no text.
    NotUtf8,
    /// No JSON, or nested too deep to be read.
    NotJson { column: usize },
    /// A number of JSON that no computer number can hold.
    HugeNumber(String),
    /// A line that is no object.
    NotAnObject,
    /// Neither a complaint nor a callback, or both.
    NotOneCase,
    /// A field, named by its path (`complaint.deaths`), and what is wrong with it.
    Field { field: String, wrong: Wrong },
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The case has no such field.
    Unknown,
    /// It stands there more than once.
    Repeated,
    /// The case needs it.
    Missing,
    /// Its value is of another type.
    NotA(Expected),
    /// A number below 0.
    Negative,
    /// A number beyond what is counted.
    TooLarge,
    /// A word that it does not know.
    Word { word: String, known: String },
    /// A text that is no time of RFC 3339 with an offset.
    NotATime(String),
    /// A time that nothing can be reckoned from.
    OutOfRange,
    /// No IANA time zone.
    NotAZone(String),
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    WholeNumber,
    Number,
    Flag,
    Text,
    Object,
}

impl Expected {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::WholeNumber => ("整数", "a whole number"),
            Self::Number => ("数字", "a number"),
            Self::Flag => ("true 或 false", "true or false"),
            Self::Text => ("文字", "a text"),
            Self::Object => ("对象", "an object"),
        }
    }
}

impl Wrong {
    /// The problem of the field at this path.
    pub(super) fn with(self, field: impl Into<String>) -> Problem {
        Problem::Field { field: field.into(), wrong: self }
    }

    fn words(&self, field: &str) -> (String, String) {
        match self {
            Self::Unknown => (format!("未知字段 {field}"), format!("unknown field `{field}`")),
            Self::Repeated => (format!("字段 {field} 重复"), format!("`{field}` stands there twice")),
            Self::Missing => (format!("缺少字段 {field}"), format!("`{field}` is missing")),
            Self::NotA(expected) => {
                let (zh, en) = expected.words();
                (format!("{field} 应为{zh}"), format!("`{field}` must be {en}"))
            }
            Self::Negative => (format!("{field} 不能为负数"), format!("`{field}` must not be negative")),
            Self::TooLarge => (format!("{field} 的数字过大"), format!("`{field}` is too large")),
            Self::Word { word, known } => (
                format!("{field} 不能为“{word}”，可用：{known}"),
                format!("`{field}` cannot be `{word}`, only one of: {known}"),
            ),
            Self::NotATime(text) => (
                format!("{field} 的“{text}”不是带时区偏移的RFC 3339时间"),
                format!("`{field}` is no RFC 3339 time with an offset: `{text}`"),
            ),
            Self::OutOfRange => (
                format!("{field} 或由它推算的时间不在1970年至9999年内"),
                format!("`{field}`, or a time reckoned from it, is not in the years 1970 to 9999"),
            ),
            Self::NotAZone(name) => (
                format!("{field} 的“{name}”不是IANA时区名称"),
                format!("`{field}` is no IANA time zone: `{name}`"),
            ),
        }
    }
}

impl Problem {
    /// What is wrong, in `lang`.
    pub(super) fn text(&self, lang: Lang) -> String {
        let (zh, en) = self.words();
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn words(&self) -> (String, String) {
        match self {
            Self::TooLong => (
                format!("此行超过{MAX_LINE_BYTES}字节"),
                format!("the line is longer than {MAX_LINE_BYTES} bytes"),
            ),
            Self::NotUtf8 => ("此行不是UTF-8文字".into(), "the line is not UTF-8 text".into()),
            Self::NotJson { column } => (
                format!("第{column}列起无法读作JSON，或嵌套过深"),
                format!("cannot be read as JSON from column {column} on, or is nested too deep"),
            ),
            Self::HugeNumber(number) => {
                (format!("数字过大：{number}"), format!("the number is too large: {number}"))
            }
            Self::NotAnObject => ("此行不是JSON对象".into(), "the line is not a JSON object".into()),
            Self::NotOneCase => (
                "须有 complaint 或 callback 之一，且只有一个".into(),
                "needs either `complaint` or `callback`, and not both".into(),
            ),
            Self::Field { field, wrong } => wrong.words(field),
        }
    }
}

/// What a line says, short enough to be repeated in an answer.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut quoted: String = text.chars().take(LONGEST).collect();
    if quoted.len() < text.len() {
        quoted.push('…');
    }
    quoted
}
