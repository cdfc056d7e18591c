import { join } from 'node:path'
import type { Config } from '../../../platform/config.ts'
import { environmentVault } from './environment-vault.ts'
import { openFileVault } from './file-vault.ts'
import type { KeyVault } from './vault.ts'

const opened = new WeakMap<Config, Promise<KeyVault>>()

/** Where this site's signing keys are kept, opened at its first use and then kept. */
export function siteVault(config: Config): Promise<KeyVault> {
  const known = opened.get(config) ?? openVault(config)
  opened.set(config, known)
  // A failed opening is tried again: the folder may have been mended since.
  known.catch(() => opened.delete(config))
  return known
}

async function openVault({ dataFolder, keysSecret, issuerKeys }: Config): Promise<KeyVault> {
  const folder = await openFileVault(join(dataFolder, 'keys'), keysSecret)
  return issuerKeys ? environmentVault(issuerKeys, folder) : folder
}
