/** What the format refuses, said in words: the place in the file, what is wrong, and the mend. */
import { z } from 'zod'
import { nearestWord } from './nearest-word.ts'
import type { Position } from './problem.ts'
import type { YamlPath, YamlSource } from './yaml-source.ts'

export interface FoundProblem {
  position: Position
  message: string
  mend: string
}

type Issue = z.core.$ZodIssue

/** Checks the value of a file against its schema. The value is there only if there is no problem. */
export function readWithSchema<S extends z.ZodType>(
  source: YamlSource,
  schema: S,
): { value: z.infer<S> | undefined; problems: FoundProblem[] } {
  if (source.mistakes.length > 0) {
    const problems = source.mistakes.map(({ position, message }) => ({
      position,
      message: `This is not YAML that can be read: ${lowerFirst(message)}`,
      mend: 'Check the indentation, and put text that holds ": " or " #" in quotes.',
    }))
    return { value: undefined, problems }
  }
  const result = schema.safeParse(source.value)
  if (result.success) return { value: result.data, problems: [] }
  const problems = result.error.issues
    .flatMap((issue) => flatten(issue, source.value))
    .flatMap((issue) => explain(issue, source, schema))
  return { value: undefined, problems }
}

/** A union's issue becomes the issues of the branch that was meant: the one with the fewest complaints. */
function flatten(issue: Issue, whole: unknown): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const value = valueAt(whole, issue.path as YamlPath)
  if (typeof value !== 'object' || value === null) return [issue]
  const branches = issue.errors.filter((branch) =>
    branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
  )
  const meant = branches.toSorted((a, b) => a.length - b.length)[0]
  return meant ? meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue]
}

function explain(issue: Issue, source: YamlSource, schema: z.ZodType): FoundProblem[] {
  const path = issue.path as YamlPath
  const name = path.filter((step) => typeof step === 'string').at(-1) ?? 'the file'
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path, source.value)
    return issue.keys.map((key) => ({
      position: source.keyAt([...path, key]),
      message: `The key "${key}" is not known here`,
      mend: unknownKeyMend(key, known),
    }))
  }
  const value = valueAt(source.value, path)
  if (value === undefined && path.length > 0) {
    const about = schemaAt(schema, path, source.value)?.description
    return [
      {
        position: source.keyAt(path.slice(0, -1)),
        message: `The fact "${path.at(-1)}" is missing`,
        mend: about ? `Add ${path.at(-1)}: ${about}.` : `Add ${path.at(-1)}.`,
      },
    ]
  }
  return [{ position: source.valueAt(path), ...wrongValue(issue, name, value) }]
}

function unknownKeyMend(key: string, known: string[]): string {
  const near = nearestWord(key, known)
  if (near) return `Did you mean "${near}"?`
  return known.length > 0 ? `Known keys: ${known.join(', ')}.` : 'Remove it.'
}

function wrongValue(issue: Issue, name: string, value: unknown): { message: string; mend: string } {
  switch (issue.code) {
    case 'invalid_value': {
      const allowed = issue.values.map(String)
      const near = typeof value === 'string' ? nearestWord(value, allowed) : undefined
      return {
        message: `"${name}" can't be ${shown(value)}`,
        mend: near ? `Did you mean ${near}?` : `Write one of ${allowed.join(', ')}.`,
      }
    }
    case 'invalid_union': {
      const choices = choicesOf(issue)
      const near = typeof value === 'string' ? nearestWord(value, choices) : undefined
      return {
        message: `"${name}" can't be ${shown(value)}`,
        mend: near ? `Did you mean ${near}?` : `Write one of ${choices.join(', ')}.`,
      }
    }
    case 'invalid_type':
      return {
        message: `"${name}" must be ${typeInWords(issue.expected)}, not ${shown(value)}`,
        mend: typeMend(issue.expected),
      }
    case 'too_small':
      return {
        message: `"${name}" ${sizeInWords(issue.origin, Number(issue.minimum), 'at least', issue.inclusive)}`,
        mend: issue.origin === 'array' ? 'Add what is missing.' : 'Raise it.',
      }
    case 'too_big':
      return {
        message: issue.message.startsWith('must')
          ? `"${name}" ${issue.message}`
          : `"${name}" ${sizeInWords(issue.origin, Number(issue.maximum), 'at most', issue.inclusive)}`,
        mend: issue.origin === 'string' ? 'Shorten it.' : 'Lower it.',
      }
    default:
      return {
        message: `"${name}" ${issue.message.startsWith('must') ? issue.message : `is not right: ${lowerFirst(issue.message)}`}`,
        mend: 'Change it so.',
      }
  }
}

