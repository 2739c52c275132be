# What visitors read. The other languages have the same messages with the same
# attributes and variables; a test holds this.
#
# A page has a title, one sentence that says what is the matter, and one that
# says what to do next. Speak to the person, shortly and kindly, and leave out
# everything that only an operator understands. A title has no full stop.

-check = Check the link, or ask the person who gave it to you.
-browser = Open the link in a browser.
-confirm-there = Open the link again, and confirm there.
-confirm-itself = Open the link itself, and confirm there.
-later = Try again later, or ask the person who gave you the link.
-begin-again = Open the link to your meeting again, or go to your portal.
-retry = Try again, or open the meeting on the Webex site itself.
-unreadable = This request cannot be read
-own-page = Please confirm on our own page
-failed = Webex could not do this

## What goes wrong here

host = { -unreadable }
    .sentence = It does not say clearly which host it is for.
    .next = { -browser }
# $host is the name in the address that was opened.
wrong-host = Wrong address
    .sentence = This gateway does not answer under the name { $host }.
    .next = Open the link by the name that you were given. Which names are right is up to the administrator.
target = { -unreadable }
    .sentence = It does not ask for a path.
    .next = { -browser }
no-http = { -unreadable }
    .sentence = It is not valid HTTP.
    .next = { -browser }
too-long = This link is too long
    .sentence = None of our links has such a long address.
    .next = { -check }
too-many-headers = This request is too large
    .sentence = Your browser sends more data with the link than we accept.
    .next = Delete the cookies of this site, and open the link again.
no-answer = Please confirm again
    .sentence = This address needs your confirmation, and none came with it.
    .next = { -confirm-there }
method = This cannot be done here
    .sentence = A link can only be opened.
    .next = { -browser }
too-many-person = Too many links at once
    .sentence = You have opened more links in a short time than we allow.
    .next = Wait a minute, and open the link again.
too-many-address = Too many links at once
    .sentence = More links were opened from your connection in a short time than we allow.
    .next = Wait a minute, and open the link again.
refused-access = You cannot use this link from here
    .sentence = It is open only to certain people or networks.
    .next = Try it from your company's network, or ask the person who gave you the link.
refused-account = Your account may not use this link
    .sentence = It is open only to certain people, and you are not one of them.
    .next = Ask the person who gave you the link.
refused-hours = This link is closed at the moment
    .sentence = It is open only at certain hours.
    .next = { -later }
refused-not-yet = This link is not open yet
    .sentence = It starts to work at a later time.
    .next = { -later }
nobody = Please log in first
    .sentence = This link is for people who are known here, and we do not know who you are.
    .next = Log in to your company's portal, and open the link from there.
unconfirmed = A person has to confirm this
    .sentence = This link changes something, so no program may follow it.
    .next = Open the link in a browser, and confirm there.
foreign-form = { -own-page }
    .sentence = This came from another page, so it was not carried out.
    .next = { -confirm-itself }
question-changed = This confirmation page is no longer valid
    .sentence = What this link does has changed since the page was opened.
    .next = { -confirm-there }
question-used = This was confirmed already
    .sentence = A confirmation counts once, and this one has been used.
    .next = Look at what has become of it on the Webex site itself, or open the link again.
question-expired = That was too long ago
    .sentence = The confirmation page was valid for a quarter of an hour.
    .next = { -confirm-there }
question-forged = This confirmation page is no longer valid
    .sentence = It has expired, or it was issued by another server or for another login.
    .next = { -confirm-there }
person-only = A person has to open this
    .sentence = This link leads to Webex through a page with a button, so no program may follow it.
    .next = { -browser }
prefetch = Nobody has opened this link yet
    .sentence = Your browser requested it in advance, and our links are not followed in advance.
    .next = Open the link.
conflicting-identity = It is not clear who you are
    .sentence = The information about who you are cannot be read, or contradicts itself.
    .next = Try again, and tell your help desk if it keeps happening.
way-back-expired = This return link has expired
    .sentence = It was valid for one day after you set out.
    .next = { -begin-again }
way-back = This is not a valid return link
    .sentence = The address does not come from us, or something in it has been changed.
    .next = { -begin-again }
no-way-on = You are back
    .sentence = The page to return to is no longer known.
    .next = You may close this page.
