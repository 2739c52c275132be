# Lo que leen los visitantes: un título sin punto, una frase sencilla y qué hacer
# a continuación. Tratamos de usted.

-check = Compruebe el enlace o pregunte a la persona que se lo dio.
-browser = Abra el enlace en un navegador.
-confirm-there = Abra de nuevo el enlace y confirme allí.
-confirm-itself = Abra el propio enlace y confirme allí.
-later = Inténtelo más tarde o pregunte a la persona que le dio el enlace.
-begin-again = Abra de nuevo el enlace de su reunión o vaya a su portal.
-retry = Inténtelo de nuevo o abra la reunión directamente en el sitio de Webex.
-unreadable = No se puede leer esta solicitud
-own-page = Confirme en nuestra propia página
-failed = Webex no ha podido hacerlo

## What goes wrong here

host = { -unreadable }
    .sentence = No dice con claridad a qué servidor va dirigida.
    .next = { -browser }
wrong-host = Dirección equivocada
    .sentence = Esta pasarela no responde con el nombre { $host }.
    .next = Abra el enlace con el nombre que le dieron. Qué nombres valen lo decide la administración.
target = { -unreadable }
    .sentence = No pide ninguna ruta.
    .next = { -browser }
no-http = { -unreadable }
    .sentence = No está escrita como exige HTTP.
    .next = { -browser }
too-long = Este enlace es demasiado largo
    .sentence = Ninguno de nuestros enlaces tiene una dirección tan larga.
    .next = { -check }
too-many-headers = Esta solicitud lleva demasiados datos
    .sentence = Su navegador envía con el enlace más de lo que aceptamos.
    .next = Borre las cookies de este sitio y abra de nuevo el enlace.
no-answer = Confirme de nuevo
    .sentence = Esta dirección recibe la respuesta a una pregunta, y no ha llegado ninguna.
    .next = { -confirm-there }
method = Esto no se puede hacer aquí
    .sentence = Un enlace se abre, y nada más.
    .next = { -browser }
too-many-person = Demasiados enlaces a la vez
    .sentence = Ha abierto más enlaces de los que seguimos en tan poco tiempo.
    .next = Espere un minuto y abra de nuevo el enlace.
too-many-address = Demasiados enlaces a la vez
    .sentence = Desde su red se han abierto más enlaces de los que seguimos en tan poco tiempo.
    .next = Espere un minuto y abra de nuevo el enlace.
refused-access = No puede usar este enlace desde aquí
    .sentence = Solo está abierto a algunas personas o redes.
    .next = Inténtelo desde la red de su empresa o pregunte a la persona que le dio el enlace.
refused-account = Su cuenta no puede usar este enlace
    .sentence = Solo está abierto a algunas personas, y usted no está entre ellas.
    .next = Pregunte a la persona que le dio el enlace.
refused-hours = Este enlace está cerrado en este momento
    .sentence = Solo está abierto a ciertas horas.
    .next = { -later }
refused-not-yet = Este enlace aún no está abierto
    .sentence = Empezará a funcionar más adelante.
    .next = { -later }
nobody = Primero, inicie sesión
    .sentence = Este enlace es para personas conocidas aquí, y no sabemos quién es usted.
    .next = Inicie sesión en el portal de su empresa y abra el enlace desde allí.
unconfirmed = Una persona tiene que confirmarlo
    .sentence = Este enlace cambia algo, y ningún programa puede seguirlo.
    .next = Abra el enlace en un navegador y confirme allí.
foreign-form = { -own-page }
    .sentence = Esto se envió desde otra página, por lo que no se ha llevado a cabo.
    .next = { -confirm-itself }
question-changed = Esta página de confirmación ya no es válida
    .sentence = Lo que hace este enlace ha cambiado desde que se abrió la página.
    .next = { -confirm-there }
question-used = Esto ya se ha confirmado
    .sentence = Una confirmación vale una sola vez, y esta ya se ha usado.
    .next = Compruebe el resultado en el propio sitio de Webex o abra el enlace de nuevo.
question-expired = Ha pasado demasiado tiempo
    .sentence = La pregunta de esa página estuvo abierta un cuarto de hora.
    .next = { -confirm-there }
question-forged = Esta página de confirmación ya no es válida
    .sentence = Ha caducado, o la emitió otro servidor, o corresponde a otra sesión.
    .next = { -confirm-there }
