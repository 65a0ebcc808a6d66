import { describe, expect, it } from 'vitest'
import {
  type EdocField,
  fieldFlaws,
  initialsOf,
  inReadingOrder,
  maskedEmail,
  maskedPhone,
  openFields,
  rolesIn,
  sendFlaws,
} from './edocs.ts'

const field = (key: string, more: Partial<EdocField> = {}): EdocField => ({
  key,
  type: 'signature',
  page: 0,
  x: 60,
  y: 100,
  width: 150,
  height: 20,
  role: 'customer',
  required: true,
  label: '',
  source: null,
  ...more,
})
const pages = [{ width: 612, height: 792 }]
const dana = {
  role: 'customer',
  name: 'Dana Whitlock',
  email: 'dana@whitlock.test',
  phone: null,
  delivery: 'email',
  codeChannel: 'email',
} as const

describe('fields on the pages of a document', () => {
  it('[TAB-012] stand on a page, belong to somebody or to the record, and have keys of their own', () => {
    const at = (...fields: EdocField[]) => fieldFlaws(fields, pages).map(({ at, flaw }) => `${at}: ${flaw}`)
    expect(at(field('a'), field('b', { x: 462, y: 772 }))).toEqual([])
    expect(at(field('a'), field('a'))).toEqual(['1: Two fields have the same key'])
    expect(at(field('a', { page: 1 }))).toEqual(['0: There is no page 2'])
    expect(at(field('a', { x: 470 }))).toEqual(['0: It stands beyond the edge of the page'])
    expect(at(field('a', { role: null }))).toEqual(['0: Choose who fills it in'])
    const merge = { type: 'merge', source: 'full_name' } as const
    expect(at(field('a', { ...merge, role: null }))).toEqual([])
    expect(at(field('a', merge))).toEqual(['0: Nobody fills in what comes from the record'])
    expect(at(field('a', { type: 'merge', role: null }))).toEqual(['0: Choose what of the record it shows'])
  })

  it('[TAB-012] are read page by page, line by line, also where a line is not quite straight', () => {
    const read = inReadingOrder([
      field('last', { page: 1, y: 10 }),
      field('second', { x: 300, y: 98 }),
      field('third', { x: 10, y: 130 }),
      field('first', { x: 60, y: 102 }),
    ])
    expect(read.map(({ key }) => key)).toEqual(['first', 'second', 'third', 'last'])
    // A staircase of boxes, each near its neighbour: the order does not hang on how they were placed.
    const stairs = [0, 5, 10, 15].map((y, at) => field(`${y}`, { y, x: 400 - at * 100 }))
    const keys = (fields: EdocField[]) => inReadingOrder(fields).map(({ key }) => key)
    expect(keys(stairs)).toEqual(['5', '0', '15', '10'])
    expect(keys(stairs.toReversed())).toEqual(['5', '0', '15', '10'])
  })

  it('[TAB-012] are open while what is required is empty; a date fills itself in', () => {
    const fields = [
      field('sign'),
      field('pet', { type: 'text' }),
      field('note', { type: 'text', required: false }),
      field('date', { type: 'date_signed' }),
      field('dealer', { role: 'dealer' }),
    ]
    const open = (entries: Record<string, string | boolean>) =>
      openFields(fields, 'customer', entries).map(({ key }) => key)
    expect(open({})).toEqual(['sign', 'pet'])
    expect(open({ sign: true, pet: ' ' })).toEqual(['pet'])
    expect(open({ sign: true, pet: 'Rex' })).toEqual([])
  })
})

describe('a document that is to be sent', () => {
  it('[TAB-012] has somebody for each role, a place to sign for each, and a way to reach them', () => {
    const both = [field('a'), field('b', { role: 'dealer' })]
    expect(rolesIn(both.toReversed())).toEqual(['customer', 'dealer'])
    expect(sendFlaws(both, [])).toHaveLength(3)
    expect(sendFlaws(both, [dana])).toEqual([
      'The document has fields for the dealer representative, and nobody signs as that.',
    ])
    expect(sendFlaws([field('a')], [dana])).toEqual([])
    expect(sendFlaws([field('a', { type: 'text' })], [dana])).toEqual([
      'There is no place for Dana Whitlock to sign (customer).',
    ])
    expect(sendFlaws([field('a')], [{ ...dana, email: null }])).toEqual([
      'Dana Whitlock has no e-mail address.',
    ])
    expect(sendFlaws([field('a')], [{ ...dana, codeChannel: 'sms' }])).toEqual([
      'Dana Whitlock has no phone number for the code.',
    ])
    expect(sendFlaws([field('a')], [{ ...dana, email: null, delivery: 'in_person' }])).toEqual([])
  })
})

it('[TAB-012] the door tells no more of a signer than one knows oneself by', () => {
  expect(maskedEmail('dana@whitlock.test')).toBe('d••••@whitlock.test')
  expect(maskedPhone('8015550123')).toBe('(•••) •••-0123')
  expect(initialsOf('Mary Ann van-Dyke Jones')).toBe('MAV')
})
