//! Holds every answer of a gateway against a dry run of the same request, which is what `explain`
//! prints.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use hyper::StatusCode;
use jiff::Timestamp;
use linkgate::decision::Caller;
use linkgate::gateway::{
    DryAnswer, DryRun, Environment, LimitClass, Listener, OutcomeWord, RateLimited, RequestHead,
};
use linkgate::identity::{AuthError, Identity};
use linkgate::policy::{Audit, Policy};
use linkgate::webex::MASK;
use serde_json::Value;

use super::PATIENCE;
use super::observed::Exchange;

/// What the gateway and the dry run have to agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    status: StatusCode,
    location: Option<String>,
    /// Where there is a line of the decision log.
    line: Option<LineSaid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LineSaid {
    outcome: String,
    reason: Option<String>,
    auth_error: Option<String>,
}

/// Compares a gateway with a dry run of its policy.
pub struct Comparison {
    dry_run: DryRun,
    listener: Listener,
    exceptions: Exceptions,
    exchanges: Receiver<Exchange>,
    /// The lines of the decision log, unless the test takes all of them.
    lines: Option<Receiver<Vec<u8>>>,
    unmatched: RefCell<Unmatched>,
    compared: Cell<usize>,
}

/// What has not been compared yet, in its order: an id may come twice, if a proxy gives it.
#[derive(Default)]
struct Unmatched {
    exchanges: Vec<Exchange>,
    lines: Vec<Value>,
}

/// Answers that depend on more than the request and the policy.
#[derive(Clone, Copy, Debug)]
struct Exceptions {
    /// 429 depends on the requests before.
    is_limited: bool,
    /// 503 depends on the disk of the decision log.
    is_audited: bool,
}

/// What a gateway is compared by.
pub struct Compared {
    pub policy: Arc<Policy>,
    pub listener: Listener,
    pub is_limited: bool,
    pub exchanges: Receiver<Exchange>,
    pub lines: Option<Receiver<Vec<u8>>>,
}

/// Admits everybody.
#[derive(Debug)]
pub struct Open;

impl Environment for Open {
    fn admit(&self, _: LimitClass, _: &Caller<'_>) -> Result<(), RateLimited> {
        Ok(())
    }
}

impl Comparison {
    pub fn new(compared: Compared) -> Self {
        let policy = compared.policy;
        let identity = Identity::new(&policy).expect("good keys");
        Self {
            listener: compared.listener,
            exceptions: Exceptions {
                is_limited: compared.is_limited,
                is_audited: policy.log_rules().audit == Audit::Required,
            },
            dry_run: DryRun::new(policy, identity),
            exchanges: compared.exchanges,
            lines: compared.lines,
            unmatched: RefCell::default(),
            compared: Cell::default(),
        }
    }

    /// Takes in what has been answered since the last time, and says how many answers that were.
    /// Those whose lines have been written are compared; the writer gathers lines, and nobody waits
    /// for it here.
    #[track_caller]
    pub fn catch_up(&self) -> usize {
        let mut count = 0;
        for exchange in self.exchanges.try_iter() {
            count += 1;
            self.take_in(exchange);
        }
        for line in self.lines.iter().flat_map(Receiver::try_iter) {
            self.read(&line);
        }
        self.compare_logged();
        count
    }

    /// Waits for the lines that are missing, and compares the rest.
    #[track_caller]
    pub fn finish(&self) {
        self.catch_up();
        while let Some(lines) = &self.lines
            && !self.unmatched.borrow().exchanges.is_empty()
        {
            self.read(&lines.recv_timeout(PATIENCE).expect("a line is missing"));
            self.compare_logged();
        }
        // A line that the dry run would not write, or that of an exception.
        let lines = &self.unmatched.borrow().lines;
        assert!(self.exceptions.may_be() || lines.is_empty(), "{lines:#?}");
    }

    /// How many answers have been compared.
    pub fn compared(&self) -> usize {
        self.compared.get()
    }

    #[track_caller]
    fn take_in(&self, exchange: Exchange) {
        if self.exceptions.hold_for(exchange.status) {
            return;
        }
        let planned = self.run(&exchange, exchange.now);
        match self.lines.is_some() && planned.outcome.is_recorded() {
            true => self.unmatched.borrow_mut().exchanges.push(exchange),
            false => self.compare_unlogged(&exchange),
        }
    }

