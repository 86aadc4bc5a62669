//! The office by the rulebook: a real office on loopback, and a handheld just clever enough to talk to it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may")]

mod bad_input;
mod bells;
mod callbacks;
mod certificates;
mod codes;
mod complaint_feed;
mod complaints;
mod crew;
mod customer_copy;
mod desk;
mod epochs;
mod events;
mod facts;
mod failed;
mod feed;
mod handheld;
mod heartbeats;
mod metrics;
mod month;
mod order_feed;
mod overdue;
mod parts;
mod restart;
mod stage;
mod supervisor;
mod takings;
mod uploads;
mod verify;
mod work_orders;
