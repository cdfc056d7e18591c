import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { GroupOfPeople, partsOf } from '../../domain/people-groups.ts'

/** Who was counted in a figure: everybody, and those in the numerator. */
export interface Counted {
  denominator: GroupOfPeople
  numerator?: GroupOfPeople
}

/** Of every figure of a set, by its name and grouping. */
export type CountedPeople = Map<string, Counted>

export function figureKey({ name, grouping }: { name: string; grouping: string }): string {
  return `${name} ${grouping}`
}

interface Head {
  version: 1
  people: number
  parts: number[][]
  figures: [key: string, denominator: number, numerator: number | null][]
}

/**
 * Packs them for the table `figures_counted`: the numbers of the enrolments (differences), the part of each, and of each
 * part the groups that hold it. A million enrolments take about a megabyte.
 */
export function packCounted(counted: CountedPeople, numbers: Float64Array): Buffer {
  const groups: GroupOfPeople[] = []
  const indexOf = new Map<GroupOfPeople, number>()
  const place = (group: GroupOfPeople) => {
    let k = indexOf.get(group)
    if (k === undefined) {
      k = groups.push(group) - 1
      indexOf.set(group, k)
    }
    return k
  }
  const figures = [...counted].map(([key, { denominator, numerator }]): Head['figures'][number] => [
    key,
    place(denominator),
    numerator ? place(numerator) : null,
  ])
  const { partOf, parts } = partsOf(groups, numbers.length)
  const head: Head = {
    version: 1,
    people: numbers.length,
    parts: parts.map((part) => part.groups),
    figures,
  }
  const text = Buffer.from(JSON.stringify(head))
  const differences = new Float64Array(numbers.length)
  for (let k = 0; k < numbers.length; k++) differences[k] = numbers[k]! - (k === 0 ? 0 : numbers[k - 1]!)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  const raw = Buffer.concat([length, text, bytesOf(differences), bytesOf(partOf)])
  return deflateRawSync(raw, { level: 1 })
}

/** Unpacks them for the enrolments that there are now: who is new was counted in nothing. */
export function unpackCounted(packed: Buffer, numbersNow: Float64Array): CountedPeople {
  const raw = inflateRawSync(packed)
  const textEnds = 4 + raw.readUInt32LE(0)
  const head = JSON.parse(raw.subarray(4, textEnds).toString()) as Head
  // Copies, because typed arrays must begin at a multiple of their size.
  const differences = new Float64Array(raw.buffer.slice(...range(raw, textEnds, head.people * 8)))
  const parts = new Uint32Array(raw.buffer.slice(...range(raw, textEnds + head.people * 8, head.people * 4)))
  const places = placesOf(differences, numbersNow)
  const bits = new Map<number, Uint32Array>()
  const words = Math.ceil(numbersNow.length / 32)
  const groupsOfParts = head.parts
  for (const group of new Set(head.figures.flatMap(([, a, b]) => (b === null ? [a] : [a, b]))))
    bits.set(group, new Uint32Array(words))
  for (let k = 0; k < head.people; k++) {
    const at = places[k]!
    if (at < 0) continue
    for (const group of groupsOfParts[parts[k]!]!) bits.get(group)![at >>> 5]! |= 1 << (at & 31)
  }
  const groups = new Map([...bits].map(([group, own]) => [group, new GroupOfPeople(own)]))
  return new Map(
    head.figures.map(([key, denominator, numerator]) => [
      key,
      {
        denominator: groups.get(denominator)!,
        ...(numerator === null ? {} : { numerator: groups.get(numerator)! }),
      },
    ]),
  )
}

// Where each of then stands now; −1 where the enrolment is not among those of now.
function placesOf(differences: Float64Array, numbersNow: Float64Array): Int32Array {
  const now = new Map<number, number>()
  const places = new Int32Array(differences.length)
  let number = 0
  let isAligned = true
  for (let k = 0; k < differences.length; k++) {
    number += differences[k]!
    // Enrolments are read in the order in which they were written, so that most stand where they stood.
    if (numbersNow[k] === number) {
      places[k] = k
      continue
    }
    if (isAligned) {
      isAligned = false
      for (let at = 0; at < numbersNow.length; at++) now.set(numbersNow[at]!, at)
    }
    places[k] = now.get(number) ?? -1
  }
  return places
}

function bytesOf(array: Float64Array | Uint32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}

function range(raw: Buffer, from: number, length: number): [number, number] {
  return [raw.byteOffset + from, raw.byteOffset + from + length]
}
