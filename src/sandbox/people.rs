//! The people whom the sandbox knows.

use std::collections::VecDeque;

use serde_json::{Map, Value};

/// The first host, who owns the meetings that are there from the beginning.
pub const HOST: &str = "host@acme.example";

pub const ORGANIZATION: &str = "sandbox-organization";

const MOST_PEOPLE: usize = 100;

#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub display_name: String,
    pub first_name: String,
    pub last_name: String,
    pub is_active: bool,
    /// What else was sent about the person.
    pub more: Map<String, Value>,
    pub preferences: Preferences,
}

/// How a person schedules meetings.
#[derive(Clone, Debug)]
pub struct Preferences {
    pub join_before_host: bool,
    pub join_before_host_minutes: i64,
    pub share_recordings: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            join_before_host: true,
            join_before_host_minutes: 15,
            share_recordings: false,
        }
    }
}

#[derive(Debug)]
pub struct People {
    people: VecDeque<Person>,
    made: u32,
}

impl Default for People {
    fn default() -> Self {
        let mut people = Self {
            people: VecDeque::new(),
            made: 0,
        };
        for (email, first_name, last_name) in [
            (HOST, "Grace", "Hopper"),
            ("ada.lovelace@acme.example", "Ada", "Lovelace"),
        ] {
            people.add(Person {
                id: String::new(),
                email: email.to_owned(),
                display_name: format!("{first_name} {last_name}"),
                first_name: first_name.to_owned(),
                last_name: last_name.to_owned(),
                is_active: true,
                more: Map::new(),
                preferences: Preferences::default(),
            });
        }
        people
    }
}

impl People {
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }

    pub fn by_email(&self, email: &str) -> Option<&Person> {
        let mut people = self.iter();
        people.find(|person| person.email.eq_ignore_ascii_case(email))
    }

    pub fn by_email_mut(&mut self, email: &str) -> Option<&mut Person> {
        let mut people = self.people.iter_mut();
        people.find(|person| person.email.eq_ignore_ascii_case(email))
    }

    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.id == id)
    }

    /// Adds a person, who gets an id, and forgets the oldest where there are too many.
    pub fn add(&mut self, person: Person) -> Person {
        self.made = self.made.wrapping_add(1);
        let person = Person {
            id: format!("person-{}", self.made),
            ..person
        };
        if self.people.len() == MOST_PEOPLE {
            self.people.pop_front();
        }
        self.people.push_back(person.clone());
        person
    }

    /// How a person is called; somebody unknown by their address.
    pub fn name_of<'p>(&'p self, email: &'p str) -> &'p str {
        let person = self.by_email(email);
        person.map_or(email, |person| &person.display_name)
    }
}