person-only = Una persona tiene que abrirlo
    .sentence = Este enlace lleva a Webex por una página con un botón, y ningún programa puede seguirlo.
    .next = { -browser }
prefetch = Nadie ha abierto todavía este enlace
    .sentence = Su navegador lo pidió por adelantado, y aquí los enlaces no se siguen por adelantado.
    .next = Abra el enlace.
conflicting-identity = No está claro quién es usted
    .sentence = Lo que se nos ha dicho de usted no se puede leer o se contradice.
    .next = Inténtelo de nuevo y avise a su servicio de asistencia si sigue igual.
way-back-expired = Este camino de vuelta ha caducado
    .sentence = Estuvo abierto un día desde que usted salió.
    .next = { -begin-again }
way-back = Este no es un camino de vuelta
    .sentence = La dirección no viene de nosotros, o algo en ella se ha cambiado.
    .next = { -begin-again }
no-way-on = Ya está de vuelta
    .sentence = Ya no se sabe adónde debía ir a continuación.
    .next = Puede cerrar esta página.
unknown = No existe este enlace
    .sentence = Nada responde en esta dirección.
    .next = { -check }
expired = Este enlace ha caducado
    .sentence = El tiempo durante el que era válido ha terminado.
    .next = Pida uno nuevo a la persona que se lo dio.
expired-until = Era válido hasta { $date }.
unrecorded = Esto no funciona en este momento
    .sentence = Aquí se registra cada uso de un enlace, y ahora mismo no es posible.
    .next = Inténtelo de nuevo en unos segundos y avise a su servicio de asistencia si sigue igual.

## What is wrong with the address

broken = Este enlace está dañado
    .sentence = { $what }
    .next = { -check }
broken-parts = La dirección tiene demasiadas partes.
broken-path = La dirección debe empezar por una barra.
broken-escape = La dirección contiene un código % dañado.
broken-text = La dirección no es un texto válido.
broken-control = La dirección contiene caracteres de control.
broken-slash = La dirección contiene una barra oculta.
broken-dots = La dirección contiene partes vacías o formadas por puntos.

## What is wrong with a value in it

bad = Algo en este enlace no es correcto
    .sentence = { $what }
    .next = { -check }
bad-place = El dato «{ $name }» no se puede escribir así en un enlace: use otras palabras, sin barras.
bad-missing = Falta el dato «{ $name }».
bad-twice = El dato «{ $name }» aparece dos veces en la dirección.
bad-steering = La dirección contiene un campo que este enlace no acepta.
bad-too-much = La dirección contiene más de lo que se puede llevar a Webex y traer de vuelta.
bad-back = La página a la que volver no es ninguna de las que ofrece este enlace.
bad-empty = El dato «{ $name }» no puede estar vacío.
bad-digits = El dato «{ $name }» debe ser un número de { $min } a { $max } cifras.
bad-range = El dato «{ $name }» debe ser un número entero de { $min } a { $max }.
bad-length = El dato «{ $name }» debe tener como máximo { $max } caracteres.
bad-control = El dato «{ $name }» no puede contener caracteres de control.
bad-name = El dato «{ $name }» solo puede contener letras, cifras, puntos, guiones y guiones bajos, y debe empezar por una letra o una cifra.
bad-email = El dato «{ $name }» debe ser una dirección de correo como name@example.org.
bad-flag = El dato «{ $name }» debe ser «yes» o «no».
bad-choice = El dato «{ $name }» debe ser una de estas palabras: { $words }.
bad-duration = El dato «{ $name }» debe estar en minutos, como 90 o 1h30m, de { $min } a { $max } minutos.
bad-start = El dato «{ $name }» debe ser una fecha y hora locales como 2027-01-31T14:30, sin segundos ni desfase horario.
bad-year = El dato «{ $name }» no puede ser posterior al año { $max }.
bad-time-zone = El dato «{ $name }» debe ser una zona horaria que Webex conozca, como Europe/Berlin.
bad-features = El dato «{ $name }» debe constar de funciones de una reunión: { $words }.
bad-token = El dato «{ $name }» debe constar de { $letters } y { $count } cifras hexadecimales.
bad-hexadecimal = El dato «{ $name }» debe constar de { $count } cifras hexadecimales.
bad-url = El dato «{ $name }» debe ser una dirección https.
bad-entries = El dato «{ $name }» debe tener como máximo { $max } elementos.
bad-list = El dato «{ $name }» debe ser un solo valor, no una lista.

