//! Pages and problems in the language of whoever reads them.

use crate::support::{Gateway, Response};

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ja", "ar"];

/// What a browser in that language gets.
fn browse(gateway: &Gateway, path: &str, language: &str) -> Response {
    let headers = format!("Accept: text/html\r\nAccept-Language: {language}\r\n");
    gateway.send(gateway.request("GET", path, &headers))
}

/// What people see of a page: the opening tag, and all texts, with the marks
/// around what runs the other way made visible.
fn seen(response: &Response) -> String {
    let text = response.text();
    let (_, page) = text.split_once("<html").expect("a page");
    let is_text = |line: &&str| {
        ["<title", "<h1", "<p", "<dt", "<dd", "<button", "<a"]
            .iter()
            .any(|tag| line.starts_with(tag))
    };
    let texts = page.lines().skip(1).filter(is_text);
    let opening = format!("<html{}", page.lines().next().unwrap_or_default());
    let lines: Vec<String> = std::iter::once(opening)
        .chain(texts.map(str::to_owned))
        .collect();
    lines
        .join("\n")
        .replace('\u{2068}', "⟨")
        .replace('\u{2069}', "⟩")
}

/// The same page in a language, and the headers that say so.
fn refusal(language: &str) -> String {
    let gateway = Gateway::new();
    let page = browse(&gateway, "/go/join/12", language);
    assert_eq!(page.status(), 400);
    assert_eq!(page.header("content-language"), Some(language));
    assert_eq!(page.header("vary"), Some("Accept, Accept-Language"));
    seen(&page)
}

