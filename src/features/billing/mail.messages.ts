import { defineMessages } from '../../ui/messages.ts'

/** The words of every mail about money. */
export const mailMessages = defineMessages({
  en: {
    cancelLink: 'Cancel',
    pauseLink: 'Pause',
    resumeLink: 'Resume',
    calendarLink: 'Put the end of the trial into your calendar',
    withdrawalTrial:
      'You have the right to withdraw from this contract within {days} days without giving a reason; they began today and end on {moment}. Cancelling is enough. They are counted again from a first charge.',
    reminderAnew:
      'You take up {title} again. The next charge of {amount} is made on {moment}, not earlier; from then on months are counted from that day.',
    dearerSubject: 'Finishing {title} will cost more: {total} in all',
    dearerText:
      'At your pace, finishing {title} now takes {months, plural, =0 {no further months} one {one more month} other {# more months}}. It will cost {total} in all; before it was {before}.',
    dearerNext:
      'The next charge of {amount} is on {moment}. You can pause before, and nothing is charged while it is paused; or cancel; or go faster.',
    receiptCredit: '{credit} of it came from your credit, {card} from your card.',
    receiptRefund:
      'If it isn’t for you after all, you get back what you don’t use until {moment}, on the page “What you pay”: unused days, rounded up; all of it if you opened nothing since.',
    receiptWithdrawal:
      'This is your first charge. You have the right to withdraw without giving a reason; it began today and ends on {moment}. On the page “What you pay” one button gives back all of it.',
    failedAuthenticationSubject: 'Please confirm {amount} for {title}',
    failedMandate:
      'The next month of {title} would cost {amount}, more than you agreed to. Nothing was charged. It goes on only if you say so.',
    cancelledPause:
      '{title} was paused for six months in all, the longest there is. So it is cancelled now, and nothing more will be charged.',
    cancelledRefund:
      'You asked for your money back for {title}. It is cancelled, and nothing more will be charged.',
    cancelledReading: 'You can still read everything.',
    cancelledBack:
      'If you change your mind: until {date} ({days} days) you can take this back on the page “What you pay”, at the same price.',
    cancelClosing:
      'Each link opens a page with one button; opening it changes nothing. They are for this subscription alone and need no sign-in.',
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
    receiptNumber: 'This was charge {n} of at most {cap}. The bank knows it as {charge}.',
    receiptInvoice: 'The numbered receipt to read, print or keep as PDF:',
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
    refundedText: 'We gave back {amount} for {title}.',
    refundedWorkDone: 'It was charged after you had handed in your last piece of work.',
    refundedIdle: 'You did nothing in the month that it paid for.',
    refundedAsked: 'You asked for it.',
    refundedWithdrawn: 'You withdrew within 14 days.',
    refundedCreditLeft: 'It was your credit; no further charge will come that could use it.',
    refundedOther: 'If you don’t know why, ask us.',
    refundedCard: '{amount} goes to the card that paid; banks take some days to show it.',
    refundedCredit: '{amount} is your credit again.',
    doneSubject: 'Your work for {title} is done, and so is paying',
    doneText:
      'You handed in the last piece of work for {title}. Charging has ended by itself; waiting for marks costs nothing, and nothing more will be charged.',
  },
  ar: {
    cancelLink: 'إلغاء الاشتراك',
    pauseLink: 'إيقاف مؤقت',
    resumeLink: 'استئناف',
    calendarLink: 'أضف نهاية التجربة إلى تقويمك',
    withdrawalTrial:
      'لك الحق في العدول عن هذا العقد خلال {days} يومًا بلا ذكر سبب؛ وقد بدأت اليوم وتنتهي في {moment}. يكفي الإلغاء. وتُحسب من جديد منذ أول تحصيل.',
    reminderAnew:
      'تعود إلى {title}. يُحصَّل المبلغ التالي وقدره {amount} في {moment}، لا قبل ذلك؛ ومنذئذ تُحسب الأشهر من ذلك اليوم.',
    dearerSubject: 'إكمال {title} سيكلّف أكثر: {total} في المجموع',
    dearerText:
      'بوتيرتك يحتاج إكمال {title} الآن إلى {months, plural, =0 {لا أشهر أخرى} zero {# شهر} one {شهر آخر} two {شهرين آخرين} few {# أشهر أخرى} many {# شهرًا آخر} other {# شهر}}. سيكلّف {total} في المجموع؛ وكان {before} من قبل.',
    dearerNext:
      'التحصيل التالي وقدره {amount} في {moment}. يمكنك إيقافه مؤقتًا قبل ذلك، ولا يُحصَّل شيء ما دام متوقفًا؛ أو الإلغاء؛ أو الإسراع.',
    receiptCredit: 'جاء {credit} منه من رصيدك، و{card} من بطاقتك.',
    receiptRefund:
      'إن لم يناسبك في النهاية فلك أن تستعيد ما لا تستخدمه حتى {moment} في صفحة «ما تدفعه»: الأيام غير المستخدمة مع التقريب لصالحك؛ وكل المبلغ إن لم تفتح شيئًا بعده.',
    receiptWithdrawal:
      'هذا أول تحصيل. لك الحق في العدول بلا ذكر سبب؛ وقد بدأ اليوم وينتهي في {moment}. زر واحد في صفحة «ما تدفعه» يعيد إليك كل المبلغ.',
    failedAuthenticationSubject: 'يرجى تأكيد {amount} مقابل {title}',
    failedMandate:
      'سيكلّف الشهر التالي من {title} مبلغ {amount}، وهو أكثر مما وافقت عليه. لم يُحصَّل شيء. ولا يستمر إلا إن قلت ذلك.',
    cancelledPause: 'توقفت {title} ستة أشهر في المجموع، وهي أطول مدة. لذا أُلغيت الآن، ولن يُحصَّل شيء بعد الآن.',
    cancelledRefund: 'طلبت استعادة مالك عن {title}. أُلغي الاشتراك، ولن يُحصَّل شيء بعد الآن.',
    cancelledReading: 'تبقى القراءة كلها متاحة لك.',
    cancelledBack: 'إن غيّرت رأيك فيمكنك التراجع حتى {date} ({days} يومًا) في صفحة «ما تدفعه»، وبالسعر نفسه.',
    cancelClosing:
      'يفتح كل رابط صفحة فيها زر واحد، وفتحها لا يغيّر شيئًا. الروابط لهذا الاشتراك وحده ولا تحتاج إلى تسجيل دخول.',
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
    receiptNumber: 'هذا هو التحصيل {n} من {cap} على الأكثر. ويعرفه المصرف بالرقم {charge}.',
    receiptInvoice: 'الإيصال المرقّم للقراءة أو الطباعة أو الحفظ بصيغة PDF:',
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
    refundedText: 'أعدنا إليك {amount} مقابل {title}.',
    refundedWorkDone: 'فقد حُصِّل بعد أن سلّمت آخر عمل لك.',
    refundedIdle: 'لم تفعل شيئًا في الشهر الذي دفعته عنه.',
    refundedAsked: 'طلبت ذلك.',
    refundedWithdrawn: 'عدلت عن العقد خلال 14 يومًا.',
    refundedCreditLeft: 'كان رصيدًا لك، ولن يأتي تحصيل يستخدمه.',
    refundedOther: 'إن لم تعرف السبب فاسألنا.',
    refundedCard: 'يعود {amount} إلى البطاقة التي دفعت؛ وتحتاج المصارف أيامًا لإظهاره.',
    refundedCredit: 'عاد {amount} رصيدًا لك.',
    doneSubject: 'أُنجز عملك في {title} وانتهى الدفع',
    doneText:
      'سلّمت آخر عمل في {title}. انتهى التحصيل من تلقاء نفسه؛ وانتظار العلامات لا يكلّف شيئًا، ولن يُحصَّل شيء بعد الآن.',
  },
})
