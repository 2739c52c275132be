//! The files besides the pages.

use askama::Template as _;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, VARY,
};

use super::Responder;
use crate::decision::CodeFormat;
use crate::gateway::answer::{Reply, Response};
use crate::gateway::assets::{Asset, Caching};
use crate::gateway::i18n::Language;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::CodeFile;
use crate::gateway::qr::Code;

/// An SVG that is opened by itself is a document, and may contain scripts: none of them runs, and
/// nothing is loaded.
const IMAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

impl Responder<'_> {
    /// A public file; `None` when the policy does not have it.
    pub fn asset(&self, asset: Asset, path_and_query: &str) -> Option<Reply> {
        let response = match asset {
            Asset::Search => self.search_file(),
            asset => {
                let content = self.assets.content(asset, self.policy.brand())?;
                let mut response = self.file(content.media_type, content.bytes);
                let caching = match self.assets.caching(path_and_query) {
                    // A year. `immutable` keeps browsers from asking again when a page is reloaded
                    // (RFC 8246).
                    Caching::Immutable => "max-age=31536000, immutable",
                    Caching::OneHour => "max-age=3600",
                };
                let caching = HeaderValue::from_static(caching);
                response.headers_mut().insert(CACHE_CONTROL, caching);
                response
            }
        };
        let outcome = Outcome::File;
        Some(Reply { response, outcome })
    }

    /// The QR code of a link. It is for callers who may use the link, so that no cache keeps it.
    pub fn code(&self, outcome: Outcome, code: &Code, format: CodeFormat) -> Reply {
        let response = match format {
            CodeFormat::Svg => {
                let code = CodeFile { code }.render();
                let code =
                    code.expect("templates write to a string, and have no code of their own");
                self.file("image/svg+xml", code.into())
            }
            CodeFormat::Png => self.file("image/png", code.png().into()),
        };
        Reply { response, outcome }
    }

    fn search_file(&self) -> Response {
        // Shared caches may keep it, and they know nothing of what a person has chosen.
        let language = Language::wanted(&self.parts.headers);
        let file = self.assets.search(language, self.policy);
        let mut response = self.file("application/opensearchdescription+xml", file);
        let headers = response.headers_mut();
        let language = HeaderValue::from_static(language.tag());
        headers.insert(CONTENT_LANGUAGE, language);
        headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
        response
    }

    fn file(&self, media_type: &'static str, content: Bytes) -> Response {
        let mut response = self.response(StatusCode::OK, content);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if media_type.starts_with("image/") {
            let policy = HeaderValue::from_static(IMAGE_POLICY);
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}
