//! Words that several documents share: dates, charges, who signs.

use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;

use super::Row;
use crate::callback::Relation;
use crate::event::{Charge, Payment};
use crate::lang::{Lang, Words};
use crate::money::yuan;

const CASH: Words = Words::new("现金 · 已付", "cash, paid");
const CARD: Words = Words::new("刷卡 · 已付", "card, paid");
const UNPAID: Words = Words::new("未付", "not paid yet");
const CORRECTION: Words = Words::new("更正", "Correction");
const REPLACES: Words = Words::new("本单代替此前签名的记录", "This sheet replaces the one signed before");
const SIGNED_BY: Words = Words::new("代签", "Signed by");

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day as the customer reads it.
pub(super) fn date(at: DateTime<Tz>, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日", at.month(), at.day()),
        Lang::En => format!("{} {}", at.day(), MONTHS[at.month0() as usize]),
    }
}

/// A minute as the customer reads it.
pub(super) fn minute(at: DateTime<Tz>, lang: Lang) -> String {
    format!("{} {:02}:{:02}", date(at, lang), at.hour(), at.minute())
}

/// An amount; 0 is said plainly.
pub(super) fn amount(fen: i64, lang: Lang) -> String {
    match (fen, lang) {
        (0, Lang::Zh) => "0 元 · 免费".to_owned(),
        (0, Lang::En) => "¥0, free of charge".to_owned(),
        (fen, Lang::Zh) => format!("{} 元", yuan(fen)),
        (fen, Lang::En) => format!("¥{}", yuan(fen)),
    }
}

/// A charge and how it stands.
pub(super) fn charge_text(charge: Charge, lang: Lang) -> String {
    let payment = match charge.payment {
        Payment::Cash => CASH,
        Payment::Card => CARD,
        Payment::Unpaid => UNPAID,
    };
    let amount = amount(charge.fen, lang);
    match (charge.fen, lang) {
        (0, _) => amount,
        (_, Lang::Zh) => format!("{amount} · {}", payment.in_lang(lang)),
        (_, Lang::En) => format!("{amount}, {}", payment.in_lang(lang)),
    }
}

/// The heading of a sheet that the customer reads and signs.
pub(super) fn please_check(customer: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{customer}，请您过目"),
        Lang::En => format!("{customer}, please check"),
    }
}

/// A line of a document in the customer's language.
pub(super) fn row(label: Words, text: impl Into<String>, lang: Lang) -> Row {
    Row { label: label.in_lang(lang).to_owned(), text: text.into(), mark: None, part: None }
}

/// V-07: the line of a sheet that replaces an earlier one.
pub(super) fn correction(lang: Lang) -> Row {
    row(CORRECTION, REPLACES.in_lang(lang), lang)
}

/// V-08: it never looks as if the customer had signed.
pub(super) fn signed_by(signer: &str, relation: Relation, lang: Lang) -> Row {
    let relation = relation_words(relation).in_lang(lang);
    let text = match lang {
        Lang::Zh => format!("{signer}（{relation}）"),
        Lang::En => format!("{signer} ({relation}), on the customer's behalf"),
    };
    row(SIGNED_BY, text, lang)
}

fn relation_words(relation: Relation) -> Words {
    match relation {
        Relation::Spouse => Words::new("配偶", "spouse"),
        Relation::Parent => Words::new("父母", "parent"),
        Relation::Child => Words::new("子女", "child"),
        Relation::Staff => Words::new("家政", "household staff"),
        Relation::Tenant => Words::new("租客", "tenant"),
        Relation::Other => Words::new("其他", "other"),
    }
}
