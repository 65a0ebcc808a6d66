/** Lists that several brands share: what a zone may signal, what stands there, why one tests. The codes are ours. */
import type { Choice } from './profile.ts'

const choices = (...pairs: readonly (readonly [code: string, label: string])[]): Choice[] =>
  pairs.map(([code, label]) => ({ code, label }))

export const eventTypes = choices(
  ['BA', 'Burglary'],
  ['BE', 'Burglary, entry/exit'],
  ['BI', 'Burglary, interior'],
  ['PA', 'Panic'],
  ['HA', 'Hold-up, silent'],
  ['FA', 'Fire'],
  ['MA', 'Medical'],
  ['GA', 'Carbon monoxide'],
  ['WA', 'Water leak'],
  ['ZA', 'Low temperature'],
  ['TR', 'Trouble, no dispatch'],
)
export const deviceTypes = choices(
  ['CONTACT', 'Door or window contact'],
  ['MOTION', 'Motion detector'],
  ['GLASS', 'Glass-break detector'],
  ['SMOKE', 'Smoke detector'],
  ['HEAT', 'Heat detector'],
  ['CO', 'Carbon monoxide detector'],
  ['FLOOD', 'Flood sensor'],
  ['PANIC', 'Panic button or pendant'],
  ['KEYPAD', 'Keypad'],
  ['OTHER', 'Other'],
)
export const testCategories = choices(
  ['INSTALL', 'Installation'],
  ['SERVICE', 'Service call'],
  ['INSPECT', 'Fire inspection'],
  ['CUSTOMER', 'Customer’s own test'],
)
export const outOfServiceReasons = choices(
  ['NONPAY', 'Non-payment'],
  ['REQUEST', 'Customer’s request'],
  ['REMODEL', 'Remodeling'],
  ['MOVED', 'Moved out'],
)
