//! stub
use std::io;
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounds;
pub struct IssuerStats;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    pub answered: bool,
    pub success: bool,
    pub latency_ms: Option<u32>,
}
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing;
impl Answered {
    pub fn of(_: crate::limits::Report, _: &str, _: Option<u32>) -> Option<Self> {
        None
    }
}
impl IssuerStats {
    pub fn new(_: Bounds) -> Self {
        Self
    }
    pub fn reported(&mut self, _: &str, _: u64, _: Answered) {}
    pub fn read(&self, _: &str, _: u64) -> Standing {
        Standing
    }
    pub fn write_to(&self, _: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }
    pub fn read_from(_: &mut dyn io::Read, _: Bounds) -> Result<Self, String> {
        Ok(Self)
    }
}
