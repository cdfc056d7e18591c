/** Things that will happen, the earliest first; of those at one moment the one that was added first. */
export class EventQueue<Event> {
  readonly #heap: { at: number; order: number; event: Event }[] = []
  #added = 0

  add(at: number, event: Event): void {
    const heap = this.#heap
    heap.push({ at, order: this.#added++, event })
    for (let k = heap.length - 1; k > 0; ) {
      const parent = (k - 1) >> 1
      if (isBefore(heap[parent]!, heap[k]!)) break
      ;[heap[parent], heap[k]] = [heap[k]!, heap[parent]!]
      k = parent
    }
  }

  /** The next one, taken out; undefined when nothing is left. */
  next(): { at: number; event: Event } | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || heap.length === 0) return first
    heap[0] = last
    for (let k = 0; ; ) {
      let earliest = k
      for (const child of [2 * k + 1, 2 * k + 2])
        if (child < heap.length && isBefore(heap[child]!, heap[earliest]!)) earliest = child
      if (earliest === k) return first
      ;[heap[earliest], heap[k]] = [heap[k]!, heap[earliest]!]
      k = earliest
    }
  }
}

function isBefore(a: { at: number; order: number }, b: { at: number; order: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
