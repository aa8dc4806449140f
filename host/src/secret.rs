//! A secret of this host: 32 random bytes, in a file that only its user can read.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use hmac::Hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

const BYTES: usize = 32;

/// A secret, wiped from memory after use.
pub struct Secret(Zeroizing<[u8; BYTES]>);

impl Secret {
    /// Reads the secret in `file`, or makes one there.
    ///
    /// # Errors
    /// Where the file cannot be read or made, or holds something else.
    pub fn open(file: &Path) -> io::Result<Self> {
        match fs::read(file).map(Zeroizing::new) {
            Ok(bytes) => {
                let mut secret = Zeroizing::new([0; BYTES]);
                if bytes.len() != BYTES {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("{}: not a key of {BYTES} bytes", file.display()),
                    ));
                }
                secret.copy_from_slice(&bytes);
                Ok(Self(secret))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(file),
            Err(error) => Err(error),
        }
    }

    fn create(file: &Path) -> io::Result<Self> {
        let secret = Self::random()?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(file)?;
        out.write_all(secret.bytes())?;
        out.sync_all()?;
        if let Some(directory) = file.parent() {
            fs::File::open(directory)?.sync_all()?;
        }
        Ok(secret)
    }

    /// A secret that is kept nowhere.
    ///
    /// # Errors
    /// Where this machine gives no random bytes.
    pub fn random() -> io::Result<Self> {
        let mut secret = Zeroizing::new([0; BYTES]);
        getrandom::fill(secret.as_mut_slice()).map_err(io::Error::other)?;
        Ok(Self(secret))
    }

    /// A secret that is known.
    #[cfg(test)]
    pub(crate) fn from_bytes(bytes: [u8; BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// Begins an HMAC-SHA256 with this secret as its key.
    #[must_use]
    pub fn mac(&self) -> Hmac<Sha256> {
        // A key shorter than SHA-256's block is padded, so the block is what `new` takes.
        let mut block = Zeroizing::new([0; 64]);
        if let Some(key) = block.get_mut(..BYTES) {
            key.copy_from_slice(self.bytes());
        }
        <Hmac<Sha256> as hmac::digest::KeyInit>::new((&*block).into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use hmac::Mac as _;

    use super::*;

    #[test]
    fn what_was_made_is_read_again_and_nothing_else_is() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.key");
        let made = *Secret::open(&file).unwrap().bytes();
        assert_eq!(Secret::open(&file).unwrap().bytes(), &made);
        assert_ne!(Secret::random().unwrap().bytes(), &made);
        fs::write(&file, [0; 31]).unwrap();
        assert!(Secret::open(&file).is_err());
    }

    #[test]
    fn a_mac_is_that_of_the_secret_as_key() {
        let secret = Secret::random().unwrap();
        let expected = <Hmac<Sha256> as hmac::Mac>::new_from_slice(secret.bytes()).unwrap();
        let expected = expected.chain_update(b"x").finalize();
        assert!(secret.mac().chain_update(b"x").finalize() == expected);
    }
}
