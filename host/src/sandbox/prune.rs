//! Takes the code out of a module that is not going to run, before the module is compiled.
//!
//! Most of a policy's code reads settings. What `configure` alone needs is of no use to a snapshot,
//! and what judges is of no use to `configure`: compiling it would be most of the time that a new
//! policy takes to go live. Bodies are written over where they are, so nothing else moves.

use std::ops::Range;

use wasmparser::{
    BinaryReaderError, ElementItems, ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef,
};

/// Empties the functions that nothing leads to but the exports in `unused`, and what cleans up
/// after those.
///
/// # Errors
/// Where the module is damaged.
pub(super) fn prune(module: &mut [u8], unused: &[&str]) -> Result<(), String> {
    let dead = unreached(module, unused)
        .map_err(|error| format!("its code is damaged: {}", error.message()))?;
    for body in dead {
        empty(module.get_mut(body).unwrap_or_default());
    }
    Ok(())
}

/// The bodies of functions that cannot run, of all core modules in `module`.
fn unreached(module: &[u8], unused: &[&str]) -> Result<Vec<Range<usize>>, BinaryReaderError> {
    let mut found = Vec::new();
    let mut modules: Vec<Core> = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::Version { .. } => modules.push(Core::default()),
            Payload::End(_) => found.extend(modules.pop().unwrap_or_default().unreached()),
            other => {
                if let Some(core) = modules.last_mut() {
                    core.read(other, unused)?;
                }
            }
        }
    }
    Ok(found)
}

/// What one core module has, as far as it decides which functions can run.
#[derive(Default)]
struct Core {
    imported: usize,
    roots: Vec<u32>,
    functions: Vec<Function>,
}

/// A function of a module.
struct Function {
    body: Range<usize>,
    names: Vec<u32>,
}

impl Core {
    fn read(&mut self, payload: Payload<'_>, unused: &[&str]) -> Result<(), BinaryReaderError> {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    self.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    let name = export.name.trim_start_matches("cabi_post_");
                    if export.kind == ExternalKind::Func && !unused.contains(&name) {
                        self.roots.push(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => self.roots.push(func),
            Payload::GlobalSection(globals) => {
                for global in globals {
                    let operators = global?.init_expr.get_operators_reader();
                    self.roots.extend(named(operators)?);
                }
            }
            Payload::ElementSection(elements) => {
                for element in elements {
                    match element?.items {
                        ElementItems::Functions(functions) => {
                            for function in functions {
                                self.roots.push(function?);
                            }
                        }
                        ElementItems::Expressions(_, expressions) => {
                            for expression in expressions {
                                let operators = expression?.get_operators_reader();
                                self.roots.extend(named(operators)?);
                            }
                        }
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.functions.push(Function::read(&body)?),
            _ => {}
        }
        Ok(())
    }

    /// The bodies of the functions that nothing leads to.
    fn unreached(mut self) -> impl Iterator<Item = Range<usize>> {
        let mut reached = vec![false; self.functions.len()];
        while let Some(root) = self.roots.pop() {
            let Some(own) = (root as usize).checked_sub(self.imported) else {
                continue;
            };
            if let (Some(seen), Some(function)) = (reached.get_mut(own), self.functions.get(own))
                && !std::mem::replace(seen, true)
            {
                self.roots.extend(&function.names);
            }
        }
        let functions = self.functions.into_iter().zip(reached);
        functions.filter_map(|(function, reached)| (!reached).then_some(function.body))
    }
}

impl Function {
    fn read(body: &FunctionBody<'_>) -> Result<Self, BinaryReaderError> {
        Ok(Self {
            body: body.range(),
            names: named(body.get_operators_reader()?)?,
        })
    }
}

/// The functions that code names: those that it calls, and those that it makes references to.
fn named(mut code: wasmparser::OperatorsReader<'_>) -> Result<Vec<u32>, BinaryReaderError> {
    let mut functions = Vec::new();
    while !code.eof() {
        match code.read()? {
            Operator::Call { function_index }
            | Operator::ReturnCall { function_index }
            | Operator::RefFunc { function_index } => functions.push(function_index),
            _ => {}
        }
    }
    Ok(functions)
}

/// Makes a body one that traps, in as many bytes: no locals, `unreachable`, `nop`s, `end`.
fn empty(body: &mut [u8]) {
    let length = body.len();
    // The shortest body there is.
    if length < 3 {
        return;
    }
    for (position, byte) in body.iter_mut().enumerate() {
        *byte = match position {
            0 | 1 => 0x00,
            _ if position + 1 == length => 0x0b,
            _ => 0x01,
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// `(func $shared) (func $own nop) (func (export "configure") call $shared call $own)
    /// (func (export "evaluate") call $shared) (func $listed nop) (elem $listed)`
    const MODULE: &[u8] = &[
        b'\0', b'a', b's', b'm', 1, 0, 0, 0, //
        0x01, 0x04, 1, 0x60, 0, 0, // Type 0: a function of nothing to nothing.
        0x03, 0x06, 5, 0, 0, 0, 0, 0, // Five functions of it.
        0x04, 0x04, 1, 0x70, 0x00, 1, // A table of one.
        0x07, 0x18, 2, // Two exports:
        9, b'c', b'o', b'n', b'f', b'i', b'g', b'u', b'r', b'e', 0x00, 2, //
        8, b'e', b'v', b'a', b'l', b'u', b'a', b't', b'e', 0x00, 3, //
        0x09, 0x07, 1, 0x00, 0x41, 0, 0x0b, 1, 4, // Function 4 is in the table.
        0x0a, 0x18, 5, // Their code:
        2, 0, 0x0b, //
        3, 0, 0x01, 0x0b, //
        6, 0, 0x10, 0, 0x10, 1, 0x0b, //
        4, 0, 0x10, 0, 0x0b, //
        3, 0, 0x01, 0x0b, //
    ];

    #[test]
    fn what_only_the_unused_leads_to_is_emptied() {
        #[track_caller]
        fn check(unused: &[&str], code: &[u8]) {
            let mut module = MODULE.to_vec();
            wasmparser::validate(&module).unwrap();
            prune(&mut module, unused).unwrap();
            wasmparser::validate(&module).unwrap();
            let start = MODULE.len() - 23;
            assert_eq!(&module[..start], &MODULE[..start]);
            assert_eq!(&module[start..], code);
        }
        const KEPT: &[u8] = &[
            2, 0, 0x0b, 3, 0, 0x01, 0x0b, 6, 0, 0x10, 0, 0x10, 1, 0x0b, 4, 0, 0x10, 0, 0x0b, 3, 0,
            0x01, 0x0b,
        ];
        check(&[], KEPT);
        check(&["describe"], KEPT);
        check(
            &["configure"],
            &[
                2, 0, 0x0b, 3, 0, 0x00, 0x0b, 6, 0, 0x00, 0x01, 0x01, 0x01, 0x0b, 4, 0, 0x10, 0,
                0x0b, 3, 0, 0x01, 0x0b,
            ],
        );
        check(
            &["evaluate"],
            &[
                2, 0, 0x0b, 3, 0, 0x01, 0x0b, 6, 0, 0x10, 0, 0x10, 1, 0x0b, 4, 0, 0x00, 0x01, 0x0b,
                3, 0, 0x01, 0x0b,
            ],
        );
    }
}
