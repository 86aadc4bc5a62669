//! The Android library that starts the same app. Type-checked in CI; linking an APK wants SDK and NDK.
#![cfg(target_os = "android")]

use doorstep_app::{Begin, Options};

/// Where Android's activity hands over.
#[allow(unsafe_code, reason = "the activity looks this function up by its unmangled name")]
#[unsafe(no_mangle)]
fn android_main(app: slint::android::AndroidApp) {
    let data = app.internal_data_path().unwrap_or_default();
    if let Err(error) = slint::android::init(app) {
        return eprintln!("doorstep: {error}");
    }
    let options = Options { data, begin: Begin::default() };
    if let Err(error) = doorstep_app::run(options) {
        eprintln!("doorstep: {error}");
    }
}
