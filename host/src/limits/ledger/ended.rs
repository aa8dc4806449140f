//! A decision that ended, in as few bytes as it takes.

use crate::fixed::{Output, Row};
use crate::limits::outcome::{Release, State};
use crate::queue::{Id, Record};

/// Where the entries are that a later report may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Had {
    /// There are none.
    Nothing = 0,
    /// In the record of the decision: each total counts it in the span that was declared.
    Declared = 1,
    /// Here.
    Moved = 2,
}

#[derive(Clone, Copy)]
pub(in crate::limits) struct Ended {
    pub(super) id: Id,
    pub(super) decided_ms: u64,
    /// When it came into its state.
    pub(super) changed_ms: u64,
    /// Minor units asked for.
    pub(super) amount: u64,
    authorized: u64,
    code: u8,
    pub(super) had: Had,
}

/// The code of what a decision was before it changed again.
const RETIRED: u8 = u8::MAX;

/// States by code, with amounts of 0. The codes are in snapshots: what is here stays.
const STATES: [State; 14] = {
    const fn kept(late: bool) -> State {
        State::Kept { amount: 0, late }
    }
    const fn released(why: Release, late: bool) -> State {
        State::Released { why, late }
    }
    const fn given_back(authorized: Option<u64>, late: bool) -> State {
        State::GivenBack { authorized, late }
    }
    [
        State::NotApproved,
        State::Expired,
        kept(false),
        kept(true),
        released(Release::DeclinedByIssuer, false),
        released(Release::DeclinedByIssuer, true),
        released(Release::TimedOut, false),
        released(Release::TimedOut, true),
        released(Release::Abandoned, false),
        released(Release::Abandoned, true),
        given_back(None, false),
        given_back(None, true),
        given_back(Some(0), false),
        given_back(Some(0), true),
    ]
};

impl Ended {
    /// What stands where a decision was that changed again.
    pub(super) const RETIRED: Self = Self {
        id: Id::ZERO,
        decided_ms: 0,
        changed_ms: 0,
        amount: 0,
        authorized: 0,
        code: RETIRED,
        had: Had::Nothing,
    };

    /// A decision in any state but pending.
    pub(super) fn new(
        id: Id,
        state: State,
        decided_ms: u64,
        changed_ms: u64,
        amount: u64,
        had: Had,
    ) -> Self {
        let authorized = match state {
            State::Kept { amount, .. } => Some(amount),
            State::GivenBack { authorized, .. } => authorized,
            _ => None,
        };
        let plain = with_amount(state, 0);
        let code = STATES.iter().position(|known| *known == plain);
        Self {
            id,
            decided_ms,
            changed_ms,
            amount,
            authorized: authorized.unwrap_or(0),
            code: code
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(RETIRED),
            had,
        }
    }

    /// Bytes in a snapshot.
    pub(super) const BYTES: usize = 16 + 8 * 4 + 2;

    pub(super) fn write(&self, out: &mut Output<'_>) {
        out.u128(self.id.into()).u64(self.decided_ms);
        out.u64(self.changed_ms).u64(self.amount);
        out.u64(self.authorized).u8(self.code).u8(self.had as u8);
    }

    /// `None` where it is none that was written.
    pub(super) fn read(row: &mut Row<'_>) -> Option<Self> {
        let ended = Self {
            id: row.u128().into(),
            decided_ms: row.u64(),
            changed_ms: row.u64(),
            amount: row.u64(),
            authorized: row.u64(),
            code: row.u8(),
            had: match row.u8() {
                0 => Had::Nothing,
                1 => Had::Declared,
                2 => Had::Moved,
                _ => return None,
            },
        };
        if ended.is_retired() {
            return Some(Self::RETIRED);
        }
        (usize::from(ended.code) < STATES.len()).then_some(ended)
    }

    pub(super) fn state(&self) -> State {
        let state = STATES.get(usize::from(self.code));
        with_amount(
            state.copied().unwrap_or(State::NotApproved),
            self.authorized,
        )
    }

    pub(super) fn is(&self, id: Id) -> bool {
        self.id == id && !self.is_retired()
    }

    pub(super) fn is_retired(&self) -> bool {
        self.code == RETIRED
    }
}

fn with_amount(state: State, amount: u64) -> State {
    match state {
        State::Kept { late, .. } => State::Kept { amount, late },
        State::GivenBack {
            authorized: Some(_),
            late,
        } => State::GivenBack {
            authorized: Some(amount),
            late,
        },
        other => other,
    }
}

impl Record for Ended {
    fn hash(&self, _: usize) -> Option<u64> {
        (!self.is_retired()).then(|| self.id.spread())
    }
}
