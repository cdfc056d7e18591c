import { defineMessages } from './messages.ts'

export const countryMessages = defineMessages({
  en: {
    countryLabel: 'Prices and tax for',
    countryNone: 'no country chosen',
    countryShow: 'Show',
  },
  ar: {
    countryLabel: 'الأسعار والضريبة في',
    countryNone: 'لم يُختر بلد',
    countryShow: 'اعرض',
  },
})
