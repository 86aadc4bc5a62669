//! An ext4 disk in a file: its power can be cut, and it can be full.
//!
//! The cut is `EXT4_IOC_SHUTDOWN` with `NOLOGFLUSH`: nothing that was not synced survives, the journal neither.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use rustix::ioctl::{Opcode, Setter, ioctl};

use crate::process::PATIENCE;

/// `_IOR('X', 125, __u32)`, as in the kernel's `fs/ext4/ext4.h`.
const EXT4_IOC_SHUTDOWN: Opcode = 0x8004_587d;
/// `EXT4_GOING_FLAGS_NOLOGFLUSH`.
const NO_LOG_FLUSH: u32 = 2;

/// A disk.
pub struct Disk {
    image: PathBuf,
    at: PathBuf,
}

/// Why it cannot be done here.
#[derive(Debug)]
pub struct Impossible(String);

impl From<String> for Impossible {
    fn from(why: String) -> Self {
        Self(why)
    }
}

impl std::fmt::Display for Impossible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "It takes root, loop devices and mkfs.ext4, and libfiu where fsync is to fail. Here: {}",
            self.0
        )
    }
}

fn run(program: &str, words: &[&str], paths: &[&Path]) -> Result<(), Impossible> {
    let output = Command::new(program).args(words).args(paths).output();
    let output = output.map_err(|error| Impossible(format!("{program}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Impossible(format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim())))
}

impl Disk {
    /// A new disk of so many megabytes, in a file of `folder`.
    ///
    /// # Errors
    /// Where it cannot be had.
    pub fn new(folder: &Path, name: &str, megabytes: u64) -> Result<Self, Impossible> {
        let (image, at) = (folder.join(format!("{name}.img")), folder.join(name));
        let made = File::create(&image).and_then(|file| file.set_len(megabytes << 20));
        made.and_then(|()| fs::create_dir_all(&at)).map_err(|error| Impossible(error.to_string()))?;
        // Nothing is kept back for root: who fills it here is root.
        run("mkfs.ext4", &["-q", "-F", "-m", "0"], &[&image])?;
        run("mount", &["-o", "loop"], &[&image, &at])?;
        Ok(Self { image, at })
    }

    /// Whether a disk can be had here, and its power cut.
    ///
    /// # Errors
    /// Why not.
    pub fn is_possible() -> Result<(), Impossible> {
        let folder = tempfile::tempdir().map_err(|error| Impossible(error.to_string()))?;
        let disk = Self::new(folder.path(), "trial", 8)?;
        disk.try_cut().map_err(|error| Impossible(format!("EXT4_IOC_SHUTDOWN: {error}")))
    }

    /// Where its files are.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// The power goes.
    pub fn cut(&self) {
        self.try_cut().unwrap();
    }

    #[expect(unsafe_code, reason = "no crate has this ioctl: its number and its u32 are the kernel's")]
    fn try_cut(&self) -> io::Result<()> {
        let root = File::open(&self.at)?;
        // SAFETY: the kernel reads one u32 for this opcode, and writes nothing.
        Ok(unsafe { ioctl(&root, Setter::<EXT4_IOC_SHUTDOWN, u32>::new(NO_LOG_FLUSH)) }?)
    }

    /// The power comes back. Nobody may have a file open: the system takes its time to close those of who was killed.
    pub fn back(&self) {
        let begin = Instant::now();
        while let Err(why) = run("umount", &[], &[&self.at]) {
            assert!(begin.elapsed() < PATIENCE, "{why}");
            thread::sleep(Duration::from_millis(50));
        }
        run("mount", &["-o", "loop"], &[&self.image, &self.at]).unwrap();
    }

    /// Takes all room but so many kilobytes.
    pub fn fill(&self, but: u64) {
        let file = File::create(self.ballast()).unwrap();
        let mut free = self.free().saturating_sub(but << 10);
        while free > 0 {
            // Some of it is needed to say where the rest is.
            match rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, free) {
                Ok(()) => break,
                Err(_) => free -= free.min(64 << 10),
            }
        }
        file.sync_all().unwrap();
    }

    /// There is room again.
    pub fn make_room(&self) {
        fs::remove_file(self.ballast()).unwrap();
        File::open(&self.at).and_then(|folder| folder.sync_all()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }

    fn free(&self) -> u64 {
        let there = rustix::fs::statvfs(&self.at).unwrap();
        there.f_bavail * there.f_frsize
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a test that stops may have children that are about to end.
        let _ = run("umount", &["-l"], &[&self.at]);
    }
}
