import type { ComponentChildren } from 'preact'

// The parts of the label: one panel, heavy rules, stated beside measured. What stands in the rows is the catalogue's
// business; how a row looks is decided here, for the page, the print view and the card alike.

interface LabelPanelProps {
  /** Where a page has several labels. */
  id?: string
  title: string
  /** Data date, who was counted, "simulated". */
  about: ComponentChildren
  children: ComponentChildren
  level?: 1 | 2
}

export function LabelPanel({ id = 'label', title, about, children, level = 2 }: LabelPanelProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <article class="label" aria-labelledby={`${id}-title`}>
      <header>
        <Heading id={`${id}-title`}>{title}</Heading>
        <p class="of">{about}</p>
      </header>
      {children}
    </article>
  )
}

interface LabelRowProps {
  id: string
  title: string
  /** Whose row it is, where a page has several labels: said, not shown. */
  whom?: string
  /** Leads to how it is computed, who was counted, and the data. */
  more?: { href: string; text: string }
  /** A heavy rule under it: the end of a section. */
  heavy?: boolean
  children: ComponentChildren
}

export function LabelRow({ id, title, whom, more, heavy, children }: LabelRowProps) {
  return (
    <section class={heavy ? 'row heavy' : 'row'} id={id} aria-labelledby={`${id}-title`}>
      <div class="row-head">
        <h3 id={`${id}-title`}>
          {title}
          {whom && <span class="visually-hidden">: {whom}</span>}
        </h3>
        {more && (
          <a href={more.href}>
            {more.text}
            <span class="visually-hidden">: {title}</span>
          </a>
        )}
      </div>
      {children}
    </section>
  )
}

interface PairProps {
  words: { stated: string; measured: string }
  stated: ComponentChildren
  measured: ComponentChildren
}

/** Promise and fact, side by side. */
export function Pair({ words, stated, measured }: PairProps) {
  return (
    <div class="pair">
      <div>
        <p class="who">{words.stated}</p>
        <div class="mid">{stated}</div>
      </div>
      <div>
        <p class="who m">{words.measured}</p>
        {measured}
      </div>
    </div>
  )
}

/** A number that is not there has a place of its own: an empty cell is information. */
export function Missing({ children }: { children: ComponentChildren }) {
  return <p class="none">{children}</p>
}

export function Tag({ children }: { children: ComponentChildren }) {
  return <span class="tag">{children}</span>
}
