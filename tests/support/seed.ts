import { configureGlobal } from 'fast-check'

// Properties are tried on the same examples at every run, so that what fails fails for everybody who runs it; another
// number tries others: CANDOUR_TEST_SEED=7 npx vitest run --project unit
configureGlobal({ seed: Number(process.env.CANDOUR_TEST_SEED ?? 2026) })
