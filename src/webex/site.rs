//! A Webex site: the base of every address that is built for it.

use jiff::Timestamp;

use super::address::{AddressError, TargetUrl};

/// A Webex site, e.g. `https://acme.webex.com/acme/` (webex.md 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    name: Box<str>,
    base: TargetUrl,
    join_page: Option<TargetUrl>,
    former: Box<[FormerSite]>,
}

/// An address that a site had before it was renamed. Links of it are read, and nobody is sent there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerSite {
    pub site: Site,
    /// The moment from which links of it are foreign.
    pub until: Timestamp,
}

impl FormerSite {
    /// Whether links of it are still read.
    pub fn counts_at(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// Why an address is not the page of a site on which people join by number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoinPageError {
    #[error(transparent)]
    Address(AddressError),
    #[error("the page on which people join by number must not have a #fragment")]
    Fragment,
    #[error(
        "the page on which people join by number has no `{{…}}`: no page that takes one is known"
    )]
    Place,
    #[error("the page on which people join by number is on another host than the site")]
    OtherHost,
}

/// Why an address is no [`Site`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteError {
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("a site is a host and its site name, like https://acme.webex.com/acme/")]
    Shape,
}

impl From<AddressError> for JoinPageError {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Fragment => Self::Fragment,
            error => Self::Address(error),
        }
    }
}

impl Site {
    /// Reads the base address of the site with this name in the policy.
    ///
    /// # Errors
    ///
    /// [`SiteError`] unless it is `https://HOST/SITE/`, or such an address at the reader's own
    /// machine.
    pub fn parse(name: &str, base: &str) -> Result<Self, SiteError> {
        let base: TargetUrl = base.parse()?;
        let site = Self {
            name: name.into(),
            base,
            join_page: None,
            former: Box::default(),
        };
        // The segment is not compared with the host: they can differ in case and altogether
        // (webex.md 1).
        let segment = site.segment();
        let plain = segment
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if segment.is_empty() || !plain || site.base.query().is_some() {
            return Err(SiteError::Shape);
        }
        Ok(site)
    }

    /// The same with the page on which people join by number.
    ///
    /// # Errors
    ///
    /// [`JoinPageError`] unless it is an address at the origin of the site.
    pub fn with_join_page(self, address: &str) -> Result<Self, JoinPageError> {
        if address.contains(['{', '}']) {
            return Err(JoinPageError::Place);
        }
        let page: TargetUrl = address.parse()?;
        if page.origin() != self.base.origin() {
            return Err(JoinPageError::OtherHost);
        }
        Ok(Self {
            join_page: Some(page),
            ..self
        })
    }

    /// The same with the addresses that it had before.
    #[must_use]
    pub fn with_former(self, former: Vec<FormerSite>) -> Self {
        let former = former.into();
        Self { former, ..self }
    }

    /// The addresses that it had before.
    pub fn former(&self) -> &[FormerSite] {
        &self.former
    }

    /// Whether a link to this host, which comes without a port, may be one of this site.
    pub fn has_host(&self, host: &str, now: Timestamp) -> bool {
        let former = self.former.iter().filter(|former| former.counts_at(now));
        let mut hosts = former.map(|former| former.site.host()).chain([self.host()]);
        hosts.any(|own| own.eq_ignore_ascii_case(host))
    }

    /// Whether another site is at the same address. Webex takes the name of a site in any case
    /// (webex.md 7.1).
    pub fn is_at_address_of(&self, other: &Self) -> bool {
        self.origin() == other.origin() && self.segment().eq_ignore_ascii_case(other.segment())
    }

    /// The page on which people enter the number of a meeting. No public source says that one
    /// takes the number in its address, so that it is never written into it.
    pub fn join_page(&self) -> Option<&str> {
        self.join_page.as_ref().map(TargetUrl::as_str)
    }

    /// Its name in the policy.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address below which its pages are, with a slash at the end.
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        self.base.origin()
    }

    /// The host, without the port.
    pub fn host(&self) -> &str {
        self.base.host()
    }

    /// The address below which its pages are.
    pub fn address(&self) -> &TargetUrl {
        &self.base
    }

    /// The name of the site in its addresses: the one segment of its path.
    pub fn segment(&self) -> &str {
        let path = self.base.path();
        match path.strip_prefix('/').and_then(|p| p.strip_suffix('/')) {
            Some(segment) if !segment.contains('/') => segment,
            // Only until `parse` has refused it.
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_host_and_one_segment() {
        let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
        assert_eq!(site.base(), "https://acme.webex.com/acme/");
        assert_eq!(site.origin(), "https://acme.webex.com");
        assert_eq!(site.segment(), "acme");
    }

    #[test]
    fn a_stand_in_is_at_a_loopback_address() {
        let site = Site::parse("acme", "http://127.0.0.1:8081/acme/").expect("a site");
        assert!(site.address().is_loopback());
        assert_eq!(site.origin(), "http://127.0.0.1:8081");
        assert_eq!(site.segment(), "acme");
        assert!(Site::parse("acme", "http://localhost:8081/acme/").is_err());
        for page in ["https://127.0.0.1:8081/", "http://127.0.0.1:8080/"] {
            assert!(site.clone().with_join_page(page).is_err(), "{page}");
        }
    }

    #[test]
    fn the_page_for_numbers_is_at_the_origin_of_the_site() {
        let site = || Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
        assert_eq!(site().join_page(), None);
        for page in ["https://acme.webex.com/", "https://acme.webex.com/a/b?c=d"] {
            let with_page = site().with_join_page(page).expect(page);
            assert_eq!(with_page.join_page(), Some(page));
        }
        for page in [
            "https://evil.example/",
            "https://acme.webex.com.evil.example/",
            "https://acme.webex.com:8443/",
            "https://labs.webex.com/acme/",
            "http://acme.webex.com/",
            "https://user@acme.webex.com/",
            "https://acme.webex.com/#join",
            "javascript:alert(1)",
            "/acme/",
            "",
        ] {
            assert!(site().with_join_page(page).is_err(), "{page}");
        }
    }

    #[test]
    fn a_former_host_counts_until_its_end() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let former = |name: &str, until: &str| FormerSite {
            site: Site::parse("acme", &format!("https://{name}.webex.com/{name}/"))
                .expect("a site"),
            until: at(until),
        };
        let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
        let site = site.with_former(vec![
            former("oldacme", "2027-01-01T00:00:00Z"),
            former("olderacme", "2026-01-01T00:00:00Z"),
        ]);
        let now = at("2026-12-31T23:59:59Z");
        assert!(site.has_host("ACME.webex.com", now));
        assert!(site.has_host("OldAcme.webex.com", now));
        assert!(!site.has_host("oldacme.webex.com", at("2027-01-01T00:00:00Z")));
        assert!(!site.has_host("olderacme.webex.com", now));
        assert!(!site.has_host("webex.com", now));
        assert_eq!(site.origin(), "https://acme.webex.com");
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in [
            "https://acme.webex.com/",
            "https://acme.webex.com/acme",
            "https://acme.webex.com/a/b/",
            "https://acme.webex.com/acme/?x=1",
            "https://acme.webex.com//",
            "https://acme.webex.com/a%20b/",
            "http://acme.webex.com/acme/",
        ] {
            assert!(Site::parse("acme", text).is_err(), "{text}");
        }
    }
}
