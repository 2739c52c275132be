# Ce que lisent les visiteurs : un titre sans point, une phrase simple, et ce
# qu'il faut faire ensuite. Avant « : », « ? » et « ; », une espace insécable.

-check = Vérifiez le lien ou adressez-vous à la personne qui vous l’a donné.
-browser = Ouvrez le lien dans un navigateur.
-confirm-there = Ouvrez à nouveau le lien, puis confirmez.
-confirm-itself = Ouvrez le lien lui-même, puis confirmez.
-later = Réessayez plus tard ou adressez-vous à la personne qui vous a donné le lien.
-begin-again = Ouvrez à nouveau le lien de votre réunion ou retournez sur votre portail.
-retry = Réessayez ou ouvrez la réunion directement sur le site Webex.
-unreadable = Cette demande est illisible
-own-page = Veuillez confirmer sur notre propre page
-failed = Webex n’a pas pu effectuer cette action

## What goes wrong here

host = { -unreadable }
    .sentence = Elle n’indique pas clairement à quel hôte elle s’adresse.
    .next = { -browser }
wrong-host = Mauvaise adresse
    .sentence = Cette passerelle ne répond pas sous le nom { $host }.
    .next = Ouvrez le lien avec le nom qui vous a été indiqué. Les noms valables sont fixés par l’administration.
target = { -unreadable }
    .sentence = Elle ne demande aucun chemin.
    .next = { -browser }
no-http = { -unreadable }
    .sentence = Elle n’est pas écrite comme HTTP l’exige.
    .next = { -browser }
too-long = Ce lien est trop long
    .sentence = Aucun de nos liens n’a une adresse aussi longue.
    .next = { -check }
too-many-headers = Cette demande est trop chargée
    .sentence = Votre navigateur envoie avec le lien plus que nous n’acceptons.
    .next = Supprimez les cookies de ce site, puis ouvrez à nouveau le lien.
no-answer = Veuillez confirmer à nouveau
    .sentence = Cette adresse attend la réponse à une question, et aucune n’est arrivée.
    .next = { -confirm-there }
method = Cette action est impossible ici
    .sentence = Un lien s’ouvre, et rien d’autre.
    .next = { -browser }
too-many-person = Trop de liens à la fois
    .sentence = Vous avez ouvert plus de liens que nous n’en suivons en si peu de temps.
    .next = Attendez une minute, puis ouvrez à nouveau le lien.
too-many-address = Trop de liens à la fois
    .sentence = Depuis votre réseau, plus de liens ont été ouverts que nous n’en suivons en si peu de temps.
    .next = Attendez une minute, puis ouvrez à nouveau le lien.
refused-access = Vous ne pouvez pas utiliser ce lien d’ici
    .sentence = Il est réservé à certaines personnes ou à certains réseaux.
    .next = Essayez depuis le réseau de votre entreprise ou adressez-vous à la personne qui vous a donné le lien.
refused-account = Votre compte ne permet pas d’utiliser ce lien
    .sentence = Il est réservé à certaines personnes, et vous n’en faites pas partie.
    .next = Adressez-vous à la personne qui vous a donné le lien.
refused-hours = Ce lien est fermé en ce moment
    .sentence = Il n’est ouvert qu’à certaines heures.
    .next = { -later }
refused-not-yet = Ce lien n’est pas encore ouvert
    .sentence = Il ne fonctionnera que plus tard.
    .next = { -later }
nobody = Veuillez d’abord vous connecter
    .sentence = Ce lien est réservé aux personnes connues ici, et nous ne savons pas qui vous êtes.
    .next = Connectez-vous au portail de votre entreprise et ouvrez le lien depuis ce portail.
unconfirmed = Une personne doit confirmer cette action
    .sentence = Ce lien modifie quelque chose, et aucun programme ne peut le suivre.
    .next = Ouvrez le lien dans un navigateur, puis confirmez.
foreign-form = { -own-page }
    .sentence = La demande venait d’une autre page, elle n’a donc pas été exécutée.
    .next = { -confirm-itself }
