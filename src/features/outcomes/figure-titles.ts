import type { Locale } from '../../domain/locales.ts'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { defineMessages } from '../../ui/messages.ts'

// The names of figures as people read them. What a figure has that is not named here is shown by its own name.

export const figureNames = defineMessages({
  en: {
    enrolled: 'Enrolled',
    started: 'Started',
    committed: 'Committed: a first payment, or a first marked work where it is free',
    completed_12_months: 'Finished within 12 months',
    completed_12_months_of_started: 'Finished within 12 months, of those who started',
    completed_12_months_of_committed: 'Finished within 12 months, of those who committed',
    completed_12_months_of_intending: 'Finished within 12 months, of those who intended to',
    completed_100_percent: 'Finished within the advertised time',
    completed_150_percent: 'Finished within 150 % of the advertised time',
    completed_200_percent: 'Finished within 200 % of the advertised time',
    completion_curve: 'Have finished',
    leaving_curve: 'Have left without finishing',
    completed_12_months_by_entry: 'Finished within 12 months',
    finishing_pace: 'Finish in a week, of those still at it,',
    paid_histogram: 'Paid in total, of everybody who committed',
    intent_finish: 'When they enrolled, whether to finish',
    intent_goal: 'When they enrolled, what it was for',
    entry_check: 'Self-check before enrolling',
    rating_as_described: 'It was what had been told',
    rating_usable: 'Can do something that could not be done before',
    rating_worth: 'It was worth the time and the money',
    hours_to_complete: 'Active hours of those who finished',
    weeks_to_complete: 'Weeks from enrolling to handing in the last work',
    hours_per_week: 'Active hours a week of everybody who was active',
    paid: 'Paid',
    paid_completed: 'Paid by those who finished',
    paid_left: 'Paid by those who left',
    paid_going: 'Paid by those still going',
    paid_not_completed: 'Paid by those who did not finish',
    revenue_share_not_completed: 'Share of all money from people who did not finish',
    revenue_share_left: 'Share of all money from people who left',
    revenue_share_after_last_activity:
      'Share of all money charged after somebody’s last activity, and not given back',
    refunded_share: 'Given back, of all that was charged',
    aided: 'Had financial aid, of those who committed',
    doing_share_of_time: 'Share of active time spent on labs and projects',
    doing_share_of_marks: 'Share of marks earned by labs and projects',
    marked_by: 'Share of marks',
    days_until_marked: 'Days until the last mark by people',
    peer_educator_agreement: 'How far peers agree with educators',
    marked_as_promised: 'Marked as promised',
    appeals: 'Appeals',
    rating_coverage: 'Rated at all',
    rating_coverage_of_completers: 'Rated, of those who finished',
    rating_mean: 'Mean of those who rated',
    rating_mean_lowest: 'Mean if every silent person had given 1 star',
    rating_mean_highest: 'Mean if every silent person had given 5 stars',
    rating_mean_adjusted: 'Mean as if finishers and others had rated equally often',
    rating_histogram: 'Stars of those who rated',
    by_quantile: '{share} took less',
    by_quantile_paid: '{share} paid less',
    by_day: 'after {n, plural, one {# day} other {# days}}',
    by_stars: '{stars} stars',
    by_computer: 'by computer',
    by_peers: 'by peers',
    by_educators: 'by educators',
    check_passed: 'passed',
    check_not_passed: 'not passed',
    check_not_taken: 'not taken',
    by_entry: 'self-check {result}',
    answer_yes: 'yes',
    answer_partly: 'partly',
    answer_no: 'no',
    answer_finish: 'to finish',
    answer_look_around: 'to look around',
    answer_job: 'a new job',
    answer_promotion: 'a promotion',
    answer_own_venture: 'own venture',
    answer_skills: 'the skills themselves',
    answer_none: 'not answered',
  },
  ar: {
    enrolled: 'التحقوا',
    started: 'بدؤوا',
    committed: 'التزموا: أول دفعة، أو أول عمل مُقيَّم إن كانت مجانية',
    completed_12_months: 'أكملوا خلال 12 شهرًا',
    completed_12_months_of_started: 'أكملوا خلال 12 شهرًا ممن بدؤوا',
    completed_12_months_of_committed: 'أكملوا خلال 12 شهرًا ممن التزموا',
    completed_12_months_of_intending: 'أكملوا خلال 12 شهرًا ممن نووا ذلك',
    completed_100_percent: 'أكملوا ضمن الوقت المعلن',
    completed_150_percent: 'أكملوا ضمن 150٪ من الوقت المعلن',
    completed_200_percent: 'أكملوا ضمن 200٪ من الوقت المعلن',
    completion_curve: 'أكملوا',
    leaving_curve: 'غادروا دون إكمال',
    completed_12_months_by_entry: 'أكملوا خلال 12 شهرًا',
    finishing_pace: 'يُكملون في أسبوع، ممن لا يزالون مستمرين،',
    paid_histogram: 'المدفوع إجمالًا، من كل من التزم',
    intent_finish: 'عند الالتحاق، هل ينوون الإتمام',
    intent_goal: 'عند الالتحاق، لأي غرض',
    entry_check: 'الاختبار الذاتي قبل الالتحاق',
    rating_as_described: 'كانت كما قيل',
    rating_usable: 'صاروا يستطيعون ما لم يكونوا يستطيعونه',
    rating_worth: 'استحقت الوقت والمال',
    hours_to_complete: 'ساعات النشاط لمن أكملوا',
    weeks_to_complete: 'الأسابيع من الالتحاق إلى تسليم آخر عمل',
    hours_per_week: 'ساعات النشاط في الأسبوع لكل من نشط',
    paid: 'المدفوع',
    paid_completed: 'ما دفعه من أكملوا',
    paid_left: 'ما دفعه من غادروا',
    paid_going: 'ما دفعه من لا يزالون مستمرين',
    paid_not_completed: 'ما دفعه من لم يُكملوا',
    revenue_share_not_completed: 'حصة من لم يُكملوا من كل المال',
    revenue_share_left: 'حصة من غادروا من كل المال',
    revenue_share_after_last_activity: 'حصة ما حُصِّل بعد آخر نشاط لصاحبه ولم يُردّ',
    refunded_share: 'ما رُدَّ من كل ما حُصِّل',
    aided: 'نالوا مساعدة مالية، ممن التزموا',
    doing_share_of_time: 'حصة المختبرات والمشاريع من وقت النشاط',
    doing_share_of_marks: 'حصة المختبرات والمشاريع من العلامات',
    marked_by: 'حصة العلامات',
    days_until_marked: 'الأيام حتى آخر علامة من البشر',
    peer_educator_agreement: 'مدى اتفاق الأقران مع المعلمين',
    marked_as_promised: 'التقييم في الموعد الموعود',
    appeals: 'التظلمات',
    rating_coverage: 'أبدوا رأيًا',
    rating_coverage_of_completers: 'أبدوا رأيًا ممن أكملوا',
    rating_mean: 'متوسط من أبدوا رأيًا',
    rating_mean_lowest: 'المتوسط لو أعطى كل صامت نجمة واحدة',
    rating_mean_highest: 'المتوسط لو أعطى كل صامت خمس نجوم',
    rating_mean_adjusted: 'المتوسط لو أبدى المكملون وغيرهم رأيهم بالقدر نفسه',
    rating_histogram: 'نجوم من أبدوا رأيًا',
    by_quantile: '{share} احتاجوا أقل',
    by_quantile_paid: '{share} دفعوا أقل',
    by_day:
      'بعد {n, plural, zero {# يوم} one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}}',
    by_stars: '{stars} نجوم',
    by_computer: 'من الحاسوب',
    by_peers: 'من الأقران',
    by_educators: 'من المعلمين',
    check_passed: 'اجتيز',
    check_not_passed: 'لم يُجتَز',
    check_not_taken: 'لم يُجرَ',
    by_entry: 'الاختبار الذاتي {result}',
    answer_yes: 'نعم',
    answer_partly: 'إلى حد ما',
    answer_no: 'لا',
    answer_finish: 'للإتمام',
    answer_look_around: 'للاستطلاع',
    answer_job: 'وظيفة جديدة',
    answer_promotion: 'ترقية',
    answer_own_venture: 'مشروع خاص',
    answer_skills: 'المهارات نفسها',
    answer_none: 'بلا إجابة',
  },
})

