import { spawnSync } from 'node:child_process'

// npm run shots [-- FILTER]
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.shots.config.ts'],
  {
    stdio: 'inherit',
    env: { ...process.env, SHOTS_FILTER: process.argv[2] ?? '' },
  },
)
process.exit(status ?? 1)
