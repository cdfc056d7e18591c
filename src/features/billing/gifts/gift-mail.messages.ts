import { defineMessages } from '../../../ui/messages.ts'

/** The mails about gifts. */
export const giftMailMessages = defineMessages({
  en: {
    subjectFrom: '{giver} gives you {title}',
    subject: 'A gift for you: {title}',
    hello: 'Hello {name},',
    textFrom: '{giver} gives you “{title}”, by {provider}: a course with a credential, on {site}.',
    text: 'Somebody gives you “{title}”, by {provider}: a course with a credential, on {site}.',
    words: 'They write: “{message}”',
    free: 'Everything in it is paid for. Nothing will be charged, and no card is asked for. Take the time you need.',
    link: 'Look at the gift',
    closing:
      'The link opens a page with one button; opening it changes nothing. If you don’t want the gift, do nothing: whoever gave it can take it back.',
    acceptedSubject: 'Your gift was accepted: {title}',
    acceptedText:
      'Your gift “{title}” was accepted. They can begin at once; nothing more is charged, to you or to them.',
    backSubject: 'Taken back: {title}',
    backText: 'You took your gift “{title}” back. {amount} is on its way to the card that paid.',
    listLink: 'Gifts you gave',
  },
  ar: {
    subjectFrom: 'يهديك {giver} {title}',
    subject: 'هدية لك: {title}',
    hello: 'مرحبًا {name}،',
    textFrom: 'يهديك {giver} «{title}» من {provider}: دورة بشهادة، في {site}.',
    text: 'أحدهم يهديك «{title}» من {provider}: دورة بشهادة، في {site}.',
    words: 'ويكتب: «{message}»',
    free: 'كل ما فيها مدفوع. لن يُحصَّل شيء ولا تُطلب بطاقة. خذ ما تحتاجه من وقت.',
    link: 'اطّلع على الهدية',
    closing:
      'يفتح الرابط صفحة فيها زر واحد، وفتحها لا يغيّر شيئًا. إن لم ترد الهدية فلا تفعل شيئًا: يستطيع من أهداها أن يسحبها.',
    acceptedSubject: 'قُبلت هديتك: {title}',
    acceptedText: 'قُبلت هديتك «{title}». يمكن البدء فورًا؛ ولا يُحصَّل شيء بعدها، لا منك ولا ممن قبلها.',
    backSubject: 'سُحبت: {title}',
    backText: 'سحبت هديتك «{title}». والمبلغ {amount} في طريقه إلى البطاقة التي دفعت.',
    listLink: 'هدايا قدّمتها',
  },
})
