//! C-03: how grave a complaint is, read off a table that is walked from the highest line down.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::lang::{Lang, Words};
use crate::money::yuan;

pub use crate::money::FEN_PER_YUAN;

/// C-03: how grave a complaint is, the gravest greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 一般.
    Ordinary,
    /// 较大.
    Serious,
    /// 重大.
    Major,
    /// 特别重大.
    EspeciallyMajor,
}

static GRADES: [(Grade, &str, Words); 4] = [
    (Grade::Ordinary, "ordinary", Words::new("一般", "ordinary")),
    (Grade::Serious, "serious", Words::new("较大", "serious")),
    (Grade::Major, "major", Words::new("重大", "major")),
    (Grade::EspeciallyMajor, "especially_major", Words::new("特别重大", "especially major")),
];

impl Grade {
    /// Every grade, the least first.
    pub const ALL: [Self; 4] = [Self::Ordinary, Self::Serious, Self::Major, Self::EspeciallyMajor];

    /// The word for machines, as serde writes it: `especially_major`.
    pub fn code(self) -> &'static str {
        GRADES[self as usize].1
    }

    /// The grade with this [code](Self::code), if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }

    /// What people call it.
    pub fn title(self, lang: Lang) -> &'static str {
        GRADES[self as usize].2.in_lang(lang)
    }
}

/// C-03: what a complaint was before it was escalated as mishandled. Above especially major there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalatedFrom {
    /// An ordinary complaint, so serious now.
    Ordinary,
    /// A serious complaint, so major now.
    Serious,
    /// A major complaint, so especially major now.
    Major,
}

/// C-03: an especially major complaint cannot be escalated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no grade is above especially major")]
pub struct NoGradeAbove;

impl TryFrom<Grade> for EscalatedFrom {
    type Error = NoGradeAbove;

    fn try_from(grade: Grade) -> Result<Self, NoGradeAbove> {
        match grade {
            Grade::Ordinary => Ok(Self::Ordinary),
            Grade::Serious => Ok(Self::Serious),
            Grade::Major => Ok(Self::Major),
            Grade::EspeciallyMajor => Err(NoGradeAbove),
        }
    }
}

/// C-03: the gravest injury that the event caused, short of death.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Injury {
    /// Nobody was hurt.
    #[default]
    None,
    /// 轻伤.
    Minor,
    /// 人身重大伤害.
    Serious,
}

/// C-03: everything that a grade depends on. The default is a first complaint by one person, without harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GradingFacts {
    /// Economic loss caused by the developer or the property company, in fen.
    pub loss_fen: i64,
    /// How many people complain jointly about this one event, the complainant among them.
    pub joint_complainants: u32,
    /// How many people died.
    pub deaths: u32,
    /// The gravest injury.
    pub injury: Injury,
    /// How often it was raised without being solved, this time among them.
    pub times_raised: u32,
    /// Whether a promised or contracted service was not delivered, or badly.
    pub promise_broken: bool,
    /// On how many days it had negative media coverage.
    pub negative_media_days: u32,
    /// How many outlets carried negative coverage.
    pub negative_media_outlets: u32,
    /// What it was before it was escalated because it was mishandled; `None` if it was not.
    pub escalated_from: Option<EscalatedFrom>,
}

impl Default for GradingFacts {
    fn default() -> Self {
        Self {
            loss_fen: 0,
            joint_complainants: 1,
            deaths: 0,
            injury: Injury::None,
            times_raised: 1,
            promise_broken: false,
            negative_media_days: 0,
            negative_media_outlets: 0,
            escalated_from: None,
        }
    }
}

/// C-03: the figures that a site sets for grading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradingPolicy {
    /// From this loss on a complaint is serious, in fen; the manual's own number is lost.
    pub serious_loss_fen: i64,
}

impl Default for GradingPolicy {
    fn default() -> Self {
        Self { serious_loss_fen: 2_000 * FEN_PER_YUAN }
    }
}

