//! Verifies a whole log: every byte of it, and that it reaches as far as checkpoints say.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::reader::ReadError;
use super::{
    Checkpoint, Cut, Damage, Hash, Kind, Position, Reader, Record, Wrong, checkpoint, snapshot,
};

/// Records from one report of progress to the next.
const PROGRESS_RECORDS: u64 = 4_096;

/// What a whole log is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The first record there is: 1, unless old segments were moved away.
    pub first: u64,
    /// The last intact record; 0 where there is none.
    pub last: u64,
    /// Its hash.
    pub last_hash: Hash,
    /// Intact records.
    pub records: u64,
    /// Segments they are in.
    pub segments: u64,
    /// Bytes of them, uncompressed.
    pub bytes: u64,
    /// Checkpoints in the log whose signatures hold.
    pub checkpoints: u64,
    /// The first thing that is wrong.
    pub damage: Option<Damage>,
    /// Bytes at the end of a write that was never finished: not damage.
    pub unfinished: Option<Cut>,
}

/// Verifies all that `reader` reads: headers, checksums, sequence, chain, references, and the
/// signatures of checkpoints, which must be of `public_key` where one is given. The log must
/// reach as far as its own file of checkpoints and its snapshots say, and as `expected`, which
/// was kept elsewhere. `progress` gets the bytes done and those in total, and says whether to go on;
/// `None` where it did not.
///
/// # Errors
/// Where it cannot be read. What is wrong with it is in the report.
pub fn verify(
    reader: &Reader,
    expected: &[Checkpoint],
    public_key: Option<&[u8; 32]>,
    mut progress: impl FnMut(u64, u64) -> bool,
) -> io::Result<Option<Report>> {
    let mut sizes = BTreeMap::new();
    for segment in reader.segments.all().into_keys() {
        let opened = match reader.segments.open(segment) {
            // What is wrong with it is found when it is read.
            Err(ReadError::Damage(_)) => None,
            Err(ReadError::Io(error)) => return Err(error),
            Err(gone @ ReadError::Gone { .. }) => return Err(io::Error::other(gone)),
            Ok(opened) => opened,
        };
        let bytes = opened.map(|file| file.len()).transpose()?;
        sizes.insert(segment, bytes.unwrap_or(0));
    }
    let total: u64 = sizes.values().sum();
    let mut walk = Walk::new(reader, expected, public_key)?;
    let outcome = walk.all(reader, |segment, offset| {
        let before: u64 = sizes.range(..segment).map(|(_, bytes)| bytes).sum();
        progress((before + u64::from(offset)).min(total), total)
    });
    match outcome {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        Err(ReadError::Damage(damage)) => walk.report.damage = Some(damage),
        Err(ReadError::Io(error)) => return Err(error),
        Err(gone @ ReadError::Gone { .. }) => return Err(io::Error::other(gone)),
    }
    progress(total, total);
    Ok(Some(walk.report))
}

/// What must be true of the record with some sequence.
struct Claim {
    /// Its hash, where that is known.
    hash: Option<Hash>,
    /// Who says so.
    told: String,
    /// Why the one who says so is not to be trusted.
    distrust: Option<&'static str>,
}

struct Walk<'a> {
    public_key: Option<&'a [u8; 32]>,
    claims: BTreeMap<u64, Vec<Claim>>,
    report: Report,
    /// The record before.
    before: Option<Position>,
    before_hash: Hash,
    /// What can be referred to in this segment, by offset.
    parts: HashMap<u32, Kind>,
}

impl<'a> Walk<'a> {
    fn new(
        reader: &Reader,
        expected: &[Checkpoint],
        public_key: Option<&'a [u8; 32]>,
    ) -> io::Result<Self> {
        let mut walk = Self {
            public_key,
            claims: BTreeMap::new(),
            report: Report::default(),
            before: None,
            before_hash: Hash::default(),
            parts: HashMap::new(),
        };
        let storage = &*reader.segments.storage;
        for snapshot in snapshot::list(storage)? {
            let sequence = snapshot.position.sequence;
            let told = format!("the snapshot of record {sequence}");
            walk.claim(sequence, Some(snapshot.hash), told, None);
        }
        for checkpoint in checkpoint::read(storage)?.iter().chain(expected) {
            let told = format!("the checkpoint of record {}", checkpoint.sequence);
            let distrust = walk.distrust(checkpoint);
            // Its own record was on disk before it was filed.
            let own = checkpoint.sequence.saturating_add(1);
            walk.claim(own, None, told.clone(), distrust);
            walk.claim(checkpoint.sequence, Some(checkpoint.hash), told, distrust);
        }
        Ok(walk)
    }

