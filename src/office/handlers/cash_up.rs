//! `GET /v1/cash-up`: what a person took on a day, and whether it adds up.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use doorstep_domain::ids::PersonId;
use doorstep_domain::role::Role;
use doorstep_protocol::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::cash_up::{self, CashUpReport};
use crate::error::OfficeError;
use crate::extract::{Parameters, SignedIn};
use crate::office::Office;
use crate::store::Reading;

/// P-09: who looks through other people's takings.
const MAY_READ: [Role; 5] =
    [Role::FrontDesk, Role::Supervisor, Role::SiteManager, Role::GeneralManager, Role::EngineeringSupervisor];

/// Whose, and which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CashUpQuery {
    /// The person.
    #[param(value_type = String)]
    person: PersonId,
    /// The local day, as `2026-11-24`.
    #[param(value_type = String, format = Date)]
    day: NaiveDate,
}

/// the cash-up, for the desk, for P-07, and for whose it is; the reading is logged.
#[utoipa::path(get, path = "/v1/cash-up", params(CashUpQuery),
    responses((status = 200, body = CashUpReport), (status = "default", body = Problem)))]
pub async fn read(
    State(office): State<Office>,
    reader: SignedIn,
    Parameters(CashUpQuery { person, day }): Parameters<CashUpQuery>,
) -> Result<Json<CashUpReport>, OfficeError> {
    if reader.person != person {
        reader.must_be(&MAY_READ)?;
    }
    let (site, detail) = (office.identity().site.clone(), format!("{person}/{day}"));
    let report = office.read(move |store| Ok(cash_up::report(store, &site, &person, day)?)).await?;
    let SignedIn { person, installation, .. } = reader;
    let reading = Reading { person, installation, at: office.now(), what: "cash_up", fact: None, detail };
    office.write(move |ledger| Ok(ledger.store.note_reading(&reading)?)).await?;
    Ok(Json(report))
}
