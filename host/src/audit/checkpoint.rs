//! Checkpoints: signed statements of how far the log reached, and what it was.
//!
//! Kept elsewhere, they show that a log's end was cut off, which the chain alone cannot.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::Hash;
use super::frame::take;

mod files;

pub(super) use files::{append, append_elsewhere, newest, newest_elsewhere};
pub use files::{parse_lines, read};

/// What every signature is over besides the statement, so that it can't be taken for another's.
const DOMAIN: &[u8] = b"tollgate checkpoint 1";
const SECRET_FILE: &str = "checkpoint.key";
const PUBLIC_FILE: &str = "checkpoint.pub";

/// A signed statement: the log reached this record, and it had this hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The record.
    pub sequence: u64,
    /// Its hash.
    pub hash: Hash,
    /// When this was signed, milliseconds since the Unix epoch.
    pub at_ms: u64,
    /// The Ed25519 key it was signed with.
    pub public_key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// A checkpoint as a line of a file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sequence: u64,
    hash: String,
    at_ms: u64,
    public_key: String,
    signature: String,
}

impl Checkpoint {
    fn message(&self) -> Vec<u8> {
        let mut message = DOMAIN.to_vec();
        self.put_statement(&mut message);
        message
    }

    fn put_statement(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&self.hash);
        out.extend_from_slice(&self.at_ms.to_le_bytes());
        out.extend_from_slice(&self.public_key);
    }

    /// The payload of its record.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(144);
        self.put_statement(&mut payload);
        payload.extend_from_slice(&self.signature);
        payload
    }

    /// Reads the payload of a record; `None` where it is not one.
    #[must_use]
    pub fn decode(mut payload: &[u8]) -> Option<Self> {
        let rest = &mut payload;
        let checkpoint = Self {
            sequence: u64::from_le_bytes(take(rest)?),
            hash: take(rest)?,
            at_ms: u64::from_le_bytes(take(rest)?),
            public_key: take(rest)?,
            signature: take(rest)?,
        };
        rest.is_empty().then_some(checkpoint)
    }

    /// Whether the signature is that of the key that it names.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        VerifyingKey::from_bytes(&self.public_key).is_ok_and(|key| {
            let signature = Signature::from_bytes(&self.signature);
            key.verify_strict(&self.message(), &signature).is_ok()
        })
    }

    /// It as a line of JSON, line feed included.
    #[must_use]
    pub fn line(&self) -> String {
        let line = Line {
            sequence: self.sequence,
            hash: hex(&self.hash),
            at_ms: self.at_ms,
            public_key: hex(&self.public_key),
            signature: hex(&self.signature),
        };
        let mut text = serde_json::to_string(&line).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a line; `None` where it is not one.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let line: Line = serde_json::from_str(line).ok()?;
        Some(Self {
            sequence: line.sequence,
            hash: unhex(&line.hash)?,
            at_ms: line.at_ms,
            public_key: unhex(&line.public_key)?,
            signature: unhex(&line.signature)?,
        })
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(halves.filter_map(|half| char::from_digit(half.into(), 16)));
    text
}

/// Bytes from hexadecimal digits; `None` where they are not that or not so many.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Signs checkpoints.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    /// A signer with this secret.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self {
            key: SigningKey::from_bytes(secret),
        }
    }

    /// The signer of a data directory: its secret is in `checkpoint.key`, made where it is
    /// missing, and the public key in hexadecimal beside it in `checkpoint.pub`.
    ///
    /// # Errors
    /// Where the files cannot be read or made, or the secret is not 32 bytes.
    pub fn open(data_directory: &Path) -> io::Result<Self> {
        let secret_file = data_directory.join(SECRET_FILE);
        let secret = match fs::read(&secret_file) {
            Ok(bytes) => <[u8; 32]>::try_from(bytes).map_err(|_| {
                let told = format!("`{}` does not hold 32 bytes", secret_file.display());
                io::Error::new(io::ErrorKind::InvalidData, told)
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make_secret(data_directory)?,
            Err(error) => return Err(error),
        };
        let signer = Self::from_secret(&secret);
        let public = format!("{}\n", hex(&signer.public_key()));
        let public_file = data_directory.join(PUBLIC_FILE);
        if fs::read_to_string(&public_file).ok().as_ref() != Some(&public) {
            fs::write(public_file, public)?;
        }
        Ok(signer)
    }

    /// The key that its signatures are checked with.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs that the log reached this record.
    #[must_use]
    pub fn sign(&self, sequence: u64, hash: Hash, at_ms: u64) -> Checkpoint {
        let mut checkpoint = Checkpoint {
            sequence,
            hash,
            at_ms,
            public_key: self.public_key(),
            signature: [0; 64],
        };
        checkpoint.signature = self.key.sign(&checkpoint.message()).to_bytes();
        checkpoint
    }
}

fn make_secret(data_directory: &Path) -> io::Result<[u8; 32]> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(io::Error::other)?;
    let unfinished = data_directory.join("checkpoint.key.tmp");
    let mut file = fs::File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(&secret)?;
    file.sync_all()?;
    fs::rename(unfinished, data_directory.join(SECRET_FILE))?;
    fs::File::open(data_directory)?.sync_all()?;
    Ok(secret)
}
