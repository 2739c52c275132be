# Was Besucher lesen: mit „Sie“ und ohne Umschweife. Ein Titel ohne Punkt, ein
# Satz dazu, und was jetzt hilft.

-check = Prüfen Sie den Link, oder fragen Sie die Person, von der Sie ihn haben.
-browser = Öffnen Sie den Link in einem Browser.
-confirm-there = Öffnen Sie den Link noch einmal, und bestätigen Sie dort.
-confirm-itself = Öffnen Sie den Link selbst, und bestätigen Sie dort.
-later = Versuchen Sie es später noch einmal, oder fragen Sie die Person, von der Sie den Link haben.
-begin-again = Öffnen Sie den Link zu Ihrem Meeting noch einmal, oder gehen Sie zu Ihrem Portal.
-retry = Versuchen Sie es noch einmal, oder öffnen Sie das Meeting direkt auf der Webex-Site.
-unreadable = Diese Anfrage ist nicht lesbar
-own-page = Bitte auf unserer eigenen Seite bestätigen
-failed = Webex konnte das nicht ausführen

## What goes wrong here

host = { -unreadable }
    .sentence = Sie sagt nicht eindeutig, für welchen Host sie bestimmt ist.
    .next = { -browser }
wrong-host = Falsche Adresse
    .sentence = Dieses Gateway antwortet nicht unter dem Namen { $host }.
    .next = Öffnen Sie den Link unter dem Namen, den man Ihnen genannt hat. Welche Namen gelten, legt die Administration fest.
target = { -unreadable }
    .sentence = Sie fragt nicht nach einem Pfad.
    .next = { -browser }
no-http = { -unreadable }
    .sentence = Sie ist nicht so geschrieben, wie HTTP es verlangt.
    .next = { -browser }
too-long = Dieser Link ist zu lang
    .sentence = Keiner unserer Links hat eine so lange Adresse.
    .next = { -check }
too-many-headers = Diese Anfrage bringt zu viel mit
    .sentence = Ihr Browser schickt mit dem Link mehr mit, als wir annehmen.
    .next = Löschen Sie die Cookies dieser Website, und öffnen Sie den Link noch einmal.
no-answer = Bitte noch einmal bestätigen
    .sentence = Diese Adresse nimmt die Antwort auf eine Frage entgegen, und es kam keine mit.
    .next = { -confirm-there }
method = Das geht hier nicht
    .sentence = Einen Link kann man öffnen, sonst nichts.
    .next = { -browser }
too-many-person = Zu viele Links auf einmal
    .sentence = Sie haben in kurzer Zeit mehr Links geöffnet, als wir zulassen.
    .next = Warten Sie eine Minute, und öffnen Sie den Link noch einmal.
too-many-address = Zu viele Links auf einmal
    .sentence = Von Ihrem Anschluss aus wurden in kurzer Zeit mehr Links geöffnet, als wir zulassen.
    .next = Warten Sie eine Minute, und öffnen Sie den Link noch einmal.
refused-access = Von hier aus können Sie diesen Link nicht nutzen
    .sentence = Er steht nur bestimmten Personen oder Netzen offen.
    .next = Versuchen Sie es im Netz Ihrer Firma, oder fragen Sie die Person, von der Sie den Link haben.
refused-account = Mit Ihrem Konto können Sie diesen Link nicht nutzen
    .sentence = Er steht nur bestimmten Personen offen, und Sie gehören nicht dazu.
    .next = Fragen Sie die Person, von der Sie den Link haben.
refused-hours = Dieser Link ist gerade geschlossen
    .sentence = Er ist nur zu bestimmten Zeiten offen.
    .next = { -later }
refused-not-yet = Dieser Link ist noch nicht offen
    .sentence = Er gilt erst ab einem späteren Zeitpunkt.
    .next = { -later }
nobody = Bitte zuerst anmelden
    .sentence = Dieser Link ist für Personen, die hier bekannt sind, und wir wissen nicht, wer Sie sind.
    .next = Melden Sie sich am Portal Ihrer Firma an, und öffnen Sie den Link von dort aus.
unconfirmed = Das muss ein Mensch bestätigen
    .sentence = Dieser Link ändert etwas, und kein Programm darf ihm folgen.
    .next = Öffnen Sie den Link in einem Browser, und bestätigen Sie dort.
foreign-form = { -own-page }
    .sentence = Das kam von einer fremden Seite und wurde deshalb nicht ausgeführt.
    .next = { -confirm-itself }
