import { defineMessages } from '../../../ui/messages.ts'

export const pausingMail = defineMessages({
  en: {
    pausedSubject: 'Paused: {title}',
    pausedText:
      '{title} is paused. Nothing is charged while it is, and what is left of the time you have is kept to the minute.',
    pausedEnds:
      'It can stay paused until {date}; all pauses together last at most six months. After that it is cancelled, never charged.',
    resumeClosing:
      'Each link opens a page with one button; opening it changes nothing. It is for this subscription alone and needs no sign-in.',
    resumedSubject: 'It goes on: {title}',
    resumedText:
      '{title} goes on. The next charge of {amount} is on {moment}, unless your work is done or you cancel before.',
    resumedReminder:
      '{title} goes on. The next charge of {amount} comes on {moment} at the earliest, at least 48 hours after a reminder by mail.',
    idleSubject: '{amount} given back: a month of {title} without you',
    idleText:
      'From {from} to {to} you did nothing in {title}, so we give you back the {amount} that you paid for it.',
    idleCard: '{amount} goes to the card that paid; banks take some days to show it.',
    idleCredit:
      '{amount} is your credit for the months to come; what is left of it at the end goes to your card.',
    idlePaused:
      'We also paused it: nothing more is charged until you say so. One click resumes it, with at least 48 hours before the next charge.',
    daysSubject: '{days, plural, one {A day} other {# days}} more for {title}',
    daysMarks:
      'A mark for {title} came later than we promise. You get {days, plural, one {the day} other {those # days}} back.',
    daysDown:
      'Our service was down, and you could not work on {title}. You get {days, plural, one {a day} other {# days}} back.',
    daysUntil: 'Your time now runs until {moment}. You need not do anything.',
    daysKept: 'They are added to the time that is kept for you. You need not do anything.',
  },
  ar: {
    pausedSubject: 'أُوقف مؤقتًا: {title}',
    pausedText: '{title} متوقفة مؤقتًا. لا يُحصَّل شيء ما دامت كذلك، ويُحفظ لك ما بقي من وقتك بالدقيقة.',
    pausedEnds:
      'يمكن أن تبقى متوقفة حتى {date}؛ ولا تزيد مدد التوقف معًا على ستة أشهر. بعد ذلك تُلغى ولا يُحصَّل شيء.',
    resumeClosing:
      'يفتح كل رابط صفحة فيها زر واحد، وفتحها لا يغيّر شيئًا. الرابط لهذا الاشتراك وحده ولا يحتاج إلى تسجيل دخول.',
    resumedSubject: 'تستمر: {title}',
    resumedText: 'تستمر {title}. التحصيل التالي وقدره {amount} في {moment}، ما لم يُنجز عملك أو تلغِ قبل ذلك.',
    resumedReminder:
      'تستمر {title}. يأتي التحصيل التالي وقدره {amount} في {moment} على أقرب تقدير، بعد تذكير بالبريد بثمانٍ وأربعين ساعة على الأقل.',
    idleSubject: 'أُعيد إليك {amount}: شهر من {title} من دونك',
    idleText: 'من {from} إلى {to} لم تفعل شيئًا في {title}، لذا نعيد إليك {amount} التي دفعتها عنه.',
    idleCard: 'يعود {amount} إلى البطاقة التي دفعت؛ وتحتاج المصارف أيامًا لإظهاره.',
    idleCredit: '{amount} رصيد لك للأشهر القادمة؛ وما يبقى منه في النهاية يعود إلى بطاقتك.',
    idlePaused:
      'كما أوقفناها مؤقتًا: لا يُحصَّل شيء حتى تقرّر أنت. نقرة واحدة تستأنفها، ويسبق التحصيلَ التالي ثمانٍ وأربعون ساعة على الأقل.',
    daysSubject:
      '{days, plural, zero {# يوم إضافي} one {يوم إضافي} two {يومان إضافيان} few {# أيام إضافية} many {# يومًا إضافيًا} other {# يوم إضافي}} في {title}',
    daysMarks:
      'جاءت علامة في {title} متأخرة عما نعد به. نعيد إليك {days, plural, zero {# يوم} one {ذلك اليوم} two {ذينك اليومين} few {تلك الأيام الـ #} many {تلك الأيام الـ #} other {تلك الأيام الـ #}}.',
    daysDown:
      'تعطّلت خدمتنا فلم تستطع العمل على {title}. نعيد إليك {days, plural, zero {# يوم} one {يومًا} two {يومين} few {# أيام} many {# يومًا} other {# يوم}}.',
    daysUntil: 'يمتد وقتك الآن حتى {moment}. لا يلزمك فعل شيء.',
    daysKept: 'أُضيفت إلى الوقت المحفوظ لك. لا يلزمك فعل شيء.',
  },
})
