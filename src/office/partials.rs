//! Files that grow: uploads on their way. What lies behind the offset in their row is not there, whatever
//! a crash left; what lies before it survives a power cut.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use tokio::sync::Mutex;

use crate::durable;

/// The folder of files that grow.
pub struct Partials {
    folder: PathBuf,
    /// One file grows at a time, so that an offset is looked up and moved by one alone.
    pub(crate) growing: Mutex<()>,
}

impl Partials {
    /// The files in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        durable::make_private_dir(folder)?;
        Ok(Self { folder: folder.to_owned(), growing: Mutex::default() })
    }

    /// How much of a file is there; nothing of one that is not.
    pub fn length(&self, name: &str) -> i64 {
        fs::metadata(self.folder.join(name)).map_or(0, |file| i64::try_from(file.len()).unwrap_or(i64::MAX))
    }

    /// Writes `bytes` at `offset`, behind which nothing was. On return they survive a power cut.
    ///
    /// # Errors
    /// When the file system does not let it.
    pub fn append(&self, name: &str, offset: i64, bytes: &[u8]) -> io::Result<()> {
        let path = self.folder.join(name);
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        let offset = offset.unsigned_abs();
        file.set_len(offset)?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // Not only where the file is new: the first try may have failed after it was made.
        if offset == 0 { File::open(&self.folder)?.sync_all() } else { Ok(()) }
    }

    /// All of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(name))
    }

    /// The file is not needed any more.
    pub fn remove(&self, name: &str) {
        if let Err(error) = fs::remove_file(self.folder.join(name)) {
            tracing::warn!(%error, "a file of a finished upload was not removed");
        }
    }
}
