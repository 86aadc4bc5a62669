//! Folders that vanish with the story.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// Where a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In memory, where the system has such a place.
    Memory,
    /// Where the system has temporary files.
    Disk,
}

impl Place {
    /// A new folder.
    pub fn folder(self) -> TempDir {
        match self {
            Place::Memory => fresh(),
            Place::Disk => tempfile::tempdir().unwrap(),
        }
    }
}

/// A new folder. In memory where there is such a place: a story proves what happens between device and
/// office, not that the disk obeys, and without waiting for it hundreds of commits cost nothing.
pub fn fresh() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.unwrap()
}

/// Copies files and folders; sockets stay.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (kind, to) = (entry.file_type().unwrap(), to.join(entry.file_name()));
        if kind.is_dir() {
            fs::create_dir_all(&to).unwrap();
            copy(&entry.path(), &to);
        } else if kind.is_file() {
            fs::copy(entry.path(), &to).unwrap();
        }
    }
}