function choicesOf(issue: Issue & { code: 'invalid_union' }): string[] {
  if ('options' in issue && issue.options) return issue.options.map(String)
  return issue.errors.flat().flatMap((inner) => {
    if (inner.code === 'invalid_value') return inner.values.map(String)
    return inner.code === 'invalid_type' ? [typeInWords(inner.expected)] : []
  })
}

function sizeInWords(origin: string, bound: number, word: 'at least' | 'at most', inclusive = true): string {
  if (origin === 'string')
    return bound === 1 && word === 'at least' ? 'must not be empty' : `must have ${word} ${bound} characters`
  if (origin === 'array') return `must have ${word} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  if (!inclusive) return `must be ${word === 'at least' ? 'more' : 'less'} than ${bound}`
  return `must be ${word} ${bound}`
}

const TYPE_WORDS: Record<string, [string, string]> = {
  string: ['text', 'Put it in quotes if it is meant as text.'],
  number: ['a number', 'Write it without quotes and units.'],
  int: ['a whole number', 'Write it without a decimal part, quotes and units.'],
  boolean: ['true or false', 'Write true or false without quotes.'],
  array: ['a list', 'Begin each entry with "- ".'],
  object: ['keys with values', 'Write "key: value" on lines of their own.'],
  record: ['keys with values', 'Write "key: value" on lines of their own.'],
}

function typeInWords(expected: string): string {
  return TYPE_WORDS[expected]?.[0] ?? expected
}

function typeMend(expected: string): string {
  return TYPE_WORDS[expected]?.[1] ?? 'Change it so.'
}

function shown(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'keys with values'
  const text = String(value)
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let at: unknown = value
  for (const step of path) at = (at as Record<string | number, unknown> | null | undefined)?.[step]
  return at
}

function knownKeys(schema: z.ZodType, path: YamlPath, value: unknown): string[] {
  const at = unwrap(schemaAt(schema, path, value))
  const options = at instanceof z.ZodUnion ? (at.options as z.ZodType[]) : [at]
  const shapes = options.map(unwrap).filter((option) => option instanceof z.ZodObject)
  const own = shapes.filter((shape) => agrees(shape, valueAt(value, path)))
  return [...new Set((own.length > 0 ? own : shapes).flatMap((shape) => Object.keys(shape.shape)))]
}

/** Does an object of a union agree with what the file says it is (its `kind`)? */
function agrees(object: z.ZodObject, value: unknown): boolean {
  const kind = object.shape['kind'] as z.ZodType | undefined
  return (
    !(kind instanceof z.ZodLiteral) || kind.safeParse((value as { kind?: unknown } | undefined)?.kind).success
  )
}

function schemaAt(schema: z.ZodType, path: YamlPath, value: unknown): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema
  for (let depth = 0; depth < path.length && at; depth += 1) {
    const step = path[depth]
    const inner = unwrap(at)
    const here = valueAt(value, path.slice(0, depth))
    if (inner instanceof z.ZodObject) at = inner.shape[step as string] as z.ZodType | undefined
    else if (inner instanceof z.ZodArray) at = inner.element as z.ZodType
    else if (inner instanceof z.ZodRecord) at = inner.valueType as z.ZodType
    else if (inner instanceof z.ZodUnion) {
      const objects = (inner.options as z.ZodType[])
        .map(unwrap)
        .filter((option) => option instanceof z.ZodObject)
      const own = objects.find((object) => agrees(object, here) && (step as string) in object.shape)
      at = own?.shape[step as string] as z.ZodType | undefined
    } else at = undefined
  }
  return at
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let at = schema
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodNullable)
    at = at.unwrap() as z.ZodType
  return at
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
