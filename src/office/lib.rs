//! The office server: takes facts, judges them once, feeds handhelds.
