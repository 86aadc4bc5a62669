//! What is done for each route, one file a resource.

pub mod bells;
pub mod callbacks;
pub mod cash_up;
pub mod certificates;
pub mod challenges;
pub mod complaints;
pub mod coverage;
pub mod devices;
pub mod events;
pub mod facts;
pub mod feed;
pub mod health;
pub mod heartbeats;
pub mod metrics;
pub mod office;
pub mod openapi;
pub mod parts;
pub mod persons;
pub mod sessions;
pub mod snapshot;
pub mod timeliness;
pub mod uploads;
pub mod work_orders;
