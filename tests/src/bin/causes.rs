//! Prints the page of causes, which is docs/CAUSES.md.

#![allow(clippy::print_stdout, reason = "a tool that prints")]

fn main() {
    print!("{}", tollgate_tests::causes::page());
}
