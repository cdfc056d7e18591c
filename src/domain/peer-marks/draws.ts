import { type Random, xoshiro128 } from '../random.ts'

/** Bare draws for sampling millions of values: no objects, no arguments that are not needed. */
export interface Draws {
  /** Standard normal. */
  normal(): number
  /** Gamma with this shape (at least 1) and rate 1. */
  gamma(shape: number): number
}

/**
 * A fast generator of its own, seeded by the one given: xoshiro128** words; normals by the ziggurat of Marsaglia &
 * Tsang (2000), Journal of Statistical Software 5(8), layer and value from different words as Doornik (2005) advises;
 * gammas by Marsaglia & Tsang (2000), ACM TOMS 26, 363–372, with their squeeze.
 */
export function fastDraws(random: Random): Draws {
  const word = () => random.integer(0, 4_294_967_295) | 0
  const next = xoshiro128([word(), word(), word(), word() | 1])
  const { edges, ratios, heights } = LAYERS

  const uniform = () => ((next() >>> 0) + 0.5) / 4_294_967_296

  const tail = (): number => {
    for (;;) {
      const x = -Math.log(uniform()) / TAIL
      if (-2 * Math.log(uniform()) >= x * x) return TAIL + x
    }
  }

  const normal = (): number => {
    for (;;) {
      const layer = next() & 127
      const u = ((next() | 0) + 0.5) / 2_147_483_648
      const x = u * (edges[layer] as number)
      if (Math.abs(u) < (ratios[layer] as number)) return x
      if (layer === 0) return u < 0 ? -tail() : tail()
      const low = heights[layer] as number
      const high = heights[layer + 1] as number
      if (low + (high - low) * uniform() < Math.exp(-0.5 * x * x)) return x
    }
  }

  const gamma = (shape: number): number => {
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = normal()
      const root = 1 + c * x
      if (root <= 0) continue
      const v = root * root * root
      const u = uniform()
      const x2 = x * x
      if (u < 1 - 0.0331 * x2 * x2) return d * v
      if (Math.log(u) < 0.5 * x2 + d - d * v + d * Math.log(v)) return d * v
    }
  }
  return { normal, gamma }
}

// The ziggurat with 128 layers of equal area: where its tail begins, and that area (Marsaglia & Tsang, section 2).
const TAIL = 3.442619855899
const AREA = 9.91256303526217e-3
const LAYERS = layers()

function layers() {
  const density = (x: number) => Math.exp(-0.5 * x * x)
  // Layer 0 is the widest, with the tail; layer k ends at edges[k] and lies between heights[k] and heights[k + 1].
  const edges = new Float64Array(129)
  edges[0] = AREA / density(TAIL)
  edges[1] = TAIL
  for (let k = 2; k < 128; k++) {
    const outer = edges[k - 1] as number
    edges[k] = Math.sqrt(-2 * Math.log(AREA / outer + density(outer)))
  }
  const ratios = new Float64Array(128)
  const heights = new Float64Array(129)
  for (let k = 0; k < 128; k++) {
    ratios[k] = (edges[k + 1] as number) / (edges[k] as number)
    heights[k] = k === 0 ? 0 : density(edges[k] as number)
  }
  heights[128] = 1
  return { edges, ratios, heights }
}
