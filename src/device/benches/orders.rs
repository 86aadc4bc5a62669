//! How fast work orders are: 40 a day for 30 days (1 200) beside a large store list and save as fast as none.
//!
//! `cargo bench -p doorstep-device --bench orders`
#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use std::time::Instant;

use doorstep_domain::lang::Lang;

use handheld::Handheld;

#[path = "../tests/device/handheld.rs"]
mod handheld;
#[path = "../tests/device/office.rs"]
mod office;
#[path = "../tests/device/sample.rs"]
mod sample;
#[path = "../tests/device/orders/site.rs"]
mod site;

/// Homes, each with an event and its callback, so that there are 30 000 subjects.
const HOMES: usize = 10_000;
/// Homes that the orders are for.
const ORDERED: usize = 300;
const DAYS: usize = 30;
const A_DAY: usize = 40;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for homes in [0, HOMES] {
        let office = site::works();
        office.lock().page_size = 200;
        for room in 0..ORDERED {
            let home = format!("5-1-{room:03}");
            sample::home(&office, &home, "许女士", "Ms Xu", Lang::Zh);
            office.grant(&site::peng(), &format!("home/{home}").parse().unwrap());
        }
        for room in 0..homes {
            let home = format!("8-{}-{room:05}", room % 4);
            sample::home(&office, &home, &format!("王先生{room}"), "Mr Wang", Lang::Zh);
            let callback = sample::repair(&office, &home, &format!("r{room}"), 1 + room as i64 % 3);
            office.grant(&site::peng(), &format!("home/{home}").parse().unwrap());
            office.grant(&site::peng(), &callback);
            if room >= 50 {
                sample::done(&office, &callback);
            }
        }
        let handheld = runtime.block_on(site::handheld_of(&office, &[site::peng()]));
        println!("{} subjects:", homes * 3);
        measure(&handheld, "no orders");
        let begin = Instant::now();
        for day in 0..DAYS {
            for place in 0..A_DAY {
                whole_order(&handheld, day * A_DAY + place);
            }
            handheld.pass(sample::DAY);
        }
        let seconds = begin.elapsed().as_secs_f64();
        let orders = DAYS * A_DAY;
        println!(
            "  {orders} orders of 10 facts: {seconds:.1} s, {:.2} ms a fact",
            seconds * 1e3 / (orders * 10) as f64
        );
        measure(&handheld, "1 200 orders");
    }
}

fn whole_order(handheld: &Handheld, count: usize) {
    let home = format!("5-1-{:03}", count % ORDERED).parse().unwrap();
    let order = site::register_at(handheld, &home, "sink");
    site::dispatch(handheld, &order, site::peng());
    site::repair(handheld, &order, &format!("NO-{count}"));
    handheld.with(|device| device.confirm_order(&site::form_of(&order))).unwrap();
}

fn measure(handheld: &Handheld, what: &str) {
    println!("  {what}:");
    timed("my orders", || handheld.with(|device| device.orders_today())).unwrap();
    timed("today's callbacks", || handheld.with(|device| device.today())).unwrap();
    let order = timed("register", || site::register(handheld, "sink"));
    timed("an order's page", || handheld.with(|device| device.work_order(&order))).unwrap();
    timed("dispatch", || site::dispatch(handheld, &order, site::peng()));
    timed("accepted to charged", || {
        site::repair(handheld, &order, &format!("R-{}", order.key().len() + what.len()))
    });
    let day = "2026-11-24".parse().unwrap();
    timed("cash-up", || handheld.with(|device| device.cash_up(&site::peng(), day))).unwrap();
    timed("timeliness", || handheld.with(|device| device.timeliness(2026, 11))).unwrap();
}

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    println!("    {name:<32}{:>10.2} ms", begin.elapsed().as_secs_f64() * 1000.0);
    done
}
