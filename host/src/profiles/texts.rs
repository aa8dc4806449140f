//! The texts of a merchant, in one piece of memory.

use crate::money::Currency;

/// Letters of a currency's code.
const CODE_BYTES: usize = 3;

/// Its own id, its owner's, its area's code, the codes of the currencies that it takes one after
/// the other, and its name; all but the first may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    all: Box<str>,
    /// Where each but the last ends. The rules of a record keep them short.
    ends: [u16; 4],
}

impl Texts {
    /// These texts, all but the name of at most 65,535 bytes.
    #[must_use]
    pub fn new(
        id: &str,
        owner_id: &str,
        area_code: &str,
        currencies: &[Currency],
        name: &str,
    ) -> Self {
        let codes: String = currencies.iter().map(|currency| currency.code()).collect();
        let mut end = 0;
        let ends = [id, owner_id, area_code, &codes].map(|text| {
            end += text.len();
            u16::try_from(end).unwrap_or(u16::MAX)
        });
        Self {
            all: [id, owner_id, area_code, &codes, name].concat().into(),
            ends,
        }
    }

    pub(super) fn id(&self) -> &str {
        let [end, ..] = self.ends;
        self.between(0, end)
    }

    pub(super) fn owner_id(&self) -> &str {
        let [start, end, ..] = self.ends;
        self.between(start, end)
    }

    pub(super) fn area_code(&self) -> &str {
        let [_, start, end, _] = self.ends;
        self.between(start, end)
    }

    /// The codes of the currencies.
    pub(super) fn currencies(&self) -> impl Iterator<Item = &[u8]> {
        let [.., start, end] = self.ends;
        self.between(start, end).as_bytes().chunks_exact(CODE_BYTES)
    }

    pub(super) fn name(&self) -> &str {
        let [.., start] = self.ends;
        self.all.get(start.into()..).unwrap_or_default()
    }

    fn between(&self, start: u16, end: u16) -> &str {
        self.all.get(start.into()..end.into()).unwrap_or_default()
    }

    pub(super) fn size_bytes(&self) -> usize {
        super::allocated::boxed(&*self.all)
    }
}
