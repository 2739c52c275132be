//! The catalogue of the REST API: that it fits the other one, and what each command asks.

mod listings;
mod plans;
mod properties;
mod run;
mod table;

use linkgate::compile::{embedded_catalogue, profile_catalogue};
use linkgate::policy::Catalogue;
use linkgate::webex::{Address, CallForm, Effect, Profile, RestForm};

fn catalogue() -> Catalogue {
    profile_catalogue(Profile::Rest).expect("a catalogue without findings")
}

fn of_the_url_api() -> Catalogue {
    embedded_catalogue().expect("a catalogue without findings")
}

#[test]
fn every_operation_of_the_url_api_has_its_entry() {
    let rest = catalogue();
    for command in of_the_url_api().iter().filter(|c| !c.is_link_form()) {
        let name = command.name();
        let ours = rest.command(name.as_str());
        let ours = ours.unwrap_or_else(|| panic!("no entry for {name}"));
        assert_eq!(ours.service(), command.service(), "{name}");
        assert_eq!(ours.effect(), command.effect(), "{name}");
        assert_eq!(ours.words().title, command.words().title, "{name}");
        assert!(!ours.takes_back(), "{name}: no call takes a back URL");
    }
}

/// The links of today stay what they are, and everything else says why there is none.
#[test]
fn links_are_links_in_every_profile() {
    let links = profile_catalogue(Profile::Links).expect("a catalogue without findings");
    let rest = catalogue();
    for command in of_the_url_api().iter() {
        let name = command.name().as_str();
        let link = links.command(name).expect(name);
        match command.is_link_form() {
            true => assert_eq!([link, rest.command(name).expect(name)], [command; 2]),
            false => assert!(link.reason().is_some(), "{name}"),
        }
    }
    assert_eq!(links.iter().count(), of_the_url_api().iter().count());
}

/// A route keeps working when only the profile of its site changes.
#[test]
fn parameters_of_both_are_of_the_same_type() {
    let kind = |kind: &linkgate::webex::ParameterType| std::mem::discriminant(kind);
    let url_api = of_the_url_api();
    for command in catalogue().iter() {
        let name = command.name();
        let Some(theirs) = url_api.command(name.as_str()) else {
            continue;
        };
        for parameter in command.parameters() {
            let Some(known) = theirs.parameter(parameter.name()) else {
                continue;
            };
            let about = format!("{name} {}", parameter.name());
            assert_eq!(kind(parameter.kind()), kind(known.kind()), "{about}");
            assert_eq!(parameter.is_secret(), known.is_secret(), "{about}");
        }
    }
}

#[test]
fn a_command_is_for_one_kind_of_form() {
    let site = run::site();
    for command in catalogue().iter() {
        let is_link = CallForm::new(&site, command).is_some();
        assert_eq!(is_link, command.is_link_form(), "{}", command.name());
        let is_rest = matches!(command.address(), Address::Rest(_));
        let form = RestForm::new(&site, command);
        assert_eq!(form.is_some(), is_rest, "{}", command.name());
    }
    for command in of_the_url_api().iter() {
        assert!(
            RestForm::new(&site, command).is_none(),
            "{}",
            command.name()
        );
    }
}

/// What changes something is confirmed first, and its method is not one that only reads.
#[test]
fn only_what_looks_is_read() {
    for command in catalogue().iter() {
        let Address::Rest(linkgate::webex::RestAddress::Operation(operation)) = command.address()
        else {
            continue;
        };
        let looks = matches!(command.effect(), Effect::Look | Effect::Enter);
        assert_eq!(operation.looks(), looks, "{}", command.name());
    }
}

#[test]
fn what_has_no_call_says_why() {
    let rest = catalogue();
    let nowhere = rest.iter().filter(|command| command.reason().is_some());
    let names: Vec<&str> = nowhere.map(|command| command.name().as_str()).collect();
    let partial = rest.iter().filter(|c| c.words().partial.is_some());
    let partial: Vec<&str> = partial.map(|command| command.name().as_str()).collect();
    insta::assert_snapshot!(format!(
        "none: {}\npartial: {}",
        names.join(" "),
        partial.join(" ")
    ));
    let url_api = of_the_url_api();
    let takes_effect = |name: &&str| {
        !url_api
            .command(name)
            .is_some_and(|c| c.missing().is_empty())
    };
    let unknown: Vec<&str> = names.into_iter().filter(takes_effect).collect();
    assert_eq!(unknown, ["contacts.edit", "reports.mail_attendees"]);
}
