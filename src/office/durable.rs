//! Files that are there after a power cut, or not at all: written aside, fsynced, renamed, and the
//! directory fsynced. Only after that may a row name them (F-01).

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// Makes a directory, and those above it where they are missing, that only the office's user may enter.
///
/// # Errors
/// When the file system does not let it.
pub fn make_private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Writes a file that only the office's user may read. `aside` is the name until it is whole.
///
/// # Errors
/// When the file system does not let it; then nothing stands at `path`.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = aside(path)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    let written =
        file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&aside, path));
    if let Err(error) = written {
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    sync_folder_of(path)
}

/// Makes the name of a file durable.
///
/// # Errors
/// When the file system does not let it.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    let parent = path.parent().ok_or_else(|| io::Error::other("a file without a folder"))?;
    File::open(parent)?.sync_all()
}

fn aside(path: &Path) -> io::Result<std::path::PathBuf> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(path.with_extension(format!("{:016x}.part", u64::from_be_bytes(random))))
}
