//! All that is said in answer to one call.

use crate::decision_logs::Tally;
use crate::replay::Summary;

#[derive(Debug)]
pub struct ReplayResult<'r> {
    pub policy: &'r str,
    pub hash: &'r str,
    pub tally: &'r Tally,
    pub summary: &'r Summary,
    /// Most kinds of changes that are shown.
    pub limit: usize,
}