unknown = There is no such link
    .sentence = There is nothing at this address.
    .next = { -check }
expired = This link has expired
    .sentence = The time for which it was valid is over.
    .next = Ask the person who gave it to you for a new one.
# Takes the place of its sentence where the date is known.
expired-until = It was valid until { $date }.
unrecorded = This does not work at the moment
    .sentence = Every use of a link is recorded here, and that is not possible at the moment.
    .next = Try again in a few seconds, and tell your help desk if it keeps happening.

## What is wrong with the address

broken = This link is broken
    .sentence = { $what }
    .next = { -check }
broken-parts = The address has too many parts.
broken-path = The address must begin with a slash.
broken-escape = The address has a broken % code in it.
broken-text = The address is not valid text.
broken-control = The address has control characters in it.
broken-slash = The address has a hidden slash in it.
broken-dots = The address has empty or dotted parts.

## What is wrong with a value in it

# $name is one of the parameters below, or a name that the policy gave. It comes
# without an article: other languages had better put it into quotation marks.

bad = Something in this link is not right
    .sentence = { $what }
    .next = { -check }
bad-place = The { $name } cannot be written like this in a link: use other words, without slashes.
bad-missing = The { $name } is missing.
bad-twice = The address has the { $name } twice.
bad-steering = The address has a field that this link does not accept.
bad-too-much = The address has more in it than can be carried to Webex and back.
bad-back = The address asks for a return page that this link does not offer.
bad-empty = The { $name } must not be empty.
bad-digits = The { $name } must be a number of { $min } to { $max } digits.
bad-range = The { $name } must be a whole number from { $min } to { $max }.
bad-length = The { $name } must have at most { $max } characters.
bad-control = The { $name } must not contain control characters.
bad-name = The { $name } must be letters, digits, dots, dashes and underscores, beginning with a letter or digit.
bad-email = The { $name } must be an e-mail address like name@example.org.
bad-flag = The { $name } must be yes or no.
bad-choice = The { $name } must be one of: { $words }.
bad-duration = The { $name } must be minutes, like 90 or 1h30m, from { $min } to { $max } minutes.
bad-start = The { $name } must be a local date and time like 2027-01-31T14:30, without seconds or offset.
bad-year = The { $name } must not be after the year { $max }.
bad-time-zone = The { $name } must be a time zone that Webex knows, like Europe/Berlin.
bad-features = The { $name } must be features of a meeting: { $words }.
# $letters is one letter, or several with slashes between them.
bad-token = The { $name } must be { $letters } and { $count } hexadecimal digits.
bad-hexadecimal = The { $name } must be { $count } hexadecimal digits.
bad-url = The { $name } must be an https address.
bad-entries = The { $name } must have at most { $max } entries.
bad-list = The { $name } must be one value, not a list.

## The pages around it

# The number by which the help desk finds in the log what happened.
request = Request number for the help desk: { $id }
# $title says what is done: one of the commands below, or the words of the policy.
confirm-title = Please confirm: { $title }
confirm-question = { $title }?
confirm-destroys = This deletes or ends something at Webex. It cannot be undone.
confirm-changes = This changes something at Webex.
# Of a number that may stand for many meetings.
confirm-series = If the meeting is one of a series, this concerns all of them.
confirm-link = link
confirm-yes = Yes, do it
confirm-no = No, go back
confirm-otherwise = If you did not mean to do this, close this page: nothing has happened.
form-next = The next step is at Webex.
form-go = Continue to Webex
offer-log-in = Log in
offer-me = See what the gateway knows about you
offer-again = Try again
offer-log-out = Log out of Webex, and try again
offer-webex-login = Go to Webex to log in
offer-join-page = Enter the number on the Webex site
offer-leave-meeting = Continue without the meeting
offer-leave = Continue

## The directory, and the page of a link

