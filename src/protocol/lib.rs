//! What crosses the wire between a handheld and its office.