question-changed = Diese Bestätigungsseite gilt nicht mehr
    .sentence = Was dieser Link tut, hat sich geändert, seit die Seite geöffnet wurde.
    .next = { -confirm-there }
question-used = Das wurde schon bestätigt
    .sentence = Eine Bestätigung gilt einmal, und diese wurde schon verwendet.
    .next = Sehen Sie auf der Webex-Website selbst nach, was daraus geworden ist, oder öffnen Sie den Link noch einmal.
question-expired = Das ist zu lange her
    .sentence = Die Frage auf jener Seite galt eine Viertelstunde lang.
    .next = { -confirm-there }
question-forged = Diese Bestätigungsseite gilt nicht mehr
    .sentence = Sie ist abgelaufen, oder sie stammt von einem anderen Server oder gilt für eine andere Anmeldung.
    .next = { -confirm-there }
person-only = Das muss ein Mensch öffnen
    .sentence = Dieser Link führt über eine Seite mit einer Schaltfläche zu Webex, und kein Programm darf ihm folgen.
    .next = { -browser }
prefetch = Diesen Link hat noch niemand geöffnet
    .sentence = Ihr Browser hat ihn im Voraus angefragt, und im Voraus folgen wir Links nicht.
    .next = Öffnen Sie den Link.
conflicting-identity = Es ist nicht klar, wer Sie sind
    .sentence = Was uns über Sie gesagt wurde, ist nicht lesbar oder widerspricht sich.
    .next = Versuchen Sie es noch einmal, und sagen Sie Ihrem Helpdesk Bescheid, wenn es so bleibt.
way-back-expired = Dieser Rückweg ist abgelaufen
    .sentence = Er stand Ihnen einen Tag lang offen.
    .next = { -begin-again }
way-back = Das ist kein Rückweg
    .sentence = Die Adresse stammt nicht von uns, oder etwas darin wurde verändert.
    .next = { -begin-again }
no-way-on = Sie sind zurück
    .sentence = Wohin es von hier aus weitergehen sollte, ist nicht mehr bekannt.
    .next = Sie können diese Seite schließen.
unknown = Diesen Link gibt es nicht
    .sentence = Unter dieser Adresse antwortet nichts.
    .next = { -check }
expired = Dieser Link ist abgelaufen
    .sentence = Die Zeit, in der er galt, ist vorbei.
    .next = Bitten Sie die Person, von der Sie ihn haben, um einen neuen.
expired-until = Er galt bis { $date }.
unrecorded = Das geht im Moment nicht
    .sentence = Jede Nutzung eines Links wird hier aufgezeichnet, und das ist gerade nicht möglich.
    .next = Versuchen Sie es in ein paar Sekunden noch einmal, und sagen Sie Ihrem Helpdesk Bescheid, wenn es so bleibt.

## What is wrong with the address

broken = Dieser Link ist beschädigt
    .sentence = { $what }
    .next = { -check }
broken-parts = Die Adresse hat zu viele Teile.
broken-path = Die Adresse muss mit einem Schrägstrich beginnen.
broken-escape = In der Adresse steht ein beschädigter %-Code.
broken-text = Die Adresse ist kein gültiger Text.
broken-control = In der Adresse stehen Steuerzeichen.
broken-slash = In der Adresse ist ein Schrägstrich versteckt.
broken-dots = In der Adresse stehen leere Teile oder solche aus Punkten.

## What is wrong with a value in it

bad = In diesem Link stimmt etwas nicht
    .sentence = { $what }
    .next = { -check }
