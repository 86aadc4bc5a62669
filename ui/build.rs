//! Compiles the `.slint` files and bundles the translations into the binary.

fn main() -> Result<(), slint_build::CompileError> {
    println!("cargo:rerun-if-env-changed=SLINT_EMIT_DEBUG_INFO");
    println!("cargo:rerun-if-changed=translations");
    // Tests and the driver find elements by name; a release carries no names.
    let debug_info = std::env::var("PROFILE").as_deref() == Ok("debug")
        || std::env::var_os("SLINT_EMIT_DEBUG_INFO").is_some();
    let config = slint_build::CompilerConfiguration::new()
        // One dictionary for all screens: the same English words are translated once.
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .with_bundled_translations("translations")
        .with_debug_info(debug_info);
    slint_build::compile_with_config("app.slint", config)
}
