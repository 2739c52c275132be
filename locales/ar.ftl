# ما يقرؤه الزوّار: عنوان بلا نقطة، وجملة واحدة تقول ما حدث، وجملة تقول ما العمل.
# نخاطب القارئ بصيغة مهذّبة ومختصرة.

-check = تحقّق من الرابط، أو اسأل الشخص الذي أعطاك إياه.
-browser = افتح الرابط في متصفّح.
-confirm-there = افتح الرابط مرة أخرى، ثم أكّد هناك.
-confirm-itself = افتح الرابط نفسه، ثم أكّد هناك.
-later = حاول مرة أخرى لاحقًا، أو اسأل الشخص الذي أعطاك الرابط.
-begin-again = افتح رابط اجتماعك مرة أخرى، أو اذهب إلى بوابة شركتك.
-retry = حاول مرة أخرى، أو افتح الاجتماع في موقع Webex مباشرةً.
-unreadable = تعذّرت قراءة هذا الطلب
-own-page = يُرجى التأكيد في صفحتنا
-failed = لم يتمكّن Webex من تنفيذ ذلك

## What goes wrong here

host = { -unreadable }
    .sentence = لا يحدّد الطلب بوضوح الخادم الموجّه إليه.
    .next = { -browser }
wrong-host = عنوان غير صحيح
    .sentence = لا تستجيب هذه البوابة للاسم { $host }.
    .next = افتح الرابط بالاسم الذي أُعطي لك. أما الأسماء الصحيحة فيحدّدها مسؤول النظام.
target = { -unreadable }
    .sentence = لا يطلب أي مسار.
    .next = { -browser }
no-http = { -unreadable }
    .sentence = لم يُكتب وفق قواعد HTTP.
    .next = { -browser }
too-long = هذا الرابط طويل جدًا
    .sentence = ليس بين روابطنا ما له عنوان بهذا الطول.
    .next = { -check }
too-many-headers = هذا الطلب يحمل بيانات أكثر من اللازم
    .sentence = يرسل متصفّحك مع الرابط أكثر مما نقبله.
    .next = احذف ملفات تعريف الارتباط لهذا الموقع، ثم افتح الرابط مرة أخرى.
no-answer = يُرجى التأكيد مرة أخرى
    .sentence = هذا العنوان يتلقّى الإجابة عن سؤال، ولم تصل معه أي إجابة.
    .next = { -confirm-there }
method = لا يمكن القيام بذلك هنا
    .sentence = الروابط هنا للفتح فقط.
    .next = { -browser }
too-many-person = عدد الروابط في وقت واحد أكبر من اللازم
    .sentence = لقد فتحت روابط أكثر مما نسمح به في هذا الوقت القصير.
    .next = انتظر دقيقة، ثم افتح الرابط مرة أخرى.
too-many-address = عدد الروابط في وقت واحد أكبر من اللازم
    .sentence = فُتحت من شبكتك روابط أكثر مما نسمح به في هذا الوقت القصير.
    .next = انتظر دقيقة، ثم افتح الرابط مرة أخرى.
refused-access = لا يمكنك استخدام هذا الرابط من هنا
    .sentence = هذا الرابط متاح لأشخاص أو شبكات محدّدة فقط.
    .next = جرّبه من شبكة شركتك، أو اسأل الشخص الذي أعطاك الرابط.
refused-account = لا يُسمح لحسابك باستخدام هذا الرابط
    .sentence = هذا الرابط متاح لأشخاص محدّدين فقط، وحسابك ليس من بينهم.
    .next = اسأل الشخص الذي أعطاك الرابط.
refused-hours = هذا الرابط مغلق حاليًا
    .sentence = يُفتح هذا الرابط في ساعات محدّدة فقط.
    .next = { -later }
refused-not-yet = هذا الرابط غير متاح بعد
    .sentence = سيبدأ عمل هذا الرابط في وقت لاحق.
    .next = { -later }
nobody = يُرجى تسجيل الدخول أولًا
    .sentence = هذا الرابط مخصّص لأشخاص معروفين هنا، ولا نعرف من أنت.
    .next = سجّل الدخول إلى بوابة شركتك، وافتح الرابط من هناك.
unconfirmed = يجب أن يؤكّد شخصٌ هذا الإجراء
    .sentence = هذا الرابط يغيّر شيئًا ما، ولا يُسمح للبرامج بفتحه.
    .next = افتح الرابط في متصفّح، ثم أكّد هناك.
foreign-form = { -own-page }
    .sentence = أُرسل هذا من صفحة أخرى، ولذلك لم يُنفَّذ.
    .next = { -confirm-itself }
