// The small script of every page: what is nicer with script and works without.

announceErrors()

// After a form came back with errors the summary takes the focus, so that a screen reader says it first.
function announceErrors(): void {
  document.querySelector<HTMLElement>('.error-summary')?.focus()
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

export {}
