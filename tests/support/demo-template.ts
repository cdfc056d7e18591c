import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { stoppedClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config.ts'
import { openPool } from '../../src/platform/db/pool.ts'
import { silentLog } from '../../src/platform/log.ts'
import { openDeps } from '../../src/platform/open-site.ts'
import { prepareSite } from '../../src/prepare-site.ts'
import setupCluster, { atDatabase, templateDatabase } from './cluster.ts'

// For the journeys: the demo as `npm start` prepares it, once, as a second template that each journey copies.

declare module 'vitest' {
  interface ProvidedContext {
    demoTemplate: string
    demoFolder: string
  }
}

export const demoNow = '2026-11-24T09:00:00Z'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stopCluster = await setupCluster(project)
  const connection = project.getProvidedContext().connection
  const database = 'candour_demo_template'
  const admin = openPool({ connection, connectionsMax: 1, statementNames: false })
  await admin.query(`drop database if exists ${database} with (force)`)
  await admin.query(`create database ${database} template ${templateDatabase}`)
  await admin.end()
  const folder = mkdtempSync(join(tmpdir(), 'candour-demo-template-'))
  chmodSync(folder, 0o755)
  const config = readConfig({ CANDOUR_DATA: folder, DEMO: 'on' })
  const deps = {
    ...openDeps(config, atDatabase(connection, database), 'tests', silentLog),
    clock: stoppedClock(demoNow),
  }
  await prepareSite(deps)
  await deps.close()
  project.provide('demoTemplate', database)
  project.provide('demoFolder', folder)
  return async () => {
    await stopCluster()
    rmSync(folder, { recursive: true, force: true })
  }
}