/// C-03: a line of the table. Its text form is stored in verdicts, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeLine {
    /// Especially major: a loss of 100 000 yuan or more.
    HugeLoss,
    /// Especially major: 10 or more people jointly.
    JointComplaint,
    /// Especially major: a death.
    Death,
    /// Especially major: a major complaint was mishandled.
    MajorMishandled,
    /// Major: a broken promise, raised 10 times or more.
    PromiseBroken,
    /// Major: a loss of 10 000 yuan or more.
    LargeLoss,
    /// Major: a serious injury.
    SeriousInjury,
    /// Major: negative coverage on 2 days or more.
    MediaDays,
    /// Major: negative coverage in 3 outlets or more.
    MediaOutlets,
    /// Major: a serious complaint was mishandled.
    SeriousMishandled,
    /// Serious: a loss of the site's figure or more.
    SiteFigureLoss,
    /// Serious: raised 3 times or more.
    RaisedAgain,
    /// Serious: a minor injury.
    MinorInjury,
    /// Serious: any negative coverage.
    AnyMedia,
    /// Serious: an ordinary complaint was mishandled.
    OrdinaryMishandled,
    /// Ordinary: no other line matches.
    EverythingElse,
}

struct Row {
    line: GradeLine,
    grade: Grade,
    matches: fn(&GradingFacts, GradingPolicy) -> bool,
    words: Words,
}

/// A place in [`Row::words`] where the site's own figure belongs, in yuan.
const SITE_FIGURE: &str = "{site figure}";

