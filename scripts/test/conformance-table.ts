/**
 * docs/connectors/conformance.md: which question of the suite each connector answered against its sandbox. Made from
 * vitest's report of the run itself, so that the page can say nothing that no test has just proved.
 */
import fs from 'node:fs'
import { z } from 'zod'

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
})

/** `skipped`: the connector does not claim the ability. */
const marks: Record<string, string> = { passed: 'yes', skipped: '–', pending: '–', failed: 'NO' }

type Answers = Map<string, Map<string, string>>

/** Questions without the ids that they are named by, each with the mark of every connector that was asked. */
function answersOf(report: z.output<typeof reportSchema>): { connectors: string[]; answers: Answers } {
  const connectors = new Set<string>()
  const answers: Answers = new Map()
  for (const { name, assertionResults } of report.testResults) {
    const connector = /server\/connectors\/([^/]+)\/\1\.test\.ts$/.exec(name.replaceAll('\\', '/'))?.[1]
    if (!connector) continue
    for (const { ancestorTitles, title, status } of assertionResults) {
      if (!ancestorTitles.some((ancestor) => ancestor.endsWith('against its sandbox'))) continue
      connectors.add(connector)
      const question = title.replaceAll(/\[[A-Z]+-\d+\]\s*/g, '').trim()
      const row = answers.get(question) ?? new Map<string, string>()
      // Asked over several forms of a wire, the worst answer counts.
      const mark = marks[status] ?? status
      if (row.get(connector) !== 'NO') row.set(connector, mark)
      answers.set(question, row)
    }
  }
  return { connectors: [...connectors].sort(), answers }
}

/** The page as it must stand. */
export function conformancePage(report: unknown): string {
  const { connectors, answers } = answersOf(reportSchema.parse(report))
  const rows = [...answers].map(
    ([question, row]) => `| ${question} | ${connectors.map((key) => row.get(key) ?? '').join(' | ')} |`,
  )
  return [
    '# What each connector answered',
    'Made by the tests (`npm run conformance`, and checked by `npm test`); never edited by hand. Each question is asked of a connector against its',
    'sandbox, and what the sandbox received decides. *yes*: proved; *–*: the connector does not claim the ability; empty: a question for the other kind',
    'of provider. No answer was given by a live system.',
    '',
    `| question | ${connectors.join(' | ')} |`,
    `|---|${connectors.map(() => '---').join('|')}|`,
    ...rows.sort(),
    '',
  ].join('\n')
}

/** Compares the page with what the run showed; null if it is up to date. */
export function staleConformance(reportFile: string, page: string): string | null {
  const wanted = conformancePage(JSON.parse(fs.readFileSync(reportFile, 'utf8')))
  return fs.existsSync(page) && fs.readFileSync(page, 'utf8') === wanted ? null : wanted
}