## The pages around it

request = Número de la solicitud para el servicio de asistencia: { $id }
confirm-title = Confirme: { $title }
confirm-question = ¿{ $title }?
confirm-destroys = Esto elimina o termina algo en Webex. No se puede deshacer.
confirm-changes = Esto cambia algo en Webex.
confirm-series = Si la reunión forma parte de una serie, esto afecta a todas las reuniones de la serie.
confirm-link = enlace
confirm-yes = Sí, adelante
confirm-no = No, volver
confirm-otherwise = Si no era su intención, cierre esta página: no ha pasado nada.
form-next = El siguiente paso es en Webex.
form-go = Continuar en Webex
offer-log-in = Iniciar sesión
offer-me = Ver lo que la pasarela sabe de usted
offer-again = Intentarlo de nuevo
offer-log-out = Cerrar la sesión de Webex e intentarlo de nuevo
offer-webex-login = Ir a Webex para iniciar sesión
offer-join-page = Introducir el número en el sitio de Webex
offer-leave-meeting = Continuar sin la reunión
offer-leave = Continuar

## The directory, and the page of a link

all-links = Todos los enlaces
languages-label = Idiomas
ask = A quién preguntar:
did-you-mean = ¿Quería decir uno de estos?
directory-title = Enlaces
directory-links = { $count ->
    [one] 1 enlace
    [many] { $count } de enlaces
   *[other] { $count } enlaces
}
directory-routes = { $count ->
    [one] 1 ruta
    [many] { $count } de rutas
   *[other] { $count } rutas
}
directory-both = { $links } y { $routes }
directory-searched = Búsqueda de «{ $text }»: { $found }
directory-empty = Aquí no hay ningún enlace que usted pueda usar.
directory-nothing = Búsqueda de «{ $text }»: no se ha encontrado nada.
directory-routes-title = Rutas
directory-destroying = Elimina o termina algo
directory-log-in = Iniciar sesión para ver más
search-description = Enlaces de { $brand }
box-label = Abrir una reunión o buscar un enlace
box-hint = Un número de reunión, un enlace de Webex o el nombre de un enlace se abre directamente. Todo lo demás se busca.
box-button = Ir
box-foreign = Ningún enlace de aquí lleva a esa dirección.
number-nowhere = Ningún enlace de aquí abre una reunión por su número. Abra el enlace de la invitación o introduzca el número en el propio sitio de Webex.
number-join-page = Introducir el número en { $host }
route-optional = { $name } (opcional)
choice-title = ¿A cuál se refiere?
choice-sentence = Ha introducido un número de reunión o un enlace de Webex. Elija qué hacer con él.
pages-label = Páginas
pages-previous = Anterior
pages-next = Siguiente
pages-at = Página { $page } de { $pages }
pages-letters = Por la primera letra
pages-go = Ir a la página
link-about = Acerca de { $title }
link-open = Abrir este enlace
link-address = Dirección para copiar
link-code = Código QR con la dirección de este enlace
link-code-svg = Código QR en SVG
link-code-png = Código QR en PNG
link-does = Qué hace
link-asks = Se le preguntará antes de cambiar nada.
link-target = Adónde lleva
link-leaves-open = Hay que añadir algo a este enlace para que lleve a alguna parte.
link-asks-webex = Se pregunta a Webex cuando usted lo abre.
link-home = Adónde vuelve usted
link-values = Qué datos rellena
link-hidden = oculto
link-name = { $name }:
link-aliases = Otros nombres
link-owner = Responsable
link-tags = Etiquetas
link-from = Válido desde
link-until = Válido hasta
link-access = Quién puede usarlo
link-denied = Quién no puede
link-any-of = Basta con uno de estos casos:
link-policy = Versión de la política
me-title = Lo que esta pasarela sabe de usted
me-anonymous = No ha iniciado sesión aquí: nada en esta solicitud indica quién es usted.
me-failed = No ha iniciado sesión aquí. Algo en esta solicitud indica quién es usted, pero no se ha aceptado: { $reason }
me-failed-next = Vuelva a iniciar sesión. Si nada cambia, indique a su servicio de asistencia esa palabra y el número que aparece al final de esta página.
me-user = Identificador de usuario
me-name = Nombre
me-email = Dirección de correo electrónico
me-source = Fuente de identidad
me-groups = Grupos
me-groups-named = Grupos que nombran las reglas de acceso
me-groups-near = Grupos que las reglas de acceso escriben de otra forma
me-group-near = en las reglas figura
me-groups-limited = Grupos que nombran las reglas de acceso, pero que no cuentan si los indica esta fuente de identidad
me-groups-other = Grupos que ninguna regla de acceso nombra
me-groups-unknown = La fuente de identidad no indica en qué grupos está usted.
me-certificate = Certificado de cliente
me-further = También se nombra en esta solicitud
me-networks = Redes
me-no-network = Ninguna que nombre una regla de acceso
me-address = Dirección IP
me-unknown = desconocida
me-none = ninguno
me-more = { $count ->
    [one] y uno más
   *[other] y { $count } más
}
me-hidden = { $sign } representa un carácter que no se ve. Con él, un nombre es otro distinto.