question-changed = لم تعد صفحة التأكيد هذه صالحة
    .sentence = تغيّر ما يفعله هذا الرابط منذ فُتحت الصفحة.
    .next = { -confirm-there }
question-used = تم تأكيد هذا من قبل
    .sentence = يسري التأكيد مرة واحدة، وقد استُخدم هذا التأكيد.
    .next = تحقق من النتيجة في موقع Webex نفسه، أو افتح الرابط مرة أخرى.
question-expired = انقضت المهلة
    .sentence = كانت مهلة الإجابة عن السؤال في تلك الصفحة ربع ساعة.
    .next = { -confirm-there }
question-forged = لم تعد صفحة التأكيد هذه صالحة
    .sentence = انتهت صلاحيتها، أو أصدرها خادم آخر، أو كانت لتسجيل دخول آخر.
    .next = { -confirm-there }
person-only = يجب أن يفتح شخصٌ هذا الرابط
    .sentence = يقود هذا الرابط إلى Webex عبر صفحة فيها زر، ولا يُسمح للبرامج بفتحه.
    .next = { -browser }
prefetch = لم يفتح أحد هذا الرابط بعد
    .sentence = طلبه متصفّحك مسبقًا، ونحن لا نفتح الروابط مسبقًا.
    .next = افتح الرابط.
conflicting-identity = تعذّر التحقّق من هويتك
    .sentence = ما وصلنا عنك غير مقروء أو متناقض.
    .next = حاول مرة أخرى، وأبلغ مكتب المساعدة إذا استمرت المشكلة.
way-back-expired = انتهت صلاحية رابط العودة هذا
    .sentence = كان صالحًا ليوم واحد من وقت مغادرتك.
    .next = { -begin-again }
way-back = هذا ليس رابط عودة
    .sentence = لم يصدر هذا العنوان عنّا، أو غُيّر شيء فيه.
    .next = { -begin-again }
no-way-on = لقد عُدتَ
    .sentence = لم تعد وجهتك التالية معروفة.
    .next = يمكنك إغلاق هذه الصفحة.
unknown = لا يوجد رابط كهذا
    .sentence = لا يوجد شيء في هذا العنوان.
    .next = { -check }
expired = انتهت صلاحية هذا الرابط
    .sentence = لقد مضت المدة التي كان صالحًا فيها.
    .next = اطلب رابطًا جديدًا من الشخص الذي أعطاك إياه.
expired-until = كان صالحًا حتى { $date }.
unrecorded = هذا لا يعمل حاليًا
    .sentence = يُسجَّل هنا كل استخدام لأي رابط، وهذا غير ممكن في الوقت الحالي.
    .next = حاول مرة أخرى بعد بضع ثوانٍ، وأبلغ مكتب المساعدة إذا استمرت المشكلة.

## What is wrong with the address

broken = هذا الرابط معطوب
    .sentence = { $what }
    .next = { -check }
broken-parts = في العنوان أجزاء أكثر من اللازم.
broken-path = يجب أن يبدأ العنوان بشرطة مائلة.
broken-escape = في العنوان رمز % معطوب.
broken-text = العنوان ليس نصًا صالحًا.
broken-control = في العنوان محارف تحكّم.
broken-slash = في العنوان شرطة مائلة مخفية.
broken-dots = في العنوان أجزاء فارغة أو مكوّنة من نقاط.

## What is wrong with a value in it

bad = هناك خطأ ما في هذا الرابط
    .sentence = { $what }
    .next = { -check }
