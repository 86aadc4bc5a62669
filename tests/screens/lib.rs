//! The built programs, driven as a hand would drive them.

pub mod pictures;
