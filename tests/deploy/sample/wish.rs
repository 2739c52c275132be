//! Which proxy a test wants, and with which configuration.

use super::edits::Edit;

/// A proxy, and how it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    Haproxy,
    /// HAProxy that leaves TLS to the replicas.
    HaproxyTcp,
    Nginx,
    Caddy,
}

/// With which configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    Defaults,
    Sample,
}

impl Proxy {
    pub fn name(self) -> &'static str {
        match self {
            Self::Haproxy => "HAProxy",
            Self::HaproxyTcp => "HAProxy (TCP)",
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
        }
    }

    pub fn program(self) -> &'static str {
        match self {
            Self::Haproxy | Self::HaproxyTcp => "haproxy",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
        }
    }

    /// Whether replicas end TLS themselves.
    pub fn passes_tls(self) -> bool {
        self == Self::HaproxyTcp
    }

    /// The files of the sample: where they stand in `deploy/`. The first is the
    /// proxy's own, the last the part of the policy.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Haproxy => &["haproxy/haproxy.cfg", "haproxy/callers.yaml"],
            Self::HaproxyTcp => &["haproxy/haproxy-tcp.cfg", "haproxy/callers-tcp.yaml"],
            Self::Nginx => &[
                "nginx/linkgate.conf",
                "nginx/linkgate-identity.conf",
                "nginx/callers.yaml",
            ],
            Self::Caddy => &["caddy/Caddyfile", "caddy/callers.yaml"],
        }
    }
}

/// How a sample learns who people are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// As shipped: by headers with secret names, or by certificates.
    Shipped,
    /// By signed tokens, as its comments say.
    Tokens,
}

/// What a test wants.
#[derive(Clone, Copy)]
pub struct Wish<'w> {
    pub proxy: Proxy,
    pub setup: Setup,
    pub edits: &'w [Edit<'w>],
    pub identity: Identity,
    /// Whether the proxy reaches replicas through Unix sockets.
    pub local: bool,
}

impl Wish<'_> {
    /// A proxy as it is shipped, or with its defaults.
    pub fn plain(proxy: Proxy, setup: Setup) -> Self {
        Self {
            proxy,
            setup,
            edits: &[],
            identity: Identity::Shipped,
            local: false,
        }
    }
}
