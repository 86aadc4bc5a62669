//! Folders that vanish with the story.

use std::path::Path;

use tempfile::TempDir;

/// A new folder. In memory where there is such a place: a story proves what happens between device and
/// office, not that the disk obeys, and without waiting for it hundreds of commits cost nothing.
pub fn fresh() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.unwrap()
}
