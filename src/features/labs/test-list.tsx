import { difference, type Piece } from './difference.ts'
import { fill } from './fill.ts'
import type { LabWords } from './words.ts'

/** A test as a page shows it; the shape of a verdict, whoever ran it. */
export interface ShownTest {
  name: string
  passed: boolean
  message?: string
  reason?: string
  points: number
  points_max: number
  expected?: string
  got?: string
}

/** Tests as a list; each that did not pass opens to what was expected and what came. */
export function TestList({ tests, says }: { tests: ShownTest[]; says: LabWords }) {
  const firstFailed = tests.findIndex((test) => !test.passed)
  return (
    <ul class="tests" data-tests>
      {tests.map((test, index) => (
        <li key={test.name} class={test.passed ? 'passed' : 'failed'}>
          {test.passed ? (
            <p class="test-head">
              <TestHead test={test} says={says} />
            </p>
          ) : (
            <details open={index === firstFailed}>
              <summary class="test-head">
                <TestHead test={test} says={says} />
              </summary>
              <Failure test={test} says={says} />
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

function TestHead({ test, says }: { test: ShownTest; says: LabWords }) {
  return (
    <>
      <span class="visually-hidden">{test.passed ? says.passed : says.failed}: </span>
      <span class="test-name" dir="auto">
        {test.name}
      </span>
      <span class="test-points">{fill(says.points, { points: test.points, max: test.points_max })}</span>
    </>
  )
}

function Failure({ test, says }: { test: ShownTest; says: LabWords }) {
  const compared = test.expected !== undefined && test.got !== undefined
  return (
    <div class="failure">
      <p dir="auto" class="message">
        {sentence(test, says)}
      </p>
      {compared && <Compared expected={test.expected ?? ''} got={test.got ?? ''} says={says} />}
    </div>
  )
}

/** What the sandbox says by itself is said in the reader's language; what the tests say, as the author wrote it. */
function sentence(test: ShownTest, says: LabWords): string {
  const own = says[`reason_${test.reason}` as keyof LabWords]
  return own ?? test.message ?? ''
}

function Compared({ expected, got, says }: { expected: string; got: string; says: LabWords }) {
  const pieces = difference(expected, got)
  return (
    <div class="compared">
      <figure>
        <figcaption>{says.expected}</figcaption>
        <pre tabIndex={0}>
          <Pieces pieces={pieces.expected} />
        </pre>
      </figure>
      <figure>
        <figcaption>{says.got}</figcaption>
        <pre tabIndex={0}>
          <Pieces pieces={pieces.got} />
        </pre>
      </figure>
    </div>
  )
}

function Pieces({ pieces }: { pieces: Piece[] }) {
  return (
    <>
      {pieces.map((piece, index) =>
        piece.same ? piece.text : <mark key={`${index} ${piece.text}`}>{piece.text}</mark>,
      )}
    </>
  )
}
