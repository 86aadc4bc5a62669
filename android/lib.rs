//! The Android library that starts the same app.
