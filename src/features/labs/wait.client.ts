// On the page of a hand-in: says its place in the queue, and shows the page again when it is marked.

const place = document.querySelector<HTMLElement>('[data-waits]')
if (place) void ask(place, 0)

async function ask(place: HTMLElement, times: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, times < 10 ? 700 : 3_000))
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'application/json' } })
    const now = response.ok ? ((await response.json()) as { state: string; place: number | null }) : undefined
    if (now && now.state !== 'queued') return location.reload()
    if (now?.place) place.textContent = (place.dataset.waits ?? '').replace('{place}', String(now.place))
  } catch {
    // Asked again below.
  }
  void ask(place, times + 1)
}
