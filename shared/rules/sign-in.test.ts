import { expect, it } from 'vitest'
import { needsSecondFactor, plainCode } from './sign-in.ts'

it('[ADM-002] a second factor is asked of whom the company says', () => {
  const clerk = new Set(['customers.view', 'user_accounts.view'])
  const boss = new Set(['customers.view', 'user_accounts.modify'])
  const asked = (rule: Parameters<typeof needsSecondFactor>[0]) =>
    [clerk, boss].map((held) => needsSecondFactor(rule, held))
  expect([asked('optional'), asked('administrators'), asked('everybody')]).toEqual([
    [false, false],
    [false, true],
    [true, true],
  ])
})

it('[ADM-002] a recovery code is the same however it was typed', () => {
  expect(plainCode(' K3VD p8mz-X2WQ ')).toBe('k3vdp8mzx2wq')
})