all-links = All links
# For those who have the page read to them: what the list of languages is.
languages-label = Languages
# Stands before the address of the contact.
ask = Contact:
did-you-mean = Did you mean one of these?
directory-title = Links
# $count is the number of links that were found, and of routes.
directory-links = { $count ->
    [one] 1 link
   *[other] { $count } links
}
directory-routes = { $count ->
    [one] 1 route
   *[other] { $count } routes
}
# $links and $routes are the two above.
directory-both = { $links } and { $routes }
# $text is what was searched for, and $found what was found.
directory-searched = Searched for “{ $text }”: { $found }
directory-empty = There are no links here that you may use.
directory-nothing = Searched for “{ $text }”: nothing found.
# Stands above the routes, which are forms to fill in.
directory-routes-title = Routes
# Stands above links and routes that do so, and beside them.
directory-destroying = Deletes or ends something
directory-log-in = Log in to see more
# $brand is what the operator calls this gateway. The browser shows this where search engines
# are chosen.
search-description = Links of { $brand }
box-label = Open a meeting or find a link
box-hint = A meeting number, a Webex link or the name of a link is opened. Anything else is searched for.
box-button = Go
# Somebody has pasted an address that no link or route of theirs leads to.
box-foreign = No link here leads to that address.
# The number of a meeting was typed, and nothing here takes it.
number-nowhere = No link here opens a meeting by its number. Open the link in the invitation, or enter the number on the Webex site itself.
# $host is the host of the Webex site.
number-join-page = Enter the number at { $host }
# $name is the name of a field that may be left empty.
route-optional = { $name } (optional)
choice-title = Which one do you mean?
choice-sentence = You entered a meeting number or a Webex link. Choose what to do with it.
# For those who have the page read to them: what the list of page numbers is.
pages-label = Pages
pages-previous = Previous
pages-next = Next
pages-at = Page { $page } of { $pages }
# Stands before the letters with which names begin.
pages-letters = By first letter
# Stands before a field for the number of a page.
pages-go = Go to page
# $title is the title of a link, or its name.
link-about = About { $title }
link-open = Open this link
link-address = Address to copy
link-code = QR code with the address of this link
link-code-svg = QR code as SVG
link-code-png = QR code as PNG
link-does = What it does
link-asks = You are asked to confirm before anything is changed.
link-target = Where it leads
link-leaves-open = This link needs something added before it leads anywhere.
link-asks-webex = Webex is asked when you open it.
link-home = Where you return to
link-values = What it fills in
link-hidden = hidden
# Stands before the value of a parameter. $name is the name of that parameter.
link-name = { $name }:
link-aliases = Other names
link-owner = Who looks after it
link-tags = Tags
link-from = Valid from
link-until = Valid until
link-access = Who may use it
link-denied = Who may not
# Stands before several alternatives of who may use a link, one of which has to hold.
link-any-of = Any of these:
link-policy = Version of the policy
# The page that shows callers what the gateway knows about them.
me-title = What this gateway knows about you
me-anonymous = You are not logged in here: nothing in this request says who you are.
# $reason is a word of the log, like expired or invalid_signature.
me-failed = You are not logged in here. Something in this request says who you are, and it was not accepted: { $reason }
me-failed-next = Log in again. If nothing changes, give your help desk that word and the number at the end of this page.
me-user = User ID
me-name = Name
me-email = E-mail address
me-source = Identity source
me-groups = Groups
me-groups-named = Groups that access rules name
me-groups-near = Groups that access rules name in another spelling
# Stands between a group and the one that a rule names instead.
me-group-near = the rules say
me-groups-limited = Groups that access rules name, but that do not count from this identity source
me-groups-other = Groups that no access rule names
me-groups-unknown = The identity source does not say which groups you are in.
me-certificate = Client certificate
# Heads a list of other people or accounts that the request names.
me-further = Also named in this request
me-networks = Networks
me-no-network = None that an access rule names
me-address = IP address
me-unknown = unknown
me-none = none
me-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
# $sign is the sign itself.
me-hidden = { $sign } stands for a character that cannot be seen. With it, a name is a different name.

## Who may use a link