bad-place = لا يمكن كتابة الحقل «{ $name }» هكذا في رابط: استخدم كلمات أخرى بلا شرطات مائلة.
bad-missing = الحقل «{ $name }» مفقود.
bad-twice = الحقل «{ $name }» مكرّر في العنوان.
bad-steering = في العنوان حقل لا يقبله هذا الرابط.
bad-too-much = في العنوان أكثر مما يمكن نقله إلى Webex والعودة به.
bad-back = صفحة العودة المطلوبة ليست من الصفحات التي يتيحها هذا الرابط.
bad-empty = يجب ألا يكون الحقل «{ $name }» فارغًا.
bad-digits = يجب أن يكون الحقل «{ $name }» رقمًا مكوّنًا من { $min } إلى { $max } من الخانات.
bad-range = يجب أن يكون الحقل «{ $name }» عددًا صحيحًا من { $min } إلى { $max }.
bad-length = يجب ألا يزيد الحقل «{ $name }» على { $max } من المحارف.
bad-control = يجب ألا يحتوي الحقل «{ $name }» على محارف تحكّم.
bad-name = يجب أن يتكوّن الحقل «{ $name }» من حروف لاتينية وأرقام ونقاط وشرطات وشرطات سفلية، وأن يبدأ بحرف أو رقم.
bad-email = يجب أن يكون الحقل «{ $name }» عنوان بريد إلكتروني مثل name@example.org.
bad-flag = يجب أن تكون قيمة الحقل «{ $name }» إما yes أو no.
bad-choice = يجب أن يكون الحقل «{ $name }» إحدى هذه الكلمات: { $words }.
bad-duration = يجب أن يكون الحقل «{ $name }» بالدقائق، مثل 90 أو 1h30m، من { $min } إلى { $max } دقيقة.
bad-start = يجب أن يكون الحقل «{ $name }» تاريخًا ووقتًا محليين مثل { "\u2066" }2027-01-31T14:30{ "\u2069" }، دون ثوانٍ ودون فارق توقيت.
bad-year = يجب ألا يتجاوز الحقل «{ $name }» سنة { $max }.
bad-time-zone = يجب أن يكون الحقل «{ $name }» منطقة زمنية يعرفها Webex، مثل Europe/Berlin.
bad-features = يجب أن يتكوّن الحقل «{ $name }» من ميزات الاجتماع: { $words }.
bad-token = يجب أن يتكوّن الحقل «{ $name }» من { $letters } و{ $count } من الخانات الست عشرية.
bad-hexadecimal = يجب أن يتكوّن الحقل «{ $name }» من { $count } من الخانات الست عشرية.
bad-url = يجب أن يكون الحقل «{ $name }» عنوانًا يبدأ بـ https.
bad-entries = يجب ألا يزيد الحقل «{ $name }» على { $max } من العناصر.
bad-list = يجب أن يكون الحقل «{ $name }» قيمة واحدة لا قائمة.

## The pages around it

request = رقم الطلب لمكتب المساعدة: { $id }
confirm-title = يُرجى التأكيد: { $title }
confirm-question = { $title }؟
confirm-destroys = سيؤدي هذا إلى حذف شيء في Webex أو إنهائه. ولا يمكن التراجع عنه.
confirm-changes = سيؤدي هذا إلى تغيير شيء في Webex.
confirm-series = إذا كان الاجتماع ضمن سلسلة، فإن هذا يشمل جميع اجتماعات السلسلة.
confirm-link = الرابط
confirm-yes = نعم، نفّذ ذلك
confirm-no = لا، أريد الرجوع
confirm-otherwise = إذا لم تقصد القيام بذلك، فأغلق هذه الصفحة: لم يحدث شيء.
form-next = الخطوة التالية في Webex.
form-go = المتابعة إلى Webex
offer-log-in = تسجيل الدخول
offer-me = عرض ما تعرفه البوابة عنك
offer-again = المحاولة مرة أخرى
offer-log-out = تسجيل الخروج من Webex والمحاولة مرة أخرى
offer-webex-login = الانتقال إلى Webex لتسجيل الدخول
offer-join-page = إدخال الرقم في موقع Webex
offer-leave-meeting = المتابعة من دون الاجتماع
offer-leave = المتابعة

## The directory, and the page of a link