#[test]
fn a_refusal_is_told_in_each_language() {
    insta::assert_snapshot!(refusal("en"), @r#"
    <html lang="en">
    <title>Something in this link is not right – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>Something in this link is not right</h1>
    <p>The meeting number must be a number of 7 to 20 digits.</p>
    <p>Check the link, or ask the person who gave it to you.</p>
    <p><a href="/">All links</a></p>
    <p class="request">Request number for the help desk: [id]</p>
    "#);
    insta::assert_snapshot!(refusal("de"), @r#"
    <html lang="de">
    <title>In diesem Link stimmt etwas nicht – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>In diesem Link stimmt etwas nicht</h1>
    <p>Die Angabe „Meeting-Nummer“ muss eine Nummer mit 7 bis 20 Ziffern sein.</p>
    <p>Prüfen Sie den Link, oder fragen Sie die Person, von der Sie ihn haben.</p>
    <p><a href="/">Alle Links</a></p>
    <p class="request">Nummer der Anfrage für den Helpdesk: [id]</p>
    "#);
    insta::assert_snapshot!(refusal("fr"), @r#"
    <html lang="fr">
    <title>Quelque chose ne va pas dans ce lien – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>Quelque chose ne va pas dans ce lien</h1>
    <p>Le champ « numéro de réunion » doit être un numéro de 7 à 20 chiffres.</p>
    <p>Vérifiez le lien ou adressez-vous à la personne qui vous l’a donné.</p>
    <p><a href="/">Tous les liens</a></p>
    <p class="request">Numéro de la demande pour l’assistance : [id]</p>
    "#);
    insta::assert_snapshot!(refusal("es"), @r#"
    <html lang="es">
    <title>Algo en este enlace no es correcto – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>Algo en este enlace no es correcto</h1>
    <p>El dato «número de la reunión» debe ser un número de 7 a 20 cifras.</p>
    <p>Compruebe el enlace o pregunte a la persona que se lo dio.</p>
    <p><a href="/">Todos los enlaces</a></p>
    <p class="request">Número de la solicitud para el servicio de asistencia: [id]</p>
    "#);
    insta::assert_snapshot!(refusal("ja"), @r#"
    <html lang="ja">
    <title>このリンクには誤りがあります – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>このリンクには誤りがあります</h1>
    <p>「会議番号」は 7 桁から 20 桁までの番号で指定してください。</p>
    <p>リンクをご確認いただくか、リンクの送り主にお問い合わせください。</p>
    <p><a href="/">すべてのリンク</a></p>
    <p class="request">ヘルプデスク用のリクエスト番号: [id]</p>
    "#);
    insta::assert_snapshot!(refusal("ar"), @r#"
    <html lang="ar" dir="rtl">
    <title>هناك خطأ ما في هذا الرابط – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>هناك خطأ ما في هذا الرابط</h1>
    <p>يجب أن يكون الحقل «⟨رقم الاجتماع⟩» رقمًا مكوّنًا من ⟨7⟩ إلى ⟨20⟩ من الخانات.</p>
    <p>تحقّق من الرابط، أو اسأل الشخص الذي أعطاك إياه.</p>
    <p><a href="/">كل الروابط</a></p>
    <p class="request">رقم الطلب لمكتب المساعدة: ⟨[id]⟩</p>
    "#);
}

#[test]
fn a_question_is_asked_in_each_language() {
    let question =
        |language: &str| seen(&browse(&Gateway::new(), "/go/delete/123456789", language));
    insta::assert_snapshot!(question("de"), @r#"
    <html lang="de">
    <title>Bitte bestätigen: Ein geplantes Meeting löschen – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>Ein geplantes Meeting löschen?</h1>
    <p>Damit wird bei Webex etwas gelöscht oder beendet. Das lässt sich nicht rückgängig machen.</p>
    <dt>Meeting-Nummer</dt>
    <dd><bdi>123456789</bdi></dd>
    <a class="way" href="/">Nein, zurück</a>
    <button type="submit" class="danger">Ja, ausführen</button>
    <p>Wenn Sie das nicht wollten, schließen Sie diese Seite: Es ist nichts geschehen.</p>
    <p><a href="/">Alle Links</a></p>
    <p class="request">Nummer der Anfrage für den Helpdesk: [id]</p>
    "#);
    insta::assert_snapshot!(question("es"), @r#"
    <html lang="es">
    <title>Confirme: Eliminar una reunión programada – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>¿Eliminar una reunión programada?</h1>
    <p>Esto elimina o termina algo en Webex. No se puede deshacer.</p>
    <dt>número de la reunión</dt>
    <dd><bdi>123456789</bdi></dd>
    <a class="way" href="/">No, volver</a>
    <button type="submit" class="danger">Sí, adelante</button>
    <p>Si no era su intención, cierre esta página: no ha pasado nada.</p>
    <p><a href="/">Todos los enlaces</a></p>
    <p class="request">Número de la solicitud para el servicio de asistencia: [id]</p>
    "#);
    insta::assert_snapshot!(question("ar"), @r#"
    <html lang="ar" dir="rtl">
    <title>يُرجى التأكيد: ⟨حذف اجتماع مجدول⟩ – Linkgate</title>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    <h1>⟨حذف اجتماع مجدول⟩؟</h1>
    <p>سيؤدي هذا إلى حذف شيء في Webex أو إنهائه. ولا يمكن التراجع عنه.</p>
    <dt>رقم الاجتماع</dt>
    <dd><bdi>123456789</bdi></dd>
    <a class="way" href="/">لا، أريد الرجوع</a>
    <button type="submit" class="danger">نعم، نفّذ ذلك</button>
    <p>إذا لم تقصد القيام بذلك، فأغلق هذه الصفحة: لم يحدث شيء.</p>
    <p><a href="/">كل الروابط</a></p>
    <p class="request">رقم الطلب لمكتب المساعدة: ⟨[id]⟩</p>
    "#);
}

/// Replicas without keys in common do not know what the others have asked.
#[test]
fn a_confirmation_that_another_replica_asked_for_is_told_in_each_language() {
    let (one, other) = (Gateway::new(), Gateway::new());
    let target = one.form_target("/go/delete/123456789");
    let answer = |gateway: &Gateway, language: &str| {
        let headers = format!(
            "Accept: text/html\r\nAccept-Language: {language}\r\nOrigin: http://{}\r\n",
            gateway.address()
        );
        gateway.send(gateway.request("POST", &target, &headers))
    };
    for (language, title, sentence, next) in [
        (
            "en",
            "This confirmation page is no longer valid",
            "It has expired, or it was issued by another server or for another login.",
            "Open the link again, and confirm there.",
        ),
        (
            "de",
            "Diese Bestätigungsseite gilt nicht mehr",
            "Sie ist abgelaufen, oder sie stammt von einem anderen Server oder gilt für eine andere Anmeldung.",
            "Öffnen Sie den Link noch einmal, und bestätigen Sie dort.",
        ),
        (
            "fr",
            "Cette page de confirmation n’est plus valable",
            "Elle a expiré, ou elle provient d’un autre serveur ou d’une autre connexion.",
            "Ouvrez à nouveau le lien, puis confirmez.",
        ),
        (
            "es",
            "Esta página de confirmación ya no es válida",
            "Ha caducado, o la emitió otro servidor, o corresponde a otra sesión.",
            "Abra de nuevo el enlace y confirme allí.",
        ),
        (
            "ja",
            "この確認ページは無効になりました",
            "有効期限が切れたか、別のサーバーが発行したか、別のログインで開いたページです。",
            "もう一度リンクを開き、そのページで確認してください。",
        ),
        (
            "ar",
            "لم تعد صفحة التأكيد هذه صالحة",
            "انتهت صلاحيتها، أو أصدرها خادم آخر، أو كانت لتسجيل دخول آخر.",
            "افتح الرابط مرة أخرى، ثم أكّد هناك.",
        ),
    ] {
        let page = answer(&other, language);
        let line = other.log_line();
        let told = (page.status(), &line["outcome"], &line["reason"]);
        assert_eq!(
            told,
            (403, &"invalid_ticket".into(), &"invalid_signature".into())
        );
        let text = page.text();
        for told in [title, sentence, next] {
            assert!(text.contains(told), "{told} is not in {text}");
        }
    }
    assert_eq!(answer(&one, "en").status(), 303, "it knows");
}

#[test]
fn a_problem_is_told_in_the_language_of_the_reader() {
    let gateway = Gateway::new();
    let headers = "Accept: application/json\r\nAccept-Language: de-CH, en;q=0.5\r\n";
    let problem = gateway.send(gateway.request("GET", "/go/nothing", headers));
    insta::assert_snapshot!(problem.text(), @r#"
    HTTP/1.1 404 Not Found
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/problem+json
    content-language: de
    vary: Accept, Accept-Language
    connection: close
    content-length: 228
    date: [date]

    {"type":"about:blank","title":"Diesen Link gibt es nicht","status":404,"detail":"Unter dieser Adresse antwortet nichts. Prüfen Sie den Link, oder fragen Sie die Person, von der Sie ihn haben.","request_id":"[id]"}
    "#);
}

#[test]
fn what_the_policy_calls_a_link_stays_as_it_is() {
    let policy = crate::support::POLICY.replace(
        "links:\n",
        "links:\n  away: { title: اجتماع الفريق, route: delete, meeting_key: 123456789 }\n",
    );
    let gateway = Gateway::with_policy(&policy);
    for language in LANGUAGES {
        let page = browse(&gateway, "/go/away", language);
        assert_eq!(page.status(), 200, "{language}");
        let body = page.body();
        assert!(body.contains("<dd><bdi>اجتماع الفريق</bdi></dd>"), "{body}");
    }
}

#[test]
fn the_language_is_the_one_that_is_liked_best() {
    let gateway = Gateway::new();
    for (wanted, expected) in [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("pt-BR,pt;q=0.9,es;q=0.4", "es"),
        ("pt-BR,pt", "en"),
        ("*", "en"),
        ("ja;q=0.1,*;q=0", "ja"),
        ("ar-EG", "ar"),
        ("FR-ca", "fr"),
    ] {
        let page = browse(&gateway, "/go/nothing", wanted);
        assert_eq!(page.header("content-language"), Some(expected), "{wanted}");
        let tag = format!("<html lang=\"{expected}\"");
        assert!(page.body().contains(&tag), "{wanted}");
    }
}

#[test]
fn who_says_nothing_reads_english() {
    let gateway = Gateway::new();
    let page = gateway.browse("/go/nothing");
    assert_eq!(page.header("content-language"), Some("en"));
    let twice = "Accept-Language: de\r\nAccept-Language: fr\r\n";
    let page = gateway.send(gateway.request("GET", "/go/nothing", twice));
    assert_eq!(page.header("content-language"), Some("en"));
}

#[test]
fn hostile_wishes_are_english_and_come_back_nowhere() {
    let gateway = Gateway::new();
    for wanted in [
        "<script>alert(1)</script>",
        "de\"><script>",
        "../../locales/de",
        "de%0d%0aset-cookie:%20a=b",
        "\u{202e}ed",
        "de;q=99999999999999999999",
        "de;q=NaN",
        "de;q=-0",
        &"de-".repeat(500),
        &"*,".repeat(2000),
        &format!("de,{}", "x".repeat(5000)),
        &";".repeat(300),
    ] {
        let page = browse(&gateway, "/go/nothing", wanted);
        assert_eq!(page.status(), 404, "{wanted}");
        assert_eq!(page.header("content-language"), Some("en"), "{wanted}");
        assert!(!page.text().contains("<script"), "{wanted}");
        assert!(!page.text().contains("alert"), "{wanted}");
    }
}

#[test]
fn a_redirect_is_the_same_for_everybody() {
    let gateway = Gateway::new();
    let without_language = gateway.browse("/go/standup");
    for language in LANGUAGES {
        let redirect = browse(&gateway, "/go/standup", language);
        assert_eq!(redirect.status(), 302);
        assert_eq!(redirect.text(), without_language.text());
        assert_eq!(redirect.header("content-language"), None);
        assert_eq!(redirect.header("vary"), None);
    }
}
