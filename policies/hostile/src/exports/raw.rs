//! Answers that no honest binding writes: lists and texts forged in the layout of the canonical
//! ABI, as wide as an answer can be for the least work.
//!
//! The module is exported with these bindings in place of the SDK's: they are the same, but for
//! `_export_evaluate_cabi`, which puts the forged list in the place of the honest, empty one.

use std::arch::wasm32;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

pub use tollgate_policy::bindings::*;
use tollgate_policy::verdicts::Assessment;

use super::answers::nothing;

const PAGE_BYTES: usize = 65_536;
const MIB: usize = 1 << 20;
const UNBOUNDED: usize = 262_144;
/// The case `text` of `verdicts.value`.
const TEXT: u64 = 4;

/// The list that replaces the findings, where there is one.
static FORGED: AtomicPtr<Finding> = AtomicPtr::new(ptr::null_mut());
static FORGED_LENGTH: AtomicUsize = AtomicUsize::new(0);

/// `verdicts.finding` as it lies in memory.
#[repr(C)]
#[derive(Clone, Copy)]
struct Finding {
    reason: u32,
    parameters: *const Value,
    parameters_length: usize,
    _gap: u32,
    /// `none`.
    not_before: [u64; 2],
}

/// `verdicts.value` with a text, as it lies in memory.
#[repr(C)]
#[derive(Clone, Copy)]
struct Value {
    case: u64,
    text: *const u8,
    text_length: usize,
}

const _: () = assert!(size_of::<Finding>() == 32 && size_of::<Value>() == 16);

/// Fresh memory is zero, and zeros are findings of the first reason without parameters.
pub fn unbounded_findings() -> Assessment {
    let pages = (UNBOUNDED * size_of::<Finding>()).div_ceil(PAGE_BYTES);
    let first = wasm32::memory_grow(0, pages);
    if first == usize::MAX {
        wasm32::unreachable()
    }
    forge((first * PAGE_BYTES) as *mut Finding, UNBOUNDED)
}

pub fn shared_texts() -> Assessment {
    let text = vec![b'a'; MIB].leak();
    let values = vec![value(text); 4_096].leak();
    let findings = vec![finding(values); 64].leak();
    forge(findings.as_mut_ptr(), findings.len())
}

pub fn broken_list() -> Assessment {
    let findings = vec![finding(&[])].leak();
    forge(findings.as_mut_ptr(), usize::MAX / 32)
}

pub fn broken_text() -> Assessment {
    let values = vec![value(&[0xC0, 0x80])].leak();
    let findings = vec![finding(values)].leak();
    forge(findings.as_mut_ptr(), findings.len())
}

fn value(text: &'static [u8]) -> Value {
    Value {
        case: TEXT,
        text: text.as_ptr(),
        text_length: text.len(),
    }
}

fn finding(parameters: &'static [Value]) -> Finding {
    Finding {
        reason: u32::from(crate::FOUND.0),
        parameters: parameters.as_ptr(),
        parameters_length: parameters.len(),
        _gap: 0,
        not_before: [0; 2],
    }
}

fn forge(findings: *mut Finding, length: usize) -> Assessment {
    FORGED.store(findings, Ordering::Relaxed);
    FORGED_LENGTH.store(length, Ordering::Relaxed);
    nothing()
}

/// Evaluates, then forges the answer where a behaviour asked for it.
///
/// # Safety
/// `facts` are as the host lowered them.
pub unsafe fn _export_evaluate_cabi<T: Guest>(facts: *mut u8) -> *mut u8 {
    // SAFETY: the caller's promise.
    let answer = unsafe { tollgate_policy::bindings::_export_evaluate_cabi::<T>(facts) };
    let findings = FORGED.load(Ordering::Relaxed);
    if !findings.is_null() {
        // SAFETY: an assessment begins with the address and the length of its findings.
        unsafe {
            answer.cast::<*mut Finding>().write(findings);
            answer
                .cast::<usize>()
                .add(1)
                .write(FORGED_LENGTH.load(Ordering::Relaxed));
        }
    }
    answer
}
