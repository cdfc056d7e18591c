// Results while somebody types or chooses. Without script the same form is sent as a whole page.

const debounceMs = 180

const form = document.querySelector<HTMLFormElement>('form.find')
const results = document.querySelector<HTMLElement>('#results')
const said = document.querySelector<HTMLElement>('#results-count')
if (form && results && said) follow(form, results, said)

function follow(form: HTMLFormElement, results: HTMLElement, said: HTMLElement): void {
  let timer: number | undefined
  let latest = 0
  const show = async () => {
    const query = queryOf(form)
    const asked = ++latest
    try {
      const response = await fetch(`${form.dataset.results}?${query}`, { headers: { accept: 'text/html' } })
      if (!response.ok) return
      const html = await response.text()
      // Answers may overtake each other: only the last one asked for is shown.
      if (asked !== latest) return
      results.innerHTML = html
      said.textContent = results.querySelector<HTMLElement>('[data-says]')?.dataset.says ?? ''
      history.replaceState(null, '', query ? `?${query}` : location.pathname)
    } catch {
      // Without a connection the list stays as it is; the button still sends the form.
    }
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(show, debounceMs)
  })
  form.addEventListener('change', (event) => {
    const filter = (event.target as HTMLElement).closest('.filter')
    filter?.classList.toggle('chosen', (event.target as HTMLSelectElement).value !== '')
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    clearTimeout(timer)
    void show()
  })
}

function queryOf(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (value) query.set(name, String(value))
  return query.toString()
}