question-changed = Cette page de confirmation n’est plus valable
    .sentence = Ce que fait ce lien a changé depuis l’ouverture de la page.
    .next = { -confirm-there }
question-used = C’est déjà confirmé
    .sentence = Une confirmation compte une seule fois, et celle-ci a déjà servi.
    .next = Vérifiez ce qu’il en est sur le site Webex lui-même, ou ouvrez de nouveau le lien.
question-expired = C’était il y a trop longtemps
    .sentence = La question de cette page est restée ouverte un quart d’heure.
    .next = { -confirm-there }
question-forged = Cette page de confirmation n’est plus valable
    .sentence = Elle a expiré, ou elle provient d’un autre serveur ou d’une autre connexion.
    .next = { -confirm-there }
person-only = Une personne doit ouvrir ce lien
    .sentence = Ce lien mène à Webex par une page avec un bouton, et aucun programme ne peut le suivre.
    .next = { -browser }
prefetch = Personne n’a encore ouvert ce lien
    .sentence = Votre navigateur l’a demandé à l’avance, et ici les liens ne sont pas suivis à l’avance.
    .next = Ouvrez le lien.
conflicting-identity = Nous ne savons pas qui vous êtes
    .sentence = Ce qui nous a été dit de vous est illisible ou contradictoire.
    .next = Réessayez, et prévenez votre service d’assistance si le problème persiste.
way-back-expired = Ce chemin de retour a expiré
    .sentence = Il est resté ouvert un jour après votre départ.
    .next = { -begin-again }
way-back = Ce n’est pas un chemin de retour
    .sentence = L’adresse ne vient pas de nous, ou quelque chose y a été modifié.
    .next = { -begin-again }
no-way-on = Vous êtes de retour
    .sentence = La suite de votre chemin n’est plus connue.
    .next = Vous pouvez fermer cette page.
unknown = Ce lien n’existe pas
    .sentence = Rien ne répond à cette adresse.
    .next = { -check }
expired = Ce lien a expiré
    .sentence = Sa durée de validité est terminée.
    .next = Demandez-en un nouveau à la personne qui vous l’a donné.
expired-until = Il était valable jusqu’au { $date }.
unrecorded = Cela ne fonctionne pas pour le moment
    .sentence = Chaque utilisation d’un lien est enregistrée ici, et ce n’est pas possible actuellement.
    .next = Réessayez dans quelques secondes, et prévenez votre service d’assistance si le problème persiste.

## What is wrong with the address

broken = Ce lien est défectueux
    .sentence = { $what }
    .next = { -check }
broken-parts = L’adresse comporte trop de parties.
broken-path = L’adresse doit commencer par une barre oblique.
broken-escape = L’adresse contient un code % défectueux.
broken-text = L’adresse n’est pas un texte valide.
broken-control = L’adresse contient des caractères de contrôle.
broken-slash = L’adresse contient une barre oblique cachée.
broken-dots = L’adresse contient des parties vides ou faites de points.

## What is wrong with a value in it

bad = Quelque chose ne va pas dans ce lien
    .sentence = { $what }
    .next = { -check }
