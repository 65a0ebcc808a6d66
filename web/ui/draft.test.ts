import { expect, it } from 'vitest'
import { mergeDrafts } from './draft.ts'

it('[REC-141] what somebody else saved is taken over, one’s own typing stays, and what both changed is named', () => {
  const base = { name: 'Provo', city: 'Provo', zips: ['84601'], active: true }
  const mine = { ...base, name: 'Provo North', zips: ['84601', '84604'] }
  const theirs = { ...base, name: 'Provo South', city: 'Orem', zips: ['84601', '84604'] }
  expect(mergeDrafts(base, mine, theirs)).toEqual({
    merged: { name: 'Provo North', city: 'Orem', zips: ['84601', '84604'], active: true },
    clashes: ['name'],
  })
})
