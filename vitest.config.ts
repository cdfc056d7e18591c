import { defineConfig } from 'vitest/config'

// Two projects: what needs no database runs at once; what needs one shares a cluster that tests/support/database.ts
// starts once per run (each test file copies the migrated template).
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Tests wait more than they compute (browsers, databases, processes): so both cores are used.
    maxWorkers: 2,
    // Files of one project share loaded modules: loading the whole site anew for each file was a third of all the work.
    // What a test needs for itself (database, clock, random numbers) are arguments, never state of a module.
    isolate: false,
    setupFiles: ['tests/support/seed.ts'],
    // On a busy machine a page may take its time; what never comes still fails.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tests/*.test.ts'],
          exclude: ['**/*.db.test.*', 'node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['src/**/*.db.test.{ts,tsx}', 'tests/**/*.db.test.ts'],
          globalSetup: ['tests/support/cluster.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/*.test.ts'],
          globalSetup: ['tests/support/demo-template.ts'],
          testTimeout: 480_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'starting',
          include: ['tests/starting/*.test.ts'],
          testTimeout: 480_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          // After everything else: it measures how long stopping and coming back take.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