bad-place = Die Angabe „{ $name }“ darf in einem Link nicht so lauten: Nehmen Sie andere Wörter, ohne Schrägstriche.
bad-missing = Die Angabe „{ $name }“ fehlt.
bad-twice = Die Angabe „{ $name }“ steht zweimal in der Adresse.
bad-steering = In der Adresse steht ein Feld, das dieser Link nicht annimmt.
bad-too-much = In der Adresse steht mehr, als sich zu Webex und zurück mitnehmen lässt.
bad-back = Die Seite, zu der es zurückgehen soll, bietet dieser Link nicht an.
bad-empty = Die Angabe „{ $name }“ darf nicht leer sein.
bad-digits = Die Angabe „{ $name }“ muss eine Nummer mit { $min } bis { $max } Ziffern sein.
bad-range = Die Angabe „{ $name }“ muss eine ganze Zahl von { $min } bis { $max } sein.
bad-length = Die Angabe „{ $name }“ darf höchstens { $max } Zeichen lang sein.
bad-control = Die Angabe „{ $name }“ darf keine Steuerzeichen enthalten.
bad-name = Die Angabe „{ $name }“ darf nur Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche enthalten und muss mit einem Buchstaben oder einer Ziffer beginnen.
bad-email = Die Angabe „{ $name }“ muss eine E-Mail-Adresse sein wie name@example.org.
bad-flag = Die Angabe „{ $name }“ muss „yes“ oder „no“ sein.
bad-choice = Die Angabe „{ $name }“ muss eines dieser Wörter sein: { $words }.
bad-duration = Die Angabe „{ $name }“ muss in Minuten gemacht sein, wie 90 oder 1h30m, von { $min } bis { $max } Minuten.
bad-start = Die Angabe „{ $name }“ muss Datum und Uhrzeit vor Ort sein wie 2027-01-31T14:30, ohne Sekunden und ohne Zeitzonenangabe.
bad-year = Die Angabe „{ $name }“ darf nicht nach dem Jahr { $max } liegen.
bad-time-zone = Die Angabe „{ $name }“ muss eine Zeitzone sein, die Webex kennt, wie Europe/Berlin.
bad-features = Die Angabe „{ $name }“ muss aus Funktionen eines Meetings bestehen: { $words }.
bad-token = Die Angabe „{ $name }“ muss aus { $letters } und { $count } hexadezimalen Ziffern bestehen.
bad-hexadecimal = Die Angabe „{ $name }“ muss aus { $count } hexadezimalen Ziffern bestehen.
bad-url = Die Angabe „{ $name }“ muss eine https-Adresse sein.
bad-entries = Die Angabe „{ $name }“ darf höchstens { $max } Einträge haben.
bad-list = Die Angabe „{ $name }“ muss ein einzelner Wert sein, keine Liste.

## The pages around it

request = Nummer der Anfrage für den Helpdesk: { $id }
confirm-title = Bitte bestätigen: { $title }
confirm-question = { $title }?
confirm-destroys = Damit wird bei Webex etwas gelöscht oder beendet. Das lässt sich nicht rückgängig machen.
confirm-changes = Damit wird bei Webex etwas geändert.
confirm-series = Gehört das Meeting zu einer Serie, so betrifft dies alle Meetings der Serie.
confirm-link = Link
confirm-yes = Ja, ausführen
confirm-no = Nein, zurück
confirm-otherwise = Wenn Sie das nicht wollten, schließen Sie diese Seite: Es ist nichts geschehen.
form-next = Der nächste Schritt ist bei Webex.
form-go = Weiter zu Webex
offer-log-in = Anmelden
offer-me = Anzeigen, was das Gateway über Sie weiß
offer-again = Noch einmal versuchen
offer-log-out = Von Webex abmelden und noch einmal versuchen
offer-webex-login = Zur Anmeldung bei Webex
offer-join-page = Nummer auf der Webex-Site eingeben
offer-leave-meeting = Ohne das Meeting weiter
offer-leave = Weiter

## The directory, and the page of a link