all-links = كل الروابط
languages-label = اللغات
ask = للاستفسار:
did-you-mean = هل تقصد أحد هذه الروابط؟
directory-title = الروابط
directory-links = { $count ->
    [zero] لا توجد روابط
    [one] رابط واحد
    [two] رابطان
    [few] { $count } روابط
    [many] { $count } رابطًا
   *[other] { $count } رابط
}
directory-routes = { $count ->
    [zero] لا توجد مسارات
    [one] مسار واحد
    [two] مساران
    [few] { $count } مسارات
    [many] { $count } مسارًا
   *[other] { $count } مسار
}
directory-both = { $links } و{ $routes }
directory-searched = نتائج البحث عن «{ $text }»: { $found }
directory-empty = لا يوجد هنا رابط يمكنك استخدامه.
directory-nothing = نتائج البحث عن «{ $text }»: لم يُعثر على شيء.
directory-routes-title = المسارات
directory-destroying = ما يحذف شيئًا أو يُنهيه
directory-log-in = تسجيل الدخول لعرض المزيد
search-description = روابط { $brand }
box-label = فتح اجتماع أو البحث عن رابط
box-hint = يُفتح رقم الاجتماع أو رابط Webex أو اسم الرابط مباشرةً، ويُبحث عن كل ما عدا ذلك.
box-button = تنفيذ
box-foreign = لا يوجد هنا رابط يؤدي إلى هذا العنوان.
number-nowhere = لا يوجد هنا رابط يفتح اجتماعًا برقمه. افتح الرابط الموجود في الدعوة، أو أدخل الرقم في موقع Webex نفسه.
number-join-page = إدخال الرقم في { $host }
route-optional = { $name } (اختياري)
choice-title = أي رابط تقصد؟
choice-sentence = لقد أدخلت رقم اجتماع أو رابط Webex. اختر ما تريد فعله به.
pages-label = الصفحات
pages-previous = السابقة
pages-next = التالية
pages-at = الصفحة { $page } من { $pages }
pages-letters = حسب الحرف الأول
pages-go = الانتقال إلى الصفحة
link-about = حول { $title }
link-open = فتح هذا الرابط
link-address = عنوان للنسخ
link-code = رمز QR لعنوان هذا الرابط
link-code-svg = رمز QR بصيغة SVG
link-code-png = رمز QR بصيغة PNG
link-does = ما يفعله
link-asks = سنطلب تأكيدك قبل تغيير أي شيء.
link-target = إلى أين يقود
link-leaves-open = يجب إضافة شيء إلى هذا الرابط حتى يقود إلى وجهة ما.
link-asks-webex = يُسأل Webex عند فتحه.
link-home = إلى أين تعود
link-values = ما يملؤه
link-hidden = مخفي
link-name = { $name }:
link-aliases = أسماء أخرى
link-owner = المسؤول عنه
link-tags = الوسوم
link-from = صالح من
link-until = صالح حتى
link-access = من يمكنه استخدامه
link-denied = من لا يمكنه ذلك
link-any-of = أيٌّ مما يلي:
link-policy = إصدار السياسة
me-title = ما تعرفه هذه البوابة عنك
me-anonymous = لم تسجّل الدخول هنا: لا شيء في هذا الطلب يبيّن من أنت.
me-failed = لم تسجّل الدخول هنا. في هذا الطلب ما يبيّن من أنت، لكنه لم يُقبل: { $reason }
me-failed-next = سجّل الدخول من جديد. وإذا لم يتغيّر شيء، فأعطِ مكتب المساعدة هذه الكلمة والرقم الموجود في آخر هذه الصفحة.
me-user = معرّف المستخدم
me-name = الاسم
me-email = عنوان البريد الإلكتروني
me-source = مصدر الهوية
me-groups = المجموعات
me-groups-named = مجموعات تذكرها قواعد الوصول
me-groups-near = مجموعات تكتبها قواعد الوصول بشكل آخر
me-group-near = المكتوب في القواعد
me-groups-limited = مجموعات تذكرها قواعد الوصول، لكنها لا تُحتسب من مصدر الهوية هذا
me-groups-other = مجموعات لا تذكرها أي قاعدة وصول
me-groups-unknown = لا يبيّن مصدر الهوية المجموعات التي تنتمي إليها.
me-certificate = شهادة العميل
me-further = مذكور أيضًا في هذا الطلب
me-networks = الشبكات
me-no-network = لا شيء مما تذكره قاعدة وصول
me-address = عنوان IP
me-unknown = غير معروف
me-none = لا شيء
me-more = { $count ->
    [zero] ولا شيء غيرها
    [one] وواحدة أخرى
    [two] واثنتان أخريان
    [few] و{ $count } أخرى
    [many] و{ $count } أخرى
   *[other] و{ $count } أخرى
}
me-hidden = العلامة { $sign } تحلّ محلّ حرف لا يُرى. وبوجوده يكون الاسم اسمًا آخر.

## Who may use a link

access-anyone = أي شخص
access-user = { $count ->
    [zero] لا أحد محدّدًا بالاسم
    [one] شخص واحد محدّد بالاسم
    [two] شخصان محدّدان بالاسم
    [few] { $count } أشخاص محدّدين بالاسم
    [many] { $count } شخصًا محدّدًا بالاسم
   *[other] { $count } شخص محدّد بالاسم
}
access-certificate = { $count ->
    [zero] لا حاملي شهادات
    [one] حامل شهادة محدّدة
    [two] حاملا شهادتين محدّدتين
    [few] حاملو { $count } شهادات محدّدة
    [many] حاملو { $count } شهادة محدّدة
   *[other] حاملو { $count } شهادة محدّدة
}
access-group = { $count ->
    [one] أعضاء المجموعة { $names }
    [two] أعضاء إحدى المجموعتين { $names }
   *[other] أعضاء إحدى المجموعات { $names }
}
access-mail-domain = أشخاص لديهم عنوان بريد إلكتروني لدى { $names }
access-from = أشخاص سجّلوا الدخول عبر { $names }
access-network = { $count ->
    [one] من الشبكة { $names }
    [two] من إحدى الشبكتين { $names }
   *[other] من إحدى الشبكات { $names }
}
access-before = قبل بدء صلاحية الرابط
access-within = خلال مدة صلاحية الرابط
access-after = بعد انتهاء صلاحية الرابط
day-monday = الاثنين
day-tuesday = الثلاثاء
day-wednesday = الأربعاء
day-thursday = الخميس
day-friday = الجمعة
day-saturday = السبت
day-sunday = الأحد
list = { "\u200F" }{ $list }، { $next }
list-any = { $list } أو { $next }

