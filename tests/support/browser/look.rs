//! What a page looks like: on which screen, in which colours.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Browser, decoded};

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    pub name: &'static str,
    width: u32,
    height: u32,
    /// Dots for each pixel of a style sheet.
    dots: u32,
    is_mobile: bool,
}

/// A telephone of today.
pub const PHONE: Screen = Screen {
    name: "phone",
    width: 390,
    height: 844,
    dots: 2,
    is_mobile: true,
};

/// A window on a desk.
pub const DESKTOP: Screen = Screen {
    name: "desktop",
    width: 1280,
    height: 800,
    dots: 1,
    is_mobile: false,
};

/// What 1280 pixels become for somebody who needs letters of four times the
/// size: the width of WCAG 1.4.10 on which nothing may need scrolling to the
/// side.
pub const NARROW: Screen = Screen {
    name: "narrow",
    width: 320,
    height: 640,
    dots: 1,
    is_mobile: false,
};

/// What a person has asked their system for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    Light,
    Dark,
}

impl Colours {
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Browser {
    /// Looks at the page on another screen.
    #[track_caller]
    pub fn on(&self, screen: Screen) {
        let metrics = json!({
            "width": screen.width,
            "height": screen.height,
            "deviceScaleFactor": screen.dots,
            "mobile": screen.is_mobile,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Looks at it in other colours.
    #[track_caller]
    pub fn in_colours(&self, colours: Colours) {
        let scheme = json!({ "name": "prefers-color-scheme", "value": colours.name() });
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [scheme] }),
        );
    }

    /// By how many pixels the page is wider than the screen.
    #[track_caller]
    pub fn overflow(&self) -> i64 {
        let script = "const page = document.documentElement;
            return page.scrollWidth - page.clientWidth";
        self.script(script, &[]).as_i64().expect("a number")
    }

    /// The whole page as a picture.
    #[track_caller]
    pub fn picture(&self) -> Vec<u8> {
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        decoded(&self.devtools("Page.captureScreenshot", &whole)["data"])
    }

    /// The same for each screen in each of the colours, in files for whoever
    /// wants to see them.
    #[track_caller]
    pub fn keep_pictures(&self, name: &str) {
        let folder = screenshots();
        for screen in [PHONE, DESKTOP] {
            self.on(screen);
            for colours in [Colours::Light, Colours::Dark] {
                self.in_colours(colours);
                let file = format!("{name}-{}-{}.png", screen.name, colours.name());
                fs::write(folder.join(file), self.picture()).expect("written");
            }
        }
        self.in_colours(Colours::Light);
    }
}

/// The folder of the pictures, below the one that everything is built in.
pub fn screenshots() -> PathBuf {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let folder = built.expect("a folder").join("screenshots");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}
