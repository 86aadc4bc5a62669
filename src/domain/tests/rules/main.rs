//! The rulebook as tests: tables of cases, named by the ids of the rules that they prove.

#[cfg(test)]
mod callbacks;
#[cfg(test)]
mod complaints;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod working_days;
