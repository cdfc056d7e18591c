import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Editor } from './editor.ts'
import { fill } from './fill.ts'
import type { LabWork } from './lab-work.ts'

interface EditorOptions {
  host: RefObject<HTMLDivElement | null>
  work: LabWork
  active: string
  files: Record<string, string>
  onChange: (path: string, text: string) => void
  onRun: () => void
}

/** Loads the editor, which is large, when the page is there already; until then and without it text areas do. */
export function useEditor({ host, work, active, files, onChange, onRun }: EditorOptions) {
  const [ready, setReady] = useState(false)
  const editor = useRef<Editor | undefined>(undefined)
  const calls = useRef({ onChange, onRun })
  calls.current = { onChange, onRun }

  useEffect(() => {
    let gone = false
    const load = async () => {
      const { createEditor } = await import('./editor.ts')
      if (gone || !host.current) return
      editor.current = createEditor(host.current, {
        onChange: (path, text) => calls.current.onChange(path, text),
        onRun: () => calls.current.onRun(),
      })
      setReady(true)
    }
    // Where it can't be loaded the text areas stay.
    load().catch(() => {})
    return () => {
      gone = true
      editor.current?.destroy()
    }
  }, [])

  useEffect(() => {
    if (!ready) return
    const editable = work.editable.includes(active)
    const text = (editable ? files[active] : (work.files[active] ?? work.tests[active])) ?? ''
    const label = fill(work.says.fileLabel, { file: active }) + (editable ? '' : ` (${work.says.readOnly})`)
    editor.current?.show(active, text, { editable, label })
  }, [ready, active])

  return { ready, replace: (path: string, text: string) => editor.current?.replace(path, text) }
}