## What Webex gives as the reason for a failure

access-denied = لم يسمح لك Webex بالدخول
    .sentence = بقيتَ غير نشط مدة طويلة، أو أن حسابك لا يسمح بذلك.
    .next = حاول مرة أخرى، وسجّل الدخول إذا طلب منك Webex ذلك.
already-logged-in = أنت مسجّل الدخول إلى Webex بالفعل
    .sentence = لا يزال تسجيل الدخول قائمًا في هذا المتصفّح، وربما باسم شخص آخر.
    .next = سجّل الخروج من Webex، ثم افتح الرابط مرة أخرى.
auto-login-disabled = لا يقبل Webex تسجيل الدخول عبر الروابط
    .sentence = يشترط موقع Webex هذا تسجيل الدخول في صفحته.
    .next = سجّل الدخول في موقع Webex مباشرةً، ثم افتح الرابط مرة أخرى.
bad-login = لا يعرف Webex بيانات الدخول هذه
    .sentence = اسم المستخدم أو كلمة المرور غير صحيحة، أو لا يوجد حساب كهذا.
    .next = تحقّق منهما، ثم سجّل الدخول مرة أخرى.
account-locked = حسابك في Webex مقفل
    .sentence = لا يمكن لأحد تسجيل الدخول به حاليًا.
    .next = انضمّ بصفة ضيف إذا كان الاجتماع يسمح بذلك، واطلب من مكتب المساعدة فتح الحساب.
login-used-up = سبق استخدام تسجيل الدخول هذا
    .sentence = كان صالحًا لمرة واحدة فقط، وقد استُخدمت.
    .next = حاول مرة أخرى للحصول على تسجيل دخول جديد.
user-name-taken = اسم المستخدم هذا محجوز
    .sentence = يوجد حساب في Webex بهذا الاسم، وربما يكون حسابك.
    .next = سجّل الدخول به، أو اختر اسمًا آخر.
email-taken = عنوان البريد الإلكتروني هذا محجوز
    .sentence = يوجد حساب في Webex بعنوان البريد هذا، وربما يكون حسابك.
    .next = سجّل الدخول بذلك الحساب، أو استخدم عنوانًا آخر.
link-not-accepted = لا يقبل Webex هذا الرابط
    .sentence = لم يُعَدّ الرابط كما يشترط Webex، ولم ترتكب أنت أي خطأ.
    .next = سجّل الدخول في موقع Webex مباشرةً، وأبلغ الشخص الذي أعطاك الرابط.
not-from-a-link = لا يمكن لـ Webex تنفيذ ذلك من رابط
    .sentence = لا يدعم موقع Webex هذا، أو هذا المتصفّح، روابط من هذا النوع.
    .next = جرّب متصفّحًا آخر، أو افتح الاجتماع في موقع Webex مباشرةً.
no-such-kind = لا يوجد هذا النوع من الاجتماعات
    .sentence = لا يتيح موقع Webex هذا نوع الاجتماع المطلوب.
    .next = اختر نوعًا آخر في موقع Webex مباشرةً.
meeting-too-long = هذا الاجتماع طويل جدًا
    .sentence = لا يسمح موقع Webex باجتماعات بهذا الطول.
    .next = خطّط لاجتماع أقصر، أو لاجتماعين متتاليين.
not-known-why = { -failed }
    .sentence = يقول Webex نفسه إنه لا يعرف السبب.
    .next = حاول مرة أخرى بعد بضع دقائق.
unknown-meeting = لا يعرف Webex هذا الاجتماع
    .sentence = رقم الاجتماع غير صحيح، أو لم يعد الاجتماع موجودًا.
    .next = قارن الرقم بالرقم الموجود في دعوتك، أو اطلب من المضيف رابطًا جديدًا.
unknown-meeting-or-password = رقم الاجتماع أو كلمة المرور غير صحيحة
    .sentence = لا يعرف Webex اجتماعًا بهذا الرقم وبكلمة المرور هذه.
    .next = ابحث عنهما في دعوتك، ثم حاول مرة أخرى.
meeting-locked = الاجتماع مقفل
    .sentence = لا يسمح المضيف بدخول أحد آخر حاليًا.
    .next = أرسل رسالة إلى المضيف، ثم حاول مرة أخرى.
meeting-not-open = الاجتماع غير مفتوح
    .sentence = لم يبدأ الاجتماع بعد، أو أنه انتهى.
    .next = انتظر المضيف، ثم حاول مرة أخرى.
