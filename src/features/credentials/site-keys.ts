import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import { type KeyStore, openKeyStore } from './keys.ts'

const opened = new WeakMap<Config, Promise<KeyStore>>()

/** The folder with this site's signing keys, opened at its first use and then kept. */
export function siteKeys(config: Config): Promise<KeyStore> {
  const known = opened.get(config) ?? openKeyStore(join(config.dataFolder, 'keys'), config.keysSecret)
  opened.set(config, known)
  // A failed opening is tried again: the folder may have been mended since.
  known.catch(() => opened.delete(config))
  return known
}
