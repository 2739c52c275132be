//! Addresses on the reader's own machine.

use crate::compile::context::Text;

/// Warns that an address is for trying things out.
pub fn warn_of_loopback(address: &Text<'_>) {
    address
        .warning("this address leads to the reader's own machine: it is for trying things out only")
        .help("`linkgate sandbox` answers there; for visitors, write the https address");
}