bad-place = Le champ « { $name } » ne peut pas s’écrire ainsi dans un lien : choisissez d’autres mots, sans barres obliques.
bad-missing = Le champ « { $name } » est absent.
bad-twice = Le champ « { $name } » figure deux fois dans l’adresse.
bad-steering = L’adresse contient un champ que ce lien n’accepte pas.
bad-too-much = L’adresse contient plus de données qu’il n’est possible d’en transmettre à Webex et d’en rapporter.
bad-back = La page de retour ne fait pas partie de celles que ce lien propose.
bad-empty = Le champ « { $name } » ne doit pas être vide.
bad-digits = Le champ « { $name } » doit être un numéro de { $min } à { $max } chiffres.
bad-range = Le champ « { $name } » doit être un nombre entier de { $min } à { $max }.
bad-length = Le champ « { $name } » doit avoir au plus { $max } caractères.
bad-control = Le champ « { $name } » ne doit pas contenir de caractères de contrôle.
bad-name = Le champ « { $name } » doit se composer de lettres, de chiffres, de points, de tirets et de traits de soulignement, et commencer par une lettre ou un chiffre.
bad-email = Le champ « { $name } » doit être une adresse e-mail comme name@example.org.
bad-flag = Le champ « { $name } » doit être « yes » ou « no ».
bad-choice = Le champ « { $name } » doit être l’un de ces mots : { $words }.
bad-duration = Le champ « { $name } » doit être en minutes, comme 90 ou 1h30m, de { $min } à { $max } minutes.
bad-start = Le champ « { $name } » doit être une date et une heure locales comme 2027-01-31T14:30, sans secondes ni décalage horaire.
bad-year = Le champ « { $name } » ne doit pas dépasser l’année { $max }.
bad-time-zone = Le champ « { $name } » doit être un fuseau horaire que Webex connaît, comme Europe/Berlin.
bad-features = Le champ « { $name } » doit se composer de fonctions de réunion : { $words }.
bad-token = Le champ « { $name } » doit se composer de { $letters } et de { $count } chiffres hexadécimaux.
bad-hexadecimal = Le champ « { $name } » doit se composer de { $count } chiffres hexadécimaux.
bad-url = Le champ « { $name } » doit être une adresse https.
bad-entries = Le champ « { $name } » doit avoir au plus { $max } éléments.
bad-list = Le champ « { $name } » doit être une seule valeur, pas une liste.

## The pages around it

request = Numéro de la demande pour l’assistance : { $id }
confirm-title = Veuillez confirmer : { $title }
confirm-question = { $title } ?
confirm-destroys = Cette action supprime ou arrête quelque chose chez Webex. Elle est irréversible.
confirm-changes = Cette action modifie quelque chose chez Webex.
confirm-series = Si la réunion fait partie d’une série, cela concerne toutes les réunions de la série.
confirm-link = lien
confirm-yes = Oui, continuer
confirm-no = Non, revenir en arrière
confirm-otherwise = Si ce n’était pas votre intention, fermez cette page : rien ne s’est passé.
form-next = L’étape suivante se passe chez Webex.
form-go = Continuer vers Webex
offer-log-in = Se connecter
offer-me = Voir ce que la passerelle sait de vous
offer-again = Réessayer
offer-log-out = Se déconnecter de Webex et réessayer
offer-webex-login = Aller sur Webex pour se connecter
offer-join-page = Saisir le numéro sur le site Webex
offer-leave-meeting = Continuer sans la réunion
offer-leave = Continuer

## The directory, and the page of a link

