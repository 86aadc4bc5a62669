//! V-01: which callbacks nobody has, by building or by person; several are chosen and handed to one.

use std::rc::Rc;

use doorstep_device::queries::QueryError;
use doorstep_device::queries::plan::{Candidate, Plan as Page, PlanRow};
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_ui::{Plan, PlanLine, PlanPerson, Problem};
use slint::{Global as _, SharedString};

use super::{status, today, watch};
use crate::shell::Shell;
use crate::{problem, show};

/// What stands on the screen.
pub struct Planning {
    page: Page,
    now: Moment,
    by_person: bool,
    chosen: Vec<SubjectId>,
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Plan::get(app);
        let here = Rc::clone(shell);
        screen.on_arrange(move |by_person| change(&here, |planning| planning.by_person = by_person));
        let here = Rc::clone(shell);
        screen.on_toggle(move |id| {
            if let Ok(callback) = id.parse() {
                change(&here, |planning| planning.toggle(callback));
            }
        });
        let here = Rc::clone(shell);
        screen.on_toggle_group(move |group| toggle_group(&here, &group));
        let here = Rc::clone(shell);
        screen.on_choose_person(move || choose_person(&here));
        let here = Rc::clone(shell);
        screen.on_assign(move |person| {
            if let Ok(person) = person.parse() {
                here.act(assign(Rc::clone(&here), person));
            }
        });
    });
}

impl Planning {
    fn toggle(&mut self, callback: SubjectId) {
        match self.chosen.iter().position(|chosen| *chosen == callback) {
            Some(at) => drop(self.chosen.remove(at)),
            None => self.chosen.push(callback),
        }
    }

    fn is_chosen(&self, row: &PlanRow) -> bool {
        self.chosen.contains(&row.task.callback)
    }

    /// All of a group, or none of it where all are chosen.
    fn toggle_all(&mut self, within: &[SubjectId]) {
        let all = within.iter().all(|callback| self.chosen.contains(callback));
        self.chosen.retain(|chosen| !within.contains(chosen));
        if !all {
            self.chosen.extend_from_slice(within);
        }
    }
}

/// Reads the list anew; what is chosen stays chosen as long as it is there.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let asked = shell.engine.ask(|device| Ok::<_, QueryError>((device.plan()?, device.now())));
    let Ok(Ok((page, now))) = asked.await else { return };
    if shift != shell.shift() {
        return;
    }
    let before = shell.planning.take();
    let by_person = before.as_ref().is_some_and(|planning| planning.by_person);
    let mut chosen = before.map(|planning| planning.chosen).unwrap_or_default();
    chosen.retain(|callback| page.rows.iter().any(|row| row.task.callback == *callback));
    shell.planning.replace(Some(Planning { page, now, by_person, chosen }));
    render(shell);
}

fn change(shell: &Shell, change: impl FnOnce(&mut Planning)) {
    shell.touch();
    if let Some(planning) = shell.planning.borrow_mut().as_mut() {
        change(planning);
    }
    shell.with_app(|app| Plan::get(app).set_problem(Problem::None));
    render(shell);
}

fn toggle_group(shell: &Shell, group: &str) {
    let within: Vec<SubjectId> = shell.planning.borrow().as_ref().map_or_else(Vec::new, |planning| {
        let rows = planning.page.rows.iter().filter(|row| row.may_assign);
        let of_group = rows.filter(|row| group_of(shell, row, planning.by_person) == group);
        of_group.map(|row| row.task.callback.clone()).collect()
    });
    change(shell, |planning| planning.toggle_all(&within));
}

fn choose_person(shell: &Shell) {
    let planning = shell.planning.borrow();
    let Some(planning) = planning.as_ref() else { return };
    let people = planning.page.candidates_for(&planning.chosen);
    shell.with_app(|app| {
        let screen = Plan::get(app);
        screen.set_people(show::rows(people.into_iter().map(|candidate| person(shell, candidate))));
        screen.set_people_open(true);
    });
}

fn person(shell: &Shell, candidate: &Candidate) -> PlanPerson {
    PlanPerson {
        id: candidate.contact.person.as_str().into(),
        name: shell.say(&candidate.contact.name),
        role: show::role(candidate.role),
        has: show::count(candidate.has),
    }
}

/// "Saved" is true only after the commit.
async fn assign(shell: Rc<Shell>, to: PersonId) {
    let Some(chosen) = shell.planning.borrow().as_ref().map(|planning| planning.chosen.clone()) else {
        return;
    };
    shell.with_app(|app| Plan::get(app).set_saving(true));
    let saved = shell.engine.ask(move |device| device.assign_callbacks(&chosen, &to)).await;
    shell.with_app(|app| {
        let screen = Plan::get(app);
        screen.set_saving(false);
        screen.set_people_open(false);
    });
    match saved {
        Ok(Ok(_)) => {
            change(&shell, |planning| planning.chosen.clear());
            status::refresh(&shell).await;
            today::refresh(&shell).await;
            watch::refresh_shown(&shell).await;
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "nobody was assigned");
            shell.with_app(|app| Plan::get(app).set_problem(problem::of_plan(&error)));
        }
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

fn render(shell: &Shell) {
    let planning = shell.planning.borrow();
    let Some(planning) = planning.as_ref() else { return };
    let lines = lines(shell, planning);
    shell.with_app(|app| {
        let screen = Plan::get(app);
        screen.set_rows(show::renewed(screen.get_rows(), lines));
        screen.set_by_person(planning.by_person);
        screen.set_chosen(show::count(planning.chosen.len()));
    });
}

/// Groups in the order of their most urgent callback; of persons, nobody first.
fn lines(shell: &Shell, planning: &Planning) -> Vec<PlanLine> {
    let rows = &planning.page.rows;
    let mut groups: Vec<SharedString> = Vec::new();
    for row in rows {
        let group = group_of(shell, row, planning.by_person);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    if planning.by_person {
        groups.sort_by_key(|group| !group.is_empty());
    }
    groups.iter().flat_map(|group| group_lines(shell, planning, group)).collect()
}

fn group_lines(shell: &Shell, planning: &Planning, group: &SharedString) -> Vec<PlanLine> {
    let of_group = |row: &&PlanRow| group_of(shell, row, planning.by_person) == *group;
    let within: Vec<&PlanRow> = planning.page.rows.iter().filter(of_group).collect();
    let mut open = within.iter().filter(|row| row.may_assign).peekable();
    let heading = PlanLine {
        heading: true,
        group: group.clone(),
        count: show::count(within.len()),
        all_chosen: open.peek().is_some() && open.all(|row| planning.is_chosen(row)),
        ..PlanLine::default()
    };
    let lines = within.into_iter().map(|row| PlanLine {
        task: today::task(shell, &row.task, planning.now),
        assignee: assignee(shell, row),
        chosen: planning.is_chosen(row),
        may_assign: row.may_assign,
        ..PlanLine::default()
    });
    std::iter::once(heading).chain(lines).collect()
}

fn group_of(shell: &Shell, row: &PlanRow, by_person: bool) -> SharedString {
    if by_person {
        return assignee(shell, row);
    }
    row.task.place.as_ref().map(|place| place.building.as_str().into()).unwrap_or_default()
}

fn assignee(shell: &Shell, row: &PlanRow) -> SharedString {
    row.assigned_to.as_ref().map(|person| shell.say(&person.name)).unwrap_or_default()
}
