import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../platform/network/public-address.ts'
import { guardedLoader, type Network, type NetworkRequest, type NetworkResponse } from './document-loader.ts'

describe('addresses that the loader may connect to', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '2a00:1450:4001:81b::200e'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    ['0.0.0.0', 'this host'],
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'metadata of cloud machines'],
    ['100.64.0.1', 'shared by carriers'],
    ['192.0.0.1', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:8.8.8.8', 'mapped at all'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::1', 'local NAT64'],
    ['2002:7f00:1::', '6to4'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['fc00::1', 'unique local'],
    ['fd12:3456::1', 'unique local'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['not an address', 'nonsense'],
  ])('%s is not (%s)', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('the guarded loader', () => {
  it('loads what lies on the public internet, connected to the address that was checked', async () => {
    const network = fakeNetwork({ hosts: { 'issuer.example': ['8.8.8.8', '8.8.4.4'] } })
    const loaded = await guardedLoader({ network })('https://issuer.example/keys')
    expect(loaded).toMatchObject({ status: 'loaded', url: 'https://issuer.example/keys' })
    expect(network.requests.map(({ address }) => address)).toEqual(['8.8.8.8'])
  })

  it.each([
    ['http://issuer.example/', 'plain http'],
    ['ftp://issuer.example/', 'another protocol'],
    ['file:///etc/passwd', 'a file'],
    ['data:application/json,{}', 'data'],
    ['javascript:alert(1)', 'script'],
    ['https://user:secret@issuer.example/', 'a password'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://2130706433/', 'loopback as a number'],
    ['https://0x7f.1/', 'loopback in hex'],
    ['https://[::1]/', 'loopback, IPv6'],
    ['https://[::ffff:127.0.0.1]/', 'mapped loopback'],
    ['https://169.254.169.254/latest/meta-data', 'cloud metadata'],
    ['https://inside.example/', 'a name that leads inside'],
    ['https://mixed.example/', 'a name that leads outside and inside'],
    ['https://nowhere.example/', 'a name that leads nowhere'],
    ['not an address', 'nonsense'],
  ])('refuses %s (%s) without a connection', async (url) => {
    const network = fakeNetwork({
      hosts: {
        'issuer.example': ['8.8.8.8'],
        'inside.example': ['10.0.0.5'],
        'mixed.example': ['8.8.8.8', '::1'],
      },
    })
    expect(await guardedLoader({ network })(url)).toMatchObject({ status: 'not_loaded' })
    expect(network.requests).toEqual([])
  })

  it.each(['http://issuer.example/', 'https://127.0.0.1/', 'https://inside.example/', 'file:///etc/passwd'])(
    'does not follow a redirect to %s',
    async (location) => {
      const hosts = { 'issuer.example': ['8.8.8.8'], 'inside.example': ['192.168.0.9'] }
      const network = fakeNetwork({ hosts, answer: () => ({ status: 302, location }) })
      expect(await guardedLoader({ network })('https://issuer.example/')).toMatchObject({
        status: 'not_loaded',
      })
      expect(network.requests).toHaveLength(1)
    },
  )

  it('gives up on redirects without end', async () => {
    const answer = ({ url }: NetworkRequest) => ({ status: 302, location: `${url.href}x` })
    const network = fakeNetwork({ hosts: { 'issuer.example': ['8.8.8.8'] }, answer })
    expect(await guardedLoader({ network })('https://issuer.example/')).toMatchObject({
      status: 'not_loaded',
    })
    expect(network.requests).toHaveLength(4)
  })

  it('gives up on what is too large, too slow or not there', async () => {
    const hosts = { 'issuer.example': ['8.8.8.8'] }
    const url = 'https://issuer.example/'
    const large = guardedLoader({ network: fakeNetwork({ hosts, answer: () => ({ isCutOff: true }) }) })
    expect(await large(url)).toEqual({ status: 'not_loaded', why: 'answer_large' })
    const gone = guardedLoader({ network: fakeNetwork({ hosts, answer: () => ({ status: 404 }) }) })
    expect(await gone(url)).toEqual({ status: 'not_loaded', why: 'http_status|404' })
    const stuck: Network = { resolve: async () => ['8.8.8.8'], request: () => new Promise(() => {}) }
    const slow = guardedLoader({ network: stuck, durationMillisecondsMax: 20 })
    expect(await slow(url)).toEqual({ status: 'not_loaded', why: 'too_slow' })
  })

  it('lifts the guard for one named origin only', async () => {
    const network = fakeNetwork({ hosts: {} })
    const load = guardedLoader({ network, allowedOrigins: ['http://127.0.0.1:3000'] })
    expect(await load('http://127.0.0.1:3000/x')).toMatchObject({ status: 'loaded' })
    expect(await load('http://127.0.0.1:3001/x')).toMatchObject({ status: 'not_loaded' })
  })

  it('takes documents under our own address from where they are, not from the network', async () => {
    const network = fakeNetwork({ hosts: {} })
    const bytes = Buffer.from('{}')
    const own = {
      origin: 'http://127.0.0.1:3000',
      read: async (url: URL) => ({ status: 'loaded' as const, url: url.href, contentType: '', bytes }),
    }
    const load = guardedLoader({ network, own })
    expect(await load('http://127.0.0.1:3000/own')).toMatchObject({ status: 'loaded', bytes })
    expect(network.requests).toEqual([])
  })
})

function fakeNetwork(world: {
  hosts: Record<string, string[]>
  answer?: (request: NetworkRequest) => Partial<NetworkResponse>
}) {
  const requests: NetworkRequest[] = []
  const network: Network = {
    resolve: async (host) => world.hosts[host] ?? (/^[\d.:a-f]+$/.test(host) ? [host] : []),
    request: async (request) => {
      requests.push(request)
      const usual = { status: 200, contentType: 'application/json', body: Buffer.from('{}'), isCutOff: false }
      return { ...usual, ...world.answer?.(request) }
    },
  }
  return { ...network, requests }
}
