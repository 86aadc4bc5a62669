//! The main job, with nothing to configure: an office and a handheld on a sample residence.

fn main() -> anyhow::Result<()> {
    doorstep_demo::main_with(std::env::args_os())
}
