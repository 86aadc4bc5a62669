//! Bells: a handheld on which nobody is signed in hears who of its people is wanted, and nothing more (C-06, P-10).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use doorstep_domain::grade::Grade;
use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::Moment;

/// The query of `GET /v1/bells`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BellsQuery {
    /// The mark of the newest answer that the handheld has; absent when it has none.
    pub known: Option<String>,
    /// How long to wait for another answer, in seconds; 0 answers at once.
    pub wait: Option<u64>,
}

/// What rings for the people of a handheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BellsAnswer {
    /// The mark of this answer.
    pub mark: String,
    /// What runs out first, first.
    pub bells: Vec<Bell>,
}

/// Somebody must have a complaint. Which one is said after their sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bell {
    /// Who.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// How grave it is.
    #[schema(value_type = String)]
    pub grade: Grade,
    /// Until when it must be acknowledged.
    #[schema(value_type = i64)]
    pub by: Moment,
}
