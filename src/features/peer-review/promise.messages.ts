import { defineMessages } from '../../ui/messages.ts'

// What is said of promises, of closed days, and of invitations to review.

export const promiseMessages = defineMessages({
  en: {
    handedInNow: 'Handed in now, your marks are promised by {date}.',
    movedByClosure:
      'That is later than {days, plural, one {one day} other {# days}} from now, because {provider} is closed meanwhile.',
    closures: '{provider} is closed:',
    closureDay: '{called}: {first}',
    closureDays: '{called}: {first} to {last}',
    closuresKept:
      'The promise takes that into account: an educator is brought in earlier, where learners are late.',

    likeToReview: 'Like to review?',
    likeHow:
      'When a piece of this project finds no reviewers, you are invited by mail: at most once a week, and you may ignore it. Whoever comes first gets it.',
    likeOn: 'Invite me',
    likeIsOn: 'You are invited by mail when a piece of this project finds no reviewers, at most once a week.',
    likeOff: 'Don’t invite me any more',
    mailInvitedSubject: 'A piece waits for a review: {title}',
    mailInvitedText:
      'You said that you like to review. A piece of “{title}” waits for reviewers. If you have the time, take it; somebody else may have been quicker.',
    mailInvitedStop:
      'You get at most one such mail a week. On the page of the project you can say that you want none.',
    mailInvitedLink: 'Go to the project',

    calendarTitle: 'Closed days',
    calendarHow:
      'On these days nobody marks. They are known to learners before they hand in, and an educator is brought in before them where learners are late. Where a promise would leave educators less than a day of work, it ends when that day is over; what was promised to somebody who handed in before stays as it was.',
    calendarNone: 'No closed days are entered. Promises count on educators from Monday to Friday.',
    calendarRemove: 'Remove',
    calendarRemoveWhich: 'Remove {called}',
    calendarAdd: 'Add closed days',
    calendarProvider: 'Provider',
    calendarFirst: 'First day',
    calendarLast: 'Last day (empty: one day only)',
    calendarWhat: 'What learners read as the reason, such as “Public holiday”',
    calendarSave: 'Add',
    calendarErrors: 'This needs a look',
    errorFirstDay: 'Enter the first day as a date.',
    errorDayPast: 'The last day is over. Enter days from today on.',
    errorLastDay: 'The last day must not come before the first, nor more than 60 days after it.',
    errorCalled: 'Say in a few words why, at most 80 characters.',
    errorProvider: 'Choose the provider.',
  },
  ar: {
    handedInNow: 'إن سلّمت الآن فتقييمك موعود به حتى {date}.',
    movedByClosure:
      'هذا بعد أكثر من {days, plural, one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}} من الآن، لأن {provider} مغلقة في هذه الأثناء.',
    closures: 'أيام إغلاق {provider}:',
    closureDay: '{called}: {first}',
    closureDays: '{called}: من {first} إلى {last}',
    closuresKept: 'الوعد يراعي ذلك: يُستدعى معلّم أبكر حيث يتأخر المتعلمون.',

    likeToReview: 'هل تحب المراجعة؟',
    likeHow:
      'حين لا يجد عمل في هذا المشروع من يراجعه تصلك دعوة بالبريد: مرة في الأسبوع على الأكثر، ولك أن تتجاهلها. من يأتي أولًا يحصل عليه.',
    likeOn: 'ادعوني',
    likeIsOn: 'تصلك دعوة بالبريد حين لا يجد عمل في هذا المشروع من يراجعه، مرة في الأسبوع على الأكثر.',
    likeOff: 'لا تدعوني بعد الآن',
    mailInvitedSubject: 'عمل ينتظر المراجعة: {title}',
    mailInvitedText:
      'قلت إنك تحب المراجعة. هناك عمل في «{title}» ينتظر من يراجعه. إن كان لديك وقت فخذه؛ وقد يكون غيرك أسرع.',
    mailInvitedStop: 'لا تصلك أكثر من رسالة كهذه في الأسبوع. في صفحة المشروع يمكنك أن تقول إنك لا تريدها.',
    mailInvitedLink: 'إلى المشروع',

    calendarTitle: 'أيام الإغلاق',
    calendarHow:
      'في هذه الأيام لا يقيّم أحد. يعرفها المتعلمون قبل أن يسلّموا، ويُستدعى معلّم قبلها حيث يتأخر المتعلمون. وحيث لا يترك الوعد للمعلّمين يوم عمل كاملًا ينتهي الوعد بانتهاء ذلك اليوم؛ وما وُعد به من سلّم قبل ذلك يبقى كما كان.',
    calendarNone: 'لم تُدخل أيام إغلاق. تعتمد الوعود على المعلّمين من الاثنين إلى الجمعة.',
    calendarRemove: 'إزالة',
    calendarRemoveWhich: 'إزالة {called}',
    calendarAdd: 'أضف أيام إغلاق',
    calendarProvider: 'المزوّد',
    calendarFirst: 'اليوم الأول',
    calendarLast: 'اليوم الأخير (فارغ: يوم واحد فقط)',
    calendarWhat: 'السبب كما يقرؤه المتعلمون، مثل «عطلة رسمية»',
    calendarSave: 'أضف',
    calendarErrors: 'هذا يحتاج إلى نظرة',
    errorFirstDay: 'أدخل اليوم الأول تاريخًا.',
    errorDayPast: 'انقضى اليوم الأخير. أدخل أيامًا من اليوم فصاعدًا.',
    errorLastDay: 'لا يجوز أن يسبق اليوم الأخير الأول، ولا أن يتأخر عنه أكثر من 60 يومًا.',
    errorCalled: 'اذكر السبب في كلمات قليلة، 80 حرفًا على الأكثر.',
    errorProvider: 'اختر المزوّد.',
  },
})
