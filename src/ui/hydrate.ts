import { type ComponentType, h, hydrate } from 'preact'

/** Called by an island's own file in the browser: hydrates every place of that name on the page. */
export function hydrateIsland<P extends object>(name: string, component: ComponentType<P>): void {
  if (typeof document === 'undefined') return
  for (const place of document.querySelectorAll<HTMLElement>(`[data-island="${name}"]`)) {
    hydrate(h(component, JSON.parse(place.dataset.props ?? '{}') as P), place)
    place.dataset.alive = ''
  }
}