all-links = Alle Links
languages-label = Sprachen
ask = Fragen an:
did-you-mean = Meinten Sie einen von diesen?
directory-title = Links
directory-links = { $count ->
    [one] 1 Link
   *[other] { $count } Links
}
directory-routes = { $count ->
    [one] 1 Route
   *[other] { $count } Routen
}
directory-both = { $links } und { $routes }
directory-searched = Gesucht nach „{ $text }“: { $found }
directory-empty = Hier gibt es keinen Link, den Sie nutzen dürfen.
directory-nothing = Gesucht nach „{ $text }“: nichts gefunden.
directory-routes-title = Routen
directory-destroying = Löscht oder beendet etwas
directory-log-in = Anmelden, um mehr zu sehen
search-description = Links von { $brand }
box-label = Meeting öffnen oder Link suchen
box-hint = Eine Meeting-Nummer, ein Webex-Link oder der Name eines Links wird geöffnet. Nach allem anderen wird gesucht.
box-button = Los
box-foreign = Kein Link hier führt zu dieser Adresse.
number-nowhere = Kein Link hier öffnet ein Meeting mit seiner Nummer. Öffnen Sie den Link aus der Einladung, oder geben Sie die Nummer auf der Webex-Site selbst ein.
number-join-page = Nummer bei { $host } eingeben
route-optional = { $name } (freiwillig)
choice-title = Welchen meinen Sie?
choice-sentence = Sie haben eine Meeting-Nummer oder einen Webex-Link eingegeben. Wählen Sie, was damit geschehen soll.
pages-label = Seiten
pages-previous = Vorherige
pages-next = Nächste
pages-at = Seite { $page } von { $pages }
pages-letters = Nach Anfangsbuchstaben
pages-go = Gehe zu Seite
link-about = Über { $title }
link-open = Diesen Link öffnen
link-address = Adresse zum Kopieren
link-code = QR-Code mit der Adresse dieses Links
link-code-svg = QR-Code als SVG
link-code-png = QR-Code als PNG
link-does = Was er tut
link-asks = Bevor etwas geändert wird, werden Sie gefragt.
link-target = Wohin er führt
link-leaves-open = Dieser Link braucht noch eine Angabe, bevor er irgendwohin führt.
link-asks-webex = Webex wird gefragt, wenn Sie ihn öffnen.
link-home = Wohin Sie zurückkommen
link-values = Was er ausfüllt
link-hidden = verborgen
link-name = { $name }:
link-aliases = Weitere Namen
link-owner = Wer zuständig ist
link-tags = Schlagwörter
link-from = Gültig ab
link-until = Gültig bis
link-access = Wer ihn nutzen darf
link-denied = Wer ihn nicht nutzen darf
link-any-of = Eines davon genügt:
link-policy = Version der Richtlinie
me-title = Was dieses Gateway über Sie weiß
me-anonymous = Sie sind hier nicht angemeldet: Nichts in dieser Anfrage sagt, wer Sie sind.
me-failed = Sie sind hier nicht angemeldet. Etwas in dieser Anfrage sagt, wer Sie sind, und wurde nicht angenommen: { $reason }
me-failed-next = Melden Sie sich neu an. Wenn sich nichts ändert, nennen Sie Ihrem Helpdesk dieses Wort und die Nummer am Ende dieser Seite.
me-user = Benutzerkennung
me-name = Anzeigename
me-email = E-Mail-Adresse
me-source = Identitätsquelle
me-groups = Gruppen
me-groups-named = Gruppen, die Zugriffsregeln nennen
me-groups-near = Gruppen, die Zugriffsregeln in anderer Schreibweise nennen
me-group-near = in den Regeln steht
me-groups-limited = Gruppen, die Zugriffsregeln nennen, die von dieser Identitätsquelle aber nicht zählen
me-groups-other = Gruppen, die keine Zugriffsregel nennt
me-groups-unknown = Die Identitätsquelle sagt nicht, in welchen Gruppen Sie sind.
me-certificate = Client-Zertifikat
me-further = In dieser Anfrage außerdem genannt
me-networks = Netze
me-no-network = Keines, das eine Zugriffsregel nennt
me-address = IP-Adresse
me-unknown = unbekannt
me-none = keine
me-more = { $count ->
    [one] und eine weitere Angabe
   *[other] und { $count } weitere
}
me-hidden = { $sign } steht für ein Zeichen, das man nicht sieht. Damit ist ein Name ein anderer.

## Who may use a link

access-anyone = alle
access-user = { $count ->
    [one] eine namentlich festgelegte Person
   *[other] { $count } namentlich festgelegte Personen
}
access-certificate = { $count ->
    [one] wer ein bestimmtes Zertifikat besitzt
   *[other] wer eines von { $count } bestimmten Zertifikaten besitzt
}
access-group = { $count ->
    [one] Mitglieder der Gruppe { $names }
   *[other] Mitglieder der Gruppen { $names }
}
access-mail-domain = Personen mit einer E-Mail-Adresse bei { $names }
access-from = Personen, die über { $names } angemeldet sind
access-network = { $count ->
    [one] aus dem Netz { $names }
   *[other] aus einem der Netze { $names }
}
access-before = bevor der Link gilt
access-within = solange der Link gilt
access-after = nachdem der Link abgelaufen ist
day-monday = Mo
day-tuesday = Di
day-wednesday = Mi
day-thursday = Do
day-friday = Fr
day-saturday = Sa
day-sunday = So
list = { $list }, { $next }
list-any = { $list } oder { $next }

## What Webex gives as the reason for a failure

access-denied = Webex hat Sie nicht eingelassen
    .sentence = Sie waren zu lange weg, oder Ihr Konto darf das nicht.
    .next = Versuchen Sie es noch einmal, und melden Sie sich an, wenn Webex danach fragt.
already-logged-in = Sie sind bei Webex schon angemeldet
    .sentence = Dieser Browser ist noch angemeldet, vielleicht als jemand anderes.
    .next = Melden Sie sich von Webex ab, und öffnen Sie den Link noch einmal.
