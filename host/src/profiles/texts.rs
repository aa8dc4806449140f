//! The texts of a merchant, in one piece of memory.

/// Its own id, its owner's, its area's code and its name; all but the first may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    all: Box<str>,
    /// Where each but the last ends. The rules of a record keep the ids short.
    ends: [u8; 3],
}

impl Texts {
    /// These texts, the first three of at most 255 bytes in all.
    #[must_use]
    pub fn new(id: &str, owner_id: &str, area_code: &str, name: &str) -> Self {
        let mut end = 0;
        let ends = [id, owner_id, area_code].map(|text| {
            end += text.len();
            u8::try_from(end).unwrap_or(u8::MAX)
        });
        Self {
            all: [id, owner_id, area_code, name].concat().into(),
            ends,
        }
    }

    pub(super) fn id(&self) -> &str {
        let [end, ..] = self.ends;
        self.all.get(..end.into()).unwrap_or_default()
    }

    pub(super) fn owner_id(&self) -> &str {
        let [start, end, _] = self.ends;
        self.all.get(start.into()..end.into()).unwrap_or_default()
    }

    pub(super) fn area_code(&self) -> &str {
        let [_, start, end] = self.ends;
        self.all.get(start.into()..end.into()).unwrap_or_default()
    }

    pub(super) fn name(&self) -> &str {
        let [.., start] = self.ends;
        self.all.get(start.into()..).unwrap_or_default()
    }

    pub(super) fn size_bytes(&self) -> usize {
        super::allocated::boxed(&*self.all)
    }
}
