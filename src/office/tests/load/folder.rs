//! The files of a site, as the template writes them, and an office to load them into.

use doorstep_domain::bytes::Blob;
use doorstep_domain::lang::Lang;
use doorstep_office::Office;
use doorstep_office::load::{Files, LoadAnswer, Sheet, read_folder, template};
use tempfile::TempDir;

/// The template's files, to be changed.
#[derive(Clone)]
pub struct Folder(pub Files);

impl Folder {
    pub fn template() -> Self {
        let folder = tempfile::tempdir().unwrap();
        template::write(folder.path(), Lang::Zh).unwrap();
        Self(read_folder(folder.path()).unwrap())
    }

    /// Only this file of them.
    pub fn only(self, sheet: Sheet) -> Self {
        let keep = |(name, _): &(String, Blob)| name == sheet.file();
        Self(Files(self.0.0.into_iter().filter(keep).collect()))
    }

    pub fn without(mut self, sheet: Sheet) -> Self {
        self.0.0.remove(sheet.file());
        self
    }

    pub fn text(&self, sheet: Sheet) -> String {
        String::from_utf8(self.0.0[sheet.file()].0.clone()).unwrap()
    }

    /// With these bytes as a file.
    pub fn with(mut self, file: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.0.insert(file.to_owned(), Blob(bytes.into()));
        self
    }

    /// With another text in one place of a file.
    pub fn edited(self, sheet: Sheet, from: &str, to: &str) -> Self {
        let text = self.text(sheet);
        assert_eq!(text.matches(from).count(), 1, "{from}");
        self.with(sheet.file(), text.replace(from, to))
    }
}

/// A new office without anything.
pub struct Stage {
    pub office: Office,
    pub folder: TempDir,
}

impl Stage {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { office: Office::open(folder.path()).unwrap(), folder }
    }

    /// With the template's residence.
    pub async fn set() -> Self {
        let stage = Self::empty();
        assert!(stage.load(&Folder::template()).await.1 > 0);
        stage
    }

    /// Loads; the plan in English, and how many facts it made.
    pub async fn load(&self, folder: &Folder) -> (String, usize) {
        let answer = self.office.load(folder.0.clone(), false).await.unwrap();
        match &answer {
            LoadAnswer::Loaded { facts, .. } => (answer.text(Lang::En), *facts),
            other => panic!("{other:?}"),
        }
    }

    pub async fn plan(&self, folder: &Folder) -> String {
        let answer = self.office.load(folder.0.clone(), true).await.unwrap();
        assert!(matches!(answer, LoadAnswer::Planned(_)), "{answer:?}");
        answer.text(Lang::En)
    }

    /// The problems, one a line.
    pub async fn refused(&self, folder: &Folder, lang: Lang) -> Vec<String> {
        let answer = self.office.load(folder.0.clone(), false).await.unwrap();
        assert!(matches!(answer, LoadAnswer::Refused(_)), "{answer:?}");
        answer.text(lang).lines().map(str::to_owned).collect()
    }

    /// What one query of the office's database answers.
    pub fn query<T: rusqlite::types::FromSql>(&self, sql: &str) -> Vec<T> {
        let connection = rusqlite::Connection::open(self.folder.path().join("office.db")).unwrap();
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// The subjects of all facts, in the office's order.
    pub fn facts(&self) -> Vec<String> {
        self.query("SELECT subject FROM facts ORDER BY sequence")
    }
}

/// The lines that tell of a change.
pub fn changes(plan: &str) -> Vec<&str> {
    plan.lines().filter(|line| line.starts_with(['+', '~', '-'])).collect()
}
