//! Today's orders: one at each stage that somebody has to do something about.

use doorstep_domain::event::Payment;
use doorstep_domain::work_order::Wanted;

use super::{DESK, Did, MINUTE, OrderPlan};
use crate::sample::homes::Home;
use crate::sample::matters::Matter;
use crate::sample::people::member;
use crate::sample::schedule::Schedule;

/// An order of today; minutes are before now.
struct Today {
    home: &'static str,
    matter: &'static str,
    /// At the desk, or else by the home's butler.
    by_phone: bool,
    registered: i64,
    /// In so many minutes from now on, to the half hour; `None` is at once.
    appointment: Option<i64>,
    worker: Option<&'static str>,
    access: &'static str,
    acts: &'static [(i64, Did)],
}

const CHEN_WEI: Option<&str> = Some("t-01");

const fn order(home: &'static str, matter: &'static str, registered: i64) -> Today {
    Today { home, matter, by_phone: true, registered, appointment: None, worker: None, access: "", acts: &[] }
}

static TODAY: [Today; 8] = [
    // Picture 05: to be accepted, and told from there to its end.
    Today {
        by_phone: false,
        worker: CHEN_WEI,
        access: "门铃坏了，请轻敲三下；家里有小狗，进门后请带上门",
        ..order("3-2-1503", "basin", 6)
    },
    Today {
        appointment: Some(210),
        worker: CHEN_WEI,
        access: "家里有老人午休，请先打电话",
        acts: &[(70, Did::Accept)],
        ..order("5-1-0901", "tap", 75)
    },
    Today { worker: CHEN_WEI, acts: &[(4, Did::Accept)], ..order("8-1-0502", "shower", 9) },
    // P-07 has 15 minutes.
    Today {
        by_phone: false,
        worker: CHEN_WEI,
        acts: &[(8, Did::Accept), (6, Did::AskQuote)],
        ..order("3-1-1102", "hot-water", 14)
    },
    // to be countersigned.
    Today {
        acts: &[(90, Did::Accept), (80, Did::Arrive), (74, Did::Verify), (70, Did::Decline)],
        ..order("8-2-2202", "lamp", 95)
    },
    // to be confirmed.
    Today {
        worker: CHEN_WEI,
        acts: &[
            (135, Did::Accept),
            (124, Did::Arrive),
            (118, Did::Verify),
            (115, Did::Agree),
            (114, Did::Start),
            (82, Did::Finish),
            (79, Did::Sign),
            (77, Did::Charge),
        ],
        ..order("5-2-1602", "drain", 140)
    },
    // the contractor is to be told.
    order("8-2-0902", "wall", 3),
    // The catalogue names nobody: the desk's to hand on.
    order("3-2-0902", "other", 25),
];

/// Today's orders as of now.
pub(in crate::sample) fn today<'a>(homes: &[Home], schedule: &Schedule) -> Vec<OrderPlan<'a>> {
    TODAY.iter().filter_map(|today| plan(today, homes, schedule)).collect()
}

fn plan<'a>(today: &Today, homes: &[Home], schedule: &Schedule) -> Option<OrderPlan<'a>> {
    let home = homes.iter().position(|home| home.id.as_str() == today.home)?;
    let ago = |minutes: i64| schedule.now.shifted(-minutes * MINUTE);
    let half_hour = 30 * MINUTE;
    let appointment = today.appointment.map(|minutes| {
        let at = ago(-minutes).millis() / half_hour * half_hour;
        doorstep_domain::moment::Moment::nearest(at)
    });
    Some(OrderPlan {
        home,
        matter: Matter::of_code(today.matter),
        registrar: if today.by_phone { member(DESK) } else { homes[home].butler },
        registered: ago(today.registered),
        wanted: appointment.map_or(Wanted::Now, |at| Wanted::Appointment { at }),
        access: today.access,
        worker: today.worker.map(member),
        acts: today.acts.iter().map(|(minutes, did)| (ago(*minutes), *did)).collect(),
        payment: Payment::Cash,
        differs: false,
        callback: None,
    })
}
