/** One edition of a credential: everything rendered, answers apart from questions, media by the hash of their content. */
import { readFile } from 'node:fs/promises'
import { json, type Tx } from '../../platform/db/pool.ts'
import { newId, systemRandom } from '../../platform/random.ts'
import { type CourseContent, type CredentialContent, type ItemContent, itemFacts } from './content.ts'
import type { Credential } from './format.ts'
import { mediaTypeOf } from './media-types.ts'
import type { PublishContext } from './publish-content.ts'
import type { EditionFacts } from './published-item.ts'
import { coursePlaces, type StoredMedia } from './published-places.ts'
import { renderMarkdown } from './render.ts'
import { type RenderedItem, renderItem } from './render-item.ts'

export interface EditionHead {
  credentialId: string
  number: number
  hash: string
  providerName: string
}

/** Writes the edition and returns its id. */
export async function publishEdition(
  tx: Tx,
  head: EditionHead,
  content: CredentialContent,
  context: PublishContext,
): Promise<string> {
  const { credential, courses } = content
  const editionId = makeId(context)
  const priced = credential.price === 'free' ? null : credential.price
  await tx
    .insertInto('editions')
    .values({
      id: editionId,
      credential_id: head.credentialId,
      number: head.number,
      content_hash: head.hash,
      published_at: context.now,
      status: credential.status,
      kind: credential.kind,
      title: credential.title,
      summary: credential.summary,
      description_html: (await renderMarkdown(credential.description)).html,
      field: credential.field,
      level: credential.level,
      language: credential.language,
      effort_hours: credential.hours,
      advertised_weeks: credential.weeks,
      price_minor: priced?.monthly ?? null,
      currency: priced?.currency ?? null,
      facts: json(editionFacts(content)),
      search_text: searchText(head.providerName, content),
    })
    .execute()
  const weightTotal = totalWeight(credential, courses)
  let position = 0
  for (const [index, course] of courses.entries()) {
    position = await publishCourse(
      tx,
      { editionId, credential, course, index, position, weightTotal },
      context,
    )
  }
  return editionId
}

interface CourseToPublish {
  editionId: string
  credential: Credential
  course: CourseContent
  index: number
  /** Of its first item, within the edition. */
  position: number
  weightTotal: number
}

/** Returns the position behind its last item. */
async function publishCourse(tx: Tx, toPublish: CourseToPublish, context: PublishContext): Promise<number> {
  const { editionId, credential, course: content, index, weightTotal } = toPublish
  const { course } = content
  const courseId = makeId(context)
  await tx
    .insertInto('courses')
    .values({
      id: courseId,
      edition_id: editionId,
      slug: content.slug,
      position: index,
      title: course.title,
      summary: course.summary,
      effort_hours: course.hours,
      status: course.status,
      outcomes: json(course.outcomes),
    })
    .execute()
  const media = await storeMedia(tx, editionId, content, context)
  const items = content.modules.flatMap(({ title, items: inside }) =>
    inside.map((item) => ({ item, module: title })),
  )
  const ids = new Map(items.map(({ item }) => [item.name, makeId(context)]))
  const firstLesson = items.find(({ item }) => item.kind === 'lesson')?.item
  let position = toPublish.position
  for (const { item, module } of items) {
    const id = ids.get(item.name) ?? makeId(context)
    const places = await coursePlaces({ media, itemIds: ids, item, language: credential.language })
    const rendered = await renderItem(item, places)
    const { title, minutes, doingMinutes, weight, pass } = itemFacts(item)
    const required = isRequired(credential, content.slug, item)
    await tx
      .insertInto('items')
      .values({
        id,
        edition_id: editionId,
        course_id: courseId,
        module_title: module,
        slug: item.slug,
        position,
        kind: item.kind,
        title,
        minutes,
        doing_minutes: doingMinutes,
        weight: required && weightTotal > 0 ? weight / weightTotal : 0,
        pass_share: pass,
        required,
        preview: item === firstLesson || (item.kind === 'lesson' && item.lesson.preview),
        body_html: rendered.bodyHtml,
        spec: json(rendered.spec),
      })
      .execute()
    await writeSecrets(tx, id, rendered, context)
    position += 1
  }
  return position
}

async function writeSecrets(
  tx: Tx,
  itemId: string,
  rendered: RenderedItem,
  context: PublishContext,
): Promise<void> {
  if (rendered.secret) {
    await tx
      .insertInto('item_secrets')
      .values({ item_id: itemId, secret: json(rendered.secret) })
      .execute()
  }
  if (rendered.questions.length === 0) return
  const questions = rendered.questions.map((question) => ({ id: makeId(context), question }))
  await tx
    .insertInto('questions')
    .values(
      questions.map(({ id, question }, position) => ({
        id,
        item_id: itemId,
        slug: question.slug,
        position,
        kind: question.asked.kind,
        weight: question.weight,
        asked: json(question.asked),
      })),
    )
    .execute()
  await tx
    .insertInto('question_keys')
    .values(questions.map(({ id, question }) => ({ question_id: id, key: json(question.key) })))
    .execute()
}

async function storeMedia(
  tx: Tx,
  editionId: string,
  { slug, media }: CourseContent,
  { storage }: PublishContext,
): Promise<Map<string, StoredMedia>> {
  const stored = new Map<string, StoredMedia>()
  for (const [path, file] of media) {
    const mediaType = mediaTypeOf(path)
    // Transcripts are Markdown: they become part of the lesson.
    if (path.endsWith('.md')) stored.set(path, { hash: '', bytes: await readFile(file) })
    if (!mediaType) continue
    const bytes = await readFile(file)
    const hash = await storage.put(bytes)
    stored.set(path, { hash, bytes })
    await tx
      .insertInto('media')
      .values({
        edition_id: editionId,
        path: `${slug}/${path}`,
        content_hash: hash,
        media_type: mediaType,
        bytes: bytes.length,
      })
      .execute()
  }
  return stored
}

function isRequired(credential: Credential, course: string, item: ItemContent): boolean {
  return credential.requirements.some((requirement) =>
    'item' in requirement
      ? requirement.item === `${course}/${item.name}`
      : requirement.course === course && requirement.of.includes(item.kind),
  )
}

function totalWeight(credential: Credential, courses: CourseContent[]): number {
  const required = courses.flatMap((course) =>
    course.modules.flatMap(({ items }) => items.filter((item) => isRequired(credential, course.slug, item))),
  )
  return required.reduce((total, item) => total + itemFacts(item).weight, 0)
}

function editionFacts({ credential, courses }: CredentialContent): EditionFacts {
  const planned = courses.flatMap(({ slug, course }) =>
    course.modules.flatMap((module) =>
      module.planned.map((item) => ({ course: slug, module: module.title, ...item })),
    ),
  )
  return { ...credential, planned }
}

function searchText(providerName: string, { credential, courses }: CredentialContent): string {
  return [
    credential.title,
    providerName,
    credential.summary,
    credential.field.replaceAll('_', ' '),
    ...credential.skills.map((skill) => skill.name),
    ...credential.outcomes,
    ...courses.map(({ course }) => course.title),
  ].join('\n')
}

function makeId({ now, random }: PublishContext): string {
  return newId(now, random ?? systemRandom)
}
