//! What the office does by itself: facts with an id derived from their cause, made once, whoever computes them.

pub mod callbacks;
