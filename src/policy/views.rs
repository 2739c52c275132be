//! What programs are told of a parameter: one shape for the pages' JSON, for `/policy` and for
//! `explain`. Each of them adds what it alone knows.
//!
//! A field without a value is left out; there is no `null` and no empty list.

mod parameter;

pub use parameter::ParameterView;
