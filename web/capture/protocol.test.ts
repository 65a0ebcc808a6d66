import { expect, it } from 'vitest'
import { fromFrame } from './protocol.ts'

it('[SEC-002] [ADB-008] a message counts from our own frame and origin alone, and in its own shape', () => {
  const frame = {}
  const ours = { origin: 'https://keyholder.test', frame }
  const hear = (data: unknown, more: object = {}) =>
    fromFrame({ origin: ours.origin, source: frame, data, ...more }, ours)
  expect(hear({ keyholder: 'token', token: 'tok_1', more: 'x' })).toEqual({
    keyholder: 'token',
    token: 'tok_1',
  })
  expect(hear({ keyholder: 'ready' })).toEqual({ keyholder: 'ready' })
  expect(hear({ keyholder: 'height', px: 70 })).toEqual({ keyholder: 'height', px: 70 })
  for (const more of [{ origin: 'https://evil.test' }, { source: {} }, { source: null }])
    expect(hear({ keyholder: 'token', token: 'tok_1' }, more)).toBeNull()
  expect(
    fromFrame(
      { origin: ours.origin, source: undefined, data: { keyholder: 'ready' } },
      { ...ours, frame: undefined },
    ),
  ).toBeNull()
  for (const data of [
    null,
    'ready',
    7,
    {},
    { keyholder: 'token' },
    { keyholder: 'height', px: '70' },
    { keyholder: 'height', px: Infinity },
    { keyholder: 'failed', message: {} },
    { keyholder: 'pay' },
  ])
    expect(hear(data)).toBeNull()
})
