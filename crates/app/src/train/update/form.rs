//! The form, also as the address has it, and what lies over the chart.

use matinee_protocol::{Field, Preset, Settings};

use crate::train::address;
use crate::train::event::{Effect, Focus, Turn};
use crate::train::form::Form;
use crate::train::state::State;

/// What decides which rows are held out.
const SPLIT: [Field; 2] = [Field::HeldOut, Field::Seed];

impl State {
    /// Takes a recipe's numbers.
    pub(super) fn choose_preset(&mut self, preset: Preset, turn: &mut Turn) {
        self.form.take(preset);
        self.form_changed(turn);
    }

    /// Takes what was typed into a field.
    pub(super) fn write_number(&mut self, field: Field, text: String, turn: &mut Turn) {
        self.form.write(field, text);
        self.form_changed(turn);
    }

    /// Puts the original into the form, on the split that it has.
    pub(super) fn show_original(&mut self, turn: &mut Turn) {
        let mut form = Form::of(Preset::Original);
        for field in SPLIT {
            form.write(field, self.form.text(field).to_owned());
        }
        form.set_backend(self.form.backend());
        self.show_numbers(&form.nearly(), turn);
    }

    /// Takes the split of the recipe.
    pub(super) fn take_own_split(&mut self, turn: &mut Turn) {
        let own = Form::of(self.form.preset());
        for field in SPLIT {
            self.form.write(field, own.text(field).to_owned());
        }
        self.form_changed(turn);
        turn.add(Effect::Focus(Focus::Form));
    }

    /// The address follows the form; what it had asked for before counts no more.
    pub(super) fn form_changed(&mut self, turn: &mut Turn) {
        self.address_notices.clear();
        turn.add(Effect::WriteAddress(address::write(&self.form)));
    }

    /// Has numbers in the form where the visitor sees them.
    pub(super) fn show_numbers(&mut self, settings: &Settings, turn: &mut Turn) {
        self.form = Form::showing(settings);
        self.is_unfolded = true;
        self.form_changed(turn);
        turn.add(Effect::Focus(Focus::Form));
    }

    /// Takes the form that the address has. One that says nothing of it leaves it as it is.
    pub(super) fn read_address(&mut self, query: &str, turn: &mut Turn) {
        if address::part_of(query).is_empty() {
            // The view was left, and its form is still there.
            return turn.add(Effect::WriteAddress(address::write(&self.form)));
        }
        let (form, notices) = address::read(query);
        self.address_notices = notices;
        let (before, backend) = (self.form.backend(), form.backend());
        self.form = form;
        if backend != before {
            self.choose_backend(backend, turn);
        }
    }

    /// Lays a run over the chart, or takes it away.
    pub(super) fn overlay(&mut self, id: u64) {
        match self.overlaid.iter().position(|it| *it == id) {
            Some(row) => {
                self.overlaid.remove(row);
            }
            None if self.has_room_for_overlay() => self.overlaid.push(id),
            None => {}
        }
    }
}