too-busy = Webex مشغول جدًا
    .sentence = لا متّسع لهذا الاجتماع حاليًا.
    .next = انتظر بضع دقائق، ثم حاول مرة أخرى.
too-few-lines = لا توجد خطوط هاتف كافية
    .sentence = لم يبقَ لدى Webex ما يكفي من خطوط الهاتف لهذا الاجتماع.
    .next = اختر وقتًا آخر، أو اجتماعًا من دون خطوط هاتف.
unreadable-data = تعذّر على Webex قراءة بعض البيانات
    .sentence = بعض ما أُدخل ليس مكتوبًا كما يشترط Webex.
    .next = تحقّق مما أدخلته، بدءًا باسمك وبريدك الإلكتروني، ثم حاول مرة أخرى.
email-not-taken = لا يقبل Webex عنوان البريد الإلكتروني هذا
    .sentence = ما أُدخل لا يبدو لـ Webex عنوان بريد إلكتروني.
    .next = صحّحه، ثم حاول مرة أخرى.
unknown-registration = لا يعرف Webex تسجيلك
    .sentence = رقم التسجيل غير صحيح، أو أنه لاجتماع آخر.
    .next = ابحث عنه في رسالة تأكيد تسجيلك، ثم حاول مرة أخرى.
not-registered = يُرجى التسجيل أولًا
    .sentence = هذا الاجتماع متاح لمن سجّلوا لحضوره فقط.
    .next = سجّل لحضور الاجتماع، أو ابحث عن رقمك في رسالة التأكيد، ثم حاول مرة أخرى.
login-required = يُرجى تسجيل الدخول أولًا
    .sentence = لا يسمح Webex بالدخول إلا لمن سجّلوا دخولهم.
    .next = سجّل الدخول إلى Webex، ثم افتح الرابط مرة أخرى.
unlisted-reason = { -failed }
    .sentence = ذكر Webex سببًا لا نعرفه.
    .next = { -retry }
no-reason = { -failed }
    .sentence = لم يذكر Webex سببًا يمكننا قراءته.
    .next = { -retry }
unclear = لا نعرف كيف انتهى الأمر
    .sentence = تعذّر فهم ردّ Webex.
    .next = حاول مرة أخرى إذا لم تدخل إلى اجتماعك.
own-login = لم يعد هذا الرابط يتيح الدخول إلى Webex
    .sentence = يسجّل هذا الرابط الدخول بنفسه، ولا يقبل Webex ذلك.
    .next = أبلغ الشخص الذي أعطاك الرابط، أو مكتب المساعدة.
server-silent = لا يرد Webex
    .sentence = سألنا Webex إلى أين يؤدي هذا الرابط ولم نتلق ردًا في الوقت المناسب.
    .next = حاول مرة أخرى بعد دقيقة، أو افتح الاجتماع من موقع Webex نفسه.
server-busy = Webex مشغول جدًا
    .sentence = لا يقبل المزيد من الطلبات حاليًا.
    .next = انتظر بضع دقائق، ثم حاول مرة أخرى.
server-unclear = لا يمكننا استخدام رد Webex
    .sentence = سألنا Webex إلى أين يؤدي هذا الرابط ولا يمكن اتباع رده.
    .next = حاول مرة أخرى، وأخبر مكتب المساعدة إذا تكرر ذلك.
server-not-allowed = لا يسمح لنا Webex بذلك
    .sentence = صلاحياتنا لدى Webex لا تكفي لهذا الرابط.
    .next = أخبر مكتب المساعدة بالرقم الموجود في نهاية هذه الصفحة.
server-conflict = لم يتمكن Webex من تغيير ذلك
    .sentence = هناك شخص آخر يغيره الآن، أو أنه بالفعل كما تريد.
    .next = تحقق منه في موقع Webex نفسه، ثم حاول مرة أخرى.
server-not-found = لا يعرف Webex هذا
    .sentence = لا يوجد هناك ما يطابق ما أُدخل.
    .next = تحقق مما أدخلته، ثم حاول مرة أخرى.
server-unknown = لا نعرف ما إذا كان Webex قد نفذ ذلك
    .sentence = لم يرد Webex في الوقت المناسب، وربما نفذ ذلك مع هذا.
    .next = تحقق منه في موقع Webex نفسه قبل أن تحاول مرة أخرى.

## ما يرد به Webex على البوابة نفسها

done-title = تم: { $title }
done-sentence = نفذ Webex ذلك.
way-sentence = يُفتح الاجتماع في علامة تبويب جديدة. تبقى هذه الصفحة مفتوحة لتعيدك بعد ذلك.
way-open = افتح الاجتماع
way-back-to = العودة إلى { $host }
list-empty = لا يوجد ما يُعرض.
list-cut = هناك المزيد غير هذه.
list-late = يبلغ Webex عن حالة الاجتماع متأخرًا بما يصل إلى 15 دقيقة.
list-open = فتح
yes = نعم
no = لا

