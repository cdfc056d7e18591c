import { seededRandom } from '../../domain/random.ts'

/**
 * The order of a question's options: the same again for the same attempt, on every device, and unlike between
 * attempts.
 */
export function shuffleOptions<T>(
  options: readonly T[],
  shuffle: boolean,
  seed: number,
  questionSlug: string,
): T[] {
  return shuffle ? seededRandom(`${seed}:${questionSlug}`).shuffle(options) : [...options]
}
