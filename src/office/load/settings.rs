//! `site.csv`: name and policies, key by key. What each is, how it is read, and how it is shown.

use doorstep_domain::calendar::ClosingTime;
use doorstep_domain::lang::Words;
use doorstep_domain::money;

use super::problem::Wrong;
use super::records::Records;
use super::values::{closing_time, number, text, yes_or_no, yuan, zone};

/// Sets one of them.
pub(super) type Set = Box<dyn Fn(&mut Records) + Send + Sync>;

/// A key of `site.csv`.
pub(super) struct Setting {
    pub key: &'static str,
    pub about: Words,
    pub read: fn(&str) -> Result<Set, Wrong>,
    pub show: fn(&Records) -> String,
}

/// The key without which a site is none.
pub(super) const NAME: &str = "name_zh";

pub(super) static SETTINGS: [Setting; 10] = [
    Setting {
        key: NAME,
        about: Words::new("小区的中文名称", "the residence's name in Chinese"),
        read: |given| text(given).map(|zh| set(move |all| all.site.name.zh.clone_from(&zh))),
        show: |all| all.site.name.zh.clone(),
    },
    Setting {
        key: "name_en",
        about: Words::new("小区的英文名称", "its name in English"),
        read: |given| text(given).map(|en| set(move |all| all.site.name.en.clone_from(&en))),
        show: |all| all.site.name.en.clone(),
    },
    Setting {
        key: "time_zone",
        about: Words::new("时区，如 Asia/Shanghai", "its time zone, like Asia/Shanghai"),
        read: |given| zone(given).map(|zone| set(move |all| all.site.time_zone.clone_from(&zone))),
        show: |all| all.site.time_zone.clone(),
    },
    Setting {
        key: "closes_at",
        about: Words::new("工作日的截止时刻，如 24:00", "when a working day ends, like 24:00"),
        read: |given| closing_time(given).map(|closes| set(move |all| all.site.closes_at = closes.minutes())),
        show: |all| ClosingTime::try_from(all.site.closes_at).map(|at| at.to_string()).unwrap_or_default(),
    },
    Setting {
        key: "serious_loss_yuan",
        about: Words::new("损失达此数（元）为严重投诉", "from this loss in yuan on a complaint is serious"),
        read: |given| yuan(given).map(|loss| set(move |all| all.site.serious_loss = loss.get())),
        show: |all| money::yuan(all.site.serious_loss),
    },
    Setting {
        key: "idle_minutes",
        about: Words::new(
            "手持机无操作几分钟后锁定，1 至 60",
            "minutes without a touch until a handheld locks, 1 to 60",
        ),
        read: |given| {
            number(given, 1, 60).map(|minutes: u32| set(move |all| all.site.idle_minutes = minutes.into()))
        },
        show: |all| all.site.idle_minutes.to_string(),
    },
    Setting {
        key: "technicians_take_listed",
        about: Words::new(
            "维修人员可收价目内的费用，yes 或 no",
            "technicians may take listed prices: yes or no",
        ),
        read: |given| yes_or_no(given).map(|yes| set(move |all| all.catalogue.technicians_take_listed = yes)),
        show: |all| yes_no(all.catalogue.technicians_take_listed).to_owned(),
    },
    Setting {
        key: "desk_collects_quoted",
        about: Words::new(
            "价目外的维修由前台收费，yes 或 no",
            "the front desk collects for quoted repairs: yes or no",
        ),
        read: |given| yes_or_no(given).map(|yes| set(move |all| all.catalogue.desk_collects_quoted = yes)),
        show: |all| yes_no(all.catalogue.desk_collects_quoted).to_owned(),
    },
    Setting {
        key: "picture_edge",
        about: Words::new("照片长边的像素，320 至 4096", "the long edge of pictures in pixels, 320 to 4096"),
        read: |given| number(given, 320, 4096).map(|edge| set(move |all| all.catalogue.picture_edge = edge)),
        show: |all| all.catalogue.picture_edge.to_string(),
    },
    Setting {
        key: "picture_quality",
        about: Words::new("照片的 JPEG 质量，1 至 100", "the JPEG quality of pictures, 1 to 100"),
        read: |given| {
            number(given, 1, 100).map(|quality| set(move |all| all.catalogue.picture_quality = quality))
        },
        show: |all| all.catalogue.picture_quality.to_string(),
    },
];

fn set(change: impl Fn(&mut Records) + Send + Sync + 'static) -> Set {
    Box::new(change)
}

/// The word for it.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
