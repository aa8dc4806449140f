//! What can be wrong with a log, and where.

use std::fmt;

/// What is wrong with bytes of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The record goes on beyond the end of its segment.
    Short,
    /// The bytes do not have their checksum.
    Checksum,
    /// There is no such kind of record.
    Kind(u8),
    /// The flags make no sense.
    Flags(u8),
    /// Another record was expected.
    Sequence(u64),
    /// The record does not follow the one before it.
    Chain,
    /// The segment's header is not one, or not that of this segment.
    SegmentHeader,
    /// The segment's format is of another version.
    Version(u32),
    /// Bytes follow where the segment has ended.
    AfterEnd,
    /// The compressed segment's table or a block of it is damaged.
    Packed,
    /// The record refers to one that is not there, or is of another kind.
    Refs,
    /// The log ends here, but something says it went on; the text names it.
    Ends(String),
    /// Something else says that this record had another hash; the text names it.
    Hash(String),
    /// A checkpoint's signature or what it states does not hold.
    Checkpoint(&'static str),
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => formatter.write_str("the record goes beyond the end of its segment"),
            Self::Checksum => formatter.write_str("the checksum does not match"),
            Self::Kind(kind) => write!(formatter, "there is no kind `{kind}`"),
            Self::Flags(flags) => write!(formatter, "flags `{flags:#x}` make no sense"),
            Self::Sequence(found) => write!(formatter, "found record {found} in its place"),
            Self::Chain => formatter.write_str("it does not follow the record before it"),
            Self::SegmentHeader => formatter.write_str("the segment header is damaged"),
            Self::Version(version) => write!(formatter, "format version `{version}` is unknown"),
            Self::AfterEnd => formatter.write_str("bytes follow the end of the segment"),
            Self::Packed => formatter.write_str("the compressed segment is damaged"),
            Self::Refs => formatter.write_str("it refers to a record that is not there"),
            Self::Ends(witness) => write!(formatter, "the log ends here, but {witness}"),
            Self::Hash(witness) => write!(formatter, "its hash is another one than {witness} has"),
            Self::Checkpoint(what) => write!(formatter, "the checkpoint {what}"),
        }
    }
}

/// The first thing that is wrong in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The segment, by the sequence of its first record.
    pub segment: u64,
    /// Where in the uncompressed segment, in bytes.
    pub offset: u32,
    /// The record that should be there.
    pub sequence: u64,
    /// What is wrong.
    pub what: Wrong,
}

impl fmt::Display for Damage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            segment,
            offset,
            sequence,
            what,
        } = self;
        write!(
            formatter,
            "segment `{segment:020}`, offset {offset}, record {sequence}: {what}"
        )
    }
}

impl std::error::Error for Damage {}
