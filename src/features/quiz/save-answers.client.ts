// Saves each answer as it is given. What could not be sent waits and is sent again; the page says which it is.

const form = document.querySelector<HTMLFormElement>('form[data-answers]')
if (form) watch(form)

interface Says {
  saved: string
  saving: string
  notSaved: string
  alreadySubmitted: string
}

function watch(form: HTMLFormElement): void {
  const url = form.dataset.answers!
  const says = JSON.parse(form.dataset.says!) as Says
  const status = form.querySelector<HTMLOutputElement>('[data-status]')!
  const waiting = new Map<string, object>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending = false

  form.addEventListener('input', (event) => {
    const place = (event.target as HTMLElement).closest<HTMLElement>('[data-question]')
    if (!place) return
    waiting.set(place.dataset.question!, responseOf(place))
    schedule((event.target as HTMLInputElement).type === 'text' ? 600 : 0)
  })
  addEventListener('online', () => schedule(0))
  addEventListener('pagehide', () => void send())

  function schedule(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void send(), ms)
  }

  async function send(): Promise<void> {
    const next = [...waiting][0]
    if (!next || sending) return
    const [question, response] = next
    sending = true
    status.textContent = says.saving
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ question, response }),
        keepalive: true,
      })
      if (answer.status === 409) {
        status.textContent = says.alreadySubmitted
        waiting.clear()
        return
      }
      if (!answer.ok) throw new Error(String(answer.status))
      if (waiting.get(question) === response) waiting.delete(question)
      status.textContent = waiting.size ? says.saving : says.saved
      if (waiting.size) schedule(0)
    } catch {
      status.textContent = says.notSaved
      schedule(5000)
    } finally {
      sending = false
    }
  }
}

function responseOf(place: HTMLElement): object {
  const text = place.querySelector<HTMLInputElement>('input[type="text"]')
  if (text) return { text: text.value }
  return {
    choices: [...place.querySelectorAll<HTMLInputElement>('input:checked')].map((input) => input.value),
  }
}