all-links = Tous les liens
languages-label = Langues
ask = À qui demander :
did-you-mean = Vouliez-vous dire l’un de ces liens ?
directory-title = Liens
directory-links = { $count ->
    [one] { $count } lien
    [many] { $count } de liens
   *[other] { $count } liens
}
directory-routes = { $count ->
    [one] { $count } route
    [many] { $count } de routes
   *[other] { $count } routes
}
directory-both = { $links } et { $routes }
directory-searched = Recherche de « { $text } » : { $found }
directory-empty = Il n’y a ici aucun lien que vous puissiez utiliser.
directory-nothing = Recherche de « { $text } » : aucun résultat.
directory-routes-title = Routes
directory-destroying = Supprime ou arrête quelque chose
directory-log-in = Se connecter pour en voir plus
search-description = Liens de { $brand }
box-label = Ouvrir une réunion ou chercher un lien
box-hint = Un numéro de réunion, un lien Webex ou le nom d’un lien s’ouvre directement. Tout le reste est recherché.
box-button = Valider
box-foreign = Aucun lien d’ici ne mène à cette adresse.
number-nowhere = Aucun lien d’ici n’ouvre une réunion par son numéro. Ouvrez le lien de l’invitation ou saisissez le numéro sur le site Webex lui-même.
number-join-page = Saisir le numéro sur { $host }
route-optional = { $name } (facultatif)
choice-title = De quel lien s’agit-il ?
choice-sentence = Vous avez saisi un numéro de réunion ou un lien Webex. Choisissez ce qu’il faut en faire.
pages-label = Pages
pages-previous = Précédente
pages-next = Suivante
pages-at = Page { $page } sur { $pages }
pages-letters = Par première lettre
pages-go = Aller à la page
link-about = À propos de « { $title } »
link-open = Ouvrir ce lien
link-address = Adresse à copier
link-code = Code QR avec l’adresse de ce lien
link-code-svg = Code QR au format SVG
link-code-png = Code QR au format PNG
link-does = Ce qu’il fait
link-asks = Une confirmation vous est demandée avant toute modification.
link-target = Où il mène
link-leaves-open = Il faut compléter ce lien pour qu’il mène quelque part.
link-asks-webex = Webex est interrogé quand vous l’ouvrez.
link-home = Où vous revenez
link-values = Ce qu’il remplit
link-hidden = masqué
link-name = { $name } :
link-aliases = Autres noms
link-owner = Responsable
link-tags = Étiquettes
link-from = Valable à partir du
link-until = Valable jusqu’au
link-access = Qui peut l’utiliser
link-denied = Qui ne le peut pas
link-any-of = L’un de ces cas suffit :
link-policy = Version de la politique
me-title = Ce que cette passerelle sait de vous
me-anonymous = Vous n’êtes pas connecté ici : rien dans cette demande n’indique qui vous êtes.
me-failed = Vous n’êtes pas connecté ici. Un élément de cette demande indique qui vous êtes, mais il n’a pas été accepté : { $reason }
me-failed-next = Reconnectez-vous. Si rien ne change, donnez à votre assistance ce mot et le numéro au bas de cette page.
me-user = Identifiant
me-name = Nom
me-email = Adresse e-mail
me-source = Source d’identité
me-groups = Groupes
me-groups-named = Groupes cités par des règles d’accès
me-groups-near = Groupes cités par des règles d’accès sous une autre graphie
me-group-near = les règles indiquent
me-groups-limited = Groupes cités par des règles d’accès, mais qui ne comptent pas venant de cette source d’identité
me-groups-other = Groupes qu’aucune règle d’accès ne cite
me-groups-unknown = La source d’identité n’indique pas à quels groupes vous appartenez.
me-certificate = Certificat client
me-further = Également cité dans cette demande
me-networks = Réseaux
me-no-network = Aucun qui soit cité par une règle d’accès
me-address = Adresse IP
me-unknown = inconnue
me-none = aucun
me-more = { $count ->
    [one] et un de plus
   *[other] et { $count } de plus
}
me-hidden = { $sign } remplace un caractère invisible. Avec lui, un nom est un autre nom.

## Who may use a link

access-anyone = tout le monde
access-user = { $count ->
    [one] une personne désignée par son nom
   *[other] { $count } personnes désignées par leur nom
}
access-certificate = { $count ->
    [one] le détenteur d’un certificat précis
   *[other] les détenteurs de { $count } certificats précis
}
access-group = { $count ->
    [one] les membres du groupe { $names }
   *[other] les membres des groupes { $names }
}
access-mail-domain = les personnes ayant une adresse e-mail chez { $names }
access-from = les personnes connectées via { $names }
access-network = { $count ->
    [one] depuis le réseau { $names }
   *[other] depuis l’un des réseaux { $names }
}
access-before = avant que le lien ne soit valable
access-within = tant que le lien est valable
access-after = après l’expiration du lien
day-monday = lun.
day-tuesday = mar.
day-wednesday = mer.
day-thursday = jeu.
day-friday = ven.
day-saturday = sam.
day-sunday = dim.
list = { $list }, { $next }
list-any = { $list } ou { $next }

## What Webex gives as the reason for a failure

access-denied = Webex ne vous a pas laissé entrer
    .sentence = Votre session est restée inactive trop longtemps, ou votre compte ne le permet pas.
    .next = Réessayez, et connectez-vous si Webex vous le demande.