auto-login-disabled = Webex nimmt keine Anmeldung über Links an
    .sentence = Bei dieser Webex-Site meldet man sich nur auf ihrer eigenen Seite an.
    .next = Melden Sie sich direkt auf der Webex-Site an, und öffnen Sie den Link noch einmal.
bad-login = Webex kennt diese Anmeldung nicht
    .sentence = Benutzername oder Passwort ist falsch, oder es gibt kein solches Konto.
    .next = Prüfen Sie beides, und melden Sie sich noch einmal an.
account-locked = Ihr Webex-Konto ist gesperrt
    .sentence = Im Moment kann sich niemand damit anmelden.
    .next = Nehmen Sie als Gast teil, wenn das Meeting es erlaubt, und bitten Sie Ihren Helpdesk, das Konto zu entsperren.
login-used-up = Diese Anmeldung ist verbraucht
    .sentence = Sie galt für ein einziges Mal, und das ist vorbei.
    .next = Versuchen Sie es noch einmal, dann bekommen Sie eine neue.
user-name-taken = Dieser Benutzername ist vergeben
    .sentence = Es gibt schon ein Webex-Konto mit diesem Namen, vielleicht Ihr eigenes.
    .next = Melden Sie sich damit an, oder wählen Sie einen anderen Namen.
email-taken = Diese E-Mail-Adresse ist vergeben
    .sentence = Es gibt schon ein Webex-Konto mit dieser E-Mail-Adresse, vielleicht Ihr eigenes.
    .next = Melden Sie sich mit jenem Konto an, oder nehmen Sie eine andere Adresse.
link-not-accepted = Webex nimmt diesen Link nicht an
    .sentence = Der Link ist nicht so eingerichtet, wie Webex es verlangt, und Sie haben nichts falsch gemacht.
    .next = Melden Sie sich direkt auf der Webex-Site an, und sagen Sie der Person Bescheid, von der Sie den Link haben.
not-from-a-link = Über einen Link kann Webex das nicht
    .sentence = Diese Webex-Site oder dieser Browser kann mit Links dieser Art nicht umgehen.
    .next = Nehmen Sie einen anderen Browser, oder öffnen Sie das Meeting direkt auf der Webex-Site.
no-such-kind = Diese Art von Meeting gibt es nicht
    .sentence = Diese Webex-Site bietet die gewünschte Art von Meeting nicht an.
    .next = Wählen Sie auf der Webex-Site eine andere Art.
meeting-too-long = Dieses Meeting ist zu lang
    .sentence = So lange Meetings lässt die Webex-Site nicht zu.
    .next = Planen Sie ein kürzeres, oder zwei nacheinander.
not-known-why = { -failed }
    .sentence = Den Grund kennt Webex nach eigener Auskunft selbst nicht.
    .next = Versuchen Sie es in ein paar Minuten noch einmal.
unknown-meeting = Webex kennt dieses Meeting nicht
    .sentence = Die Meeting-Nummer ist falsch, oder das Meeting gibt es nicht mehr.
    .next = Vergleichen Sie die Nummer mit der in Ihrer Einladung, oder bitten Sie den Gastgeber um einen neuen Link.
unknown-meeting-or-password = Meeting-Nummer oder Passwort ist falsch
    .sentence = Webex kennt kein Meeting mit dieser Nummer und diesem Passwort.
    .next = Sehen Sie beides in Ihrer Einladung nach, und versuchen Sie es noch einmal.
meeting-locked = Das Meeting ist gesperrt
    .sentence = Der Gastgeber lässt im Moment niemanden mehr ein.
    .next = Schreiben Sie dem Gastgeber, und versuchen Sie es dann noch einmal.
meeting-not-open = Das Meeting ist nicht offen
    .sentence = Das Meeting hat noch nicht begonnen, oder es ist vorbei.
    .next = Warten Sie auf den Gastgeber, und versuchen Sie es dann noch einmal.
too-busy = Webex ist überlastet
    .sentence = Für dieses Meeting ist im Moment kein Platz.
    .next = Warten Sie ein paar Minuten, und versuchen Sie es noch einmal.
too-few-lines = Es gibt nicht genug Telefonleitungen
    .sentence = Webex hat für dieses Meeting zu wenige Telefonleitungen frei.
    .next = Wählen Sie eine andere Zeit, oder ein Meeting ohne Telefonleitungen.
unreadable-data = Webex konnte eine Angabe nicht lesen
    .sentence = Eine der Angaben ist nicht so geschrieben, wie Webex es verlangt.
    .next = Prüfen Sie Ihre Angaben, zuerst Namen und E-Mail-Adresse, und versuchen Sie es noch einmal.