# These stand in a list, and several of them after one another, with `list` between them.
access-anyone = anyone
access-user = { $count ->
    [one] one person by name
   *[other] { $count } people by name
}
access-certificate = { $count ->
    [one] the holder of one certificate
   *[other] the holders of { $count } certificates
}
# $names are names that the operator gave, with `list-any` between them; $count is how
# many they are.
access-group = { $count ->
    [one] members of the group { $names }
   *[other] members of the groups { $names }
}
access-mail-domain = people with an e-mail address at { $names }
access-from = people who are logged in with { $names }
access-network = { $count ->
    [one] from the network { $names }
   *[other] from one of the networks { $names }
}
access-before = before the link is valid
access-within = while the link is valid
access-after = after the link has expired
day-monday = Mon
day-tuesday = Tue
day-wednesday = Wed
day-thursday = Thu
day-friday = Fri
day-saturday = Sat
day-sunday = Sun
list = { $list }, { $next }
# Stands between names of which one is enough; `list`, between things that all hold.
list-any = { $list } or { $next }

## What Webex gives as the reason for a failure

access-denied = Webex did not let you in
    .sentence = You were away for too long, or your account may not do this.
    .next = Try again, and log in if Webex asks you to.
already-logged-in = You are already logged in to Webex
    .sentence = This browser is still logged in, perhaps as someone else.
    .next = Log out of Webex, then open the link again.
auto-login-disabled = Webex does not accept logins from links
    .sentence = This Webex site wants people to log in on its own page.
    .next = Log in on the Webex site itself, then open the link again.
bad-login = Webex does not know this login
    .sentence = The user name or the password is wrong, or there is no such account.
    .next = Check both, then log in again.
account-locked = Your Webex account is locked
    .sentence = Nobody can log in with it at the moment.
    .next = Join as a guest if the meeting allows it, and ask your help desk to unlock the account.
login-used-up = This login has been used up
    .sentence = It could be used only once.
    .next = Try again to get a new one.
user-name-taken = This user name is taken
    .sentence = A Webex account with this name already exists, perhaps your own.
    .next = Log in with it, or choose another name.
email-taken = This e-mail address is taken
    .sentence = A Webex account with this e-mail address already exists, perhaps your own.
    .next = Log in with that account, or use another address.
link-not-accepted = Webex does not accept this link
    .sentence = The link is not set up as Webex requires, and you have done nothing wrong.
    .next = Log in on the Webex site itself, and tell the person who gave you the link.
not-from-a-link = Webex cannot do this from a link
    .sentence = This Webex site, or this browser, does not work with links of this kind.
    .next = Try another browser, or open the meeting on the Webex site itself.
no-such-kind = There is no such kind of meeting
    .sentence = This Webex site does not offer the kind of meeting that was asked for.
    .next = Choose another kind on the Webex site itself.
meeting-too-long = This meeting is too long
    .sentence = The Webex site does not allow meetings of this length.
    .next = Plan a shorter one, or two in a row.
not-known-why = { -failed }
    .sentence = Webex says that it does not know the reason.
    .next = Try again in a few minutes.
unknown-meeting = Webex does not know this meeting
    .sentence = The meeting number is wrong, or the meeting no longer exists.
    .next = Compare the number with the one in your invitation, or ask the host for a new link.
unknown-meeting-or-password = The meeting number or the password is wrong
    .sentence = Webex knows no meeting with this number and this password.
    .next = Look both up in your invitation, then try again.
meeting-locked = The meeting is locked
    .sentence = The host lets nobody else in at the moment.
    .next = Send the host a message, then try again.
meeting-not-open = The meeting is not open
    .sentence = The meeting has not started yet, or it is over.
    .next = Wait for the host, then try again.
too-busy = Webex is too busy
    .sentence = It has no room for this meeting at the moment.
    .next = Wait a few minutes, then try again.
too-few-lines = There are not enough phone lines
    .sentence = Webex has too few phone lines left for this meeting.
    .next = Choose another time, or a meeting without phone lines.
unreadable-data = Webex could not read something
    .sentence = Something that was filled in does not have the form that Webex requires.
    .next = Check what you entered, your name and e-mail address first, then try again.
email-not-taken = Webex does not accept this e-mail address
    .sentence = Webex does not recognise what was filled in as an e-mail address.
    .next = Correct it, then try again.
unknown-registration = Webex does not know your registration
    .sentence = The registration number is wrong, or it is for another meeting.
    .next = Look it up in the e-mail that confirmed your registration, then try again.
not-registered = Please register first
    .sentence = This meeting is open to people who have registered for it.
    .next = Register, or look up your number in the e-mail that confirmed it, then try again.
login-required = Please log in first
    .sentence = Webex lets in only people who are logged in.
    .next = Log in to Webex, then open the link again.
