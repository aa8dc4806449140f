//! The types of `wit/policy.wit`, generated. Facts and verdicts cross the sandbox's boundary
//! as these, so they are also the vocabulary of [`crate::facts`].

#![allow(missing_docs, unreachable_pub, clippy::all, reason = "generated code")]

wasmtime::component::bindgen!({
    path: "../wit",
    world: "policy",
    additional_derives: [PartialEq],
});
