import { useEffect, useRef, useState } from 'preact/hooks'
import { type DraftConflict, FILE_LENGTH_MAX } from './draft.ts'
import { createDraftSaver, type DraftSaver, type DraftStatus } from './draft-saver.ts'
import { fill } from './fill.ts'
import type { LabWork } from './lab-work.ts'

/** The texts as they are being written, saved as they change. */
export function useDraft(work: LabWork) {
  const { says } = work
  const [files, setFiles] = useState(() => pick(work.files, work.editable))
  const [status, setStatus] = useState('')
  const [conflict, setConflict] = useState<DraftConflict>()
  const saver = useRef<DraftSaver | undefined>(undefined)
  const newest = useRef(files)

  useEffect(() => {
    const show = (now: DraftStatus) => {
      if (typeof now === 'object') {
        setStatus('')
        setConflict(now.conflict)
      } else setStatus(fill(says[now], { n: FILE_LENGTH_MAX }))
    }
    saver.current = createDraftSaver(work.urls.draft, work.version, show)
    // Effects run after the first painting, and a page in the background is painted late: somebody may have typed.
    if (newest.current !== files) saver.current.changed(newest.current)
    return () => saver.current?.stop()
  }, [])

  const write = (next: Record<string, string>) => {
    newest.current = next
    setFiles(next)
    saver.current?.changed(next)
  }
  return {
    files,
    status,
    conflict,
    change(path: string, text: string) {
      if (newest.current[path] !== text) write({ ...newest.current, [path]: text })
    },
    /** Goes on with what was saved elsewhere; returns it. */
    takeTheirs(): Record<string, string> {
      if (!conflict) return {}
      saver.current?.rebase(conflict.version)
      const theirs = { ...newest.current, ...pick(conflict.files, work.editable) }
      setConflict(undefined)
      write(theirs)
      return theirs
    },
    /** Goes on with what is here, over what was saved elsewhere. */
    keepMine() {
      if (!conflict) return
      saver.current?.rebase(conflict.version)
      setConflict(undefined)
      write({ ...newest.current })
    },
  }
}

function pick(files: Record<string, string>, paths: string[]): Record<string, string> {
  return Object.fromEntries(paths.filter((path) => path in files).map((path) => [path, files[path] ?? '']))
}
