/** How states and counts of an import are said. */
import type { DataImport } from '#shared/contracts/imports.ts'
import type { ImportState } from '#shared/rules/imports.ts'
import type { Tone } from '#web/ui/tone.ts'

export const stateTones: Record<ImportState, Tone> = {
  new: 'neutral',
  checking: 'info',
  checked: 'info',
  running: 'info',
  done: 'good',
  canceled: 'attention',
  failed: 'bad',
}

export const number = (n: number): string => n.toLocaleString('en-US')
export const many = (n: number, one: string): string => `${number(n)} ${one}${n === 1 ? '' : 's'}`
export const isBusy = ({ state }: Pick<DataImport, 'state'>): boolean =>
  state === 'checking' || state === 'running'
export const isOver = ({ state }: Pick<DataImport, 'state'>): boolean =>
  state === 'done' || state === 'canceled' || state === 'failed'
