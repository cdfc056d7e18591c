// What a credential costs where: the provider states a base price and, where it wants, lists of other prices for some
// countries, in their currency. Nobody's country is guessed: without one the base price holds.

/** Prices are whole numbers of the currency's smallest unit. */
export interface PriceList {
  countries: string[]
  monthly: number
  currency: string
  /** For the whole credential at once. */
  once?: number
}
export interface StatedPrice {
  monthly: number
  currency: string
  once?: number
  cap_months?: number
  lists?: PriceList[]
}

export interface PriceThere {
  monthlyMinor: number
  currency: string
  /** As stated; undefined: it follows from the monthly price (once-price.ts). */
  onceMinor: number | undefined
  /** The country's own list, not the base price. */
  isListed: boolean
}

/** The price in a country. @param country ISO 3166-1 alpha-2; null or one without a list: the base price */
export function priceIn(stated: StatedPrice, country: string | null): PriceThere {
  const list = country === null ? undefined : stated.lists?.find((one) => one.countries.includes(country))
  const { monthly, currency, once } = list ?? stated
  return { monthlyMinor: monthly, currency, onceMinor: once, isListed: list !== undefined }
}