unlisted-reason = { -failed }
    .sentence = Webex gave a reason that we do not know.
    .next = { -retry }
no-reason = { -failed }
    .sentence = Webex gave no reason that we can read.
    .next = { -retry }
unclear = We do not know how this ended
    .sentence = The answer of Webex is unclear.
    .next = Try again if you did not get into your meeting.
own-login = This link no longer gets into Webex
    .sentence = It logs in by itself, and Webex does not accept that login.
    .next = Tell the person who gave you the link, or your help desk.
server-silent = Webex does not answer
    .sentence = We asked Webex where this leads, and got no answer in time.
    .next = Try again in a minute, or open the meeting on the Webex site itself.
server-busy = Webex is too busy
    .sentence = It does not take any more requests at the moment.
    .next = Wait a few minutes, then try again.
server-unclear = We cannot use the answer of Webex
    .sentence = We asked Webex where this leads, and its answer cannot be followed.
    .next = Try again, and tell your help desk if it keeps happening.
server-not-allowed = Webex does not let us do this
    .sentence = The rights that we have at Webex are not enough for this link.
    .next = Tell your help desk the number at the end of this page.
server-conflict = Webex could not change this
    .sentence = Somebody else is changing it, or it is as you want it already.
    .next = Look it up on the Webex site itself, then try again.
server-not-found = Webex does not know this
    .sentence = There is nothing there with what was filled in.
    .next = Check what you entered, then try again.
server-unknown = We do not know whether Webex did this
    .sentence = Webex gave no answer in time, and may have done it all the same.
    .next = Look it up on the Webex site itself before you try again.

## What Webex answers to the gateway itself

# $title says what was done.
done-title = Done: { $title }
done-sentence = Webex has carried it out.
way-sentence = The meeting opens in a new tab. This page stays open, to lead you back afterwards.
way-open = Open the meeting
# $host is the host of the page to return to.
way-back-to = Back to { $host }
list-empty = There is nothing to show.
list-cut = There are more than these.
list-late = Webex reports the state of a meeting up to 15 minutes late.
list-open = Open
yes = yes
no = no

## Columns of these lists

column-title = title
column-number = number
column-start = start
column-end = end
column-state = state
column-host = host
column-name = name
column-first-name = first name
column-last-name = last name
column-email = e-mail address
column-job-title = job title
column-company = company
column-city = city
column-country = country
column-phone = phone
column-joined = joined
column-left = left
column-accessed = opened
column-registered = registered
column-question = question
column-answer = answer
column-kind = kind
column-required = required
column-size = size in bytes
column-duration = duration in seconds
column-minutes = minutes
column-participants = participants
column-format = format
column-link = link
column-viewed = viewed
column-downloaded = downloaded

## States of meetings, by Webex's words for them

state-active = active
state-inProgress = in progress
state-expired = over
state-scheduled = scheduled
state-ready = ready
state-ended = ended
state-missed = did not take place
state-lobby = in the lobby

## Commands of the catalogue

# In English, as they stand in the catalogue.

