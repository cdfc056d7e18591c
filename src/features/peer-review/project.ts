import type { Criterion } from '../../domain/rubric.ts'
import type { ProjectSpec } from '../authoring/api.ts'
import type { LearnerItem } from '../learn/api.ts'

type Marking = ProjectSpec['marking']

/** What this room needs to know of a project, whoever looks at it. */
export interface Project {
  itemId: string
  title: string
  providerName: string
  passShare: number
  briefHtml: string
  handIn: ProjectSpec['hand_in']
  form: ProjectSpec['rubric']['form']
  criteria: Criterion[]
  /** Which wording of the rubric this is; empty in editions that were published before rubrics had versions. */
  rubricVersion: string
  marking: Marking
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
    handIn: { ...spec.hand_in, labs: spec.hand_in.labs ?? [] },
    form: spec.rubric.form ?? 'levels',
    criteria: spec.rubric.criteria,
    rubricVersion: spec.rubric.version ?? '',
    marking: markingOf(spec.marking),
  }
}

/** How a project is marked, with what editions don't say that were published before it could be said. */
export function markingOf(marking: Partial<Marking> & Pick<Marking, 'promise_days'>): Marking {
  return {
    peers: 2,
    reviews_to_give: 3,
    educator_share: 0,
    names: 'hidden',
    interval_max: 0.35,
    revise: true,
    ...marking,
    audit: { share: 0.1, pieces_a_year_min: 10, tolerance: 0.05, ...marking.audit },
  }
}
