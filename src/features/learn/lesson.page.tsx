import type { PageContext } from '../../ui/page-context.ts'
import { ItemFrame } from './item-frame.tsx'
import type { LearnerItem } from './queries.ts'

/** A lesson: rendered at publication and put here as it is; its HTML was sanitised then. */
export function LessonPage({ page, ...learner }: LearnerItem & { page: PageContext }) {
  return (
    <ItemFrame page={page} {...learner} completes>
      <div
        class="prose"
        lang={learner.edition.language}
        dir="auto"
        dangerouslySetInnerHTML={{ __html: learner.item.bodyHtml }}
      />
    </ItemFrame>
  )
}
