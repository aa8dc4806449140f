//! The ways in which a policy can fail to answer.

use wasmtime::Trap;

use super::store::Growth;

/// Why a policy gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It used all its fuel.
    OutOfFuel,
    /// Its time was up. The only fault that another run may not repeat.
    Deadline,
    /// It trapped: a panic, a deep recursion, an access out of bounds.
    Trap(String),
    /// It wanted more memory, or a larger table, than it may have, and could not go on.
    OutOfMemory,
    /// It answered what the contract does not allow.
    InvalidOutput(String),
}

impl Fault {
    /// All names, as in metrics.
    pub const NAMES: [&str; 5] = [
        "out_of_fuel",
        "deadline",
        "trap",
        "out_of_memory",
        "invalid_output",
    ];

    /// The stable name, as in metrics and logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OutOfFuel => "out_of_fuel",
            Self::Deadline => "deadline",
            Self::Trap(_) => "trap",
            Self::OutOfMemory => "out_of_memory",
            Self::InvalidOutput(_) => "invalid_output",
        }
    }

    /// What is known beyond the name.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Trap(detail) | Self::InvalidOutput(detail) => detail,
            _ => "",
        }
    }

    /// Names what stopped a call. `growth` tells whether memory was refused before: a guest
    /// whose allocation fails gives up with a plain trap.
    pub(super) fn of(error: &wasmtime::Error, growth: &Growth) -> Self {
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => Self::OutOfFuel,
            Some(Trap::Interrupt) => Self::Deadline,
            Some(_) if growth.refused() => Self::OutOfMemory,
            Some(trap) => Self::Trap(trap.to_string()),
            // Not a trap: the answer could not be lifted.
            None => Self::InvalidOutput(brief(&error.root_cause().to_string())),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())?;
        match self.detail() {
            "" => Ok(()),
            detail => write!(formatter, ": {detail}"),
        }
    }
}

/// The first 200 characters: a guest must not choose how long a log line gets.
fn brief(text: &str) -> String {
    text.chars().take(200).collect()
}
