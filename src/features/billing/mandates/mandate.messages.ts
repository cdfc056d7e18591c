import { defineMessages } from '../../../ui/messages.ts'

/** What a learner agrees to when a card is kept; stored in the words that they saw. */
export const mandateMessages = defineMessages({
  en: {
    words:
      'You allow this site to charge this card at most {amount} a month for {title}, by the rules on this page: first after the free trial and its reminder, {n, plural, one {# time} other {# times}} at most ({total} in all). It ends by itself when your work is done, and you can end it any time with one button. A dearer price or tax needs your agreement anew.',
    wider:
      'You agreed on {date} that this card is charged at most {amount} a month for {title}, {n, plural, one {# time} other {# times}} at most ({total} in all).',
  },
  ar: {
    words:
      'تسمح لهذا الموقع بأن يحصّل من هذه البطاقة {amount} في الشهر على الأكثر مقابل {title}، وفق القواعد في هذه الصفحة: أول مرة بعد التجربة المجانية وتذكيرها، و{n, plural, zero {# مرة} one {مرة واحدة} two {مرتين} few {# مرات} many {# مرة} other {# مرة}} على الأكثر ({total} في المجموع). ينتهي ذلك من تلقاء نفسه حين يُنجز عملك، ويمكنك إنهاؤه في أي وقت بزر واحد. ويحتاج أي سعر أو ضريبة أعلى إلى موافقتك من جديد.',
    wider:
      'وافقت في {date} على أن يُحصَّل من هذه البطاقة {amount} في الشهر على الأكثر مقابل {title}، {n, plural, zero {# مرة} one {مرة واحدة} two {مرتين} few {# مرات} many {# مرة} other {# مرة}} على الأكثر ({total} في المجموع).',
  },
})
