//! Files that are no policy, byte by byte: each has one thing wrong with it.

/// A core module that does nothing: `(module)`.
pub const CORE: &[u8] = b"\0asm\x01\0\0\0";

/// A component with nothing in it: `(component)`.
pub const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

/// A component that imports a function: `(component (import "wall-clock" (func)))`.
pub const IMPORTING: &[u8] = &[
    b'\0', b'a', b's', b'm', 0x0d, 0, 1, 0, // A component.
    0x07, 0x05, 1, 0x40, 0, 0x01, 0, // Type 0: a function of nothing to nothing.
    0x0a, 0x0f, 1, 0x00, 10, // An import, its name,
    b'w', b'a', b'l', b'l', b'-', b'c', b'l', b'o', b'c', b'k', //
    0x01, 0x00, // that is a function of type 0.
];

/// A component whose `evaluate` takes nothing and answers nothing, and that has nothing else:
/// `(component (core module …) … (export "evaluate" (func …)))`.
pub const OTHER_WORLD: &[u8] = &[
    b'\0', b'a', b's', b'm', 0x0d, 0, 1, 0, // A component.
    0x01, 0x1f, b'\0', b'a', b's', b'm', 1, 0, 0, 0, // A core module,
    0x01, 0x04, 1, 0x60, 0, 0, // type 0: a function of nothing to nothing,
    0x03, 0x02, 1, 0, // function 0 of type 0,
    0x07, 0x05, 1, 1, b'f', 0x00, 0, // exported as `f`,
    0x0a, 0x04, 1, 0x02, 0, 0x0b, // with no code.
    0x02, 0x04, 1, 0x00, 0, 0, // Core instance 0 of module 0.
    0x06, 0x07, 1, 0x00, 0x00, 0x01, 0, 1, b'f', // Core function 0: its `f`.
    0x07, 0x05, 1, 0x40, 0, 0x01, 0, // Type 0: a function of nothing to nothing.
    0x08, 0x06, 1, 0x00, 0x00, 0, 0, 0, // Function 0: core function 0 lifted as type 0.
    0x0b, 0x0e, 1, 0x00, 8, // An export, its name,
    b'e', b'v', b'a', b'l', b'u', b'a', b't', b'e', //
    0x01, 0, 0x00, // that is function 0.
];
