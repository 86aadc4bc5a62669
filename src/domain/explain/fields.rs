//! An object's fields, taken one by one; what is left over is unknown.

use chrono::{DateTime, Utc};

use super::amount::{AmountError, fen_of};
use super::json::Json;
use super::problem::{Expected, Problem, Wrong, quoted};

/// The fields of an object that have not been taken yet. What is left out gets a harmless value.
pub(super) struct Fields<'t> {
    /// Where the object stands: empty, or `complaint.`.
    path: String,
    left: Vec<(String, Json<'t>)>,
}

impl<'t> Fields<'t> {
    /// The fields of a line.
    pub(super) fn of_line(json: Json<'t>) -> Result<Self, Problem> {
        match json {
            Json::Object(fields) => Self::new(String::new(), fields),
            _ => Err(Problem::NotAnObject),
        }
    }

    fn new(path: String, fields: Vec<(String, Json<'t>)>) -> Result<Self, Problem> {
        let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Wrong::Repeated.with(format!("{path}{}", quoted(pair[0])))),
            None => Ok(Self { path, left: fields }),
        }
    }

    /// Refuses whatever was not taken.
    pub(super) fn finish(self) -> Result<(), Problem> {
        match self.left.first() {
            Some((name, _)) => Err(self.problem(&quoted(name), Wrong::Unknown)),
            None => Ok(()),
        }
    }

    /// What is wrong with the field of this name.
    pub(super) fn problem(&self, name: &str, wrong: Wrong) -> Problem {
        wrong.with(format!("{}{name}", self.path))
    }

    /// The object in the field, if it is there.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, Problem> {
        let path = format!("{}{name}.", self.path);
        match self.take(name) {
            None => Ok(None),
            Some(Json::Object(fields)) => Self::new(path, fields).map(Some),
            Some(_) => Err(self.problem(name, Wrong::NotA(Expected::Object))),
        }
    }

    /// A number of people, times or days.
    pub(super) fn count(&mut self, name: &str, default: u32) -> Result<u32, Problem> {
        match self.take(name) {
            None => Ok(default),
            Some(Json::Number(number)) => self.whole(name, number),
            Some(_) => Err(self.problem(name, Wrong::NotA(Expected::WholeNumber))),
        }
    }

    fn whole(&self, name: &str, number: &str) -> Result<u32, Problem> {
        if number.starts_with('-') {
            Err(self.problem(name, Wrong::Negative))
        } else if number.contains(['.', 'e', 'E']) {
            Err(self.problem(name, Wrong::NotA(Expected::WholeNumber)))
        } else {
            number.parse().map_err(|_| self.problem(name, Wrong::TooLarge))
        }
    }

    /// An amount, given in yuan, in fen.
    pub(super) fn fen(&mut self, name: &str, default: i64) -> Result<i64, Problem> {
        match self.take(name) {
            None => Ok(default),
            Some(Json::Number(number)) => fen_of(number).map_err(|error| match error {
                AmountError::Negative => self.problem(name, Wrong::Negative),
                AmountError::TooLarge => self.problem(name, Wrong::TooLarge),
            }),
            Some(_) => Err(self.problem(name, Wrong::NotA(Expected::Number))),
        }
    }

    /// True or false; false where it is left out.
    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        match self.take(name) {
            None => Ok(false),
            Some(Json::Flag(flag)) => Ok(flag),
            Some(_) => Err(self.problem(name, Wrong::NotA(Expected::Flag))),
        }
    }

    /// A text, if it is there.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.problem(name, Wrong::NotA(Expected::Text))),
        }
    }

    /// One of the words that `choices` pairs with their meaning, if one is there.
    pub(super) fn choice<T: Copy>(
        &mut self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, Problem> {
        let Some(word) = self.text(name)? else { return Ok(None) };
        let found = choices.iter().find(|(known, _)| *known == word);
        found.map(|(_, meaning)| Some(*meaning)).ok_or_else(|| {
            let known = choices.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
            self.problem(name, Wrong::Word { word: quoted(&word), known })
        })
    }

    /// As [`Self::choice`], where null says that none is chosen.
    pub(super) fn choice_or_null<T: Copy>(
        &mut self,
        name: &str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, Problem> {
        self.left.retain(|(known, value)| known != name || *value != Json::Null);
        self.choice(name, choices)
    }

    /// A time of RFC 3339 with its offset, which must be there.
    pub(super) fn moment(&mut self, name: &str) -> Result<DateTime<Utc>, Problem> {
        let text = self.text(name)?.ok_or_else(|| self.problem(name, Wrong::Missing))?;
        let moment = DateTime::parse_from_rfc3339(&text);
        moment.map(|at| at.to_utc()).map_err(|_| self.problem(name, Wrong::NotATime(quoted(&text))))
    }

    fn take(&mut self, name: &str) -> Option<Json<'t>> {
        let place = self.left.iter().position(|(known, _)| known == name)?;
        Some(self.left.remove(place).1)
    }
}