already-logged-in = Une session Webex est déjà ouverte
    .sentence = Ce navigateur est encore connecté, peut-être au nom de quelqu’un d’autre.
    .next = Déconnectez-vous de Webex, puis ouvrez à nouveau le lien.
auto-login-disabled = Webex n’accepte pas les connexions par lien
    .sentence = Ce site Webex veut que l’on se connecte sur sa propre page.
    .next = Connectez-vous directement sur le site Webex, puis ouvrez à nouveau le lien.
bad-login = Webex ne connaît pas ces identifiants
    .sentence = Le nom d’utilisateur ou le mot de passe est incorrect, ou ce compte n’existe pas.
    .next = Vérifiez les deux, puis reconnectez-vous.
account-locked = Votre compte Webex est verrouillé
    .sentence = Personne ne peut s’en servir pour se connecter en ce moment.
    .next = Participez en tant qu’invité si la réunion le permet, et demandez à votre service d’assistance de déverrouiller le compte.
login-used-up = Cette connexion a déjà servi
    .sentence = Elle n’était valable qu’une fois, et cette fois est passée.
    .next = Réessayez pour en obtenir une nouvelle.
user-name-taken = Ce nom d’utilisateur est déjà pris
    .sentence = Il existe déjà un compte Webex à ce nom, peut-être le vôtre.
    .next = Connectez-vous avec ce compte ou choisissez un autre nom.
email-taken = Cette adresse e-mail est déjà prise
    .sentence = Il existe déjà un compte Webex avec cette adresse, peut-être le vôtre.
    .next = Connectez-vous avec ce compte ou utilisez une autre adresse.
link-not-accepted = Webex n’accepte pas ce lien
    .sentence = Le lien n’est pas configuré comme Webex le veut, et vous n’y êtes pour rien.
    .next = Connectez-vous directement sur le site Webex, et prévenez la personne qui vous a donné le lien.
not-from-a-link = Webex ne peut pas faire cela depuis un lien
    .sentence = Ce site Webex, ou ce navigateur, ne prend pas en charge ce type de lien.
    .next = Essayez un autre navigateur ou ouvrez la réunion directement sur le site Webex.
no-such-kind = Ce type de réunion n’existe pas
    .sentence = Ce site Webex ne propose pas le type de réunion demandé.
    .next = Choisissez un autre type directement sur le site Webex.
meeting-too-long = Cette réunion est trop longue
    .sentence = Le site Webex n’autorise pas les réunions de cette durée.
    .next = Prévoyez une réunion plus courte, ou deux à la suite.
not-known-why = { -failed }
    .sentence = Webex indique ne pas en connaître la raison.
    .next = Réessayez dans quelques minutes.
unknown-meeting = Webex ne connaît pas cette réunion
    .sentence = Le numéro de réunion est incorrect, ou cette réunion n’existe plus.
    .next = Comparez le numéro à celui de votre invitation ou demandez un nouveau lien à l’organisateur.
unknown-meeting-or-password = Le numéro de réunion ou le mot de passe est incorrect
    .sentence = Webex ne connaît aucune réunion avec ce numéro et ce mot de passe.
    .next = Vérifiez les deux dans votre invitation, puis réessayez.
meeting-locked = La réunion est verrouillée
    .sentence = L’organisateur ne laisse plus entrer personne en ce moment.
    .next = Envoyez un message à l’organisateur, puis réessayez.
meeting-not-open = La réunion n’est pas ouverte
    .sentence = La réunion n’a pas encore commencé, ou elle est terminée.
    .next = Attendez l’organisateur, puis réessayez.
too-busy = Webex est surchargé
    .sentence = Il n’y a pas de place pour cette réunion en ce moment.
    .next = Attendez quelques minutes, puis réessayez.
too-few-lines = Il n’y a pas assez de lignes téléphoniques
    .sentence = Webex n’a plus assez de lignes téléphoniques pour cette réunion.
    .next = Choisissez un autre horaire, ou une réunion sans lignes téléphoniques.