type FigureKey = Parameters<ReturnType<typeof figureNames>>[0]

/** "Active hours of those who finished: 25 % took or paid less" */
export function figureTitle(locale: Locale, name: string, grouping: string): string {
  const t = figureNames(locale)
  const title = figureNames.keys.includes(name as FigureKey) ? t(name as FigureKey) : name
  const [dimension, value = ''] = grouping.split('=')
  switch (dimension) {
    case 'quantile':
      return `${title}: ${t(name.startsWith('paid') ? 'by_quantile_paid' : 'by_quantile', {
        share: formatPercent(locale, Number(value)),
      })}`
    case 'day':
      return `${title} ${t('by_day', { n: Number(value) })}`
    case 'stars':
      return `${title}: ${t('by_stars', { stars: value.replace('-', '–') })}`
    case 'by':
      return `${title} ${t(`by_${value}` as FigureKey)}`
    case 'check': {
      const result = t(`check_${value}` as FigureKey)
      return `${title}: ${name === 'entry_check' ? result : t('by_entry', { result })}`
    }
    case 'answer':
      return `${title}: ${t(`answer_${value}` as FigureKey)}`
    case 'paid':
      return `${title}: ${value
        .split('-')
        .map((minor) => formatNumber(locale, Number(minor) / 100, 2))
        .join('–')}`
    default:
      return title
  }
}
