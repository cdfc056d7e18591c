import { defineMessages } from '../../../ui/messages.ts'

export const orderMailMessages = defineMessages({
  en: {
    simulated: 'Simulated: no real money moved.',
    paidSubject: 'Receipt: {amount} for {title}',
    paidText: 'You paid {amount} for {title}, once. Nothing more is charged for it.',
    paidAfter_once:
      'Take the time you need; it is yours to finish. Within 14 days you get money back yourself on the page of the order: all of it while nothing was opened, the unused days after that.',
    paidAfter_gift:
      'The gift is sent on the day you chose. Until it is accepted you can take it back and get all of the money back.',
    paidAfter_vouchers:
      '{n, plural, one {# voucher is} other {# vouchers are}} ready. You find the codes under “What you pay”.',
    paidAfter_seats: 'It pays for {n, plural, one {# seat} other {# seats}} that began.',
    orderAt: 'The order:',
    invoiceAt: 'The invoice to read, print or keep as PDF:',
    noteAt: 'The credit note to read, print or keep as PDF:',
    learningLink: 'To the course',
    moneyLink: 'What you pay',
    credentialLink: 'To the credential',
    failedSubject: 'Not paid: {title}',
    failedText:
      'Your bank refused {amount} for {title}. Nothing was charged, nothing was started, and you owe nothing. It isn’t tried again; if you still want it, order it anew, with another card if you like.',
    refundedSubject: '{back} given back for {title}',
    refundedText:
      'We give you back {back} of what you paid for {title}. The bank takes a few days to show it. Reading stays.',
  },
  ar: {
    simulated: 'محاكاة: لم ينتقل مال حقيقي.',
    paidSubject: 'إيصال: {amount} مقابل {title}',
    paidText: 'دفعت {amount} مقابل {title} مرة واحدة. لا يُحصَّل شيء بعدها.',
    paidAfter_once:
      'خذ ما تحتاجه من وقت؛ لك أن تكمله متى شئت. خلال 14 يومًا تستعيد مالك بنفسك من صفحة الطلب: كله ما دمت لم تفتح شيئًا، وبعد ذلك عن الأيام غير المستعملة.',
    paidAfter_gift: 'تُرسل الهدية في اليوم الذي اخترته. وحتى قبولها يمكنك سحبها واستعادة المال كله.',
    paidAfter_vouchers:
      '{n, plural, zero {# قسيمة جاهزة} one {قسيمة واحدة جاهزة} two {قسيمتان جاهزتان} few {# قسائم جاهزة} many {# قسيمة جاهزة} other {# قسيمة جاهزة}}. تجد الرموز في «ما تدفعه».',
    paidAfter_seats:
      'يغطّي {n, plural, zero {# مقعد} one {مقعدًا واحدًا بدأ} two {مقعدين بدآ} few {# مقاعد بدأت} many {# مقعدًا بدأ} other {# مقعد بدأ}}.',
    orderAt: 'الطلب:',
    invoiceAt: 'الفاتورة للقراءة أو الطباعة أو الحفظ بصيغة PDF:',
    noteAt: 'إشعار الدائن للقراءة أو الطباعة أو الحفظ بصيغة PDF:',
    learningLink: 'إلى الدورة',
    moneyLink: 'ما تدفعه',
    credentialLink: 'إلى الشهادة',
    failedSubject: 'لم يُدفع: {title}',
    failedText:
      'رفض مصرفك مبلغ {amount} مقابل {title}. لم يُحصَّل شيء ولم يبدأ شيء ولا دين عليك. لا يُعاد من تلقاء نفسه؛ إن كنت ما زلت تريده فاطلبه من جديد، وببطاقة أخرى إن شئت.',
    refundedSubject: 'أُعيد {back} مقابل {title}',
    refundedText:
      'نعيد إليك {back} مما دفعته مقابل {title}. يحتاج المصرف بضعة أيام لإظهاره. وتبقى القراءة متاحة.',
  },
})
