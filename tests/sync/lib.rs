//! Whole-system tests: the real device, the real office, a network that breaks.
