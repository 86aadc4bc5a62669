//! A work order as history: its actions step by step (V-05).

use doorstep_domain::directory::Label;
use doorstep_domain::event::{Charge, EventKind, Payment, Step};
use doorstep_domain::lang::Words;
use doorstep_domain::work_order::{Action, Taken, Texts, WorkOrderState};

use super::History;
use crate::queries::people::name;
use crate::queries::work_order::number_of;
use crate::refold::texts;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{About, Personal};

/// What an action is called in a history, in the order of [`Action`].
const TITLES: [Words; 21] = [
    Words::new("登记", "Registered"),
    Words::new("派工", "Dispatched"),
    Words::new("通知维保单位", "Contractor told"),
    Words::new("约定时间", "Time agreed"),
    Words::new("接单", "Accepted"),
    Words::new("敲门无人", "Nobody home"),
    Words::new("到场", "On site"),
    Words::new("核对", "Verified"),
    Words::new("请求报价", "Price asked"),
    Words::new("报价", "Quoted"),
    Words::new("同意价格", "Price agreed"),
    Words::new("客户不修", "Declined"),
    Words::new("主管签字", "Countersigned"),
    Words::new("退回", "Given back"),
    Words::new("检查自带材料", "Own material checked"),
    Words::new("开始施工", "Work begun"),
    Words::new("完工", "Finished"),
    Words::new("签名", "Signed"),
    Words::new("收款", "Charge"),
    Words::new("确认", "Confirmed"),
    Words::new("取消", "Cancelled"),
];

impl History {
    pub(super) fn of_order(
        personal: &Personal,
        site: &Site,
        state: &WorkOrderState,
        about: About,
    ) -> Result<Option<Self>, StoreError> {
        let (Some(registered), Some(finished)) = (&state.registered, &state.finished) else {
            return Ok(None);
        };
        let steps = state.taken.iter().map(|taken| step(personal, taken)).collect::<Result<_, _>>()?;
        let pictures = state.pictures.iter().map(|picture| (picture.fact, picture.what.clone()));
        Ok(Some(Self {
            kind: EventKind::Repair,
            number: number_of(state),
            matter: registered.what.matter.clone(),
            department: department(site, state),
            done_by: state.worker().cloned(),
            registered: registered.at,
            finished: finished.at,
            charge: charge(state),
            reported: about.reported,
            done: about.done,
            steps,
            pictures: pictures.collect(),
            signed: state.signed.as_ref().map(|signed| signed.fact),
        }))
    }
}

fn department(site: &Site, state: &WorkOrderState) -> Label {
    let trade = state.assignments.last().and_then(|last| site.catalogue.trades.get(&last.trade));
    trade.map(|trade| site.department(&trade.department)).unwrap_or_default()
}

/// what was paid or is owed; where nothing was taken, the price that was agreed.
fn charge(state: &WorkOrderState) -> Option<Charge> {
    let taken = state.payment().map(|taken| Charge { fen: taken.fen.get(), payment: taken.payment });
    let agreed = || Some(Charge { fen: state.price()?.get(), payment: Payment::Unpaid });
    taken.or_else(agreed)
}

fn step(personal: &Personal, taken: &Taken) -> Result<Step, StoreError> {
    let title = TITLES[taken.action as usize];
    let said: Texts = texts(personal, taken.fact)?.unwrap_or_default();
    let (who, what) = (name(personal, &taken.by)?, words(taken.action, said));
    Ok(Step { at: taken.at, title: Label::new(title.zh, title.en), text: super::beside(&who, &what) })
}

/// What was said with it.
fn words(action: Action, said: Texts) -> String {
    match action {
        Action::Register => said.reported,
        Action::Verify | Action::AskQuote => said.found,
        Action::Finish => said.done,
        Action::CheckMaterial if said.warning.is_empty() => said.material,
        Action::CheckMaterial => format!("{} · {}", said.material, said.warning),
        _ => said.note,
    }
}
