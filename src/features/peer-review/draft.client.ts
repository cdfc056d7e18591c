// Keeps what is typed into a form with data-draft: a second after the last key it is sent to the server, and the
// form says when. Without script the "save draft" button does the same.

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) keepDraft(form)

function keepDraft(form: HTMLFormElement): void {
  const state = form.querySelector<HTMLElement>('[data-draft-state]')
  let waiting: ReturnType<typeof setTimeout> | undefined
  let handedIn = false

  form.addEventListener('input', (event) => {
    if ((event.target as HTMLInputElement).type === 'file') return
    clearTimeout(waiting)
    waiting = setTimeout(save, 1000)
  })
  form.addEventListener('submit', () => {
    handedIn = true
    clearTimeout(waiting)
  })

  async function save(): Promise<void> {
    const fields = [...new FormData(form)].filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    const body = new URLSearchParams([...fields, ['draft', '1']])
    const saved = await fetch(form.dataset.draft!, {
      method: 'POST',
      body,
      headers: { accept: 'application/json' },
    }).then(
      (response) => response.ok,
      () => false,
    )
    if (handedIn || !state) return
    state.textContent = `${(saved ? form.dataset.saved : form.dataset.unsaved) ?? ''}`
    // A lost connection is tried again; nothing is lost meanwhile, because it is still in the form.
    if (!saved) waiting = setTimeout(save, 5000)
  }
}
