//! The handheld's screens wired to the device: the binary `doorstep`.
