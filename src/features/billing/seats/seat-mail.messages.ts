import { defineMessages } from '../../../ui/messages.ts'

/** The mails about seats. */
export const seatMailMessages = defineMessages({
  en: {
    invitedSubject: '{organisation} has a place for you: {title}',
    invitedText:
      '{organisation} pays for you to learn “{title}”, by {provider}, on {site}. You pay nothing, and no card is asked for.',
    invitedProgress:
      'Whether {organisation} sees how far you are is for you to say, when you take the seat and at any time later.',
    invitedLink: 'Look at the seat',
    invitedClosing:
      'The link opens a page; opening it changes nothing. If you don’t want the seat, do nothing: it costs nobody anything.',
    releasedSubject: 'Your seat in {title} was given back',
    releasedText:
      '{organisation} needs the seat in “{title}” that you had taken and not begun. You can still read what is open, and you owe nothing.',
    credentialLink: 'To the credential',
    billedSubject: '{n, plural, one {# seat} other {# seats}} begun: the bill for {month}',
    billedText:
      'In {month}, {n, plural, one {one learner} other {# learners}} of {organisation} began “{title}”. That makes {amount}. Seats that nobody began cost nothing.',
    billedCard: 'It is charged to the card of the agreement, once.',
    billedInvoice: 'It is paid by bank transfer within 30 days; the invoice comes in a mail of its own.',
    billedRefused:
      'The card was refused, so this comes as an invoice instead, to be paid by bank transfer within 30 days. Nothing was charged, and no learner notices.',
    organisationLink: 'To your organisation',
  },
  ar: {
    invitedSubject: 'لدى {organisation} مكان لك: {title}',
    invitedText:
      'تدفع {organisation} لتتعلّم «{title}» من {provider} في {site}. لا تدفع أنت شيئًا ولا تُطلب بطاقة.',
    invitedProgress: 'أما أن ترى {organisation} إلى أين وصلت فأمره إليك، حين تأخذ المقعد وفي أي وقت بعده.',
    invitedLink: 'اطّلع على المقعد',
    invitedClosing:
      'يفتح الرابط صفحة، وفتحها لا يغيّر شيئًا. إن لم ترد المقعد فلا تفعل شيئًا: لا يكلّف أحدًا شيئًا.',
    releasedSubject: 'أُعيد مقعدك في {title}',
    releasedText:
      'تحتاج {organisation} إلى المقعد في «{title}» الذي أخذته ولم تبدأه. ما زال بإمكانك قراءة ما هو متاح، ولا دين عليك.',
    credentialLink: 'إلى الشهادة',
    billedSubject:
      'بدأ {n, plural, zero {# مقعد} one {مقعد واحد} two {مقعدان} few {# مقاعد} many {# مقعدًا} other {# مقعد}}: فاتورة {month}',
    billedText:
      'في {month} بدأ {n, plural, zero {# متعلّم} one {متعلّم واحد} two {متعلّمان} few {# متعلّمين} many {# متعلّمًا} other {# متعلّم}} من {organisation} «{title}». المجموع {amount}. والمقاعد التي لم يبدأها أحد لا تكلّف شيئًا.',
    billedCard: 'يُحصَّل المبلغ من بطاقة الاتفاق مرة واحدة.',
    billedInvoice: 'يُدفع بتحويل مصرفي خلال 30 يومًا؛ وتصل الفاتورة في رسالة أخرى.',
    billedRefused:
      'رُفضت البطاقة، فتأتي فاتورة بدلًا منها تُدفع بتحويل مصرفي خلال 30 يومًا. لم يُحصَّل شيء، ولا يلاحظ ذلك أي متعلّم.',
    organisationLink: 'إلى مؤسستك',
  },
})
