import { defineMessages } from '../../ui/messages.ts'

/** The words of every mail about money. */
export const mailMessages = defineMessages({
  en: {
    cancelLink: 'Cancel',
    cancelClosing:
      'The link opens a page with one button; opening it changes nothing. It is for this subscription alone and needs no sign-in.',
    simulated: 'Simulated: no real money moves on this site.',
    moneyLink: 'See your payments',
    payLink: 'Look at it and pay',
    learningLink: 'To your learning',
    startedSubject: 'Your trial of {title} has begun',
    startedText:
      'Your free trial of {title} has begun. It ends, and the first charge of {amount} is made, on {moment}. Until then nothing is charged.',
    startedCap:
      'After that it is {amount} a month. You never pay more than {cap, plural, one {# monthly price} other {# monthly prices}}; charging ends by itself when your work is handed in.',
    startedReminder:
      'At least 48 hours before the first charge you get a reminder. If we can’t send it, the charge waits.',
    startedUnconfirmed:
      'Your address is not confirmed yet. Nothing is charged before it is; after the trial, work is taken again once you confirm it.',
    reminderSubject: '{amount} for {title} on {date}',
    reminderText:
      'Your free trial of {title} ends soon. The first charge of {amount} is made on {moment}, not earlier.',
    reminderStays:
      'If you want to go on, do nothing. If not, cancel now: nothing is charged, and you can still read everything.',
    receiptSubject: 'Receipt: {amount} for {title}',
    receiptText: 'You paid {amount} for {title}, from {from} to {to}. Thank you.',
    receiptNumber: 'Receipt number {charge}. This was charge {n} of at most {cap}.',
    receiptNext: 'The next charge of {amount} is on {moment}, unless your work is done or you cancel before.',
    receiptFree: 'This was the last one: you reached the cap, and it is free to finish.',
    receiptLast: 'Nothing more will be charged.',
    failedSubject: 'We could not charge {amount} for {title}',
    failedText:
      'Your card’s bank refused {amount} for {title}. Nothing was charged, and we do not try again by ourselves.',
    failedAuthentication:
      'Your card’s bank wants you to confirm {amount} for {title} yourself. Nothing was charged, and we do not try again by ourselves.',
    failedAccess:
      'You can go on working until {moment}. Pay by then, with this or another card, and it simply goes on.',
    failedClosing:
      'If you do nothing, the subscription ends then. You owe nothing, and you can still read everything.',
    cancelledSubject: 'Cancelled: {title}',
    cancelledText: 'Your subscription to {title} is cancelled. Nothing more will be charged.',
    cancelledAccess: 'Your work is taken until {moment}. Reading stays after that.',
    refundedSubject: 'Given back: {amount} for {title}',
    refundedText:
      'We gave back {amount} for {title}: it was charged after you had handed in your last piece of work. It goes to the card that paid.',
    doneSubject: 'Your work for {title} is done, and so is paying',
    doneText:
      'You handed in the last piece of work for {title}. Charging has ended by itself; waiting for marks costs nothing, and nothing more will be charged.',
  },
  ar: {
    cancelLink: 'إلغاء الاشتراك',
    cancelClosing:
      'يفتح الرابط صفحة فيها زر واحد، وفتحها لا يغيّر شيئًا. الرابط لهذا الاشتراك وحده ولا يحتاج إلى تسجيل دخول.',
    simulated: 'محاكاة: لا ينتقل مال حقيقي في هذا الموقع.',
    moneyLink: 'اطّلع على مدفوعاتك',
    payLink: 'اطّلع وادفع',
    learningLink: 'إلى تعلّمك',
    startedSubject: 'بدأت تجربتك لـ {title}',
    startedText:
      'بدأت تجربتك المجانية لـ {title}. تنتهي، ويُحصَّل أول مبلغ وقدره {amount}، في {moment}. حتى ذلك الحين لا يُحصَّل شيء.',
    startedCap:
      'بعد ذلك {amount} في الشهر. لن تدفع أبدًا أكثر من {cap, plural, zero {# سعر شهري} one {سعر شهري واحد} two {سعرين شهريين} few {# أسعار شهرية} many {# سعرًا شهريًا} other {# سعر شهري}}؛ وينتهي التحصيل من تلقاء نفسه حين تسلّم عملك.',
    startedReminder: 'يصلك تذكير قبل أول تحصيل بثمانٍ وأربعين ساعة على الأقل. إن تعذّر إرساله انتظر التحصيل.',
    startedUnconfirmed:
      'لم يؤكَّد عنوانك بعد. لا يُحصَّل شيء قبل تأكيده؛ وبعد انتهاء التجربة يُقبل العمل من جديد حين تؤكّده.',
    reminderSubject: '{amount} مقابل {title} في {date}',
    reminderText:
      'تنتهي تجربتك المجانية لـ {title} قريبًا. يُحصَّل أول مبلغ وقدره {amount} في {moment}، لا قبل ذلك.',
    reminderStays: 'إن أردت المتابعة فلا تفعل شيئًا. وإلا فألغِ الآن: لا يُحصَّل شيء، وتبقى القراءة متاحة لك.',
    receiptSubject: 'إيصال: {amount} مقابل {title}',
    receiptText: 'دفعت {amount} مقابل {title}، من {from} إلى {to}. شكرًا لك.',
    receiptNumber: 'رقم الإيصال {charge}. هذا هو التحصيل {n} من {cap} على الأكثر.',
    receiptNext: 'التحصيل التالي وقدره {amount} في {moment}، ما لم يُنجز عملك أو تلغِ قبل ذلك.',
    receiptFree: 'كان هذا الأخير: بلغت الحد الأعلى، والإكمال مجاني.',
    receiptLast: 'لن يُحصَّل شيء بعد الآن.',
    failedSubject: 'تعذّر تحصيل {amount} مقابل {title}',
    failedText: 'رفض مصرف بطاقتك {amount} مقابل {title}. لم يُحصَّل شيء، ولن نحاول من تلقاء أنفسنا.',
    failedAuthentication:
      'يريد مصرف بطاقتك أن تؤكّد بنفسك {amount} مقابل {title}. لم يُحصَّل شيء، ولن نحاول من تلقاء أنفسنا.',
    failedAccess: 'يمكنك مواصلة العمل حتى {moment}. ادفع قبل ذلك، بهذه البطاقة أو بغيرها، ويستمر كل شيء.',
    failedClosing: 'إن لم تفعل شيئًا انتهى الاشتراك حينها. لا دين عليك، وتبقى القراءة متاحة لك.',
    cancelledSubject: 'أُلغي: {title}',
    cancelledText: 'أُلغي اشتراكك في {title}. لن يُحصَّل شيء بعد الآن.',
    cancelledAccess: 'يُقبل عملك حتى {moment}، وتبقى القراءة بعد ذلك.',
    refundedSubject: 'أُعيد إليك {amount} مقابل {title}',
    refundedText:
      'أعدنا إليك {amount} مقابل {title}: فقد حُصِّل بعد أن سلّمت آخر عمل لك. يعود إلى البطاقة التي دفعت.',
    doneSubject: 'أُنجز عملك في {title} وانتهى الدفع',
    doneText:
      'سلّمت آخر عمل في {title}. انتهى التحصيل من تلقاء نفسه؛ وانتظار العلامات لا يكلّف شيئًا، ولن يُحصَّل شيء بعد الآن.',
  },
})
