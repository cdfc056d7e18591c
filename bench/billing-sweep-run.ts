import { sweep } from '../src/features/billing/sweep.ts'
import { sweepDeps } from './billing-sweep-world.ts'

// One sweep in a process of its own, to be killed in the middle.

const { deps, close } = sweepDeps(JSON.parse(process.argv[2]!))
await sweep(deps)
await close()
