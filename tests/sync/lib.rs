//! A network that breaks, between the real device and the real office.

pub mod proxy;
