// Addresses that somebody pastes: a list, a column, or a CSV with whatever else is in it.

const address = /^[^\s@,;"<>()]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/

/**
 * The e-mail addresses of a pasted text, each once, in small letters. Words without an @ are passed over, so that names
 * and header lines may stay.
 * @returns the place of the first word with an @ that is no address, if there is one
 */
export function invitedAddresses(text: string): {
  addresses: string[]
  odd?: { line: number; text: string }
} {
  const addresses = new Set<string>()
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    for (const word of line.split(/[\s,;"<>()]+/)) {
      if (!word.includes('@')) continue
      const plain = word
        .replace(/^mailto:/i, '')
        .replace(/[.:]+$/, '')
        .toLowerCase()
      if (plain.length > 254 || !address.test(plain))
        return { addresses: [], odd: { line: index + 1, text: word.slice(0, 80) } }
      addresses.add(plain)
    }
  }
  return { addresses: [...addresses] }
}

// Domains at which anybody can have an address: a seat for all of them would be a seat for everybody.
const forEverybody = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com aol.com
proton.me protonmail.com gmx.com gmx.de gmx.net web.de mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com
zoho.com fastmail.com tutanota.com hey.com`.split(/\s+/),
)

/** Whether people may be let in by their address at this domain. */
export function isOwnDomain(domain: string): boolean {
  return address.test(`a@${domain}`) && domain.length <= 200 && !forEverybody.has(domain)
}

/** Whether an address is at a domain itself; one below it is another one. */
export function isAtDomain(email: string, domain: string): boolean {
  return email.toLowerCase().endsWith(`@${domain.toLowerCase()}`)
}
