import { defineConfig } from 'vitest/config'

// What takes longer than anybody waits for at each change: many crash rounds, fuzzing, simulations.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/long/*.test.ts'],
    globalSetup: ['tests/support/cluster.ts'],
    testTimeout: 40 * 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
