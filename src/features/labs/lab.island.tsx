import { useEffect, useRef, useState } from 'preact/hooks'
import { hydrateIsland } from '../../ui/hydrate.ts'
import { FILE_LENGTH_MAX, fieldOfFile } from './draft.ts'
import { fill } from './fill.ts'
import type { LabWork } from './lab-work.ts'
import { TestList } from './test-list.tsx'
import { useDraft } from './use-draft.ts'
import { useEditor } from './use-editor.ts'
import { useHandIn } from './use-hand-in.ts'
import { useRunner } from './use-runner.ts'

/**
 * The workbench: files as tabs, editor, run and stop, tests, console, handing in. Without script it is a form with a
 * text area for each file.
 */
export function LabWorkbench(work: LabWork) {
  const { says, editable, urls } = work
  const [alive, setAlive] = useState(false)
  const [active, setActive] = useState(editable[0] ?? '')
  const draft = useDraft(work)
  const runner = useRunner(work, draft.files)
  const handIn = useHandIn(urls.submissions, draft.files)
  const host = useRef<HTMLDivElement>(null)
  const editor = useEditor({
    host,
    work,
    active,
    files: draft.files,
    onChange: draft.change,
    onRun: runner.run,
  })
  useEffect(() => setAlive(true), [])

  const paths = alive ? tabsOf(work) : editable
  const reset = () => {
    if (!confirm(says.resetSure)) return
    draft.change(active, work.start[active] ?? '')
    editor.replace(active, work.start[active] ?? '')
  }
  const takeTheirs = () => {
    for (const [path, text] of Object.entries(draft.takeTheirs())) editor.replace(path, text)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    runner.run()
  }

  return (
    <section class="workbench" aria-label={says.workbench} onKeyDown={onKeyDown} onFocusIn={runner.load}>
      <form method="post" action={urls.submissions} onSubmit={handIn.submit}>
        {alive && paths.length > 1 && <Tabs paths={paths} active={active} onPick={setActive} says={says} />}
        <div ref={host} class="editor" hidden={!editor.ready} role="group" aria-label={active} dir="ltr" />
        {editable.map((path) => (
          <p key={path} class="field code" hidden={alive && (editor.ready || path !== active)}>
            <label for={`code-${path}`}>{fill(says.fileLabel, { file: path })}</label>
            <textarea
              id={`code-${path}`}
              name={fieldOfFile(path)}
              rows={18}
              spellcheck={false}
              dir="ltr"
              maxLength={FILE_LENGTH_MAX}
              value={draft.files[path]}
              onInput={(event) => draft.change(path, event.currentTarget.value)}
            />
          </p>
        ))}
        {alive && !editor.ready && !editable.includes(active) && (
          <pre tabIndex={0}>{work.files[active] ?? work.tests[active]}</pre>
        )}
        {draft.conflict && (
          <div class="warning" role="alert">
            <p>{says.conflict}</p>
            <p class="buttons">
              <button type="button" class="btn" onClick={takeTheirs}>
                {says.takeTheirs}
              </button>
              <button type="button" class="btn plain" onClick={draft.keepMine}>
                {says.keepMine}
              </button>
            </p>
          </div>
        )}
        <div class="bench-bar">
          {alive && (
            <>
              {runner.running ? (
                <button type="button" class="btn" onClick={runner.stop}>
                  {says.stop}
                </button>
              ) : (
                <button
                  type="button"
                  class="btn"
                  onClick={runner.run}
                  aria-keyshortcuts="Control+Enter Meta+Enter"
                >
                  {says.run}
                </button>
              )}
            </>
          )}
          {work.works && (
            <button class="btn plain" disabled={handIn.sending || Boolean(draft.conflict)}>
              {handIn.sending ? says.handingIn : says.handIn}
            </button>
          )}
          {alive && editable.includes(active) && (
            <button type="button" class="link" onClick={reset}>
              {says.reset}
            </button>
          )}
          <output class="hint">{draft.status}</output>
        </div>
        {alive && <p class="hint tab-hint">{says.tabHint}</p>}
        <HandInState handIn={handIn} says={says} />
      </form>
      {alive && <Results runner={runner} says={says} />}
    </section>
  )
}

/** Editable files, then the others, then the visible tests. */
function tabsOf({ editable, files, tests }: LabWork): string[] {
  const others = Object.keys(files).filter((path) => !editable.includes(path))
  return [...editable, ...others, ...Object.keys(tests)]
}

function Tabs({
  paths,
  active,
  onPick,
  says,
}: {
  paths: string[]
  active: string
  onPick: (path: string) => void
  says: LabWork['says']
}) {
  return (
    <div class="file-tabs" role="group" aria-label={says.files}>
      {paths.map((path) => (
        <button
          key={path}
          type="button"
          aria-pressed={path === active}
          dir="ltr"
          onClick={() => onPick(path)}
        >
          {path}
        </button>
      ))}
    </div>
  )
}

function HandInState({ handIn, says }: { handIn: ReturnType<typeof useHandIn>; says: LabWork['says'] }) {
  const { state } = handIn
  return (
    <div role="status" class="hand-in">
      {handIn.failed && <p class="bad">{says.handInFailed}</p>}
      {state?.state === 'queued' && <p class="good">{fill(says.queued, { place: state.place ?? 1 })}</p>}
      {state?.state === 'failed' && <p class="bad">{says.markingFailed}</p>}
      {state?.state === 'marked' && (
        <p class={state.passed ? 'good' : 'warning'}>
          {fill(state.passed ? says.markedPassed : says.markedFailed, {
            points: state.points ?? 0,
            max: state.points_max ?? 0,
          })}{' '}
          <a href={state.url}>{says.seeResult}</a>
        </p>
      )}
    </div>
  )
}

function Results({ runner, says }: { runner: ReturnType<typeof useRunner>; says: LabWork['says'] }) {
  const { verdict, phase } = runner
  return (
    <div class="results">
      <h2>{says.results}</h2>
      <p role="status">{statusOf(runner, says)}</p>
      {phase === 'loading' && <progress aria-label={says.loading} />}
      {verdict && <TestList tests={verdict.tests} says={says} />}
      {verdict && verdict.console.length > 0 && (
        <figure class="console">
          <figcaption>{says.console}</figcaption>
          <pre tabIndex={0}>
            {verdict.console.map((line, index) => (
              <span key={`${index} ${line.text.slice(0, 20)}`} class={line.level}>
                {line.text}
                {'\n'}
              </span>
            ))}
          </pre>
          {verdict.limits_hit.includes('output') && <p class="hint">{says.consoleCut}</p>}
        </figure>
      )}
    </div>
  )
}

function statusOf({ phase, verdict }: ReturnType<typeof useRunner>, says: LabWork['says']): string {
  if (phase !== 'done') return phase === 'idle' ? says.notRun : says[phase]
  if (!verdict) return says.notRun
  const values = { passed: verdict.passed, total: verdict.tests.length, ms: verdict.duration_ms }
  return fill(verdict.failed === 0 ? says.allPassed : says.summary, values)
}

hydrateIsland('labs/lab', LabWorkbench)
