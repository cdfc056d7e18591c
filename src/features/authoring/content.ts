/** A provider's files as they were read: typed values, and where in which file each of them stands. */

import type { z } from 'zod'
import type { Course, Credential, Lesson, Project, Provider, Quiz } from './format.ts'
import type { RubricInline } from './format-rubric.ts'
import type { YamlPath, YamlSource } from './yaml-source.ts'

/** A YAML file that was read; `path` is relative to the content folder, with forward slashes. */
export interface ContentFile {
  path: string
  source: YamlSource
}

export interface ProviderContent extends ContentFile {
  slug: string
  provider: Provider
  /** Where provider.yaml is on the disk. */
  onDisk: string
  credentials: CredentialContent[]
}

export interface CredentialContent extends ContentFile {
  slug: string
  credential: Credential
  courses: CourseContent[]
  /** Every file of the credential, courses and media included: relative path → where it is on the disk. */
  files: Map<string, string>
}

export interface CourseContent extends ContentFile {
  slug: string
  course: Course
  modules: ModuleContent[]
  /** `media/left-join.svg` → where it is on the disk. */
  media: Map<string, string>
}

export interface ModuleContent {
  id: string
  title: string
  items: ItemContent[]
}

interface ItemFile extends ContentFile {
  /** Unique in the course: the file's name without its endings. */
  slug: string
  /** As the course names it. */
  name: string
}

export interface LessonContent extends ItemFile {
  kind: 'lesson'
  lesson: Lesson
  /** The Markdown behind the front matter, and the line of the file on which it begins. */
  text: string
  textLine: number
}

export interface QuizContent extends ItemFile {
  kind: 'quiz'
  quiz: Quiz
}

export interface ProjectContent extends ItemFile {
  kind: 'project'
  project: Project
  rubricPlace: RubricPlace
}

/** Where the rubric of a project was written: its own file, or one that it shares. */
export interface RubricPlace extends ContentFile {
  at: YamlPath
  written: z.infer<typeof RubricInline>
}

export interface LabContent extends ItemFile {
  kind: 'lab'
  lab: LabFacts
}

/** What the catalogue needs of a lab; the rest belongs to the labs room, which reads and runs it. */
export interface LabFacts {
  title: string
  minutes: number
  /** The share of the points that passes. */
  pass: number
  weight: number
  outcomes: string[]
  /** Hints in steps, in Markdown. */
  hints: string[]
  /** What a learner may see (`items.spec`) and what only the marker may (`item_secrets.secret`). */
  spec: object
  secret: object
  /** The brief in Markdown. */
  brief: string
}

export type ItemContent = LessonContent | QuizContent | LabContent | ProjectContent

/** The facts that every kind of item has. A quiz is neither reading nor doing: it shows what is known. */
export function itemFacts(item: ItemContent): ItemFacts {
  switch (item.kind) {
    case 'lesson':
      return { ...item.lesson, doingMinutes: item.lesson.doing_minutes, weight: 0, pass: null }
    case 'quiz':
      return { ...item.quiz, doingMinutes: 0 }
    case 'lab':
      return { ...item.lab, doingMinutes: item.lab.minutes }
    case 'project':
      return { ...item.project, doingMinutes: item.project.minutes }
  }
}

export interface ItemFacts {
  title: string
  minutes: number
  /** The part of the minutes that is spent doing. */
  doingMinutes: number
  outcomes: string[]
  weight: number
  pass: number | null
}
