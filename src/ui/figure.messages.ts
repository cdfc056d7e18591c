import { defineMessages } from './messages.ts'

// How figures are said wherever they stand, and why one is not there.

export const figureMessages = defineMessages({
  en: {
    olderFigure: 'figure of {date}',
    numberNotSaid: 'of how many is not said: a smaller group could be computed from it',
    none_suppressed: 'Not enough people yet: fewer than the 10 that a figure needs.',
    none_fewer: 'Fewer than {some} of {all}: too few to say the number.',
    none_more: 'More than {some} of {all}: too few of the others to say the number.',
    none_withheld: 'Withheld: together with other figures it would show fewer than 10 people.',
    none_tooEarly: 'Too early: nobody enrolled long enough ago.',
    none_notReached: 'Not reached by enough people.',
    none_notMeasured: 'Not measured yet.',
    none_refused: 'Refused: the data would give a number that misleads.',
    colFigure: 'Figure',
    colValue: 'Value',
    colInterval: '95 % interval',
    colPeople: 'Of whom',
    ofWhom: '{n} of',
  },
  ar: {
    olderFigure: 'رقم {date}',
    numberNotSaid: 'لا يُقال من كم: إذ يمكن أن تُحسب منه مجموعة أصغر',
    none_suppressed: 'لا يوجد عدد كافٍ بعد: أقل من العشرة الذين يحتاجهم أي رقم.',
    none_fewer: 'أقل من {some} من {all}: أقل من أن يُقال العدد.',
    none_more: 'أكثر من {some} من {all}: الباقون أقل من أن يُقال العدد.',
    none_withheld: 'محجوب: مع أرقام أخرى سيكشف أقل من 10 أشخاص.',
    none_tooEarly: 'مبكر جدًا: لم يلتحق أحد منذ وقت كافٍ.',
    none_notReached: 'لم يبلغه عدد كافٍ.',
    none_notMeasured: 'لم يُقَس بعد.',
    none_refused: 'مرفوض: البيانات تعطي رقمًا مضللًا.',
    colFigure: 'الرقم',
    colValue: 'القيمة',
    colInterval: 'فترة 95٪',
    colPeople: 'من أصل',
    ofWhom: '{n} من',
  },
})
