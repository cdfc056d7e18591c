import { defineMessages } from '../../../ui/messages.ts'

/** Where the bank wants to hear it from the learner. */
export const confirmingMessages = defineMessages({
  en: {
    title: 'Your bank asks you to confirm',
    what: '{amount} for {title}. Nothing was charged so far, and nothing is unless you confirm.',
    until: 'You can go on working until {moment}, also if you do nothing.',
    dearer:
      'This is more than you agreed to before, because the tax changed. Paying now is your agreement to {amount} a month; if you don’t, it ends and you owe nothing.',
    declined: 'Your card’s bank refused {amount} for {title}. Nothing was charged.',
    payTitle: 'Pay this month',
    pay: 'Pay {amount} and confirm at the bank',
    otherCard: 'Pay with another card',
    simulatedCard: 'Another simulated card (or leave it empty to use the same)',
    stop: 'Or let it end: you owe nothing. Everything about it, and the button that cancels, stands under',
    money: 'What you pay',
    toBank: 'Confirm at your bank',
    toBankText:
      'Your bank’s page asks for {amount} for {title}, and sends you back here. Nothing is charged before you confirm; after an hour the question lapses.',
    waiting: 'The bank has not answered yet. You are charged at most once; look again in a few minutes.',
    lookAgain: 'Look again',
    failedTitle: 'Nothing was charged',
    failed: 'The bank did not confirm {amount} for {title}. You may try again, or with another card.',
    again: 'Try again',
    bankTitle: 'The simulated bank',
    bankText:
      'A real bank would ask here whether it is you, on a page of its own. {amount} for {title}: no real money moves.',
    bankYes: 'Yes, it is me: pay {amount}',
    bankNo: 'No, refuse',
    bankOver: 'Nothing waits for your confirmation here any more.',
  },
  ar: {
    title: 'يطلب مصرفك تأكيدك',
    what: '{amount} مقابل {title}. لم يُحصَّل شيء حتى الآن، ولن يُحصَّل شيء ما لم تؤكّد.',
    until: 'يمكنك مواصلة العمل حتى {moment}، حتى إن لم تفعل شيئًا.',
    dearer:
      'هذا أكثر مما وافقت عليه من قبل لأن الضريبة تغيّرت. الدفع الآن هو موافقتك على {amount} في الشهر؛ وإن لم تدفع انتهى الاشتراك ولا دين عليك.',
    declined: 'رفض مصرف بطاقتك {amount} مقابل {title}. لم يُحصَّل شيء.',
    payTitle: 'ادفع هذا الشهر',
    pay: 'ادفع {amount} وأكّد لدى المصرف',
    otherCard: 'ادفع ببطاقة أخرى',
    simulatedCard: 'بطاقة محاكاة أخرى (أو اتركها فارغة لاستخدام البطاقة نفسها)',
    stop: 'أو دعه ينتهي: لا دين عليك. تجد كل ما يخصه، وزر الإلغاء، تحت',
    money: 'ما تدفعه',
    toBank: 'أكّد لدى مصرفك',
    toBankText:
      'تسأل صفحة مصرفك عن {amount} مقابل {title} ثم تعيدك إلى هنا. لا يُحصَّل شيء قبل تأكيدك، وبعد ساعة يسقط السؤال.',
    waiting: 'لم يجب المصرف بعد. يُحصَّل المبلغ مرة واحدة على الأكثر؛ انظر من جديد بعد دقائق.',
    lookAgain: 'انظر من جديد',
    failedTitle: 'لم يُحصَّل شيء',
    failed: 'لم يؤكّد المصرف {amount} مقابل {title}. يمكنك المحاولة من جديد أو ببطاقة أخرى.',
    again: 'حاول من جديد',
    bankTitle: 'المصرف المحاكى',
    bankText: 'هنا يسأل مصرف حقيقي في صفحته إن كنت أنت. {amount} مقابل {title}: لا ينتقل مال حقيقي.',
    bankYes: 'نعم، أنا هو: ادفع {amount}',
    bankNo: 'لا، ارفض',
    bankOver: 'لا شيء ينتظر تأكيدك هنا بعد الآن.',
  },
})
