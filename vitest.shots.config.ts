import { defineConfig } from 'vitest/config'

// Not a test of anything: it drives the same prepared pages as the accessibility test to take pictures of them.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['tests/shots/*.test.ts'],
    globalSetup: ['tests/support/demo-template.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