## Who may use a link

access-anyone = cualquier persona
access-user = { $count ->
    [one] una persona indicada por su nombre
   *[other] { $count } personas indicadas por su nombre
}
access-certificate = { $count ->
    [one] el titular de un certificado concreto
   *[other] los titulares de { $count } certificados concretos
}
access-group = { $count ->
    [one] miembros del grupo { $names }
   *[other] miembros de los grupos { $names }
}
access-mail-domain = personas con una dirección de correo de { $names }
access-from = personas que han iniciado sesión con { $names }
access-network = { $count ->
    [one] desde la red { $names }
   *[other] desde una de las redes { $names }
}
access-before = antes de que el enlace sea válido
access-within = mientras el enlace sea válido
access-after = una vez caducado el enlace
day-monday = lun
day-tuesday = mar
day-wednesday = mié
day-thursday = jue
day-friday = vie
day-saturday = sáb
day-sunday = dom
list = { $list }, { $next }
list-any = { $list } o { $next }

## What Webex gives as the reason for a failure

access-denied = Webex no le ha dejado entrar
    .sentence = Ha estado ausente demasiado tiempo, o su cuenta no lo permite.
    .next = Inténtelo de nuevo e inicie sesión si Webex se lo pide.
already-logged-in = Ya tiene una sesión abierta en Webex
    .sentence = En este navegador sigue abierta una sesión, quizá de otra persona.
    .next = Cierre la sesión de Webex y abra de nuevo el enlace.
auto-login-disabled = Webex no admite iniciar sesión con enlaces
    .sentence = En este sitio de Webex hay que iniciar sesión en su propia página.
    .next = Inicie sesión directamente en el sitio de Webex y abra de nuevo el enlace.
bad-login = Webex no reconoce estos datos de acceso
    .sentence = El nombre de usuario o la contraseña no son correctos, o no existe esa cuenta.
    .next = Compruebe ambos e inicie sesión de nuevo.
account-locked = Su cuenta de Webex está bloqueada
    .sentence = En este momento nadie puede iniciar sesión con ella.
    .next = Entre como invitado si la reunión lo permite y pida a su servicio de asistencia que desbloquee la cuenta.
login-used-up = Este acceso ya se ha utilizado
    .sentence = Servía para una sola vez, y esa vez ya ha pasado.
    .next = Inténtelo de nuevo para obtener otro.
user-name-taken = Este nombre de usuario ya está en uso
    .sentence = Ya existe una cuenta de Webex con este nombre, quizá la suya.
    .next = Inicie sesión con ella o elija otro nombre.
email-taken = Esta dirección de correo ya está en uso
    .sentence = Ya existe una cuenta de Webex con esta dirección de correo, quizá la suya.
    .next = Inicie sesión con esa cuenta o use otra dirección.
link-not-accepted = Webex no acepta este enlace
    .sentence = El enlace no está configurado como Webex quiere, y usted no ha hecho nada mal.
    .next = Inicie sesión directamente en el sitio de Webex y avise a la persona que le dio el enlace.
not-from-a-link = Webex no puede hacer esto desde un enlace
    .sentence = Este sitio de Webex, o este navegador, no funciona con enlaces de este tipo.
    .next = Pruebe con otro navegador o abra la reunión directamente en el sitio de Webex.
no-such-kind = No existe ese tipo de reunión
    .sentence = Este sitio de Webex no ofrece el tipo de reunión que se ha pedido.
    .next = Elija otro tipo directamente en el sitio de Webex.
