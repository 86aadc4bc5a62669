//! The handheld without its screens: stores, media, commands, queries, sync.
