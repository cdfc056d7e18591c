import type { Criterion } from '../../domain/rubric.ts'
import type { ProjectSpec } from '../authoring/api.ts'
import type { LearnerItem } from '../learn/api.ts'

/** What this room needs to know of a project, whoever looks at it. */
export interface Project {
  itemId: string
  title: string
  providerName: string
  passShare: number
  briefHtml: string
  handIn: ProjectSpec['hand_in']
  criteria: Criterion[]
  marking: ProjectSpec['marking']
}

/** The project of a learner's item. */
export function projectOf({ item, edition }: Pick<LearnerItem, 'item' | 'edition'>): Project {
  return toProject({
    itemId: item.id,
    title: item.title,
    providerName: edition.providerName,
    passShare: item.passShare ?? 0,
    spec: item.spec as ProjectSpec,
  })
}

export function toProject({
  spec,
  ...facts
}: Pick<Project, 'itemId' | 'title' | 'providerName' | 'passShare'> & { spec: ProjectSpec }): Project {
  return {
    ...facts,
    briefHtml: spec.brief_html,
    handIn: spec.hand_in,
    criteria: spec.rubric.criteria,
    marking: spec.marking,
  }
}
