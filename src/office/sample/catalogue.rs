//! The sample's trades, price list, faults and warranties (section R). Prices are invented.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use doorstep_domain::catalogue::{Catalogue, Fault, PriceItem, Trade, Warranty};
use doorstep_domain::ids::{IdError, PriceCode, TradeCode};
use doorstep_domain::lang::Words;
use doorstep_domain::money::Fen;

use super::site::label;

/// A trade: code, name, department, and who works in it, first in line first.
type TradeRow = (&'static str, Words, &'static str, &'static [&'static str]);

const TRADES: [TradeRow; 6] = [
    ("water", Words::new("给排水", "Plumbing"), "water-power", &["t-01", "t-03"]),
    ("power", Words::new("强电", "Electrics"), "water-power", &["t-03", "t-05"]),
    ("hvac", Words::new("空调新风", "Air conditioning"), "water-power", &["t-05", "t-03"]),
    ("joinery", Words::new("门窗木作", "Joinery"), "general", &["t-02", "t-04"]),
    ("masonry", Words::new("泥瓦防水", "Masonry"), "general", &["t-04", "t-06"]),
    ("smart", Words::new("弱电智能", "Smart home"), "general", &["t-06", "t-02"]),
];

const PIECE: Words = Words::new("个", "piece");
const TIME: Words = Words::new("次", "time");
const METRE: Words = Words::new("米", "metre");
const SQUARE: Words = Words::new("平方米", "square metre");

/// 维修项目收费标准: code, name, unit, yuan, trade. 0 is an everyday free repair (日常无偿, R-08).
const PRICES: [(&str, Words, Words, i64, &str); 32] = [
    ("water-visit", Words::new("上门检查", "Inspection"), TIME, 0, "water"),
    ("water-labour", Words::new("人工", "Labour"), TIME, 25, "water"),
    ("bend", Words::new("更换弯管（含材料）", "New drain bend, parts"), PIECE, 55, "water"),
    ("seal", Words::new("更换密封圈（含材料）", "New seal, parts"), PIECE, 15, "water"),
    ("cartridge", Words::new("更换阀芯（含材料）", "New cartridge, parts"), PIECE, 45, "water"),
    ("tank-seal", Words::new("更换水箱密封垫（含材料）", "New tank seal, parts"), PIECE, 35, "water"),
    ("hose", Words::new("更换软管（含材料）", "New hose, parts"), PIECE, 30, "water"),
    ("drain-clearing", Words::new("疏通下水", "Drain clearing"), TIME, 60, "water"),
    ("filter-cleaning", Words::new("清洗滤网", "Filter cleaning"), TIME, 0, "water"),
    ("power-labour", Words::new("人工", "Labour"), TIME, 30, "power"),
    ("lamp-driver", Words::new("更换灯具电源（含材料）", "New lamp driver, parts"), PIECE, 70, "power"),
    ("bulb", Words::new("换灯泡（客户自备）", "Bulb change, customer's own"), PIECE, 0, "power"),
    ("socket-rewiring", Words::new("插座重新接线", "Socket rewiring"), PIECE, 0, "power"),
    ("socket-new", Words::new("更换插座（含材料）", "New socket, parts"), PIECE, 38, "power"),
    ("breaker-new", Words::new("更换漏电开关（含材料）", "New breaker, parts"), PIECE, 120, "power"),
    ("cable", Words::new("布线", "Cabling"), METRE, 12, "power"),
    ("hvac-visit", Words::new("上门检查", "Inspection"), TIME, 0, "hvac"),
    ("hvac-cleaning", Words::new("空调滤网清洗", "Air filter cleaning"), PIECE, 40, "hvac"),
    ("refrigerant", Words::new("加冷媒", "Refrigerant"), TIME, 180, "hvac"),
    ("hanger", Words::new("紧固吊杆", "Hanger tightening"), TIME, 0, "hvac"),
    ("joinery-labour", Words::new("人工", "Labour"), TIME, 25, "joinery"),
    ("hinge", Words::new("更换铰链（含材料）", "New hinge, parts"), PIECE, 25, "joinery"),
    ("window-seal", Words::new("更换胶条（含材料）", "New seal, parts"), METRE, 15, "joinery"),
    ("window-setting", Words::new("调整门窗", "Setting doors and windows"), PIECE, 0, "joinery"),
    ("tile-setting", Words::new("重贴墙砖", "Tile setting"), PIECE, 80, "masonry"),
    ("grouting", Words::new("美缝", "Grouting"), METRE, 20, "masonry"),
    ("wall-repair", Words::new("墙面修补", "Wall repair"), SQUARE, 90, "masonry"),
    (
        "entry-board",
        Words::new("更换对讲机主板（含材料）", "New indoor station board, parts"),
        PIECE,
        0,
        "smart",
    ),
    (
        "lock-module",
        Words::new("更换指纹模块（含材料）", "New fingerprint module, parts"),
        PIECE,
        260,
        "smart",
    ),
    ("smart-labour", Words::new("人工", "Labour"), TIME, 50, "smart"),
    ("curtain-rail", Words::new("清理窗帘轨道", "Curtain rail cleaning"), PIECE, 0, "smart"),
    ("network-plug", Words::new("重做网线接头", "New network plug"), PIECE, 0, "smart"),
];

