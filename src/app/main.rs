//! The handheld alone. The first start asks for the office and its one-time code.

fn main() -> anyhow::Result<()> {
    doorstep_app::main_with(std::env::args_os())
}
