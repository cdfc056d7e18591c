// The small script of every page: what is nicer with script and works without.

announceErrors()
tellTimeZone()

// After a form came back with errors the summary takes the focus, so that a screen reader says it first.
function announceErrors(): void {
  document.querySelector<HTMLElement>('.error-summary')?.focus()
}

// Moments that cost money are said in the learner's own zone: a new account gets the browser's.
function tellTimeZone(): void {
  const field = document.querySelector<HTMLInputElement>('form[data-time-zone] [name="time_zone"]')
  if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC'
}

// A form is sent once: a second click while the first is on its way does nothing.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  if (form.method !== 'post' || event.defaultPrevented) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = 'yes'
  setTimeout(() => {
    delete form.dataset.sent
  }, 4000)
})