    fn read(&self, line: &[u8]) {
        let line = serde_json::from_slice(line).expect("JSON");
        self.unmatched.borrow_mut().lines.push(line);
    }

    /// Compares what has a line, by the time that stands there: so even tickets are the same.
    #[track_caller]
    fn compare_logged(&self) {
        let mut unmatched = self.unmatched.borrow_mut();
        let Unmatched { exchanges, lines } = &mut *unmatched;
        lines.retain(|line| {
            let is_of_line = |one: &Exchange| line["request_id"] == one.request_id;
            let exchange = exchanges.iter().position(is_of_line);
            let Some(exchange) = exchange.map(|at| exchanges.remove(at)) else {
                return true;
            };
            let time = line["time"].as_str().expect("text");
            let planned = self.run(&exchange, time.parse().expect("a time"));
            let answered = Said {
                status: exchange.status,
                location: exchange.location.clone(),
                line: Some(LineSaid::of(line)),
            };
            self.assert_same(&exchange, &answered, &Said::of(&planned));
            false
        });
    }

    #[track_caller]
    fn compare_unlogged(&self, exchange: &Exchange) {
        let planned = Said::of(&self.run(exchange, exchange.now));
        let answered = Said {
            status: exchange.status,
            location: exchange.location.as_deref().map(mask_tickets),
            line: None,
        };
        self.assert_same(exchange, &answered, &planned.unlogged());
    }

    #[track_caller]
    fn assert_same(&self, exchange: &Exchange, answered: &Said, planned: &Said) {
        if planned.depends_on_webex() {
            return;
        }
        let head = &exchange.head;
        assert_eq!(
            answered, planned,
            "the gateway (left) and the dry run (right) differ: {} {} {:#?}",
            head.method, head.uri, head.headers
        );
        self.compared.set(self.compared.get() + 1);
    }

    fn run(&self, exchange: &Exchange, now: Timestamp) -> DryAnswer {
        let (head, peer) = (&exchange.head, &exchange.peer);
        let head = RequestHead {
            listener: self.listener,
            error: exchange.error,
            ..RequestHead::new(head, peer, now)
        };
        self.dry_run.answer(head, &Open)
    }
}

impl Exceptions {
    fn may_be(self) -> bool {
        self.is_limited || self.is_audited
    }

    fn hold_for(self, status: StatusCode) -> bool {
        match status {
            StatusCode::TOO_MANY_REQUESTS => self.is_limited,
            StatusCode::SERVICE_UNAVAILABLE => self.is_audited,
            _ => false,
        }
    }
}

impl Said {
    fn of(planned: &DryAnswer) -> Self {
        let spec = planned.outcome.spec();
        Self {
            status: planned.status,
            location: planned.location.clone(),
            line: Some(LineSaid {
                outcome: spec.word.as_str().to_owned(),
                reason: spec.reason.map(ToOwned::to_owned),
                auth_error: planned
                    .auth_error
                    .map(AuthError::as_str)
                    .map(ToOwned::to_owned),
            }),
        }
    }

    /// Whether the gateway asks Webex for the answer, which a dry run does not.
    fn depends_on_webex(&self) -> bool {
        let line = self.line.as_ref();
        line.is_some_and(|line| line.outcome == OutcomeWord::WebexNotAsked.as_str())
    }

    /// What can be compared without a line, and so without the time that it has.
    fn unlogged(self) -> Self {
        Self {
            location: self.location.as_deref().map(mask_tickets),
            line: None,
            ..self
        }
    }
}

impl LineSaid {
    fn of(line: &Value) -> Self {
        let field = |name: &str| line[name].as_str().map(ToOwned::to_owned);
        Self {
            outcome: field("outcome").expect("every line says it"),
            reason: field("reason"),
            auth_error: field("auth_error"),
        }
    }
}

/// An address with its tickets masked, however often they are encoded: no character of them changes
/// by that. They begin as JSON in base64 does.
pub fn mask_tickets(address: &str) -> String {
    let is_outside = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
    let tickets = address.split(is_outside).filter_map(|word| {
        let ticket = &word[word.find("eyJ")?..];
        ticket.contains('.').then_some(ticket)
    });
    tickets.fold(address.to_owned(), |masked, ticket| {
        masked.replace(ticket, MASK)
    })
}
