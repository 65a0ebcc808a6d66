/** Plans of statements as the app gets them: what they touch, counted, rather than how long they take. */
import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs } from 'kysely'
import type { Db } from '#server/db/database.ts'

export type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  /** 0: a branch whose condition did not hold. */
  'Actual Loops'?: number
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: PlanNode[]
}

export const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The tables of `names` that are read from end to end. */
export const scansOf = (plan: PlanNode, names: readonly string[]): string[] =>
  nodesOf(plan)
    .filter((node) => node['Actual Loops'] !== 0 && node['Node Type'] === 'Seq Scan')
    .filter((node) => names.includes(node['Relation Name'] ?? ''))
    .map((node) => node['Relation Name']!)

/** Pages of 8 kB that it touched. */
export const pagesTouched = (plan: PlanNode): number =>
  (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)

/** The plans of all raw statements that `work` sends, each run and counted; it is answered one empty row. */
export async function plansOf(db: Db, work: (db: Db) => Promise<unknown>): Promise<PlanNode[]> {
  const plans: PlanNode[] = []
  const explaining: KyselyPlugin = {
    transformQuery({ node }: PluginTransformQueryArgs) {
      if (node.kind !== 'RawNode') throw new Error(`Only raw SQL is explained here, not ${node.kind}`)
      const [first, ...rest] = node.sqlFragments
      const explain = `explain (analyze, buffers, timing off, format json) ${first}`
      return { ...node, sqlFragments: [explain, ...rest] }
    },
    transformResult({ result }: PluginTransformResultArgs) {
      const rows = result.rows as { 'QUERY PLAN': [{ Plan: PlanNode }] }[]
      plans.push(rows[0]!['QUERY PLAN'][0].Plan)
      return Promise.resolve({ ...result, rows: [{}] })
    },
  }
  await work(db.withPlugin(explaining) as Db)
  return plans
}
