//! A complaint as history: what was done about it step by step (V-05). Whoever calls back after it has it offline.

use doorstep_domain::complaint::{Action, ComplaintState, Taken, Texts};
use doorstep_domain::directory::Label;
use doorstep_domain::event::{EventKind, Step};
use doorstep_domain::ids::PersonId;
use doorstep_domain::lang::Words;

use super::History;
use crate::queries::complaints::number_of;
use crate::queries::people::name;
use crate::refold::texts;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{About, Personal};

/// What an action is called in a history, in the order of [`Action`].
const TITLES: [Words; 18] = [
    Words::new("接待", "Received"),
    Words::new("重新分级", "Graded anew"),
    Words::new("提高等级", "Grade raised"),
    Words::new("处理不妥，升级", "Mishandled, one grade up"),
    Words::new("交责任部门", "Handed to a department"),
    Words::new("签收", "Acknowledged"),
    Words::new("电话告知", "Phoned"),
    Words::new("跟进", "Noted"),
    Words::new("移交跟进", "Follow-up handed on"),
    Words::new("逾期上报", "Overdue, passed upward"),
    Words::new("约定答复时间", "Next reply agreed"),
    Words::new("约定完成时间", "Time to finish agreed"),
    Words::new("标注", "Marked"),
    Words::new("书面答复", "Answered in writing"),
    Words::new("处理完毕", "Handled"),
    Words::new("告知客户", "Customer told"),
    Words::new("客户签署意见", "Opinion signed"),
    Words::new("归档", "Archived"),
];

impl History {
    /// `None` while the department is not done (C-10).
    pub(super) fn of_complaint(
        personal: &Personal,
        site: &Site,
        state: &ComplaintState,
        about: About,
    ) -> Result<Option<Self>, StoreError> {
        let (Some(received), Some(handled)) = (&state.received, &state.handled) else { return Ok(None) };
        let department = state.assigned.as_ref().map(|assigned| site.department(&assigned.what.department));
        let pictures = state.pictures.iter().map(|picture| (picture.fact, picture.what.clone()));
        Ok(Some(Self {
            kind: state.grade().map_or(EventKind::Other, |grade| EventKind::Complaint { grade }),
            number: number_of(state),
            matter: received.what.matter.clone(),
            department: department.unwrap_or_default(),
            done_by: Some(handled.by.clone()),
            registered: state.received_at().unwrap_or(received.at),
            finished: handled.at,
            charge: None,
            reported: about.reported,
            done: about.done,
            steps: state.taken.iter().map(|taken| step(personal, taken)).collect::<Result<_, _>>()?,
            pictures: pictures.collect(),
            signed: state.opinion.as_ref().map(|opinion| opinion.fact),
        }))
    }
}

fn step(personal: &Personal, taken: &Taken) -> Result<Step, StoreError> {
    let title = TITLES[taken.action as usize];
    let by_rule = taken.by == PersonId::office();
    let who = if by_rule { Label::new("按规定", "By rule") } else { name(personal, &taken.by)? };
    let what = words(taken.action, texts(personal, taken.fact)?.unwrap_or_default());
    Ok(Step { at: taken.at, title: Label::new(title.zh, title.en), text: super::beside(&who, &what) })
}

/// What was said with it.
fn words(action: Action, said: Texts) -> String {
    match action {
        Action::Receive => said.happened,
        Action::Handle => said.handled,
        Action::SignOpinion => said.opinion,
        _ => said.note,
    }
}
