//! Expectations of a policy: what requests are to come to. They are read from YAML beside the policy,
//! and judged against answers; who gets the answers is the caller's matter.

mod answer;
mod judge;
mod model;
mod names;
mod reader;

pub use answer::{Answer, NamedValue};
pub use judge::{Mismatch, judge};
pub use model::{Case, Fact, Suite, Test, TestCaller, TestRequest};
pub use names::{Names, Words};
pub use reader::{Expectations, read};
