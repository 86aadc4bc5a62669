//! A site's own data from CSV files (`doorstep-office load DIR`): name and policies, departments, trades, price
//! list, matters, staff, homes, warranties, phrases, working days. `load --template DIR` writes each of them with
//! comments; [`Sheet`] names them.
//!
//! Bytes become rows ([`rows`]), rows become values ([`given`]), values laid over what the office has become what is
//! wanted ([`records`]); what they refer to must be there ([`references`]). With any problem nothing happens. The
//! difference ([`plan`]) becomes facts of the office ([`drafts`]), one for each subject that changes, in one
//! transaction. A file that is not there changes nothing. Homes and people are never removed; the other files
//! are lists, each the whole as of now.

mod drafts;
mod forms;
mod given;
mod items;
mod plan;
mod problem;
mod records;
mod references;
mod rows;
mod settings;
mod sheet;
pub mod template;
mod values;
mod wording;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use doorstep_domain::bytes::Blob;
use doorstep_domain::ids::SiteId;
use doorstep_domain::lang::Lang;
use serde::{Deserialize, Serialize};

pub use plan::{Becomes, Change, FieldChange, Plan, Remark};
pub use problem::{Problem, Wrong};
pub use sheet::Sheet;

use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::store::Store;
use given::Given;
use records::Records;

/// All files together have no more bytes: 50 000 homes have less.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The CSV files of a folder, by their names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Files(pub BTreeMap<String, Blob>);

/// What came of a load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadAnswer {
    /// Something is wrong; nothing was changed.
    Refused(Vec<Problem>),
    /// What would change.
    Planned(Plan),
    /// What changed, by how many facts.
    Loaded {
        /// What changed.
        plan: Plan,
        /// So many facts of the office say so.
        facts: usize,
    },
}

/// Reads the CSV files of a folder.
///
/// # Errors
/// When folder or files cannot be read, or are larger than any site's.
pub fn read_folder(folder: &Path) -> Result<Files, OfficeError> {
    let failed = |path: &Path, e| OfficeError::File(path.to_owned(), e);
    let mut files = Files::default();
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).map_err(|e| failed(folder, e))? {
        let path = entry.map_err(|e| failed(folder, e))?.path();
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("csv")) {
            continue;
        }
        bytes += path.metadata().map_err(|e| failed(&path, e))?.len();
        if bytes > MAX_BYTES {
            return Err(OfficeError::bad_request(format!("more than {MAX_BYTES} bytes of files")));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.0.insert(name, Blob(std::fs::read(&path).map_err(|e| failed(&path, e))?));
    }
    Ok(files)
}

impl Office {
    /// Loads a site's files, or says what that would change. With any problem nothing is changed; what is
    /// loaded twice changes nothing the second time.
    ///
    /// # Errors
    /// When the store fails; then nothing was changed.
    pub async fn load(&self, files: Files, dry_run: bool) -> Result<LoadAnswer, OfficeError> {
        let reading = tokio::task::spawn_blocking(move || given::read(&files));
        let read = Arc::new(reading.await.map_err(|_| OfficeError::Stopping)?);
        if dry_run {
            let site = self.identity().site.clone();
            return self
                .read(move |store| Ok(Load::of(store, &site, &read)?.map_or_else(refused, planned)))
                .await;
        }
        let answer = self.write(move |ledger| load(ledger, &read)).await?;
        if let LoadAnswer::Loaded { facts, .. } = &answer {
            tracing::info!(facts, "the site's data were loaded");
        }
        Ok(answer)
    }
}

fn refused(problems: Vec<Problem>) -> LoadAnswer {
    LoadAnswer::Refused(problems)
}

fn planned(load: Load) -> LoadAnswer {
    LoadAnswer::Planned(load.plan)
}

fn load(ledger: &mut Ledger, read: &(Given, Vec<Problem>)) -> Result<LoadAnswer, OfficeError> {
    let site = ledger.office.site.clone();
    let load = match Load::of(&*ledger.store, &site, read)? {
        Ok(load) => load,
        Err(problems) => return Ok(LoadAnswer::Refused(problems)),
    };
    let drafts = drafts::drafts(&load.present, &load.wanted, &site, ledger.now())?;
    let facts = drafts.len();
    drafts.into_iter().try_for_each(|draft| ledger.append(draft).map(drop))?;
    Ok(LoadAnswer::Loaded { plan: load.plan, facts })
}

/// What the files make of what the office has.
struct Load {
    present: Records,
    wanted: Records,
    plan: Plan,
}

impl Load {
    fn of(
        store: &dyn Store,
        site: &SiteId,
        (given, problems): &(Given, Vec<Problem>),
    ) -> Result<Result<Self, Vec<Problem>>, OfficeError> {
        let present = Records::of(store, site)?;
        let wanted = present.with(given);
        let mut problems = problems.clone();
        problems.extend(wanted.nameless(&present, &problems));
        problems.extend(references::check(&wanted, given, &problems));
        if !problems.is_empty() {
            problems.sort_by_key(Problem::order);
            return Ok(Err(problems));
        }
        let plan = plan::plan(&present, &wanted, given);
        Ok(Ok(Self { present, wanted, plan }))
    }
}

impl LoadAnswer {
    /// What is wrong, or what changes, line by line, in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Refused(problems) => problems.iter().map(|problem| problem.text(lang) + "\n").collect(),
            Self::Planned(plan) | Self::Loaded { plan, .. } => plan.text(lang),
        }
    }

    /// What came of it, in one sentence.
    pub fn summary(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::Refused(problems) => {
                let count = problems.len();
                let zh = format!("发现 {count} 处问题，未作任何更改；请改正后再次导入");
                (zh, format!("{count} wrong, so nothing was changed: correct it and load again"))
            }
            Self::Planned(_) => {
                ("只是预演，未作任何更改".to_owned(), "a dry run: nothing was changed".to_owned())
            }
            Self::Loaded { facts: 0, .. } => {
                ("与已有资料相同，未作更改".to_owned(), "the office has all of it already".to_owned())
            }
            Self::Loaded { facts, .. } => (format!("已记录 {facts} 项"), format!("{facts} facts recorded")),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
