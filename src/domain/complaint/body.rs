//! The bodies of a complaint's facts, each version 1. Free text is in the part `texts`, as
//! [`super::Texts`]; pictures are parts that travel apart.

use serde::{Deserialize, Serialize};

use crate::bytes::Hash;
use crate::callback::SignOff;
use crate::clock::MustReach;
use crate::event::Picture;
use crate::grade::{EscalatedFrom, Grade, GradingFacts};
use crate::ids::{DepartmentCode, FactId, HomeId, MatterCode, PersonId, SubjectId};
use crate::lang::Lang;
use crate::moment::Moment;
use crate::role::Role;

/// C-01: how it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By telephone.
    Phone,
    /// The customer came.
    Visit,
    /// In writing (C-11).
    Letter,
    /// At the customer's door.
    Door,
    /// Otherwise.
    Other,
}

/// C-02: 投诉, 提议 or 意见. Grades and clocks are for complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// 投诉.
    Complaint,
    /// 提议.
    Suggestion,
    /// 意见.
    Opinion,
}

/// C-02: whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// A department.
    Department {
        /// Which.
        department: DepartmentCode,
    },
    /// A member of staff.
    Person {
        /// Who.
        person: PersonId,
    },
    /// Nobody in particular.
    Nobody,
}

/// V-12: what a complaint follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// The callback that was unqualified.
    pub callback: SubjectId,
    /// Its record.
    pub record: FactId,
}

/// `complaint.received` (C-01, C-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reception {
    /// The complainant's home.
    pub home: HomeId,
    /// What it is about, from the site's list (V-13).
    pub matter: MatterCode,
    /// Whom it is about.
    pub about: About,
    /// C-01.
    pub channel: Channel,
    /// C-02.
    pub sort: Sort,
    /// C-02: when it happened, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Moment>,
    /// C-05: when it was received: the clocks run from here.
    pub received: Moment,
    /// C-03: what grades it, as far as it is known.
    pub facts: GradingFacts,
    /// C-05: until when the customer asked for it, where they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_for: Option<Moment>,
    /// V-12: the callback that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<Linked>,
    /// What there is to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `complaint.assessed`: more is known of what grades it (C-03). It never lowers the grade (C-04).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// All of it, as known now.
    pub facts: GradingFacts,
}

/// `complaint.raised`: a higher grade by hand, with the reason in `texts` (C-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raising {
    /// The new grade.
    pub grade: Grade,
}

/// `complaint.escalated`: it was mishandled (C-03). The clocks of the new grade run from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// What it was.
    pub from: EscalatedFrom,
}

/// `complaint.assigned`: the department that handles it (C-06).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The department.
    pub department: DepartmentCode,
    /// The person there, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PersonId>,
}

/// `complaint.acknowledged`: whom it must reach has it (C-05, C-06); a department signs for it so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// For whom.
    pub reached: MustReach,
}

/// `complaint.phoned`: somebody was told by telephone (C-07).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneCall {
    /// Whom.
    pub whom: PersonId,
    /// When.
    pub at: Moment,
}

/// `complaint.noted`: what was chased, done or seen, in `texts` (P-11).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What there is to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `complaint.handed_over`: the next who chases it (P-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// Who.
    pub to: PersonId,
}

/// `complaint.rose`: overdue, it is the next one's (C-05). By the office's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rise {
    /// Which clock ran out.
    pub clock: super::clocks::ClockKind,
    /// Whose it is from here on.
    pub to: Role,
}

/// `complaint.reply_agreed`: the next reply time, agreed with the customer (C-09).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextReply {
    /// When.
    pub at: Moment,
}

/// `complaint.finish_agreed`: the time to finish, agreed with the customer (C-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedFinish {
    /// When.
    pub by: Moment,
}

/// C-11: what it turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 无效投诉: unfounded.
    Unfounded,
    /// 不属企业责任: not our responsibility.
    NotOurs,
}

/// `complaint.marked`, with the reason in `texts` (C-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marking {
    /// What it is.
    pub mark: Mark,
}

/// `complaint.answered`: in writing (C-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAnswer {}

/// `complaint.handled`: the department is done; what it did is in `texts` (C-10).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// What there is to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
}

/// `complaint.told`: the customer knows the result (C-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// By telephone or in person.
    pub channel: Channel,
}

/// `complaint.opinion_signed`: the customer's opinion of it (C-08).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// How they signed, or did not.
    pub sign_off: SignOff,
    /// F-05: the language that they were shown.
    pub language: Lang,
    /// SHA-256 of the document's bytes; the strokes name it too.
    pub document: Hash,
    /// V-07: the one that this replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<FactId>,
}

/// `complaint.archived`: P-04 logged and archived the form (C-10, C-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archival {}