## أعمدة هذه القوائم

column-title = العنوان
column-number = الرقم
column-start = البداية
column-end = النهاية
column-state = الحالة
column-host = المضيف
column-name = الاسم
column-first-name = الاسم الأول
column-last-name = اسم العائلة
column-email = البريد الإلكتروني
column-job-title = المسمى الوظيفي
column-company = الشركة
column-city = المدينة
column-country = البلد
column-phone = الهاتف
column-joined = وقت الانضمام
column-left = وقت المغادرة
column-accessed = وقت الفتح
column-registered = وقت التسجيل
column-question = السؤال
column-answer = الجواب
column-kind = النوع
column-required = مطلوب
column-size = الحجم بالبايت
column-duration = المدة بالثواني
column-minutes = الدقائق
column-participants = عدد المشاركين
column-format = الصيغة
column-link = الرابط
column-viewed = شوهد
column-downloaded = تم التنزيل

## حالات الاجتماعات بكلمات Webex

state-active = نشط
state-inProgress = جارٍ
state-expired = مضى
state-scheduled = مجدول
state-ready = جاهز
state-ended = انتهى
state-missed = لم ينعقد
state-lobby = في الردهة

## Commands of the catalogue

command-account-activate = تفعيل حساب مستخدم
command-account-create = إنشاء حساب مستخدم
command-account-deactivate = تعطيل حساب مستخدم
command-account-edit = تعديل حساب مستخدم
command-attendees-add = إضافة أشخاص إلى قائمة المدعوّين
command-attendees-remove = إزالة أشخاص من قائمة المدعوّين
command-contacts-edit = تغيير قائمة جهات الاتصال الشخصية
command-event-information = عرض صفحة معلومات حدث
command-event-join = الانضمام إلى حدث
command-event-schedule = جدولة حدث
command-event-start = بدء حدث
command-link-event = الانتقال إلى حدث عبر رابطه
command-link-information = عرض صفحة معلومات اجتماع عبر رابطه
command-link-join = الانضمام عبر رابط انضمام
command-link-join-older = الانضمام عبر رابط دعوة قديمة
command-link-call-in = عرض أرقام هاتف اجتماع عبر رابطه
command-link-call-in-older = عرض أرقام هاتف اجتماع عبر رابط دعوة قديمة
command-link-register = فتح رابط تسجيل بالصيغة الحالية
command-link-register-page = فتح رابط تسجيل
command-link-training = الانضمام إلى جلسة تدريب عبر رابطها
command-meeting-delete = حذف اجتماع مجدول
command-meeting-edit = تعديل اجتماع مجدول
command-meeting-end = إنهاء اجتماع جارٍ للجميع
command-meeting-instant = بدء اجتماع فوري
command-meeting-join = الانضمام إلى اجتماع
command-meeting-list-open = عرض الاجتماعات الجارية
command-meeting-list-scheduled = عرض الاجتماعات المجدولة
command-meeting-one-click-settings = حفظ إعدادات اجتماع النقرة الواحدة
command-meeting-one-click-start = بدء اجتماع النقرة الواحدة
command-meeting-schedule = جدولة اجتماع
command-meeting-start = بدء اجتماع مجدول
command-meeting-status = الاستعلام عمّا إذا كان اجتماع جاريًا
command-office-download = تنزيل ملف من المكتب
command-profile-edit = تغيير بيانات المستخدم الشخصية
command-questions-custom = عرض الأسئلة المخصّصة
command-questions-custom-answers = عرض إجابات الحاضرين عن الأسئلة المخصّصة
command-questions-standard = عرض الأسئلة القياسية
command-questions-standard-answers = عرض إجابات الحاضرين عن الأسئلة القياسية
command-recording-download = تنزيل تسجيل مرئي
command-recording-fetch = تنزيل تسجيل مرئي عبر رابطه
command-recording-list-events = عرض الأحداث المسجّلة تسجيلًا مرئيًا
command-recording-open = فتح صفحة تسجيل مرئي
command-recording-play = تشغيل تسجيل مرئي
command-recording-service-play = تشغيل تسجيل مرئي من خدمة التسجيلات المرئية
command-recording-service-playback = تشغيل تسجيل مرئي من خدمة التسجيلات المرئية، الصيغة الثانية
command-recording-service-playback-last = تشغيل تسجيل مرئي من خدمة التسجيلات المرئية، الصيغة الثالثة
command-recording-watch = تشغيل تسجيل مرئي عبر رابطه
command-registration-add-fields = إضافة خانات اختيار أو أزرار خيارات أو قوائم منسدلة إلى نموذج تسجيل
command-registration-create-form = إنشاء نموذج تسجيل
command-registration-enroll = تسجيل شخص في حدث
command-registration-form-settings = عرض الحقول المطلوبة والاختيارية والمخفية في نموذج تسجيل
command-reports-attendee-events = عرض كل الأحداث التي انضم إليها حاضر معيّن
command-reports-downloads = عرض من نزّلوا ملفات
command-reports-event-attendees = عرض من سجّلوا في حدث أو حضروه
command-reports-mail-attendees = إرسال رسالة بمعلومات عن الحاضرين
command-reports-training-sessions = عرض التقارير عن جلسات التدريب
command-room-join = الانضمام إلى غرفة شخصية
command-room-meet = الانتقال إلى غرفة شخصية
command-room-start = بدء الغرفة الشخصية الخاصة بك
command-session-language-attendee = تعيين لغة حاضر
command-session-language-host = تعيين لغة مضيف
command-session-service = اختيار الخدمة لهذه الجلسة
command-site-login = تسجيل الدخول إلى الموقع
command-site-login-ticket = تسجيل الدخول إلى الموقع بتذكرة لمرة واحدة
command-site-logout = تسجيل الخروج من الموقع
command-support-join = الانضمام إلى جلسة دعم بصفة عميل
command-support-logout = تسجيل الخروج من خدمة الدعم
command-support-schedule = جدولة جلسة دعم
command-support-start = بدء جلسة دعم فورية
command-support-start-scheduled = بدء جلسة دعم مجدولة
command-training-publish-recording = إتاحة التسجيل المرئي لجلسة تدريب
command-webapp-meeting-download = فتح صفحة تطبيق الويب التي تُطلق اجتماعًا
command-webapp-join-page = فتح الصفحة التي ينتهي إليها رابط الانضمام
command-webapp-room = عرض صفحة غرفة شخصية في تطبيق الويب
command-webapp-meeting-info = عرض صفحة تطبيق الويب عن اجتماع
command-webapp-recording = تشغيل تسجيل مرئي في تطبيق الويب

