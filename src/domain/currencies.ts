// Currencies as ISO 4217 has them (list one, 2026): which codes are money that is used, and how many digits their
// smallest unit has. Browsers' own tables follow habits of writing instead (no decimals for forint, dinars of Iraq …).

const noDigits = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))
const threeDigits = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))
const twoDigits = new Set(
  `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG`.split(/\s+/),
)

/** Whether a code is a currency of ISO 4217 in which a price can be asked. */
export function isCurrency(code: string): boolean {
  return twoDigits.has(code) || noDigits.has(code) || threeDigits.has(code)
}

/** Digits behind the point of a currency's smallest unit: 2 for most, 0 for yen, 3 for the dinar of Kuwait. */
export function minorDigitsOf(currency: string): number {
  if (noDigits.has(currency)) return 0
  return threeDigits.has(currency) ? 3 : 2
}
