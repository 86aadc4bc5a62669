//! The works department: two technicians, P-07 and a contractor, and what they repair for how much.
//!
//! Water is on the price list, wood is not, and walls are under warranty in building 8.

use doorstep_domain::catalogue::{Catalogue, Fault, PriceItem, Trade, Warranty};
use doorstep_domain::directory::Label;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{PriceCode, SubjectId, SubjectKind, TradeCode};
use doorstep_domain::role::Role;

use crate::directory::{self, SITE};
use crate::handheld::who;
use crate::world::World;

/// What a sink costs, in fen.
pub const LISTED: i64 = 8_000;

impl World {
    /// A world whose office knows trades, prices and warranties, and one more technician and a contractor.
    pub async fn with_works() -> Self {
        let world = Self::begin().await;
        world.open_works(catalogue(&["zhao"])).await;
        world
    }

    /// The office learns what is repaired by whom.
    pub async fn open_works(&self, catalogue: Catalogue) {
        let now = self.site.now();
        let subject = SubjectId::new(SubjectKind::Catalogue, SITE);
        let body = Body::CatalogueRecorded(Box::new(catalogue));
        let drafts = vec![
            directory::draft(subject, body, None, now),
            directory::person("feng", Role::Technician, true, now),
            directory::person("builder", Role::Contractor, true, now),
        ];
        self.site.office().append(drafts).await.unwrap();
    }
}

/// Who repairs what: `plumbers` see to water, feng to wood, the builder to the walls of building 8.
pub fn catalogue(plumbers: &[&str]) -> Catalogue {
    let trades = [trade("water", plumbers), trade("wood", &["feng"]), trade("walls", &["zhao"])];
    let prices = [price("trap", "更换弯管", 5_500), price("labour", "人工", 2_500)];
    let faults = [
        ("sink", "water", &["trap", "labour"][..]),
        ("parquet", "wood", &[]),
        ("wall", "walls", &["labour"]),
    ];
    Catalogue {
        revision: 1,
        trades: trades.into(),
        prices: prices.into(),
        faults: faults
            .into_iter()
            .map(|(matter, trade, prices)| (matter.parse().unwrap(), fault(trade, prices)))
            .collect(),
        warranties: vec![Warranty {
            building: "8".into(),
            trade: "walls".parse().unwrap(),
            until: "2099-12-31".parse().unwrap(),
            contractor: who("builder"),
        }],
        ..Catalogue::default()
    }
}

fn trade(code: &str, technicians: &[&str]) -> (TradeCode, Trade) {
    let technicians = technicians.iter().map(|person| who(person)).collect();
    let department = "engineering".parse().unwrap();
    (code.parse().unwrap(), Trade { label: Label::new(code, ""), department, technicians })
}

fn price(code: &str, label: &str, each: i64) -> (PriceCode, PriceItem) {
    let each = each.try_into().unwrap();
    let (label, unit, trade) = (Label::new(label, ""), Label::new("个", ""), "water".parse().unwrap());
    (code.parse().unwrap(), PriceItem { label, unit, each, trade })
}

fn fault(trade: &str, prices: &[&str]) -> Fault {
    let prices = prices.iter().map(|code| code.parse().unwrap()).collect();
    Fault { trade: trade.parse().unwrap(), prices }
}
