//! A state machine as a table: who may do what in which state, and where it leads (sections C and R).

/// A row: from any of `from`, `by` any of these, to `to`; `None` leaves the state as it is.
#[derive(Debug, Clone, Copy)]
pub struct Row<A: 'static, S: 'static, B: 'static> {
    /// What is done.
    pub action: A,
    /// In which states; empty is before the first one.
    pub from: &'static [S],
    /// Who may.
    pub by: &'static [B],
    /// Where it leads.
    pub to: Option<S>,
}

pub(crate) const fn row<A, S, B>(
    action: A,
    from: &'static [S],
    by: &'static [B],
    to: Option<S>,
) -> Row<A, S, B> {
    Row { action, from, by, to }
}

/// The rows of an action that hold in a state, in the table's order; `None` is before the first state.
pub(crate) fn rows<A: PartialEq, S: PartialEq, B>(
    table: &'static [Row<A, S, B>],
    action: A,
    state: Option<S>,
) -> impl Iterator<Item = &'static Row<A, S, B>> {
    let fits = move |row: &&Row<A, S, B>| match &state {
        Some(state) => row.from.contains(state),
        None => row.from.is_empty(),
    };
    table.iter().filter(move |row| row.action == action).filter(fits)
}