/// What customers report: the matter, who repairs it, what it costs as a rule; nothing is for P-07.
const FAULTS: [(&str, &str, &[&str]); 21] = [
    ("basin", "water", &["bend", "water-labour", "water-visit"]),
    ("sink", "water", &["bend", "water-labour", "water-visit"]),
    ("tap", "water", &["cartridge", "water-labour"]),
    ("toilet", "water", &["tank-seal", "water-labour"]),
    ("drain", "water", &["drain-clearing"]),
    ("shower", "water", &["filter-cleaning"]),
    ("hot-water", "water", &[]),
    ("ac", "hvac", &["hvac-visit", "hvac-cleaning"]),
    ("fresh-air", "hvac", &["hanger"]),
    ("lamp", "power", &["lamp-driver", "power-labour"]),
    ("socket", "power", &["socket-rewiring"]),
    ("breaker", "power", &["breaker-new", "power-labour"]),
    ("door-entry", "smart", &["entry-board"]),
    ("lock", "smart", &["lock-module", "smart-labour"]),
    ("window", "joinery", &["window-setting", "window-seal", "joinery-labour"]),
    ("floor", "joinery", &[]),
    ("tile", "masonry", &["tile-setting"]),
    ("wall", "masonry", &["wall-repair"]),
    ("cabinet", "joinery", &["hinge", "joinery-labour"]),
    ("curtain", "smart", &["curtain-rail"]),
    ("network", "smart", &["network-plug"]),
];

/// building, trade, contractor; each until so many days from today.
const WARRANTIES: [(&str, &str, &str); 2] = [("8", "masonry", "c-01"), ("5", "hvac", "c-02")];
const WARRANTY_DAYS: u64 = 400;

/// what may happen with material of one's own.
const WARNINGS: [Words; 4] = [
    Words::new("用它可能再次渗漏", "With it, it may leak again"),
    Words::new("尺寸不合，可能松动", "The size does not fit, it may come loose"),
    Words::new("没有合格证，无法保修", "Without a certificate there is no warranty on it"),
    Words::new("使用寿命可能较短", "It may not last as long"),
];

/// what was done, to be picked instead of typed.
const WORK_DONE: [Words; 6] = [
    Words::new("已更换，试用正常", "Replaced, tried, works"),
    Words::new("已疏通，放水畅通", "Cleared, drains well"),
    Words::new("已紧固，无异响", "Tightened, quiet"),
    Words::new("已清洗，出水正常", "Cleaned, flows well"),
    Words::new("已重新接线，通电正常", "Rewired, has power"),
    Words::new("已调整，开关顺畅", "Set, opens and shuts smoothly"),
];

/// whether the contractor repairs this matter in that building.
pub(super) fn is_under_warranty(building: &str, matter: &str) -> bool {
    let trade = FAULTS.iter().find(|(code, ..)| *code == matter).map(|(_, trade, _)| *trade);
    WARRANTIES.iter().any(|(covered, of, _)| *covered == building && Some(*of) == trade)
}

/// The catalogue as of `today`.
pub(super) fn entry(today: NaiveDate) -> Result<Catalogue, IdError> {
    Ok(Catalogue {
        revision: 1,
        trades: coded(
            TRADES.map(|(code, name, department, technicians)| (code, trade(name, department, technicians))),
        )?,
        prices: coded(PRICES.map(|(code, name, unit, yuan, trade)| (code, price(name, unit, yuan, trade))))?,
        faults: coded(FAULTS.map(|(code, trade, prices)| (code, fault(trade, prices))))?,
        warranties: WARRANTIES.iter().map(|row| warranty(*row, today)).collect::<Result<_, _>>()?,
        technicians_take_listed: true,
        desk_collects_quoted: true,
        picture_edge: 1600,
        picture_quality: 80,
        warnings: WARNINGS.into_iter().map(label).collect(),
        work_done: WORK_DONE.into_iter().map(label).collect(),
    })
}

fn coded<C, T>(
    rows: impl IntoIterator<Item = (&'static str, Result<T, IdError>)>,
) -> Result<BTreeMap<C, T>, IdError>
where
    C: FromStr<Err = IdError> + Ord,
{
    rows.into_iter().map(|(code, row)| Ok((code.parse()?, row?))).collect()
}

fn all<C: FromStr<Err = IdError>>(codes: &[&str]) -> Result<Vec<C>, IdError> {
    codes.iter().map(|code| code.parse()).collect()
}

fn trade(name: Words, department: &str, technicians: &[&str]) -> Result<Trade, IdError> {
    Ok(Trade { label: label(name), department: department.parse()?, technicians: all(technicians)? })
}

fn price(name: Words, unit: Words, yuan: i64, trade: &str) -> Result<PriceItem, IdError> {
    // Small amounts of a table: none is out of range.
    let each = Fen::try_from(yuan * 100).unwrap_or(Fen::FREE);
    Ok(PriceItem { label: label(name), unit: label(unit), each, trade: trade.parse()? })
}

fn fault(trade: &str, prices: &[&str]) -> Result<Fault, IdError> {
    Ok(Fault { trade: trade.parse::<TradeCode>()?, prices: all::<PriceCode>(prices)? })
}

fn warranty(
    (building, trade, contractor): (&str, &str, &str),
    today: NaiveDate,
) -> Result<Warranty, IdError> {
    let until = today.checked_add_days(Days::new(WARRANTY_DAYS)).unwrap_or(today);
    Ok(Warranty {
        building: building.to_owned(),
        trade: trade.parse()?,
        until,
        contractor: contractor.parse()?,
    })
}