## Parameters of the catalogue that a page names

parameter-attendee-count = عدد الحاضرين
parameter-attendee-email = بريد الحاضر الإلكتروني
parameter-attendee-name = اسم الحاضر
parameter-attendees = الحاضرون
parameter-csrf = رمز CSRF
parameter-delete-after-meeting = الحذف بعد الاجتماع
parameter-duration = المدة
parameter-email = البريد الإلكتروني
parameter-enrollment-id = رقم الاشتراك
parameter-enrollment-password = كلمة مرور الاشتراك
parameter-enrollment-required = الاشتراك مطلوب
parameter-event-name = اسم الحدث
parameter-features = الميزات
parameter-file = الملف
parameter-first-name = الاسم الأول
parameter-internet-phone = الهاتف عبر الإنترنت
parameter-join-password = كلمة مرور الانضمام
parameter-language = اللغة
parameter-last-name = اسم العائلة
parameter-listed = الظهور في القائمة
parameter-locale = الإعدادات الإقليمية
parameter-meeting = الاجتماع
parameter-meeting-key = رقم الاجتماع
parameter-meeting-name = اسم الاجتماع
parameter-meeting-type = نوع الاجتماع
parameter-page-after-login = الصفحة بعد تسجيل الدخول
parameter-partner-id = معرّف الشريك
parameter-password = كلمة المرور
parameter-recording = التسجيل المرئي
parameter-recording-id = معرّف التسجيل المرئي
parameter-recording-key = مفتاح التسجيل المرئي
parameter-registration = التسجيل
parameter-registration-id = رقم التسجيل
parameter-registration-required = التسجيل مطلوب
parameter-room = الغرفة
parameter-service = الخدمة
parameter-session-number = رقم الجلسة
parameter-sharing = المشاركة
parameter-site-id = معرّف الموقع
parameter-site-name = اسم الموقع
parameter-start = وقت البدء
parameter-teleconference = المؤتمر الهاتفي
parameter-teleconference-text = نص المؤتمر الهاتفي
parameter-ticket = تذكرة لمرة واحدة
parameter-time-zone = المنطقة الزمنية
parameter-topic = الموضوع
parameter-tour-address = عنوان الجولة على الويب
parameter-tracking-codes = رموز التتبّع
parameter-tsp-account = حساب TSP
parameter-web-id = اسم المستخدم في Webex
parameter-event = اجتماع الدعوة
parameter-user = الشخص المدعو
parameter-form = شكل الرابط
parameter-toll-free = أرقام مجانية
