/** The content format as JSON Schemas, which editors use to complete and check (docs/schemas/). */
import { z } from 'zod'
import {
  CourseFile,
  CredentialFile,
  LessonFrontMatter,
  ProjectFile,
  ProviderFile,
  QuizFile,
} from './format.ts'
import { LabFile } from './format-lab.ts'
import { RubricFile } from './format-rubric.ts'

const SCHEMAS = {
  provider: ProviderFile,
  credential: CredentialFile,
  course: CourseFile,
  lesson: LessonFrontMatter,
  quiz: QuizFile,
  project: ProjectFile,
  rubric: RubricFile,
  lab: LabFile,
}

/** File name → text of each schema, as it stands in docs/schemas/ (JSON Schema 2020-12). */
export function jsonSchemaFiles(): Map<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, schema]) => [
      `${name}.json`,
      `${JSON.stringify({ title: `Candour ${name}`, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  )
}