command-account-activate = Activate a user account
command-account-create = Create a user account
command-account-deactivate = Deactivate a user account
command-account-edit = Edit a user account
command-attendees-add = Add people to the list of invited attendees
command-attendees-remove = Remove people from the list of invited attendees
command-contacts-edit = Change your own list of contacts
command-event-information = Show the information page of an event
command-event-join = Join an event
command-event-schedule = Schedule an event
command-event-start = Start an event
command-link-event = Go to an event by its link
command-link-information = Show the information page of a meeting by its link
command-link-join = Join with a meeting link
command-link-join-older = Join with the link of an older invitation
command-link-call-in = Show the telephone numbers for a meeting by its link
command-link-call-in-older = Show the telephone numbers for a meeting by the link of an older invitation
command-link-register = Open a registration link of the current form
command-link-register-page = Open a registration link
command-link-training = Join a training session by its link
command-meeting-delete = Delete a scheduled meeting
command-meeting-edit = Edit a scheduled meeting
command-meeting-end = End a running meeting for everybody
command-meeting-instant = Start a meeting at once
command-meeting-join = Join a meeting
command-meeting-list-open = List the meetings in progress
command-meeting-list-scheduled = List the scheduled meetings
command-meeting-one-click-settings = Save the settings of the one-click meeting
command-meeting-one-click-start = Start the one-click meeting
command-meeting-schedule = Schedule a meeting
command-meeting-start = Start a scheduled meeting
command-meeting-status = Check whether a meeting is running
command-office-download = Download a file from the office
command-profile-edit = Change your own user information
command-questions-custom = List the custom questions
command-questions-custom-answers = List the attendees' answers to the custom questions
command-questions-standard = List the standard questions
command-questions-standard-answers = List the attendees' answers to the standard questions
command-recording-download = Download a recording
command-recording-fetch = Download a recording by its link
command-recording-list-events = List the recorded events
command-recording-open = Open the page of a recording
command-recording-play = Play a recording
command-recording-service-play = Play a recording of the recording service
command-recording-service-playback = Play a recording of the recording service, second form
command-recording-service-playback-last = Play a recording of the recording service, third form
command-recording-watch = Play a recording by its link
command-registration-add-fields = Add check boxes, option buttons or drop-down lists to a registration form
command-registration-create-form = Create a registration form
command-registration-enroll = Enroll a person in an event
command-registration-form-settings = Show which fields of a registration form are required, optional or hidden
command-reports-attendee-events = Show all events that one attendee joined
command-reports-downloads = Show who downloaded files
command-reports-event-attendees = Show who enrolled in or attended an event
command-reports-mail-attendees = Send an e-mail with information on the attendees
command-reports-training-sessions = Show the reports on training sessions
command-room-join = Join a personal room
command-room-meet = Go to a personal room
command-room-start = Start your own personal room
command-session-language-attendee = Set the language of an attendee
command-session-language-host = Set the language of a host
command-session-service = Choose the service for this session
command-site-login = Log in to the site
command-site-login-ticket = Log in to the site with a one-time ticket
command-site-logout = Log out of the site
command-support-join = Join a support session as a customer
command-support-logout = Log out of the support service
command-support-schedule = Schedule a support session
command-support-start = Start a support session at once
command-support-start-scheduled = Start a scheduled support session
command-training-publish-recording = Make a recorded training session available
command-webapp-meeting-download = Open the web app's page that launches a meeting
command-webapp-join-page = Open the page to which a meeting link leads
command-webapp-room = Show the web app's page of a personal room
command-webapp-meeting-info = Show the web app's page on a meeting
command-webapp-recording = Play a recording in the web app

## Parameters of the catalogue that a page names

# In English, their names in the catalogue with spaces, but for the meeting key: people know it as
# the meeting number.

parameter-attendee-count = attendee count
parameter-attendee-email = attendee email
parameter-attendee-name = attendee name
parameter-attendees = attendees
parameter-csrf = csrf
parameter-delete-after-meeting = delete after meeting
parameter-duration = duration
parameter-email = email
parameter-enrollment-id = enrollment id
parameter-enrollment-password = enrollment password
parameter-enrollment-required = enrollment required
parameter-event-name = event name
parameter-features = features
parameter-file = file
parameter-first-name = first name
parameter-internet-phone = internet phone
parameter-join-password = join password
parameter-language = language
parameter-last-name = last name
parameter-listed = listed
parameter-locale = locale
parameter-meeting = meeting
parameter-meeting-key = meeting number
parameter-meeting-name = meeting name
parameter-meeting-type = meeting type
parameter-page-after-login = page after login
parameter-partner-id = partner id
parameter-password = password
parameter-recording = recording
parameter-recording-id = recording id
parameter-recording-key = recording key
parameter-registration = registration
parameter-registration-id = registration id
parameter-registration-required = registration required
parameter-room = room
parameter-service = service
parameter-session-number = session number
parameter-sharing = sharing
parameter-site-id = site id
parameter-site-name = site name
parameter-start = start
parameter-teleconference = teleconference
parameter-teleconference-text = teleconference text
parameter-ticket = ticket
parameter-time-zone = time zone
parameter-topic = topic
parameter-tour-address = tour address
parameter-tracking-codes = tracking codes
parameter-tsp-account = tsp account
parameter-web-id = web id
parameter-event = event
parameter-user = user
parameter-form = form
parameter-toll-free = toll free
