//! Starts an office and a handheld on a sample residence.

fn main() {}
