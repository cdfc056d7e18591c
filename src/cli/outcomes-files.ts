import { mkdir, writeFile } from 'node:fs/promises'
import Papa from 'papaparse'
import { FIGURE_KEYS, type Figure } from '../domain/figure.ts'
import type { OutcomesReport } from '../domain/outcomes-shape.ts'

/** Writes the report and its page into a folder, made where there is none. Returns what was in the way, and the mend. */
export async function writeReport(
  folder: string,
  report: OutcomesReport,
  page: string,
): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(`${folder}/report.json`, `${JSON.stringify(report, null, 2)}\n`)
    await writeFile(`${folder}/report.html`, page)
    await writeTables(folder, report)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return `${folder} can't be written (${code ?? message}). Give a folder that can.`
  }
}

async function writeTables(folder: string, report: OutcomesReport): Promise<void> {
  const sections = [{ group: '', ...report }, ...report.groups]
  const figures = sections.flatMap((section) =>
    figuresIn(section).map(({ period, ...figure }) => ({
      group: section.group,
      ...figure,
      period_from: period.from,
      period_to: period.to,
    })),
  )
  await writeFile(
    `${folder}/figures.csv`,
    `${Papa.unparse(figures, { columns: FIGURE_CSV, escapeFormulae: true })}\n`,
  )
  const curves = sections.flatMap(({ group, completion, leaving, retention }) => [
    ...completion.map((point) => ({
      group,
      curve: 'completion',
      ...point,
      value: point.cumulative_incidence,
    })),
    ...leaving.map((point) => ({ group, curve: 'leaving', ...point, value: point.cumulative_incidence })),
    ...retention.map((point) => ({ group, curve: 'retention', ...point, value: point.survival })),
  ])
  await writeFile(
    `${folder}/curves.csv`,
    `${Papa.unparse(curves, { columns: CURVE_CSV, escapeFormulae: true })}\n`,
  )
}

function figuresIn(section: Omit<OutcomesReport['groups'][number], 'group'>): Figure[] {
  const { coverage, mean, mean_worst_case, mean_post_stratified } = section.ratings
  return [
    ...section.funnel,
    ...Object.values(section.completion_at),
    ...Object.values(section.retention_quantiles),
    ...Object.values(section.cost).flatMap((figures) => Object.values(figures)),
    section.hands_on,
    coverage,
    mean,
    mean_worst_case,
    mean_post_stratified,
  ]
}

const FIGURE_CSV = [
  'group',
  ...FIGURE_KEYS.flatMap((key) => (key === 'period' ? ['period_from', 'period_to'] : [key])),
]
const CURVE_CSV = ['group', 'curve', 'day', 'value', 'standard_error', 'lower', 'upper', 'at_risk']