meeting-too-long = Esta reunión es demasiado larga
    .sentence = El sitio de Webex no permite reuniones de esta duración.
    .next = Planifique una más corta, o dos seguidas.
not-known-why = { -failed }
    .sentence = El propio Webex dice que no conoce el motivo.
    .next = Inténtelo de nuevo en unos minutos.
unknown-meeting = Webex no conoce esta reunión
    .sentence = El número de la reunión no es correcto, o la reunión ya no existe.
    .next = Compare el número con el de su invitación o pida un enlace nuevo al organizador.
unknown-meeting-or-password = El número de la reunión o la contraseña no son correctos
    .sentence = Webex no conoce ninguna reunión con este número y esta contraseña.
    .next = Busque ambos en su invitación e inténtelo de nuevo.
meeting-locked = La reunión está bloqueada
    .sentence = El organizador no deja entrar a nadie más en este momento.
    .next = Envíe un mensaje al organizador e inténtelo de nuevo.
meeting-not-open = La reunión no está abierta
    .sentence = La reunión aún no ha empezado, o ya ha terminado.
    .next = Espere al organizador e inténtelo de nuevo.
too-busy = Webex está saturado
    .sentence = En este momento no tiene sitio para esta reunión.
    .next = Espere unos minutos e inténtelo de nuevo.
too-few-lines = No hay suficientes líneas telefónicas
    .sentence = A Webex no le quedan suficientes líneas telefónicas para esta reunión.
    .next = Elija otra hora, o una reunión sin líneas telefónicas.
unreadable-data = Webex no ha podido leer un dato
    .sentence = Alguno de los datos no está escrito como Webex quiere.
    .next = Compruebe lo que ha escrito, primero su nombre y su correo, e inténtelo de nuevo.
email-not-taken = Webex no acepta esta dirección de correo
    .sentence = Para Webex, lo que se ha escrito no parece una dirección de correo.
    .next = Corríjala e inténtelo de nuevo.
unknown-registration = Webex no conoce su inscripción
    .sentence = El número de inscripción no es correcto, o es de otra reunión.
    .next = Búsquelo en el correo que confirmó su inscripción e inténtelo de nuevo.
not-registered = Primero, inscríbase
    .sentence = Esta reunión está abierta solo a quienes se han inscrito.
    .next = Inscríbase, o busque su número en el correo de confirmación, e inténtelo de nuevo.
login-required = Primero, inicie sesión
    .sentence = Webex solo deja entrar a quienes han iniciado sesión.
    .next = Inicie sesión en Webex y abra de nuevo el enlace.
unlisted-reason = { -failed }
    .sentence = Webex ha dado un motivo que no conocemos.
    .next = { -retry }
no-reason = { -failed }
    .sentence = Webex no ha dado ningún motivo que podamos leer.
    .next = { -retry }
unclear = No sabemos cómo ha terminado esto
    .sentence = No se entiende lo que ha respondido Webex.
    .next = Inténtelo de nuevo si no ha podido entrar en su reunión.
own-login = Este enlace ya no entra en Webex
    .sentence = Inicia sesión por sí mismo, y Webex no acepta ese inicio de sesión.
    .next = Avise a la persona que le dio el enlace o a su servicio de asistencia.
server-silent = Webex no responde
    .sentence = Hemos preguntado a Webex adónde lleva este enlace y no hemos recibido respuesta a tiempo.
    .next = Inténtelo de nuevo dentro de un minuto o abra la reunión en el propio sitio de Webex.
server-busy = Webex está demasiado ocupado
    .sentence = En este momento no admite más peticiones.
    .next = Espere unos minutos e inténtelo de nuevo.
server-unclear = La respuesta de Webex no nos sirve
    .sentence = Hemos preguntado a Webex adónde lleva este enlace y su respuesta no se puede seguir.
    .next = Inténtelo de nuevo y avise a su servicio de asistencia si vuelve a ocurrir.
server-not-allowed = Webex no nos permite hacerlo
    .sentence = Nuestros permisos en Webex no bastan para este enlace.
    .next = Indique a su servicio de asistencia el número que figura al final de esta página.
server-conflict = Webex no ha podido cambiarlo
    .sentence = Otra persona lo está cambiando, o ya está como usted lo quiere.
    .next = Compruébelo en el propio sitio de Webex e inténtelo de nuevo.
