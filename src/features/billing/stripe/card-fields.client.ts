// Stripe's own fields in our page: its script is loaded from Stripe, the card is typed into its frame, and we hear
// only that it was saved. Where the script doesn't come, the form stays hidden and Stripe's own page is the way.

interface Elements {
  create(
    kind: 'payment',
    options: object,
  ): { mount(place: HTMLElement): void; on(what: string, then: () => void): void }
  submit(): Promise<{ error?: { message?: string } }>
}
interface StripeInBrowser {
  elements(options: object): Elements
  confirmSetup(options: {
    elements: Elements
    clientSecret: string
    confirmParams: { return_url: string }
  }): Promise<{ error?: { message?: string } }>
}
type MakeStripe = (key: string, options: object) => StripeInBrowser

const form = document.querySelector<HTMLFormElement>('[data-card-fields]')
if (form) load(form)

function load(form: HTMLFormElement): void {
  const script = document.createElement('script')
  script.src = form.dataset.script ?? ''
  script.addEventListener('load', () => {
    const makeStripe = (globalThis as { Stripe?: MakeStripe }).Stripe
    if (makeStripe) show(form, makeStripe(form.dataset.key ?? '', { locale: form.dataset.locale }))
  })
  document.head.append(script)
}

function show(form: HTMLFormElement, stripe: StripeInBrowser): void {
  const clientSecret = form.dataset.secret ?? ''
  const place = form.querySelector<HTMLElement>('[data-place]')
  const says = form.querySelector<HTMLElement>('[data-error]')
  const button = form.querySelector('button')
  if (!place || !says || !button) return
  const elements = stripe.elements({ clientSecret, appearance: { variables: colours() } })
  const fields = elements.create('payment', { layout: 'tabs' })
  place.textContent = ''
  form.hidden = false
  fields.mount(place)
  const words = button.textContent
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    says.textContent = ''
    button.disabled = true
    button.textContent = form.dataset.working ?? ''
    const typed = await elements.submit()
    const { error } = typed.error
      ? typed
      : await stripe.confirmSetup({
          elements,
          clientSecret,
          confirmParams: { return_url: form.dataset.return ?? '' },
        })
    // Without an error the browser is on its way to the return address already.
    says.textContent = error?.message ?? ''
    button.disabled = false
    button.textContent = words
  })
}

// The page's own colours, light or dark.
function colours(): Record<string, string> {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return { colorText: token('--ink'), colorBackground: token('--paper'), colorPrimary: token('--accent') }
}