unreadable-data = Webex n’a pas pu lire une information
    .sentence = Une information saisie n’est pas écrite comme Webex le veut.
    .next = Vérifiez votre saisie, d’abord votre nom et votre adresse e-mail, puis réessayez.
email-not-taken = Webex n’accepte pas cette adresse e-mail
    .sentence = Pour Webex, ce qui a été saisi ne ressemble pas à une adresse e-mail.
    .next = Corrigez-la, puis réessayez.
unknown-registration = Webex ne connaît pas votre inscription
    .sentence = Le numéro d’inscription est incorrect, ou il concerne une autre réunion.
    .next = Retrouvez-le dans l’e-mail qui confirme votre inscription, puis réessayez.
not-registered = Veuillez d’abord vous inscrire
    .sentence = Cette réunion est réservée aux personnes inscrites.
    .next = Inscrivez-vous ou retrouvez votre numéro dans l’e-mail de confirmation, puis réessayez.
login-required = Veuillez d’abord vous connecter
    .sentence = Webex ne laisse entrer que les personnes connectées.
    .next = Connectez-vous à Webex, puis ouvrez à nouveau le lien.
unlisted-reason = { -failed }
    .sentence = Webex a donné une raison que nous ne connaissons pas.
    .next = { -retry }
no-reason = { -failed }
    .sentence = Webex n’a donné aucune raison que nous puissions lire.
    .next = { -retry }
unclear = Nous ne savons pas ce qui s’est passé
    .sentence = La réponse de Webex est incompréhensible.
    .next = Réessayez si vous n’avez pas pu entrer dans votre réunion.
own-login = Ce lien ne donne plus accès à Webex
    .sentence = Il se connecte de lui-même, et Webex n’accepte pas cette connexion.
    .next = Prévenez la personne qui vous a donné le lien, ou votre service d’assistance.
server-silent = Webex ne répond pas
    .sentence = Nous avons demandé à Webex où mène ce lien, sans obtenir de réponse à temps.
    .next = Réessayez dans une minute, ou ouvrez la réunion sur le site Webex lui-même.
server-busy = Webex est surchargé
    .sentence = Il n’accepte pas d’autres demandes pour le moment.
    .next = Attendez quelques minutes, puis réessayez.
server-unclear = La réponse de Webex est inutilisable
    .sentence = Nous avons demandé à Webex où mène ce lien, et sa réponse ne peut pas être suivie.
    .next = Réessayez, et prévenez votre assistance si cela se reproduit.
server-not-allowed = Webex ne nous le permet pas
    .sentence = Nos droits chez Webex ne suffisent pas pour ce lien.
    .next = Donnez à votre assistance le numéro qui figure au bas de cette page.
server-conflict = Webex n’a pas pu faire ce changement
    .sentence = Quelqu’un d’autre est en train de le faire, ou c’est déjà comme vous le voulez.
    .next = Vérifiez sur le site Webex lui-même, puis réessayez.
server-not-found = Webex ne connaît pas cela
    .sentence = Rien n’y correspond à ce qui a été saisi.
    .next = Vérifiez votre saisie, puis réessayez.
server-unknown = Nous ne savons pas si Webex l’a fait
    .sentence = Webex n’a pas répondu à temps, mais l’a peut-être fait quand même.
    .next = Vérifiez sur le site Webex lui-même avant de réessayer.

## Ce que Webex répond à la passerelle elle-même

done-title = C’est fait : { $title }
done-sentence = Webex a exécuté la demande.
way-sentence = La réunion s’ouvre dans un nouvel onglet. Cette page reste ouverte pour vous ramener ensuite.
way-open = Ouvrir la réunion
way-back-to = Revenir à { $host }
list-empty = Il n’y a rien à afficher.
list-cut = Il y en a d’autres.
list-late = Webex indique l’état d’une réunion avec un retard de 15 minutes au plus.
list-open = Ouvrir
yes = oui
no = non

