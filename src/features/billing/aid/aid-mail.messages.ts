import { defineMessages } from '../../../ui/messages.ts'

/** The mails about financial aid. */
export const aidMailMessages = defineMessages({
  en: {
    subjectWhole: 'Financial aid: nothing to pay for {title}',
    subjectPart: 'Financial aid: {percent} of the price of {title}',
    subjectNone: 'Financial aid for {title}: the decision',
    linkWhole: 'Start or go on learning',
    link: 'See the decision',
    appealClosing:
      'If this is wrong for you, a person looks at it again: ask on that page within {days} days.',
    receivedSubject: 'A person looks at your aid for {title}',
    receivedText:
      'You asked for a person to look at your financial aid for {title} again. You get an answer by {moment}. Until then nothing is charged.',
    receivedTime: 'If nobody has answered by then, you get one step more by yourself. It can’t get worse.',
  },
  ar: {
    subjectWhole: 'مساعدة مالية: لا شيء تدفعه مقابل {title}',
    subjectPart: 'مساعدة مالية: {percent} من سعر {title}',
    subjectNone: 'المساعدة المالية لـ {title}: القرار',
    linkWhole: 'ابدأ التعلّم أو تابعه',
    link: 'اطّلع على القرار',
    appealClosing: 'إن كان هذا خطأ في حالتك نظر فيه شخص من جديد: اطلب ذلك في تلك الصفحة خلال {days} يومًا.',
    receivedSubject: 'ينظر شخص في مساعدتك لـ {title}',
    receivedText:
      'طلبت أن ينظر شخص من جديد في مساعدتك المالية لـ {title}. يصلك جواب حتى {moment}. وحتى ذلك الحين لا يُحصَّل شيء.',
    receivedTime: 'فإن لم يجب أحد حصلت على درجة إضافية من تلقاء نفسها. ولا يمكن أن يسوء القرار.',
  },
})
