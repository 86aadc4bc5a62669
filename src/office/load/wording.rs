//! Problems in words: what is wrong where, and what would be right.

use doorstep_domain::lang::Lang;

use super::problem::{Problem, Wrong};
use super::sheet::Sheet;

impl Problem {
    /// What happened where, and what would be right.
    pub fn text(&self, lang: Lang) -> String {
        let (zh, en) = self.wrong.words(self.value.as_deref());
        let wrong = match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        format!("{}{wrong}", self.place(lang))
    }

    fn place(&self, lang: Lang) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let column = self.column.as_ref().map(|column| format!(" [{column}]")).unwrap_or_default();
        match lang {
            Lang::Zh => format!("{}{line}{column}：", self.file),
            Lang::En => format!("{}{line}{column}: ", self.file),
        }
    }
}

fn pair(zh: impl Into<String>, en: impl Into<String>) -> (String, String) {
    (zh.into(), en.into())
}

impl Wrong {
    fn words(&self, value: Option<&str>) -> (String, String) {
        let (zh, en) = self.sentence();
        match value {
            Some(value) => (format!("“{value}”{zh}"), format!("`{value}` {en}")),
            None => (format!("此处{zh}"), format!("this {en}")),
        }
    }

    /// What goes on after the value, or after "this".
    fn sentence(&self) -> (String, String) {
        let files = || Sheet::all().map(Sheet::file).collect::<Vec<_>>().join(", ");
        match self {
            Self::UnknownFile => {
                let files = files();
                pair(
                    format!("不是可导入的文件；可用：{files}"),
                    format!("is no file to load; right are: {files}"),
                )
            }
            Self::NoFiles => {
                let files = files();
                pair(
                    format!("没有可导入的文件；可用：{files}"),
                    format!("has no file to load; right are: {files}"),
                )
            }
            Self::NotUtf8 => pair(
                "不是 UTF-8 文字；请另存为“CSV UTF-8（逗号分隔）”",
                "is no UTF-8 text; save the file as \"CSV UTF-8 (comma delimited)\"",
            ),
            Self::NoHeader => pair(
                "没有列名行；请用 load --template 生成的文件",
                "has no line that names the columns: see load --template",
            ),
            Self::UnknownColumn => {
                pair("不是此文件的列；请删去或改名", "is no column of this file: remove or rename it")
            }
            Self::MissingColumn => {
                pair("列缺少；请补上，值可空的留空", "is missing as a column: add it, empty where it may be")
            }
            Self::RepeatedColumn => pair("列重复；请只留一列", "stands there twice as a column: keep one"),
            Self::NoName => pair(
                "缺少；新的小区须在 site.csv 中写明名称",
                "is missing: a new site is given its name in site.csv",
            ),
            Self::TooManyFields => pair(
                "多出一个字段；含逗号的文字请加双引号",
                "is one field too many: put a text with a comma in double quotes",
            ),
            Self::LineBreak => pair(
                "字段内有换行；请检查双引号是否成对",
                "field holds a line break: see that its double quotes are closed",
            ),
            Self::Empty => pair("不能为空", "must not be empty"),
            Self::TooLong { most } => {
                pair(format!("过长；最多 {most} 个字"), format!("is too long: at most {most} characters"))
            }
            Self::NotACode => pair(
                "不是代码；只用小写字母、数字和 - _ .，1 到 40 个",
                "is no code: 1 to 40 lower-case letters, digits and - _ .",
            ),
            Self::Reserved => pair("由程序自用；请换一个", "is kept for the office itself: choose another"),
            Self::NotOneOf { known } => {
                let known = known.join(", ");
                pair(format!("不可用；可用：{known}"), format!("is not known; right are: {known}"))
            }
            Self::NotAPhone => pair(
                "不是电话号码；应为 3 到 15 位数字，可有 + 与空格、-；在 Excel 里把此列设为文本",
                "is no phone number: 3 to 15 digits, with + before and spaces or - between them; make it a text column in Excel",
            ),
            Self::NotYuan => pair(
                "不是金额；应为 0 至 10000000 元，最多两位小数，不带千分位",
                "is no amount: 0 to 10000000 yuan with at most two decimals and no separators",
            ),
            Self::NotADate => pair("不是日期；应如 2027-06-30", "is no date; right is one like 2027-06-30"),
            Self::NotAClosingTime => {
                pair("不是收工时刻；应为 00:01 至 24:00", "is no closing time: 00:01 to 24:00")
            }
            Self::NotAZone => pair(
                "不是 IANA 时区；应如 Asia/Shanghai",
                "is no IANA time zone; right is one like Asia/Shanghai",
            ),
            Self::NotInRange { least, most } => pair(
                format!("不可用；应为 {least} 至 {most} 的整数"),
                format!("must be a whole number from {least} to {most}"),
            ),
            Self::NotAWeekend => pair(
                "不是周末；调休上班的只能是周六或周日，平日不用列出",
                "is no weekend day: only a Saturday or Sunday is worked as a make-up day, other days are not listed",
            ),
            Self::PricesWithoutTrade => pair(
                "有价目而没有工种；请写明由哪个工种维修",
                "has prices and no trade: say which trade repairs it",
            ),
            Self::PhoneWithoutName => {
                pair("有电话而没有称呼；请写称呼", "has a phone and no name: say whose it is")
            }
            Self::Repeated { first } => pair(
                format!("与第 {first} 行重复；请只留一行"),
                format!("stands in line {first} already: keep one"),
            ),
            Self::Unknown { sheet } => {
                let (file, item) = (sheet.file(), sheet.form().item);
                pair(
                    format!("不是已有的{}；请列入 {file}，或改用已有的", item.zh),
                    format!("is no {} that is known: add it to {file}, or name another", item.en),
                )
            }
            Self::NoHomes => pair(
                "没有住户；请按 homes.csv 中的楼栋填写",
                "is a building without homes: name it as homes.csv does",
            ),
            Self::WrongRole { wanted, found } => pair(
                format!("的岗位是{}；此处应为{}", found.title(Lang::Zh), wanted.title(Lang::Zh)),
                format!("has the role {}; right is somebody with {}", found.code(), wanted.code()),
            ),
            Self::Retired => {
                pair("已离职；请换在职的人", "does not work here any more: name somebody who does")
            }
            Self::StillNeeded { sheet, by } => {
                let item = sheet.form().item;
                pair(
                    format!("未列出，但{} {by} 仍在用；请保留，或在 {} 中先改", item.zh, sheet.file()),
                    format!(
                        "is left out, but {} {by} needs it: keep it, or change {} too",
                        item.en,
                        sheet.file()
                    ),
                )
            }
        }
    }
}
