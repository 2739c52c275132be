//! Reading `formerly:`, the addresses that a site had before it was renamed.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::moment::{DayEdge, parse_day};
use crate::compile::yaml::Node;
use crate::webex::{FormerSite, Site};

/// The former addresses of all sites, to be compared when all sites are known.
#[derive(Default)]
pub struct FormerSites<'d>(Vec<WrittenFormer<'d>>);

struct WrittenFormer<'d> {
    address: Text<'d>,
    site: Site,
}

impl<'d> FormerSites<'d> {
    /// Reads the former addresses of a site: one, or a list of them. `read_site` reads an address as
    /// that of the site.
    pub fn read(
        &mut self,
        node: Node<'d>,
        zone: &TimeZone,
        read_site: impl Fn(Text<'d>) -> Option<Site>,
    ) -> Vec<FormerSite> {
        if node.is_empty_list() {
            node.error("this list is empty")
                .help("write an address and its last day, or remove the line");
        }
        let items: Vec<Node<'d>> = node.items().map_or_else(|| vec![node], Iterator::collect);
        let read = items.into_iter().filter_map(|item| {
            let mut fields = Fields::open(item, "a former address");
            let address = fields
                .require("url")
                .and_then(|node| node.read_text("a former address"));
            let until = fields
                .require("until")
                .and_then(|node| node.read_text("`until`"));
            fields.finish();
            let until = until.and_then(|text| read_last_day(text, zone));
            let site = address.and_then(|address| {
                let site = read_site(address)?;
                self.0.push(WrittenFormer {
                    address,
                    site: site.clone(),
                });
                Some(site)
            });
            Some(FormerSite {
                site: site?,
                until: until?,
            })
        });
        read.collect()
    }

    /// Reports each address that means two sites: a link of it would be read as one of either.
    pub fn check(&self, sites: &[&Site]) {
        for (at, WrittenFormer { address, site }) in self.0.iter().enumerate() {
            let is_same = |other: &&WrittenFormer<'_>| site.is_at_address_of(&other.site);
            if let Some(current) = sites.iter().find(|known| site.is_at_address_of(known)) {
                let finding = address.error(format!(
                    "this is the address of the site `{}` today",
                    current.name()
                ));
                finding.help(match current.name() == site.name() {
                    true => "write the address that the site had before",
                    false => "remove it: links of this address lead to that site",
                });
            } else if let Some(earlier) = self.0[..at].iter().find(is_same) {
                address
                    .error(format!(
                        "the site `{}` has this former address already",
                        earlier.site.name()
                    ))
                    .beside(earlier.address.place())
                    .help("keep it at the site that has the meetings now");
            }
        }
    }
}

/// The moment at which a day ends, which is the last on which links of a former address count.
fn read_last_day(text: Text<'_>, zone: &TimeZone) -> Option<Timestamp> {
    let Some(end) = parse_day(&text, zone, DayEdge::End) else {
        text.error(format!("`{text}` is not a day"))
            .help("write it like 2027-06-30, the last day on which links of this address count");
        return None;
    };
    if end <= text.span().ctxt().now {
        text.warning("this day is over: links of this address are no longer read")
            .help("remove the address, or give it a later `until`");
    }
    Some(end)
}
