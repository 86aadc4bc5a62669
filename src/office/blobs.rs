//! Parts that travel apart, pictures above all: files in the data folder, there before a row names them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use doorstep_domain::fact::Part;

use crate::durable;

/// The folder of parts.
#[derive(Debug, Clone)]
pub struct Blobs(PathBuf);

impl Blobs {
    /// The parts in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        durable::make_private_dir(folder)?;
        Ok(Self(folder.to_owned()))
    }

    /// Keeps a part and says under which name. On return it survives a power cut.
    ///
    /// # Errors
    /// When the file system does not let it.
    pub fn keep(&self, part: &Part) -> io::Result<String> {
        let name: String = part.hash().0.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{}/{name}", &name[..2]);
        let path = self.0.join(&name);
        self.make_folder_of(&path)?;
        if path.exists() {
            // Who put it there may have failed at the very last: at making its name durable.
            durable::sync_folder_of(&path)?;
        } else {
            durable::write_private(&path, &part.bytes.0)?;
        }
        Ok(name)
    }

    fn make_folder_of(&self, path: &Path) -> io::Result<()> {
        let Some(folder) = path.parent().filter(|folder| !folder.exists()) else { return Ok(()) };
        durable::make_private_dir(folder)?;
        fs::File::open(&self.0)?.sync_all()
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.0.join(name))
    }
}