    fn claim(
        &mut self,
        sequence: u64,
        hash: Option<Hash>,
        told: String,
        distrust: Option<&'static str>,
    ) {
        let claims = self.claims.entry(sequence).or_default();
        claims.push(Claim {
            hash,
            told,
            distrust,
        });
    }

    fn distrust(&self, checkpoint: &Checkpoint) -> Option<&'static str> {
        if self
            .public_key
            .is_some_and(|key| *key != checkpoint.public_key)
        {
            return Some("is signed with another key");
        }
        (!checkpoint.is_signed()).then_some("is forged: its signature does not hold")
    }

    /// Reads all; `false` where `progress` ended it.
    fn all(
        &mut self,
        reader: &Reader,
        mut progress: impl FnMut(u64, u32) -> bool,
    ) -> Result<bool, ReadError> {
        let mut scan = reader.scan(None)?;
        while let Some(record) = scan.next() {
            let record = record?;
            let (_, end) = scan.place();
            self.report.bytes += u64::from(end.saturating_sub(record.position.offset));
            self.record(&record).map_err(|what| {
                ReadError::Damage(Damage {
                    segment: record.position.segment,
                    offset: record.position.offset,
                    sequence: record.position.sequence,
                    what,
                })
            })?;
            if self.report.records.is_multiple_of(PROGRESS_RECORDS)
                && !progress(record.position.segment, record.position.offset)
            {
                return Ok(false);
            }
        }
        self.report.unfinished = scan.ended().and_then(super::scan::Ended::cut);
        let (segment, offset) = scan.place();
        self.end().map_err(|what| {
            ReadError::Damage(Damage {
                segment,
                offset,
                sequence: self.report.last.saturating_add(1),
                what,
            })
        })?;
        Ok(true)
    }

    fn record(&mut self, record: &Record) -> Result<(), Wrong> {
        let Position {
            sequence,
            segment,
            offset,
        } = record.position;
        if self.before.is_none_or(|before| before.segment != segment) {
            self.parts.clear();
            self.report.segments += 1;
        }
        self.refs(record)?;
        if record.kind == Kind::Checkpoint {
            self.checkpoint(record)?;
        }
        for claim in self.claims.remove(&sequence).unwrap_or_default() {
            if let Some(distrust) = claim.distrust {
                return Err(Wrong::Checkpoint(distrust));
            }
            if claim.hash.is_some_and(|hash| hash != record.hash) {
                return Err(Wrong::Hash(claim.told));
            }
        }
        if matches!(record.kind, Kind::PolicySet | Kind::Merchant | Kind::Issuer) {
            self.parts.insert(offset, record.kind);
        }
        if self.report.records == 0 {
            self.report.first = sequence;
        }
        self.report.records += 1;
        self.report.last = sequence;
        self.report.last_hash = record.hash;
        self.before = Some(record.position);
        self.before_hash = record.hash;
        Ok(())
    }

    /// A decision refers to its policy set, its merchant and its issuer, in this order.
    fn refs(&self, record: &Record) -> Result<(), Wrong> {
        let wanted = [Kind::PolicySet, Kind::Merchant, Kind::Issuer];
        for (offset, wanted) in record.refs.iter().zip(wanted) {
            let found = self.parts.get(offset);
            let is_right = match record.kind {
                Kind::Decision => found == Some(&wanted),
                _ => found.is_some(),
            };
            if *offset != 0 && !is_right {
                return Err(Wrong::Refs);
            }
        }
        Ok(())
    }

    /// A checkpoint speaks of the record right before it.
    fn checkpoint(&mut self, record: &Record) -> Result<(), Wrong> {
        let checkpoint = Checkpoint::decode(&record.payload);
        let checkpoint = checkpoint.ok_or(Wrong::Checkpoint("cannot be read"))?;
        if let Some(distrust) = self.distrust(&checkpoint) {
            return Err(Wrong::Checkpoint(distrust));
        }
        let is_known = self.before.is_some();
        let is_next = checkpoint.sequence.checked_add(1) == Some(record.position.sequence);
        if !is_next || (is_known && checkpoint.hash != self.before_hash) {
            return Err(Wrong::Checkpoint("speaks of another record"));
        }
        self.report.checkpoints += 1;
        Ok(())
    }

    /// Nothing may claim that there is more.
    fn end(&mut self) -> Result<(), Wrong> {
        let next = self.report.last.saturating_add(1);
        let claims = self.claims.split_off(&next);
        let Some(claim) = claims.into_values().flatten().next() else {
            return Ok(());
        };
        Err(match claim.distrust {
            Some(distrust) => Wrong::Checkpoint(distrust),
            None => Wrong::Ends(format!("there is {}", claim.told)),
        })
    }
}
