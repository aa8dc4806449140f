//! Custom sections of a module: what it says to a host without running.

use wasmparser::{Parser, Payload};

/// What the section `name` of the module holds, or of a module within it.
///
/// # Errors
/// Where there are two, or the module cannot be read.
pub fn section<'a>(module: &'a [u8], name: &str) -> Result<Option<&'a [u8]>, String> {
    let mut found = None;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.map_err(|error| error.message().to_owned())?;
        if let Payload::CustomSection(section) = payload
            && section.name() == name
            && found.replace(section.data()).is_some()
        {
            return Err(format!("has two sections `{name}`; keep one"));
        }
    }
    Ok(found)
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// A core module of these sections.
    pub(in crate::sandbox) fn module(sections: &[Vec<u8>]) -> Vec<u8> {
        [b"\0asm\x01\0\0\0", &*sections.concat()].concat()
    }

    /// A section of a number, with its length before it.
    pub(in crate::sandbox) fn numbered(number: u8, content: &[u8]) -> Vec<u8> {
        [&[number, u8::try_from(content.len()).unwrap()], content].concat()
    }

    pub(in crate::sandbox) fn custom(name: &str, data: &[u8]) -> Vec<u8> {
        let length = u8::try_from(name.len()).unwrap();
        numbered(0, &[&[length], name.as_bytes(), data].concat())
    }

    #[test]
    fn a_section_is_found_by_its_name() {
        let module = module(&[custom("a", b"1"), custom("b", b"2")]);
        assert_eq!(section(&module, "b"), Ok(Some(&b"2"[..])));
        assert_eq!(section(&module, "c"), Ok(None));
    }

    #[test]
    fn two_of_a_name_and_bytes_that_are_no_module_are_refused() {
        let twice = module(&[custom("a", b"1"), custom("a", b"1")]);
        let problem = section(&twice, "a").unwrap_err();
        assert!(problem.contains("two sections `a`"), "{problem}");
        assert!(section(&twice[..twice.len() - 1], "a").is_err());
        assert!(section(b"\0asn", "a").is_err());
    }
}