email-not-taken = Webex nimmt diese E-Mail-Adresse nicht an
    .sentence = Für Webex sieht die Angabe nicht wie eine E-Mail-Adresse aus.
    .next = Berichtigen Sie die Adresse, und versuchen Sie es noch einmal.
unknown-registration = Webex kennt Ihre Registrierung nicht
    .sentence = Die Registrierungsnummer ist falsch, oder sie gehört zu einem anderen Meeting.
    .next = Sehen Sie in der Mail nach, die Ihre Registrierung bestätigt, und versuchen Sie es noch einmal.
not-registered = Bitte zuerst registrieren
    .sentence = Dieses Meeting steht nur Personen offen, die sich dafür registriert haben.
    .next = Registrieren Sie sich, oder sehen Sie Ihre Nummer in der Mail zur Bestätigung nach, und versuchen Sie es noch einmal.
login-required = Bitte zuerst anmelden
    .sentence = Webex lässt nur ein, wer angemeldet ist.
    .next = Melden Sie sich bei Webex an, und öffnen Sie den Link noch einmal.
unlisted-reason = { -failed }
    .sentence = Webex hat einen Grund genannt, den wir nicht kennen.
    .next = { -retry }
no-reason = { -failed }
    .sentence = Webex hat keinen Grund genannt, den wir lesen können.
    .next = { -retry }
unclear = Wir wissen nicht, wie das ausgegangen ist
    .sentence = Die Antwort von Webex ist nicht zu verstehen.
    .next = Versuchen Sie es noch einmal, wenn Sie nicht in Ihr Meeting gekommen sind.
own-login = Dieser Link kommt nicht mehr in Webex hinein
    .sentence = Er meldet sich selbst an, und Webex nimmt diese Anmeldung nicht an.
    .next = Sagen Sie der Person Bescheid, von der Sie den Link haben, oder Ihrem Helpdesk.
server-silent = Webex antwortet nicht
    .sentence = Wir haben Webex gefragt, wohin dieser Link führt, und rechtzeitig keine Antwort bekommen.
    .next = Versuchen Sie es in einer Minute noch einmal, oder öffnen Sie das Meeting auf der Webex-Website selbst.
server-busy = Webex ist zu beschäftigt
    .sentence = Es nimmt im Augenblick keine weiteren Anfragen an.
    .next = Warten Sie ein paar Minuten, und versuchen Sie es dann noch einmal.
server-unclear = Mit der Antwort von Webex können wir nichts anfangen
    .sentence = Wir haben Webex gefragt, wohin dieser Link führt, und der Antwort lässt sich nicht folgen.
    .next = Versuchen Sie es noch einmal, und sagen Sie Ihrem Helpdesk Bescheid, wenn es immer wieder geschieht.
server-not-allowed = Webex lässt uns das nicht tun
    .sentence = Unsere Rechte bei Webex reichen für diesen Link nicht aus.
    .next = Nennen Sie Ihrem Helpdesk die Nummer am Ende dieser Seite.
server-conflict = Webex konnte das nicht ändern
    .sentence = Jemand anderes ändert es gerade, oder es ist schon so, wie Sie es möchten.
    .next = Sehen Sie auf der Webex-Website selbst nach, und versuchen Sie es dann noch einmal.
server-not-found = Das kennt Webex nicht
    .sentence = Zu dem, was ausgefüllt wurde, gibt es dort nichts.
    .next = Prüfen Sie Ihre Eingaben, und versuchen Sie es dann noch einmal.
server-unknown = Wir wissen nicht, ob Webex das getan hat
    .sentence = Webex hat rechtzeitig nicht geantwortet, kann es aber trotzdem getan haben.
    .next = Sehen Sie auf der Webex-Website selbst nach, bevor Sie es noch einmal versuchen.

## Was Webex dem Gateway selbst antwortet

done-title = Erledigt: { $title }
done-sentence = Webex hat es ausgeführt.
way-sentence = Das Meeting öffnet sich in einem neuen Tab. Diese Seite bleibt offen und führt Sie danach zurück.
way-open = Meeting öffnen
way-back-to = Zurück zu { $host }
list-empty = Es gibt nichts anzuzeigen.
list-cut = Es gibt noch mehr.
list-late = Webex meldet den Stand eines Meetings bis zu 15 Minuten zu spät.
list-open = Öffnen
yes = ja
no = nein

## Spalten dieser Listen

