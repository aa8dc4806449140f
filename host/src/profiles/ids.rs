//! The ids of a merchant, in one piece of memory.

/// Its own id, its owner's and its area's; the latter two may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    all: Box<str>,
    /// Where its own id ends, and its owner's. The rules of a record keep them short.
    ends: [u8; 2],
}

impl Ids {
    /// These ids, the first two of at most 255 bytes in all.
    #[must_use]
    pub fn new(id: &str, owner_id: &str, area_code: &str) -> Self {
        let ends = [id.len(), id.len() + owner_id.len()];
        Self {
            all: [id, owner_id, area_code].concat().into(),
            ends: ends.map(|end| u8::try_from(end).unwrap_or(u8::MAX)),
        }
    }

    pub(super) fn id(&self) -> &str {
        let [end, _] = self.ends;
        self.all.get(..end.into()).unwrap_or_default()
    }

    pub(super) fn owner_id(&self) -> &str {
        let [start, end] = self.ends;
        self.all.get(start.into()..end.into()).unwrap_or_default()
    }

    pub(super) fn area_code(&self) -> &str {
        let [_, start] = self.ends;
        self.all.get(start.into()..).unwrap_or_default()
    }

    pub(super) fn size_bytes(&self) -> usize {
        super::allocated::boxed(&*self.all)
    }
}
