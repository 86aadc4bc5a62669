//! `doorstep-office backup`: a copy of an office that is served meanwhile. First the database, as it was at one moment;
//! then every file that this copy names, which was durable before its row was; last the copy gets its name. At every
//! moment the folder holds a whole backup, the old one or the new one, or says that it holds none yet.
//!
//! What a backup holds is a data folder: to restore it, copy it and serve it. It then begins a new epoch by itself.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::backed_up::Held;
use crate::durable;
use crate::error::OfficeError;
use crate::identity::{COPY, IS_COPY};
use crate::office::{DATABASE, KEYS, PARTS, lock};
use crate::store::sqlite::Sqlite;
use crate::store::{Store as _, StoreError};

/// Stands in a folder whose first backup is not finished.
const UNFINISHED: &str = "NOT-A-WHOLE-BACKUP";
/// Stands in a folder that is a backup, and on which no office was opened since.
const IS_BACKUP: &str = "BACKUP";
/// The copy until it has its name.
const ASIDE: &str = "office.db.new";
/// The key files: without them nobody can go on from a backup.
const KEY_FILES: [&str; 2] = ["signing.key", "sealing.key"];

/// Why there is no new backup. The office is as it was, and so is an earlier backup in the folder.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("there is no office in {0}: nothing was copied")]
    NoOffice(PathBuf),
    /// The folder is the office's own.
    #[error(
        "a backup inside the office's own folder would go down with it: nothing was copied. Choose another folder"
    )]
    Inside,
    /// The folder holds something else.
    #[error(
        "{0} holds another office, or one that is in use: nothing in it was touched. Choose another folder"
    )]
    Taken(PathBuf),
    /// A file cannot be copied: no room is left, above all.
    #[error(
        "{0}: {1}. The earlier backup, if there was one, is as it was. Make room, and run `backup` again"
    )]
    File(PathBuf, io::Error),
    /// The database cannot be read or written.
    #[error(
        "{0}. The earlier backup, if there was one, is as it was. Run `backup` again; if it fails again, run `verify`"
    )]
    Store(#[from] StoreError),
}

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// What the backup holds.
    pub held: Held,
    /// Files of pictures that were copied.
    pub new: u64,
    /// Files that were there from before.
    pub there: u64,
    /// The size of the database, in bytes.
    pub database: u64,
}

/// Copies the office in `data` into the folder `to`, whoever serves it meanwhile.
///
/// # Errors
/// See [`BackupError`].
pub fn back_up(data: &Path, to: &Path) -> Result<Copied, BackupError> {
    if !data.join(DATABASE).exists() {
        return Err(BackupError::NoOffice(data.to_owned()));
    }
    let copying = Copying { data, to };
    copying.prepare()?;
    let _alone = lock(to).map_err(|_| BackupError::Taken(to.to_owned()))?;
    copying.check_target()?;
    let aside = to.join(ASIDE);
    let held = copying.database(&aside)?;
    let (new, there) = copying.files(&Sqlite::open_copy(&aside)?)?;
    let database = copying.finish(&aside)?;
    Ok(Copied { held, new, there, database })
}

struct Copying<'a> {
    data: &'a Path,
    to: &'a Path,
}