server-not-found = Webex no conoce esto
    .sentence = Allí no hay nada que corresponda a lo indicado.
    .next = Compruebe lo que ha introducido e inténtelo de nuevo.
server-unknown = No sabemos si Webex lo ha hecho
    .sentence = Webex no ha respondido a tiempo, pero puede haberlo hecho de todos modos.
    .next = Compruébelo en el propio sitio de Webex antes de intentarlo de nuevo.

## Lo que Webex responde a la propia pasarela

done-title = Hecho: { $title }
done-sentence = Webex lo ha llevado a cabo.
way-sentence = La reunión se abre en una pestaña nueva. Esta página sigue abierta para llevarle de vuelta después.
way-open = Abrir la reunión
way-back-to = Volver a { $host }
list-empty = No hay nada que mostrar.
list-cut = Hay más que estos.
list-late = Webex informa del estado de una reunión con hasta 15 minutos de retraso.
list-open = Abrir
yes = sí
no = no

## Columnas de estas listas

column-title = título
column-number = número
column-start = comienzo
column-end = fin
column-state = estado
column-host = anfitrión
column-name = nombre
column-first-name = nombre de pila
column-last-name = apellidos
column-email = correo electrónico
column-job-title = cargo
column-company = empresa
column-city = ciudad
column-country = país
column-phone = teléfono
column-joined = llegada
column-left = salida
column-accessed = apertura
column-registered = inscripción
column-question = pregunta
column-answer = respuesta
column-kind = tipo
column-required = obligatorio
column-size = tamaño en bytes
column-duration = duración en segundos
column-minutes = minutos
column-participants = participantes
column-format = formato
column-link = enlace
column-viewed = visto
column-downloaded = descargado

## Estados de las reuniones, según las palabras de Webex

state-active = activa
state-inProgress = en curso
state-expired = pasada
state-scheduled = programada
state-ready = lista
state-ended = terminada
state-missed = no se celebró
state-lobby = en la sala de espera

## Commands of the catalogue

command-account-activate = Activar una cuenta de usuario
command-account-create = Crear una cuenta de usuario
command-account-deactivate = Desactivar una cuenta de usuario
command-account-edit = Modificar una cuenta de usuario
command-attendees-add = Añadir personas a la lista de invitados
command-attendees-remove = Quitar personas de la lista de invitados
command-contacts-edit = Cambiar la propia lista de contactos
command-event-information = Ver la página de información de un evento
command-event-join = Entrar en un evento
command-event-schedule = Programar un evento
command-event-start = Iniciar un evento
command-link-event = Ir a un evento por su enlace
command-link-information = Ver la página de información de una reunión por su enlace
command-link-join = Entrar por un enlace de acceso
command-link-join-older = Unirse por el enlace de una invitación antigua
command-link-call-in = Ver los números de teléfono de una reunión por su enlace
command-link-call-in-older = Ver los números de teléfono de una reunión por el enlace de una invitación antigua
command-link-register = Abrir un enlace de inscripción de la forma actual
command-link-register-page = Abrir un enlace de inscripción
command-link-training = Entrar en una formación por su enlace
command-meeting-delete = Eliminar una reunión programada
command-meeting-edit = Modificar una reunión programada
command-meeting-end = Terminar una reunión en curso para todos
command-meeting-instant = Iniciar una reunión ahora mismo
command-meeting-join = Entrar en una reunión
command-meeting-list-open = Ver las reuniones en curso
command-meeting-list-scheduled = Ver las reuniones programadas
command-meeting-one-click-settings = Guardar los ajustes de la reunión de un clic
command-meeting-one-click-start = Iniciar la reunión de un clic
command-meeting-schedule = Programar una reunión
command-meeting-start = Iniciar una reunión programada
command-meeting-status = Consultar si una reunión está en curso
command-office-download = Descargar un archivo de la oficina
command-profile-edit = Cambiar los propios datos de usuario
command-questions-custom = Ver las preguntas personalizadas
command-questions-custom-answers = Ver las respuestas de los asistentes a las preguntas personalizadas
command-questions-standard = Ver las preguntas estándar
command-questions-standard-answers = Ver las respuestas de los asistentes a las preguntas estándar
command-recording-download = Descargar una grabación
command-recording-fetch = Descargar una grabación por su enlace
command-recording-list-events = Ver los eventos grabados
command-recording-open = Abrir la página de una grabación
command-recording-play = Reproducir una grabación
command-recording-service-play = Reproducir una grabación del servicio de grabaciones
command-recording-service-playback = Reproducir una grabación del servicio de grabaciones, segunda forma
command-recording-service-playback-last = Reproducir una grabación del servicio de grabaciones, tercera forma
command-recording-watch = Reproducir una grabación por su enlace
command-registration-add-fields = Añadir casillas, botones de opción o listas desplegables a un formulario de inscripción
command-registration-create-form = Crear un formulario de inscripción
command-registration-enroll = Inscribir a alguien en un evento
command-registration-form-settings = Ver qué campos de un formulario de inscripción son obligatorios, opcionales u ocultos
command-reports-attendee-events = Ver todos los eventos en los que participó un asistente
command-reports-downloads = Ver quién descargó archivos
command-reports-event-attendees = Ver quién se inscribió en un evento o asistió a él
command-reports-mail-attendees = Enviar un correo con información sobre los asistentes
command-reports-training-sessions = Ver los informes sobre las formaciones
command-room-join = Entrar en una sala personal
command-room-meet = Ir a una sala personal
command-room-start = Iniciar la propia sala personal
command-session-language-attendee = Establecer el idioma de un asistente
command-session-language-host = Establecer el idioma de un organizador
command-session-service = Elegir el servicio para esta sesión
command-site-login = Iniciar sesión en el sitio
command-site-login-ticket = Iniciar sesión en el sitio con un tique de un solo uso
command-site-logout = Cerrar sesión en el sitio
command-support-join = Entrar en una sesión de asistencia como cliente
command-support-logout = Cerrar sesión en el servicio de asistencia
command-support-schedule = Programar una sesión de asistencia
command-support-start = Iniciar una sesión de asistencia ahora mismo
command-support-start-scheduled = Iniciar una sesión de asistencia programada
command-training-publish-recording = Publicar la grabación de una formación
command-webapp-meeting-download = Abrir la página de la aplicación web que inicia una reunión
command-webapp-join-page = Abrir la página en la que termina un enlace para unirse
command-webapp-room = Ver la página de una sala personal en la aplicación web
command-webapp-meeting-info = Ver la página de la aplicación web sobre una reunión
command-webapp-recording = Reproducir una grabación en la aplicación web

