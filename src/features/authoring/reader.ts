import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { FolderTree } from './folder-tree.ts'
import type { Position, Problem } from './problem.ts'
import { readWithSchema } from './schema-problems.ts'
import { parseYamlSource, type YamlSource } from './yaml-source.ts'

/** What reading a file needs: the tree, the place for problems, and the set of what was reached. */
export class Reader {
  readonly tree: FolderTree
  readonly problems: Problem[] = []
  readonly reached = new Set<string>()

  constructor(tree: FolderTree) {
    this.tree = tree
  }

  report(file: string, position: Position, message: string, mend: string): void {
    this.problems.push({ file, ...position, message, mend })
  }

  async text(path: string): Promise<string> {
    this.reached.add(path)
    return readFile(this.tree.onDisk(path), 'utf8')
  }

  /** The source even where the value is refused: it still has places. */
  async yaml<S extends z.ZodType>(
    path: string,
    schema: S,
  ): Promise<{ source: YamlSource; value: z.infer<S> | undefined }> {
    const source = parseYamlSource(await this.text(path))
    return { source, value: this.checked(path, source, schema) }
  }

  checked<S extends z.ZodType>(path: string, source: YamlSource, schema: S): z.infer<S> | undefined {
    const { value, problems } = readWithSchema(source, schema)
    for (const { position, message, mend } of problems) this.report(path, position, message, mend)
    return value
  }
}