impl Copying<'_> {
    fn prepare(&self) -> Result<(), BackupError> {
        durable::make_private_dir(self.to).map_err(at(self.to))?;
        let [data, to] = [self.data, self.to].map(|path| fs::canonicalize(path).map_err(at(path)));
        let (data, to) = (data?, to?);
        if to.starts_with(&data) || data.starts_with(&to) { Err(BackupError::Inside) } else { Ok(()) }
    }

    /// An earlier backup of this very office, or nothing yet.
    fn check_target(&self) -> Result<(), BackupError> {
        if !self.to.join(DATABASE).exists() {
            return self.write(UNFINISHED, b"Run `doorstep-office backup` again to finish it.\n");
        }
        let same = KEY_FILES.iter().all(|key| {
            let [here, there] = [self.data, self.to].map(|folder| fs::read(folder.join(KEYS).join(key)).ok());
            here.is_some() && here == there
        });
        if same && self.to.join(IS_BACKUP).exists() {
            Ok(())
        } else {
            Err(BackupError::Taken(self.to.to_owned()))
        }
    }

    /// One state of everything, in one file, marked as a copy.
    fn database(&self, aside: &Path) -> Result<Held, BackupError> {
        forget(aside)?;
        Sqlite::open_to_read(&self.data.join(DATABASE))?.copy_to(aside)?;
        let copy = Sqlite::open_copy(aside)?;
        let held = Held::by(&copy)?;
        copy.forget_uploads()?;
        copy.set_office_value(COPY, IS_COPY)?;
        Ok(held)
    }

    /// The keys, and every file that the copy names: how many are new, and how many were there.
    fn files(&self, copy: &Sqlite) -> Result<(u64, u64), BackupError> {
        for key in KEY_FILES {
            self.key(key)?;
        }
        let (mut new, mut there, mut folders) = (0, 0, BTreeSet::new());
        copy.for_each_file(|file| {
            let (from, to) = (self.data.join(PARTS).join(file), self.to.join(PARTS).join(file));
            if to.exists() {
                there += 1;
                return Ok(());
            }
            let folder = to.parent().unwrap_or(self.to).to_owned();
            if folders.insert(folder.clone()) {
                durable::make_private_dir(&folder).map_err(at(&folder))?;
            }
            new += 1;
            copy_file(&from, &to)
        })?;
        folders.extend([self.to.join(PARTS), self.to.join(KEYS)]);
        for folder in folders.iter().filter(|folder| folder.exists()) {
            sync(folder)?;
        }
        Ok((new, there))
    }

    fn key(&self, key: &str) -> Result<(), BackupError> {
        let (from, to) = (self.data.join(KEYS).join(key), self.to.join(KEYS));
        let path = to.join(key);
        if path.exists() {
            return Ok(());
        }
        durable::make_private_dir(&to).map_err(at(&to))?;
        let bytes = fs::read(&from).map_err(at(&from))?;
        durable::write_private(&path, &bytes).map_err(at(&path))
    }

    /// The copy gets its name: from here on it is the backup. Answers its size.
    fn finish(&self, aside: &Path) -> Result<u64, BackupError> {
        sync(aside)?;
        self.write(
            IS_BACKUP,
            b"A copy of an office. To restore it: copy this folder, and serve the copy.\n",
        )?;
        let database = self.to.join(DATABASE);
        fs::rename(aside, &database).map_err(at(&database))?;
        sync(self.to)?;
        forget(&self.to.join(UNFINISHED))?;
        sync(self.to)?;
        Ok(fs::metadata(&database).map_err(at(&database))?.len())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let path = self.to.join(name);
        durable::write_private(&path, bytes).map_err(at(&path))
    }
}

/// Parts never change, so on one file system a second name is enough; elsewhere the bytes are copied.
fn copy_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let aside = to.with_extension("part");
    fs::copy(from, &aside).map_err(at(from))?;
    sync(&aside)?;
    fs::rename(&aside, to).map_err(at(to))
}

fn sync(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(at(path))
}

fn forget(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(BackupError::File(path.to_owned(), e)),
        _ => Ok(()),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError + use<'_> {
    |error| BackupError::File(path.to_owned(), error)
}

/// Whether a folder says that its backup is not whole.
pub(crate) fn is_unfinished(folder: &Path) -> bool {
    folder.join(UNFINISHED).exists()
}

/// Nobody founds an office where half of one lies.
pub(crate) fn refuse_unfinished(folder: &Path) -> Result<(), OfficeError> {
    if is_unfinished(folder) { Err(OfficeError::UnfinishedBackup(folder.to_owned())) } else { Ok(()) }
}

/// An office was opened here: no later backup may take its place.
pub(crate) fn is_one_no_more(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(IS_BACKUP)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}