column-title = Titel
column-number = Nummer
column-start = Beginn
column-end = Ende
column-state = Stand
column-host = Gastgeber
column-name = Name
column-first-name = Vorname
column-last-name = Nachname
column-email = E-Mail-Adresse
column-job-title = Position
column-company = Firma
column-city = Ort
column-country = Land
column-phone = Telefon
column-joined = gekommen
column-left = gegangen
column-accessed = geöffnet
column-registered = angemeldet
column-question = Frage
column-answer = Antwort
column-kind = Art
column-required = Pflichtfeld
column-size = Größe in Bytes
column-duration = Dauer in Sekunden
column-minutes = Minuten
column-participants = Teilnehmer
column-format = Format
column-link = Link
column-viewed = angesehen
column-downloaded = heruntergeladen

## Stand von Meetings, nach den Wörtern von Webex

state-active = aktiv
state-inProgress = läuft
state-expired = vorbei
state-scheduled = geplant
state-ready = bereit
state-ended = beendet
state-missed = hat nicht stattgefunden
state-lobby = in der Lobby

## Commands of the catalogue

command-account-activate = Ein Benutzerkonto aktivieren
command-account-create = Ein Benutzerkonto anlegen
command-account-deactivate = Ein Benutzerkonto deaktivieren
command-account-edit = Ein Benutzerkonto bearbeiten
command-attendees-add = Personen in die Liste der Eingeladenen aufnehmen
command-attendees-remove = Personen aus der Liste der Eingeladenen entfernen
command-contacts-edit = Die eigene Kontaktliste ändern
command-event-information = Die Informationsseite einer Veranstaltung anzeigen
command-event-join = An einer Veranstaltung teilnehmen
command-event-schedule = Eine Veranstaltung planen
command-event-start = Eine Veranstaltung starten
command-link-event = Eine Veranstaltung über ihren Link öffnen
command-link-information = Die Informationsseite eines Meetings über seinen Link anzeigen
command-link-join = Über einen Teilnahmelink teilnehmen
command-link-join-older = Über den Link einer älteren Einladung beitreten
command-link-call-in = Die Telefonnummern eines Meetings über seinen Link anzeigen
command-link-call-in-older = Die Telefonnummern eines Meetings über den Link einer älteren Einladung anzeigen
command-link-register = Einen Registrierungslink der aktuellen Form öffnen
command-link-register-page = Einen Registrierungslink öffnen
command-link-training = An einer Schulung über ihren Link teilnehmen
command-meeting-delete = Ein geplantes Meeting löschen
command-meeting-edit = Ein geplantes Meeting bearbeiten
command-meeting-end = Ein laufendes Meeting für alle beenden
command-meeting-instant = Sofort ein Meeting starten
command-meeting-join = An einem Meeting teilnehmen
command-meeting-list-open = Die laufenden Meetings anzeigen
command-meeting-list-scheduled = Die geplanten Meetings anzeigen
command-meeting-one-click-settings = Die Einstellungen des One-Click-Meetings speichern
command-meeting-one-click-start = Das One-Click-Meeting starten
command-meeting-schedule = Ein Meeting planen
command-meeting-start = Ein geplantes Meeting starten
command-meeting-status = Abfragen, ob ein Meeting läuft
command-office-download = Eine Datei aus dem Büro herunterladen
command-profile-edit = Die eigenen Benutzerdaten ändern
command-questions-custom = Die benutzerdefinierten Fragen anzeigen
command-questions-custom-answers = Die Antworten der Teilnehmenden auf die benutzerdefinierten Fragen anzeigen
command-questions-standard = Die Standardfragen anzeigen
command-questions-standard-answers = Die Antworten der Teilnehmenden auf die Standardfragen anzeigen
command-recording-download = Eine Aufzeichnung herunterladen
command-recording-fetch = Eine Aufzeichnung über ihren Link herunterladen
command-recording-list-events = Die aufgezeichneten Veranstaltungen anzeigen
command-recording-open = Die Seite einer Aufzeichnung öffnen
command-recording-play = Eine Aufzeichnung abspielen
command-recording-service-play = Eine Aufzeichnung des Aufzeichnungsdienstes abspielen
command-recording-service-playback = Eine Aufzeichnung des Aufzeichnungsdienstes abspielen, zweite Form
command-recording-service-playback-last = Eine Aufzeichnung des Aufzeichnungsdienstes abspielen, dritte Form
command-recording-watch = Eine Aufzeichnung über ihren Link abspielen
command-registration-add-fields = Einem Registrierungsformular Kontrollkästchen, Optionsfelder oder Auswahllisten hinzufügen
command-registration-create-form = Ein Registrierungsformular anlegen
command-registration-enroll = Jemanden für eine Veranstaltung anmelden
command-registration-form-settings = Anzeigen, welche Felder eines Registrierungsformulars erforderlich, optional oder ausgeblendet sind
command-reports-attendee-events = Alle Veranstaltungen anzeigen, an denen eine bestimmte Person teilgenommen hat
command-reports-downloads = Anzeigen, wer Dateien heruntergeladen hat
command-reports-event-attendees = Anzeigen, wer sich für eine Veranstaltung angemeldet oder an ihr teilgenommen hat
command-reports-mail-attendees = Eine Mail mit Angaben zu den Teilnehmenden senden
command-reports-training-sessions = Die Berichte über Schulungen anzeigen
command-room-join = Einem persönlichen Raum beitreten
command-room-meet = Zu einem persönlichen Raum gehen
command-room-start = Den eigenen persönlichen Raum starten
command-session-language-attendee = Die Sprache einer teilnehmenden Person einstellen
command-session-language-host = Die Sprache eines Gastgebers einstellen
command-session-service = Den Dienst für diese Sitzung auswählen
command-site-login = An der Site anmelden
command-site-login-ticket = An der Site mit einem einmaligen Ticket anmelden
command-site-logout = Von der Site abmelden
command-support-join = An einer Support-Sitzung als Kunde teilnehmen
command-support-logout = Vom Support-Dienst abmelden
command-support-schedule = Eine Support-Sitzung planen
command-support-start = Sofort eine Support-Sitzung starten
command-support-start-scheduled = Eine geplante Support-Sitzung starten
command-training-publish-recording = Die Aufzeichnung einer Schulung bereitstellen
command-webapp-meeting-download = Die Seite der Web-App öffnen, die ein Meeting startet
command-webapp-join-page = Die Seite öffnen, auf der ein Beitrittslink endet
command-webapp-room = Die Seite eines persönlichen Raums in der Web-App anzeigen
command-webapp-meeting-info = Die Seite der Web-App zu einem Meeting anzeigen
command-webapp-recording = Eine Aufzeichnung in der Web-App abspielen