## Colonnes de ces listes

column-title = titre
column-number = numéro
column-start = début
column-end = fin
column-state = état
column-host = hôte
column-name = nom
column-first-name = prénom
column-last-name = nom de famille
column-email = adresse e-mail
column-job-title = fonction
column-company = société
column-city = ville
column-country = pays
column-phone = téléphone
column-joined = arrivée
column-left = départ
column-accessed = ouverture
column-registered = inscription
column-question = question posée
column-answer = réponse
column-kind = type
column-required = obligatoire
column-size = taille en octets
column-duration = durée en secondes
column-minutes = durée en minutes
column-participants = nombre de participants
column-format = format du fichier
column-link = lien
column-viewed = vu
column-downloaded = téléchargé

## États des réunions, selon les mots de Webex

state-active = active (série)
state-inProgress = en cours
state-expired = passée
state-scheduled = planifiée
state-ready = prête
state-ended = terminée
state-missed = n’a pas eu lieu
state-lobby = en salle d’attente

## Commands of the catalogue

command-account-activate = Activer un compte utilisateur
command-account-create = Créer un compte utilisateur
command-account-deactivate = Désactiver un compte utilisateur
command-account-edit = Modifier un compte utilisateur
command-attendees-add = Ajouter des personnes à la liste des invités
command-attendees-remove = Retirer des personnes de la liste des invités
command-contacts-edit = Modifier sa propre liste de contacts
command-event-information = Afficher la page d’information d’un événement
command-event-join = Participer à un événement
command-event-schedule = Planifier un événement
command-event-start = Démarrer un événement
command-link-event = Accéder à un événement par son lien
command-link-information = Afficher la page d’information d’une réunion par son lien
command-link-join = Participer par un lien de participation
command-link-join-older = Rejoindre par le lien d’une invitation plus ancienne
command-link-call-in = Afficher les numéros de téléphone d’une réunion par son lien
command-link-call-in-older = Afficher les numéros de téléphone d’une réunion par le lien d’une invitation plus ancienne
command-link-register = Ouvrir un lien d’inscription de la forme actuelle
command-link-register-page = Ouvrir un lien d’inscription
command-link-training = Participer à une formation par son lien
command-meeting-delete = Supprimer une réunion planifiée
command-meeting-edit = Modifier une réunion planifiée
command-meeting-end = Mettre fin à une réunion en cours pour tout le monde
command-meeting-instant = Démarrer une réunion immédiatement
command-meeting-join = Participer à une réunion
command-meeting-list-open = Afficher les réunions en cours
command-meeting-list-scheduled = Afficher les réunions planifiées
command-meeting-one-click-settings = Enregistrer les paramètres de la réunion en un clic
command-meeting-one-click-start = Démarrer la réunion en un clic
command-meeting-schedule = Planifier une réunion
command-meeting-start = Démarrer une réunion planifiée
command-meeting-status = Vérifier si une réunion est en cours
command-office-download = Télécharger un fichier depuis le bureau
command-profile-edit = Modifier ses propres informations d’utilisateur
command-questions-custom = Afficher les questions personnalisées
command-questions-custom-answers = Afficher les réponses des participants aux questions personnalisées
command-questions-standard = Afficher les questions standard
command-questions-standard-answers = Afficher les réponses des participants aux questions standard
command-recording-download = Télécharger un enregistrement
command-recording-fetch = Télécharger un enregistrement par son lien
command-recording-list-events = Afficher les événements enregistrés
command-recording-open = Ouvrir la page d’un enregistrement
command-recording-play = Lire un enregistrement
command-recording-service-play = Lire un enregistrement du service d’enregistrement
command-recording-service-playback = Lire un enregistrement du service d’enregistrement, deuxième forme
command-recording-service-playback-last = Lire un enregistrement du service d’enregistrement, troisième forme
command-recording-watch = Lire un enregistrement par son lien
command-registration-add-fields = Ajouter des cases à cocher, des boutons d’option ou des listes déroulantes à un formulaire d’inscription
command-registration-create-form = Créer un formulaire d’inscription
command-registration-enroll = Inscrire quelqu’un à un événement
command-registration-form-settings = Afficher quels champs d’un formulaire d’inscription sont obligatoires, facultatifs ou masqués
command-reports-attendee-events = Afficher tous les événements auxquels un participant a assisté
command-reports-downloads = Afficher qui a téléchargé des fichiers
command-reports-event-attendees = Afficher qui s’est inscrit ou a participé à un événement
command-reports-mail-attendees = Envoyer un e-mail contenant des informations sur les participants
command-reports-training-sessions = Afficher les rapports sur les formations
command-room-join = Participer à une réunion dans une salle personnelle
command-room-meet = Accéder à une salle personnelle
command-room-start = Démarrer sa propre salle personnelle
command-session-language-attendee = Définir la langue d’un participant
command-session-language-host = Définir la langue d’un organisateur
command-session-service = Choisir le service pour cette session
command-site-login = Se connecter au site
command-site-login-ticket = Se connecter au site avec un ticket à usage unique
command-site-logout = Se déconnecter du site
command-support-join = Participer à une session d’assistance en tant que client
command-support-logout = Se déconnecter du service d’assistance
command-support-schedule = Planifier une session d’assistance
command-support-start = Démarrer une session d’assistance immédiatement
command-support-start-scheduled = Démarrer une session d’assistance planifiée
command-training-publish-recording = Mettre à disposition l’enregistrement d’une formation
command-webapp-meeting-download = Ouvrir la page de l’application web qui lance une réunion
command-webapp-join-page = Ouvrir la page où mène un lien de participation
command-webapp-room = Afficher la page d’une salle personnelle dans l’application web
command-webapp-meeting-info = Afficher la page de l’application web sur une réunion
command-webapp-recording = Lire un enregistrement dans l’application web

