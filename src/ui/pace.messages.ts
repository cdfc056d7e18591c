import { defineMessages } from './messages.ts'

export const paceMessages = defineMessages({
  en: {
    hours: 'Hours a week',
    by: 'Finish by',
    show: 'Show',
    showBy: 'Reckon from the date',
    done: 'done in',
    toPay: 'to pay',
    stated: 'With the {hours} hours that are advertised',
    observed: 'With the {from}–{to} hours that the middle half of finishers needed',
    unknown: 'Nobody’s real hours are known yet.',
    dateFrom: 'The date is reckoned with {hours} hours: what three of four finishers got along with.',
    dateFromStated: 'The date is reckoned with the advertised {hours} hours.',
    hoursWrong: 'Type a number of hours from 1 to 80.',
    byWrong: 'Choose a day from tomorrow on that needs at most 80 hours a week.',
  },
  ar: {
    hours: 'ساعات في الأسبوع',
    by: 'الإكمال قبل',
    show: 'اعرض',
    showBy: 'احسب من التاريخ',
    done: 'يكتمل خلال',
    toPay: 'للدفع',
    stated: 'بالساعات المعلنة وعددها {hours}',
    observed: 'بما احتاجه النصف الأوسط ممن أكملوا: من {from} إلى {to} ساعة',
    unknown: 'لا تُعرف بعد ساعات أحد الفعلية.',
    dateFrom: 'يُحسب التاريخ بـ{hours} ساعة: وهي ما كفى ثلاثة من كل أربعة أكملوا.',
    dateFromStated: 'يُحسب التاريخ بالساعات المعلنة وهي {hours}.',
    hoursWrong: 'اكتب عدد ساعات من 1 إلى 80.',
    byWrong: 'اختر يومًا بدءًا من الغد لا يحتاج إلى أكثر من 80 ساعة في الأسبوع.',
  },
})
