import { lookup } from 'node:dns/promises'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP } from 'node:net'
import type { Network, NetworkRequest, NetworkResponse } from './guarded-fetch.ts'

/** The real network, for `guardedLoader`. */
export const publicNetwork: Network = {
  resolve: async (host) =>
    isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address),
  request: requestFrom,
}

function requestFrom({ url, address, accept, bytesMax, signal }: NetworkRequest): Promise<NetworkResponse> {
  const send = url.protocol === 'https:' ? requestSecure : requestPlain
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        signal,
        headers: { accept, 'accept-encoding': 'identity', 'user-agent': 'Candour' },
        // The name was looked up and judged already; connecting must not ask again.
        lookup: (_host, options, done) => {
          const family = isIP(address)
          if (options.all) done(null, [{ address, family }])
          else done(null, address, family)
        },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        const finish = (isCutOff: boolean) =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks),
            isCutOff,
          })
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size <= bytesMax) chunks.push(chunk)
          else {
            finish(true)
            response.destroy()
          }
        })
        response.on('end', () => finish(false))
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end()
  })
}
