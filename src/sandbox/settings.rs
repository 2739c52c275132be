//! What a person sets in the sandbox: failures on demand, a limit, and what becomes of tokens.

use super::failures::{Demand, Failure, HIGHEST_RATE};
use super::fields::Fields;
use super::rest::Operation;
use super::state::State;
use super::xml::XmlOperation;

/// The names of all calls of servers.
pub fn call_names() -> Vec<&'static str> {
    let rest = Operation::ALL.iter().map(|operation| operation.as_str());
    let xml = XmlOperation::ALL.iter().map(|operation| operation.as_str());
    rest.chain(xml).collect()
}

/// What a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Setting {
    Demand(Demand),
    Withdraw,
    Rate(Option<usize>),
    ExpireTokens,
    RefreshIsDead(bool),
}

/// Carries out what a form says, or tells what is wrong with it.
pub fn apply(form: &Fields, state: &mut State) -> Result<(), &'static str> {
    match Setting::read(form)? {
        Setting::Demand(demand) => state.failures.demand(demand),
        Setting::Withdraw => state.failures.withdraw_all(),
        Setting::Rate(rate) => state.failures.set_rate(rate),
        Setting::ExpireTokens => state.tokens.expire_all(),
        Setting::RefreshIsDead(is_dead) => state.tokens.refresh_is_dead = is_dead,
    }
    Ok(())
}

impl Setting {
    fn read(form: &Fields) -> Result<Self, &'static str> {
        let field = |name: &str| form.find(name).once().unwrap_or_default();
        match field("do") {
            // So that a script needs to say only what fails.
            "demand" | "" => demand(form).map(Self::Demand),
            "withdraw" => Ok(Self::Withdraw),
            "limit" => match number(field("rate"), HIGHEST_RATE)? {
                Some(0) => Err("A limit is at least one call in a second."),
                rate => Ok(Self::Rate(rate)),
            },
            "expire" => Ok(Self::ExpireTokens),
            "kill" => Ok(Self::RefreshIsDead(true)),
            "revive" => Ok(Self::RefreshIsDead(false)),
            _ => Err("do must be demand, withdraw, limit, expire, kill or revive."),
        }
    }
}

fn demand(form: &Fields) -> Result<Demand, &'static str> {
    let field = |name: &str| form.find(name).once().unwrap_or_default();
    let call = match field("call") {
        "any" | "" => None,
        name => {
            let mut names = call_names().into_iter();
            let known = names.find(|known| *known == name);
            Some(known.ok_or("There are no calls of this name.")?)
        }
    };
    let failure = Failure::from_word(field("failure")).ok_or("There is no such failure.")?;
    let left = match number(field("times"), u32::MAX as usize)? {
        Some(0) => return Err("A failure comes at least once."),
        Some(times) => Some(u32::try_from(times).unwrap_or(u32::MAX)),
        None => None,
    };
    Ok(Demand {
        call,
        failure,
        left,
    })
}

fn number(text: &str, most: usize) -> Result<Option<usize>, &'static str> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse::<usize>() {
            Ok(number) if number <= most => Ok(Some(number)),
            Ok(_) | Err(_) => Err("This is no number, or too large a one."),
        },
    }
}