## Parameters of the catalogue that a page names

parameter-attendee-count = nombre de participants
parameter-attendee-email = adresse e-mail du participant
parameter-attendee-name = nom du participant
parameter-attendees = participants
parameter-csrf = jeton CSRF
parameter-delete-after-meeting = supprimer après la réunion
parameter-duration = durée
parameter-email = adresse e-mail
parameter-enrollment-id = numéro d’inscription à l’événement
parameter-enrollment-password = mot de passe d’inscription
parameter-enrollment-required = inscription à l’événement obligatoire
parameter-event-name = nom de l’événement
parameter-features = fonctions
parameter-file = fichier
parameter-first-name = prénom
parameter-internet-phone = téléphonie par Internet
parameter-join-password = mot de passe de participation
parameter-language = langue
parameter-last-name = nom de famille
parameter-listed = visible dans la liste
parameter-locale = région
parameter-meeting = réunion
parameter-meeting-key = numéro de réunion
parameter-meeting-name = nom de la réunion
parameter-meeting-type = type de réunion
parameter-page-after-login = page après la connexion
parameter-partner-id = identifiant du partenaire
parameter-password = mot de passe
parameter-recording = enregistrement
parameter-recording-id = identifiant de l’enregistrement
parameter-recording-key = clé de l’enregistrement
parameter-registration = inscription
parameter-registration-id = numéro d’inscription
parameter-registration-required = inscription obligatoire
parameter-room = salle
parameter-service = service
parameter-session-number = numéro de session
parameter-sharing = partage
parameter-site-id = identifiant du site
parameter-site-name = nom du site
parameter-start = début
parameter-teleconference = téléconférence
parameter-teleconference-text = texte de la téléconférence
parameter-ticket = ticket à usage unique
parameter-time-zone = fuseau horaire
parameter-topic = sujet
parameter-tour-address = adresse de la visite web
parameter-tracking-codes = codes de suivi
parameter-tsp-account = compte TSP
parameter-web-id = nom d’utilisateur Webex
parameter-event = réunion de l’invitation
parameter-user = personne invitée
parameter-form = forme du lien
parameter-toll-free = numéros gratuits
