// Marking by keys, for who marks many pieces: digits choose a level of the criterion that is at hand, j and k go to the
// next and the one before, c writes a comment, Ctrl or Command with Enter saves. Without script the form is the same.

const form = document.querySelector<HTMLFormElement>('form[data-marking]')
if (form) markByKeys(form)

function markByKeys(form: HTMLFormElement): void {
  const criteria = [...form.querySelectorAll<HTMLElement>('[data-criterion]')]
  let at = 0
  form.querySelector('[data-keys]')?.removeAttribute('hidden')
  for (const select of form.querySelectorAll<HTMLSelectElement>('select[name^="saved-"]')) addAtOnce(select)

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && form.contains(event.target as Node)) {
      event.preventDefault()
      form.requestSubmit()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const act = actOf(event.key)
    if (!act) return
    event.preventDefault()
    act()
  })
  form.addEventListener('focusin', (event) => {
    const place = criteria.findIndex((criterion) => criterion.contains(event.target as Node))
    if (place >= 0) at = place
  })

  function actOf(key: string): (() => void) | undefined {
    if (key === 'j') return () => goTo(at + 1)
    if (key === 'k') return () => goTo(at - 1)
    if (key === 'c') return () => criteria[at]?.querySelector<HTMLElement>('textarea')?.focus()
    const level = /^[1-9]$/.test(key) ? levelsOf(criteria[at])[Number(key) - 1] : undefined
    return level && (() => choose(level))
  }

  function goTo(place: number): void {
    const criterion = criteria[place]
    if (!criterion) return
    at = place
    const levels = levelsOf(criterion)
    ;(levels.find((level) => level.checked) ?? levels[0])?.focus()
    criterion.scrollIntoView({ block: 'nearest' })
  }

  function choose(level: HTMLInputElement): void {
    level.checked = true
    level.focus()
    level.dispatchEvent(new Event('change', { bubbles: true }))
  }
}

function levelsOf(criterion: HTMLElement | undefined): HTMLInputElement[] {
  return criterion ? [...criterion.querySelectorAll<HTMLInputElement>('input[type="radio"]')] : []
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

// The chosen sentence goes into the comment at once, where it can be changed before it is sent.
function addAtOnce(select: HTMLSelectElement): void {
  const comment = select.closest('.field')?.querySelector('textarea')
  if (!comment) return
  select.addEventListener('change', () => {
    const body = select.selectedOptions[0]?.dataset.body
    select.value = ''
    if (!body) return
    comment.value = comment.value ? `${comment.value.trimEnd()} ${body}` : body
    comment.focus()
  })
}
