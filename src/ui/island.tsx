import type { ComponentType } from 'preact'

/**
 * A part of a page that the browser brings to life. The server renders it whole, so that it can be read (and, where
 * possible, used) without script; the browser hydrates it with the same props.
 * @param name the entry's name: 'quiz/quiz' for features/quiz/quiz.island.tsx
 */
export function Island<P extends object>({
  name,
  component: Component,
  props,
}: {
  name: string
  component: ComponentType<P>
  props: P
}) {
  return (
    <div data-island={name} data-props={JSON.stringify(props)}>
      <Component {...props} />
    </div>
  )
}