/// The table of C-03, in the order of [`GradeLine`] and from the gravest grade down. The lines hold no
/// upper bounds ("under 100 000"): what exceeds them has matched a higher line already.
static LINES: [Row; 16] = [
    Row {
        line: GradeLine::HugeLoss,
        grade: Grade::EspeciallyMajor,
        matches: |facts, _| facts.loss_fen >= 100_000 * FEN_PER_YUAN,
        words: Words::new("经济损失100000元以上", "economic loss of 100000 yuan or more"),
    },
    Row {
        line: GradeLine::JointComplaint,
        grade: Grade::EspeciallyMajor,
        matches: |facts, _| facts.joint_complainants >= 10,
        words: Words::new("同一事件10人以上集体投诉", "10 or more people complain jointly about one event"),
    },
    Row {
        line: GradeLine::Death,
        grade: Grade::EspeciallyMajor,
        matches: |facts, _| facts.deaths >= 1,
        words: Words::new("造成1人以上死亡", "1 death or more"),
    },
    Row {
        line: GradeLine::MajorMishandled,
        grade: Grade::EspeciallyMajor,
        matches: |facts, _| facts.escalated_from == Some(EscalatedFrom::Major),
        words: Words::new("重大投诉处理不妥而升级", "a major complaint escalated because it was mishandled"),
    },
    Row {
        line: GradeLine::PromiseBroken,
        grade: Grade::Major,
        matches: |facts, _| facts.promise_broken && facts.times_raised >= 10,
        words: Words::new(
            "承诺或合同约定的服务未实施或有显著差错，提出10次以上仍未解决",
            "a promised or contracted service not delivered or badly delivered, raised 10 times or more unsolved",
        ),
    },
    Row {
        line: GradeLine::LargeLoss,
        grade: Grade::Major,
        matches: |facts, _| facts.loss_fen >= 10_000 * FEN_PER_YUAN,
        words: Words::new(
            "经济损失10000元以上、不足100000元",
            "economic loss of 10000 yuan or more, under 100000",
        ),
    },
    Row {
        line: GradeLine::SeriousInjury,
        grade: Grade::Major,
        matches: |facts, _| facts.injury == Injury::Serious,
        words: Words::new("造成人身重大伤害", "serious injury"),
    },
    Row {
        line: GradeLine::MediaDays,
        grade: Grade::Major,
        matches: |facts, _| facts.negative_media_days >= 2,
        words: Words::new("负面报道2日以上", "negative media coverage on 2 days or more"),
    },
    Row {
        line: GradeLine::MediaOutlets,
        grade: Grade::Major,
        matches: |facts, _| facts.negative_media_outlets >= 3,
        words: Words::new("3家以上媒体负面报道", "negative media coverage in 3 outlets or more"),
    },
    Row {
        line: GradeLine::SeriousMishandled,
        grade: Grade::Major,
        matches: |facts, _| facts.escalated_from == Some(EscalatedFrom::Serious),
        words: Words::new(
            "较大投诉处理不妥而升级",
            "a serious complaint escalated because it was mishandled",
        ),
    },
    Row {
        line: GradeLine::SiteFigureLoss,
        grade: Grade::Serious,
        // A site figure of 0 means "any loss", not "any complaint".
        matches: |facts, policy| facts.loss_fen > 0 && facts.loss_fen >= policy.serious_loss_fen,
        words: Words::new(
            "经济损失达到本项目标准{site figure}元、不足10000元",
            "economic loss of the site's figure, {site figure} yuan, or more, under 10000",
        ),
    },
    Row {
        line: GradeLine::RaisedAgain,
        grade: Grade::Serious,
        // Also 10 times or more: without a broken promise that is no major line, but never less than serious.
        matches: |facts, _| facts.times_raised >= 3,
        words: Words::new(
            "同一事件投诉3次以上仍未解决",
            "the same event complained about 3 times or more, unsolved",
        ),
    },
    Row {
        line: GradeLine::MinorInjury,
        grade: Grade::Serious,
        matches: |facts, _| facts.injury == Injury::Minor,
        words: Words::new("造成轻伤", "minor injury"),
    },
    Row {
        line: GradeLine::AnyMedia,
        grade: Grade::Serious,
        matches: |facts, _| facts.negative_media_days >= 1 || facts.negative_media_outlets >= 1,
        words: Words::new("出现负面报道", "negative media coverage"),
    },
    Row {
        line: GradeLine::OrdinaryMishandled,
        grade: Grade::Serious,
        matches: |facts, _| facts.escalated_from == Some(EscalatedFrom::Ordinary),
        words: Words::new(
            "一般投诉处理不妥而升级",
            "an ordinary complaint escalated because it was mishandled",
        ),
    },
    Row {
        line: GradeLine::EverythingElse,
        grade: Grade::Ordinary,
        matches: |_, _| true,
        words: Words::new(
            "不符合更高等级的任何一条，属可以改善的轻微不便",
            "none of the graver lines: a small inconvenience that can be put right",
        ),
    },
];

impl GradeLine {
    /// Every line of C-03, the gravest grade first.
    pub fn all() -> impl Iterator<Item = Self> {
        LINES.iter().map(|row| row.line)
    }

    /// The grade that this line gives.
    pub fn grade(self) -> Grade {
        LINES[self as usize].grade
    }

    /// The line in words, with the site's figure where it names one.
    pub fn text(self, policy: GradingPolicy, lang: Lang) -> String {
        LINES[self as usize].words.in_lang(lang).replace(SITE_FIGURE, &yuan(policy.serious_loss_fen))
    }
}

/// C-03: a grade, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// The grade.
    pub grade: Grade,
    /// Every line of that grade that matched, in the table's order; never empty.
    pub lines: Vec<GradeLine>,
}

/// C-03: grades a complaint by the highest line that matches.
pub fn grade_complaint(facts: &GradingFacts, policy: GradingPolicy) -> Grading {
    let matching = || LINES.iter().filter(|row| (row.matches)(facts, policy));
    let grade = matching().map(|row| row.grade).max().unwrap_or(Grade::Ordinary);
    let lines = matching().filter(|row| row.grade == grade).map(|row| row.line).collect();
    Grading { grade, lines }
}
