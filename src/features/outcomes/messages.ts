import { defineMessages } from '../../ui/messages.ts'

export const messages = defineMessages({
  en: {
    releasesTitle: 'Figures releases',
    releasesLead:
      'All public figures come in dated releases, on the first of each month. A release is never changed; a correction is a new one that names the old.',
    none: 'No figures were released yet.',
    release: 'Release {number}',
    asOf: 'Facts before {date}',
    computed: 'computed {date}, version {version}',
    counts: '{measured} of {figures} figures could be measured and published',
    colRelease: 'Release',
    colDate: 'Facts before',
    colCounts: 'Published figures',
    of: '{measured} of {figures}',
    csv: 'CSV of every figure',
    json: 'JSON of every figure',
    back: 'All releases',
    simulated: 'simulated',
    methods: 'How figures are computed',
  },
  ar: {
    releasesTitle: 'إصدارات الأرقام',
    releasesLead:
      'تصدر كل الأرقام العلنية في إصدارات مؤرخة، في أول كل شهر. لا يُغيَّر إصدار أبدًا؛ والتصحيح إصدار جديد يسمّي القديم.',
    none: 'لم تصدر أرقام بعد.',
    release: 'الإصدار {number}',
    asOf: 'وقائع ما قبل {date}',
    computed: 'حُسب في {date}، النسخة {version}',
    counts: 'أمكن قياس ونشر {measured} من {figures} رقمًا',
    colRelease: 'الإصدار',
    colDate: 'وقائع ما قبل',
    colCounts: 'الأرقام المنشورة',
    of: '{measured} من {figures}',
    csv: 'ملف CSV لكل الأرقام',
    json: 'ملف JSON لكل الأرقام',
    back: 'كل الإصدارات',
    simulated: 'محاكاة',
    methods: 'كيف تُحسب الأرقام',
  },
})
