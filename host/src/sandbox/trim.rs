//! Cuts a snapshot's memory behind what the policy uses.
//!
//! An instance's whole memory is made new for each request, so pages that only `configure` needed
//! cost every request as much as those that judge it. Whether they are free is for the policy to
//! say, in the section `tollgate:memory`: its allocator has to know.

use wasmparser::{BinaryReaderError, ConstExpr, DataKind, Operator, Parser, Payload};

use super::section::section;

const PAGE_BYTES: u64 = 1 << 16;

/// Cuts the memory of `snapshot`, where `module`, of which it was made, agrees to that. Its
/// consent is `trim`: every byte behind the last one that is not zero may go.
///
/// # Errors
/// What is wrong with the section, or with the snapshot.
pub(super) fn trim(module: &[u8], snapshot: &mut [u8]) -> Result<(), String> {
    match section(module, "tollgate:memory")? {
        None => return Ok(()),
        Some(b"trim") => {}
        Some(_) => return Err("section `tollgate:memory`: must be `trim`".into()),
    }
    let Memory { pages_at, used } =
        memory(snapshot).map_err(|error| format!("its snapshot is damaged: {error}"))?;
    let pages = used.div_ceil(PAGE_BYTES).max(1);
    if let Some(at) = pages_at {
        write_over(snapshot.get_mut(at..).unwrap_or_default(), pages);
    }
    Ok(())
}

/// The memory that a snapshot declares.
struct Memory {
    /// Where the number of its pages is written.
    pages_at: Option<usize>,
    /// The end of the last data in it, in bytes.
    used: u64,
}

fn memory(snapshot: &[u8]) -> Result<Memory, BinaryReaderError> {
    let mut memory = Memory {
        pages_at: None,
        used: 0,
    };
    for payload in Parser::new(0).parse_all(snapshot) {
        match payload? {
            Payload::MemorySection(section) => {
                for declared in section.into_iter_with_offsets() {
                    // Behind the byte of its flags.
                    memory.pages_at = Some(declared?.0 + 1);
                }
            }
            Payload::DataSection(section) => {
                for segment in section {
                    let segment = segment?;
                    if let DataKind::Active { offset_expr, .. } = segment.kind {
                        let end = offset(&offset_expr)? + segment.data.len() as u64;
                        memory.used = memory.used.max(end);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(memory)
}

fn offset(expression: &ConstExpr<'_>) -> Result<u64, BinaryReaderError> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(u64::from(value.cast_unsigned())),
        // Not what a snapshot is written with: nothing is cut.
        _ => Ok(u64::from(u32::MAX)),
    }
}

/// Writes a smaller number over the LEB128 one that `bytes` begin with, in as many bytes.
fn write_over(bytes: &mut [u8], number: u64) {
    let goes_on = |byte: &u8| byte & 0x80 != 0;
    let last = bytes.iter().position(|byte| !goes_on(byte)).unwrap_or(0);
    let mut rest = number;
    for (position, byte) in bytes.iter_mut().enumerate().take(last + 1) {
        let [low, ..] = rest.to_le_bytes();
        let more = if position < last { 0x80 } else { 0 };
        *byte = low & 0x7f | more;
        rest >>= 7;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::section::tests::{custom, module, numbered};
    use super::*;

    /// A snapshot with so many pages of memory, and one byte of data.
    fn snapshot(pages: u8, data_at: u32) -> Vec<u8> {
        // A memory without a maximum.
        let memory = numbered(5, &[1, 0, pages]);
        // An address as LEB128 of five bytes: seven bits each, and more to come but for the last.
        let address = [0, 7, 14, 21, 28].map(|shift| {
            let [bits, ..] = (data_at >> shift).to_le_bytes();
            bits & 0x7f | if shift < 28 { 0x80 } else { 0 }
        });
        // One active segment: `i32.const`, the address, `end`, one byte.
        let data = [&[1, 0, 0x41], &address[..], &[0x0b, 1, 7]].concat();
        module(&[memory, numbered(11, &data)])
    }

    #[test]
    fn pages_behind_the_last_byte_are_cut_where_the_module_agrees() {
        #[track_caller]
        fn check(sections: &[Vec<u8>], pages: u8, data_at: u32, left: u8) {
            let mut trimmed = snapshot(pages, data_at);
            trim(&module(sections), &mut trimmed).unwrap();
            assert_eq!(trimmed, snapshot(left, data_at));
        }
        let agrees = [custom("tollgate:memory", b"trim")];
        check(&agrees, 3, 9, 1);
        check(&agrees, 3, 65_535, 1);
        check(&agrees, 3, 65_536, 2);
        check(&agrees, 3, 131_072, 3);
        check(&[], 3, 9, 3);
    }

    #[test]
    fn another_word_and_a_damaged_snapshot_are_refused() {
        let refused = |word, snapshot: &mut [u8]| {
            trim(&module(&[custom("tollgate:memory", word)]), snapshot).unwrap_err()
        };
        let problem = refused(b"cut", &mut snapshot(3, 9));
        assert!(problem.contains("must be `trim`"), "{problem}");
        let problem = refused(b"trim", &mut snapshot(3, 9)[..20]);
        assert!(problem.contains("damaged"), "{problem}");
    }

    #[test]
    fn a_number_is_written_over_in_as_many_bytes() {
        #[track_caller]
        fn check(before: &[u8], number: u64, after: &[u8]) {
            let mut bytes = before.to_vec();
            write_over(&mut bytes, number);
            assert_eq!(bytes, after);
        }
        check(&[2, 9], 1, &[1, 9]);
        check(&[0x82, 0x01, 9], 1, &[0x81, 0x00, 9]);
        check(&[0x80, 0x02, 9], 200, &[0xc8, 0x01, 9]);
        check(&[], 1, &[]);
    }
}