## Parameters of the catalogue that a page names

parameter-attendee-count = Anzahl der Teilnehmenden
parameter-attendee-email = E-Mail-Adresse der teilnehmenden Person
parameter-attendee-name = Name der teilnehmenden Person
parameter-attendees = Teilnehmende
parameter-csrf = CSRF-Kennung
parameter-delete-after-meeting = nach dem Meeting löschen
parameter-duration = Dauer
parameter-email = E-Mail-Adresse
parameter-enrollment-id = Nummer der Veranstaltungsanmeldung
parameter-enrollment-password = Passwort für die Anmeldung zur Veranstaltung
parameter-enrollment-required = Anmeldung zur Veranstaltung erforderlich
parameter-event-name = Name der Veranstaltung
parameter-features = Funktionen
parameter-file = Datei
parameter-first-name = Vorname
parameter-internet-phone = Internettelefonie
parameter-join-password = Passwort für die Teilnahme
parameter-language = Sprache
parameter-last-name = Nachname
parameter-listed = öffentlich aufgeführt
parameter-locale = Region
parameter-meeting = Meeting
parameter-meeting-key = Meeting-Nummer
parameter-meeting-name = Name des Meetings
parameter-meeting-type = Art des Meetings
parameter-page-after-login = Seite nach der Anmeldung
parameter-partner-id = Partner-ID
parameter-password = Passwort
parameter-recording = Aufzeichnung
parameter-recording-id = ID der Aufzeichnung
parameter-recording-key = Schlüssel der Aufzeichnung
parameter-registration = Registrierung
parameter-registration-id = Registrierungsnummer
parameter-registration-required = Registrierung erforderlich
parameter-room = Raum
parameter-service = Dienst
parameter-session-number = Sitzungsnummer
parameter-sharing = Freigabe
parameter-site-id = Site-ID
parameter-site-name = Name der Site
parameter-start = Beginn
parameter-teleconference = Telefonkonferenz
parameter-teleconference-text = Hinweis zur Telefonkonferenz
parameter-ticket = Einmalticket
parameter-time-zone = Zeitzone
parameter-topic = Thema
parameter-tour-address = Adresse der Web-Tour
parameter-tracking-codes = Verfolgungscodes
parameter-tsp-account = TSP-Konto
parameter-web-id = Webex-Benutzername
parameter-event = Meeting der Einladung
parameter-user = eingeladene Person
parameter-form = Form des Links
parameter-toll-free = gebührenfreie Nummern
