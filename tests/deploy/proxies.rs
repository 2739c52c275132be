//! The samples of proxies: who visitors are, and what they cannot make of
//! themselves.
