//! Where pictures come from: a folder that they drop into, for industrial cameras and for tests. Other
//! cameras implement the same trait.

use std::fs;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use doorstep_device::media::{Limits, PictureError, Prepared, prepare_file};

/// A picture to come. Dropping it cancels, and loses nothing: what drops later is taken next time.
pub type Taking = Pin<Box<dyn Future<Output = io::Result<Taken>> + Send>>;

/// Takes pictures.
pub trait Camera: Send + Sync {
    /// Takes one, or waits for the next.
    fn take(&self) -> Taking;
}

/// A picture as it came. It stays where it is until it is durable elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    file: PathBuf,
}

impl Taken {
    /// Scales and turns it. Takes its time: for a worker.
    ///
    /// # Errors
    /// See [`PictureError`].
    pub fn prepare(&self, limits: Limits) -> Result<Prepared, PictureError> {
        prepare_file(&self.file, limits)
    }

    /// It is durable here now: it goes out of the camera's way.
    pub fn kept(&self) {
        self.set_aside("taken");
    }

    /// It is no picture that can be kept: it goes out of the camera's way, so that the next can be taken.
    pub fn refused(&self) {
        self.set_aside("refused");
    }

    fn set_aside(&self, where_to: &str) {
        if let Err(error) = move_into(&self.file, where_to) {
            tracing::warn!(%error, "a picture stays in the camera's folder, and will be taken again");
        }
    }
}

fn move_into(file: &Path, where_to: &str) -> io::Result<()> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return Ok(()) };
    let aside = folder.join(where_to);
    fs::create_dir_all(&aside)?;
    fs::rename(file, aside.join(name))
}

/// How often the folder is looked at while nothing drops.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A folder that pictures drop into.
#[derive(Debug, Clone)]
pub struct FolderCamera {
    folder: PathBuf,
}

impl FolderCamera {
    /// The camera that drops its pictures here.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

impl Camera for FolderCamera {
    fn take(&self) -> Taking {
        let folder = self.folder.clone();
        Box::pin(async move {
            let mut before = None;
            loop {
                let now = oldest(&folder)?;
                match &now {
                    // Who still writes changes the size between two looks.
                    Some(file) if before == now => return Ok(Taken { file: file.path.clone() }),
                    _ => before = now,
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Dropped {
    modified: SystemTime,
    path: PathBuf,
    size: u64,
}

/// What dropped first and was not taken yet. What is hidden is still being written.
fn oldest(folder: &Path) -> io::Result<Option<Dropped>> {
    let mut dropped = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // One that goes between listing and looking was not here.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_file() && !is_hidden {
            let modified = metadata.modified()?;
            dropped.push(Dropped { modified, path: entry.path(), size: metadata.len() });
        }
    }
    Ok(dropped.into_iter().min())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drop_into(folder: &Path, name: &str, age: u64) {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    async fn take(folder: &Path) -> Taken {
        FolderCamera::new(folder.to_owned()).take().await.unwrap()
    }

    #[tokio::test]
    async fn the_oldest_is_taken_and_goes_only_when_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let camera = folder.path();
        drop_into(camera, "b.jpg", 10);
        drop_into(camera, "a.jpg", 5);
        drop_into(camera, ".c.jpg", 20);
        let first = take(camera).await;
        assert_eq!(first.file.file_name().unwrap(), "b.jpg");
        assert_eq!(take(camera).await, first, "until it is kept it is there");
        first.kept();
        let second = take(camera).await;
        assert_eq!(second.file.file_name().unwrap(), "a.jpg");
        assert!(matches!(second.prepare(Limits::default()), Err(PictureError::NotAPicture)));
        second.refused();
        assert_eq!(names(&camera.join("taken")), ["b.jpg"]);
        assert_eq!(names(&camera.join("refused")), ["a.jpg"]);
        assert_eq!(names(camera), [".c.jpg", "refused", "taken"]);
    }

    #[tokio::test]
    async fn the_next_is_waited_for_and_waiting_can_be_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let camera = FolderCamera::new(folder.path().to_owned());
        let cancelled = tokio::time::timeout(Duration::from_millis(300), camera.take()).await;
        assert!(cancelled.is_err());
        let waiting = tokio::spawn(camera.take());
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop_into(folder.path(), "later.jpg", 0);
        assert_eq!(waiting.await.unwrap().unwrap().file.file_name().unwrap(), "later.jpg");
    }

    #[tokio::test]
    async fn a_folder_that_is_not_there_is_said_so() {
        let camera = FolderCamera::new("/no/such/folder".into());
        assert!(camera.take().await.is_err());
    }
}
