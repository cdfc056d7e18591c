import { type DraftConflict, type DraftSaved, FILE_LENGTH_MAX } from './draft.ts'

export type DraftStatus = 'saved' | 'saving' | 'notSaved' | 'tooLarge' | { conflict: DraftConflict }

export interface DraftSaver {
  /** Something was typed: it is saved shortly after. */
  changed(files: Record<string, string>): void
  /** Says which version the text is now based on, after a conflict was decided. */
  rebase(version: number): void
  stop(): void
}

const debounceMs = 700
const retryMs = 5_000

/**
 * Saves a draft as it is typed. What could not be sent is sent again; a newer version that somebody saved elsewhere is
 * never overwritten: saving then waits for a decision.
 */
export function createDraftSaver(
  url: string,
  firstVersion: number,
  onStatus: (status: DraftStatus) => void,
): DraftSaver {
  let version = firstVersion
  let waiting: Record<string, string> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending = false
  let undecided = false

  const schedule = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void send(), ms)
  }

  async function send(): Promise<void> {
    if (!waiting || sending || undecided) return
    const files = waiting
    if (Object.values(files).some((text) => text.length > FILE_LENGTH_MAX)) return onStatus('tooLarge')
    sending = true
    onStatus('saving')
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ version, files }),
        // Browsers keep small requests alive after the page is left, and refuse to keep large ones.
        keepalive: JSON.stringify(files).length < 60_000,
      })
      if (response.status === 409) {
        undecided = true
        onStatus({ conflict: (await response.json()) as DraftConflict })
        return
      }
      if (!response.ok) throw new Error(String(response.status))
      version = ((await response.json()) as DraftSaved).version
      if (waiting === files) waiting = undefined
      onStatus(waiting ? 'saving' : 'saved')
      if (waiting) schedule(debounceMs)
    } catch {
      onStatus('notSaved')
      schedule(retryMs)
    } finally {
      sending = false
    }
  }

  const now = () => void send()
  addEventListener('online', now)
  addEventListener('pagehide', now)
  return {
    changed(files) {
      waiting = files
      // Said at once: "saved" beside a text that is not yet saved would be a lie for most of a second.
      if (!undecided) onStatus('saving')
      schedule(debounceMs)
    },
    rebase(newVersion) {
      version = newVersion
      undecided = false
    },
    stop() {
      clearTimeout(timer)
      removeEventListener('online', now)
      removeEventListener('pagehide', now)
    },
  }
}
