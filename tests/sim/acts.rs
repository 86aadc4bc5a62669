//! What happens at the office itself: other systems tell it what was finished, callbacks and homes go to somebody,
//! and what is overdue rises (C-05).

use doorstep_domain::callback::Assignment;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::SubjectKind;
use doorstep_office::finish::FinishedElsewhere;
use doorstep_office::store::SubjectStore as _;
use doorstep_tests_sync::directory::{self, HOMES};
use doorstep_tests_sync::event::Event;
use doorstep_tests_sync::handheld::who;
use serde_json::json;

use crate::world::World;

impl World {
    /// Something is done at the office.
    pub fn office_acts(&mut self) {
        if !self.room.is_open() {
            return self.trace.note("nobody is at the office");
        }
        match self.chance.below(10) {
            0..=3 => self.something_was_finished(),
            4 => self.it_is_told_once_more(),
            5..=6 => self.a_callback_goes_to_somebody(),
            7..=8 => self.a_home_goes_to_somebody(),
            _ => self.what_is_overdue_rises(),
        }
    }

    /// V-11: and its callback opens.
    fn something_was_finished(&mut self) {
        let (home, _) = self.chance.pick(&HOMES).copied().unwrap_or(HOMES[0]);
        let pictures = u8::try_from(self.chance.below(3)).unwrap_or(0);
        let event = Event::new(json!({"kind": "repair"}), home, self.room.now().to_utc());
        let event = event.with_pictures(pictures).told();
        self.trace.note(format!("something was finished in {home}, {pictures} pictures"));
        self.events.push(event.clone());
        self.tell(event);
    }

    /// Another system tells it again, perhaps to an office that has lost it.
    fn it_is_told_once_more(&self) {
        let Some(event) = self.chance.pick(&self.events).cloned() else { return };
        self.trace.note("something is told once more");
        self.tell(event);
    }

    fn tell(&self, event: FinishedElsewhere) {
        let _ = self.room.inside(async move |office| office.finish(event).await);
    }

    /// V-01.
    fn a_callback_goes_to_somebody(&self) {
        let mut callbacks = self.room.store().subjects_of_kind(SubjectKind::Callback).unwrap();
        callbacks.sort_by_key(|row| row.last_sequence);
        let to = *self.chance.pick(&["lin", "wu", "chen"]).unwrap_or(&"lin");
        let Some(callback) = self.chance.pick(&callbacks).map(|row| row.subject.clone()) else { return };
        let body = Body::CallbackAssigned(Assignment { to: who(to) });
        let draft = directory::draft(callback, body, None, self.room.now());
        let _ = self.room.inside(async move |office| office.append(vec![draft]).await);
        self.trace.note(format!("a callback goes to {to}"));
    }

    /// P-05: and with it all that is about it.
    fn a_home_goes_to_somebody(&self) {
        let (home, _) = self.chance.pick(&HOMES).copied().unwrap_or(HOMES[0]);
        let to = *self.chance.pick(&["lin", "wu"]).unwrap_or(&"lin");
        let draft = directory::home(home, to, self.room.now());
        let _ = self.room.inside(async move |office| office.append(vec![draft]).await);
        self.trace.note(format!("{home} goes to {to}"));
    }

    /// C-05.
    pub fn what_is_overdue_rises(&self) {
        let _ = self.room.inside(async |office| office.raise_overdue().await);
        self.trace.note("what is overdue rises");
    }
}
