//! Merchants, terminals, issuers and channels by number, and their names.

use std::collections::HashMap;

/// Ids by number.
#[derive(Default)]
pub(super) struct Parties {
    by_id: HashMap<Box<str>, u32>,
    known: Vec<(Box<str>, Box<str>)>,
}

impl Parties {
    /// The number of an id, and the name that it had last.
    pub(super) fn number(&mut self, id: &str, name: &str) -> u32 {
        let number = match self.by_id.get(id) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
                self.by_id.insert(id.into(), number);
                self.known.push((id.into(), name.into()));
                number
            }
        };
        if let Some((_, known)) = self.known.get_mut(position(number))
            && **known != *name
        {
            *known = name.into();
        }
        number
    }

    /// Id and name.
    pub(super) fn known(&self, number: u32) -> (&str, &str) {
        let known = self.known.get(position(number));
        known.map_or(("", ""), |(id, name)| (id, name))
    }

    /// The name of an id; empty where it has none.
    pub(super) fn name(&self, id: &str) -> &str {
        self.by_id
            .get(id)
            .map_or("", |number| self.known(*number).1)
    }
}

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
