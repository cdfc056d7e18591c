// Where people live, for the rules of aid: the World Bank's income group of each country (fiscal year 2026) and its
// purchasing-power factor for GDP (indicator PA.NUS.PPP, newest year since 2022, three digits): so many units of the
// country's currency buy what one dollar buys in the United States. Where no factor is published, or money loses its
// value too fast, amounts are said in dollars, which is never stricter.

export type IncomeGroup = 'low' | 'lower' | 'upper' | 'high'

export interface AidCountry {
  code: string
  group: IncomeGroup
  currency: string
  /** Units of the currency for one international dollar. */
  perDollar: number
}

// code:currency:factor
const table: Record<IncomeGroup, string> = {
  low: `
    AF:AFN:14.8 BF:XOF:206 BI:BIF:876 CD:CDF:1007 CF:XAF:248 ER:USD:1 ET:ETB:27.1 GM:GMD:17 GW:XOF:196
    KP:USD:1 LR:LRD:0.455 MG:MGA:1309 ML:XOF:200 MW:MWK:489 MZ:MZN:24.6 NE:XOF:217 RW:RWF:355 SD:SDG:729
    SL:SLE:5.17 SO:SOS:11050 SS:USD:1 SY:SYP:1758 TD:XAF:213 TG:XOF:202 UG:UGX:1244 YE:USD:1`,
  lower: `
    AO:AOA:266 BD:BDT:29.9 BJ:XOF:203 BO:BOB:2.37 BT:INR:19.5 CG:XAF:214 CI:XOF:216 CM:XAF:199
    DJ:DJF:80.8 EG:EGP:6.25 FM:USD:0.958 GH:GHS:4.23 GN:GNF:3186 HN:HNL:11.4 HT:HTG:88.7 IN:INR:20.4
    JO:JOD:0.303 KE:KES:43.3 KG:KGS:26.3 KH:KHR:1343 KI:AUD:0.937 KM:KMF:191 LA:LAK:4382 LB:USD:1
    LK:LKR:87.3 LS:ZAR:5.94 MA:MAD:3.96 MM:MMK:476 MR:MRU:11.3 NA:ZAR:6.92 NG:NGN:176 NI:NIO:12
    NP:NPR:33.6 PG:PGK:2.38 PH:PHP:19.4 PK:PKR:67 PS:ILS:0.593 SB:SBD:6.11 SN:XOF:212 ST:STN:12.8
    SZ:SZL:6.07 TJ:TJS:2.68 TL:USD:0.301 TN:TND:0.896 TZ:TZS:730 UZ:UZS:3368 VN:VND:6957 VU:VUV:113
    ZM:ZMW:7.37 ZW:USD:1`,
  upper: `
    AL:ALL:39.7 AM:AMD:147 AR:ARS:420 AZ:AZN:0.494 BA:BAM:0.676 BR:BRL:2.49 BW:BWP:5.08 BY:BYN:0.818
    BZ:BZD:1.07 CN:CNY:3.53 CO:COP:1444 CU:USD:1 CV:CVE:47.3 DM:XCD:1.32 DO:DOP:23.5 DZ:DZD:43.8
    EC:USD:0.434 FJ:FJD:0.943 GA:XAF:232 GD:XCD:1.57 GE:GEL:0.889 GQ:XAF:233 GT:GTQ:3.32 ID:IDR:4748
    IQ:IQD:546 IR:IRR:118268 JM:JMD:94.1 KZ:KZT:162 LC:XCD:1.39 LY:LYD:2.22 MD:MDL:7.24 ME:EUR:0.36
    MH:USD:0.943 MK:MKD:19.6 MN:MNT:1195 MU:MUR:17.5 MV:MVR:7.86 MX:MXN:9.92 MY:MYR:1.4 PE:PEN:1.78
    PY:PYG:2619 RS:RSD:45.1 SR:SRD:10.6 SV:USD:0.421 TH:THB:10.5 TM:TMT:1.51 TO:TOP:1.71 TR:USD:1
    TV:AUD:1.58 UA:UAH:11.7 VC:XCD:1.46 VE:USD:1 WS:WST:1.7 XK:EUR:0.363 ZA:ZAR:7.43`,
  high: `
    AD:EUR:0.608 AE:AED:2.33 AG:XCD:1.9 AI:USD:1 AS:USD:1 AT:EUR:0.71 AU:AUD:1.37 AW:AWG:1.4 AX:EUR:0.681
    BB:BBD:2.14 BE:EUR:0.704 BG:EUR:0.388 BH:BHD:0.167 BL:EUR:0.681 BM:BMD:1.15 BN:BND:0.493 BQ:USD:1
    BS:BSD:0.958 CA:CAD:1.15 CC:USD:1 CH:CHF:0.949 CK:USD:1 CL:CLP:436 CR:CRC:308 CW:XCG:1.25 CX:USD:1
    CY:EUR:0.567 CZ:CZK:12.8 DE:EUR:0.701 DK:DKK:6.05 EE:EUR:0.576 EH:USD:1 ES:EUR:0.562 FI:EUR:0.754
    FK:GBP:0.664 FO:DKK:6.24 FR:EUR:0.681 GB:GBP:0.664 GF:EUR:0.681 GG:GBP:0.664 GI:GBP:0.664 GL:DKK:5.11 GP:EUR:0.681
    GR:EUR:0.515 GU:USD:1 GY:GYD:77.2 HK:HKD:5.61 HR:EUR:0.448 HU:HUF:176 IE:EUR:0.741 IL:ILS:3.5
    IM:GBP:0.664 IS:ISK:142 IT:EUR:0.6 JE:GBP:0.664 JP:JPY:94.5 KN:XCD:1.86 KR:KRW:809 KW:KWD:0.191 KY:KYD:0.934
    LI:USD:1 LT:EUR:0.491 LU:EUR:0.816 LV:EUR:0.497 MC:EUR:0.681 MF:EUR:0.681 MO:MOP:4.56 MP:USD:1 MQ:EUR:0.681
    MS:USD:1 MT:EUR:0.581 NC:USD:1 NF:USD:1 NL:EUR:0.731 NO:NOK:9.14 NR:AUD:1.46 NU:USD:1 NZ:NZD:1.46
    OM:OMR:0.187 PA:USD:0.463 PF:USD:1 PL:PLN:1.95 PM:EUR:0.681 PN:USD:1 PR:USD:0.783 PT:EUR:0.516
    PW:USD:0.856 QA:QAR:2.21 RE:EUR:0.681 RO:RON:1.88 RU:RUB:29.1 SA:SAR:1.85 SC:SCR:7.81 SE:SEK:8.49
    SG:SGD:0.804 SH:GBP:0.664 SI:EUR:0.55 SJ:USD:1 SK:EUR:0.502 SM:EUR:0.703 SX:XCG:1.38 TC:USD:0.988
    TK:USD:1 TT:TTD:3.48 TW:USD:1 US:USD:1 UY:UYU:26.4 VA:EUR:0.681 VG:USD:1 VI:USD:0.89 WF:USD:1 YT:EUR:0.681`,
}

/** Every country and territory, by its ISO 3166 code. */
export const aidCountries: ReadonlyMap<string, AidCountry> = new Map(
  (Object.keys(table) as IncomeGroup[]).flatMap((group) =>
    table[group]
      .trim()
      .split(/\s+/)
      .map((entry): [string, AidCountry] => {
        const [code = '', currency = '', factor = ''] = entry.split(':')
        return [code, { code, group, currency, perDollar: Number(factor) }]
      }),
  ),
)