## Parameters of the catalogue that a page names

parameter-attendee-count = número de asistentes
parameter-attendee-email = correo del asistente
parameter-attendee-name = nombre del asistente
parameter-attendees = asistentes
parameter-csrf = identificador CSRF
parameter-delete-after-meeting = eliminar después de la reunión
parameter-duration = duración
parameter-email = correo electrónico
parameter-enrollment-id = número de inscripción en el evento
parameter-enrollment-password = contraseña de inscripción
parameter-enrollment-required = inscripción en el evento obligatoria
parameter-event-name = nombre del evento
parameter-features = funciones
parameter-file = archivo
parameter-first-name = nombre
parameter-internet-phone = telefonía por Internet
parameter-join-password = contraseña para unirse
parameter-language = idioma
parameter-last-name = apellidos
parameter-listed = visible en la lista
parameter-locale = región
parameter-meeting = reunión
parameter-meeting-key = número de la reunión
parameter-meeting-name = nombre de la reunión
parameter-meeting-type = tipo de reunión
parameter-page-after-login = página tras iniciar sesión
parameter-partner-id = identificador del socio
parameter-password = contraseña
parameter-recording = grabación
parameter-recording-id = identificador de la grabación
parameter-recording-key = clave de la grabación
parameter-registration = inscripción
parameter-registration-id = número de inscripción
parameter-registration-required = inscripción obligatoria
parameter-room = sala
parameter-service = servicio
parameter-session-number = número de sesión
parameter-sharing = uso compartido
parameter-site-id = identificador del sitio
parameter-site-name = nombre del sitio
parameter-start = inicio
parameter-teleconference = teleconferencia
parameter-teleconference-text = texto de la teleconferencia
parameter-ticket = tique de un solo uso
parameter-time-zone = zona horaria
parameter-topic = tema
parameter-tour-address = dirección del recorrido web
parameter-tracking-codes = códigos de seguimiento
parameter-tsp-account = cuenta TSP
parameter-web-id = nombre de usuario de Webex
parameter-event = reunión de la invitación
parameter-user = persona invitada
parameter-form = forma del enlace
parameter-toll-free = números gratuitos
