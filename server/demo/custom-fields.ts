/** The fields that the demo dealer made for itself, one of each type, and what its records have in them. */
import { type CustomFieldInput, type CustomValue, newOptionValue } from '#shared/rules/custom-fields.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import type { PlannedValue } from './company-plan.ts'
import { daysBefore } from './record.ts'
import { seededRandom } from './random.ts'

const define = (name: string, data: CustomFieldInput, active = true): PlannedValue => ({ name, data, active })
const choices = (...labels: string[]) =>
  labels.map((label) => ({ value: newOptionValue(label, []), label, active: true }))

export const demoCustomFields: readonly PlannedValue[] = [
  define('Panel location', {
    type: 'select',
    kind: 'customer',
    options: choices('Hall closet', 'Garage', 'Basement', 'Laundry room', 'Utility room', 'Master closet'),
  }),
  define('Install difficulty', {
    type: 'number',
    kind: 'customer',
    min: 1,
    max: 10,
    help: '1: an afternoon alone. 10: two people, two days, attic work',
  }),
  define('Pets', {
    type: 'multi_select',
    options: choices('Dog', 'Cat', 'Bird', 'Large dog, loose in the yard'),
    help: 'Decides on pet-immune motion sensors',
  }),
  define('Gate code', {
    type: 'text',
    section: 'Access',
    confidential: true,
    maxLength: 12,
    pattern: '[#*]?\\d{3,8}[#*]?',
    patternMessage: 'Three to eight digits, with # or * before or behind them',
  }),
  define('Landlord e-mail', { type: 'email', section: 'Access' }),
  define('Directions', { type: 'textarea', section: 'Access', width: 'half', maxLength: 500 }),
  define('Referral phone', {
    type: 'phone',
    section: 'Referral and permit',
    help: 'Who sent this customer to us',
  }),
  define('Referral bonus', {
    type: 'currency',
    kind: 'customer',
    section: 'Referral and permit',
    min: 0,
    max: 50_000,
  }),
  define('Permit renewal', {
    type: 'date',
    kind: 'customer',
    section: 'Referral and permit',
    earliest: '2015-01-01',
  }),
  define('Welcome call made', { type: 'checkbox', kind: 'customer', section: 'Referral and permit' }),
  define('Permit page', {
    type: 'url',
    section: 'Referral and permit',
    help: 'The city’s page of the alarm permit',
  }),
  define('Previous provider', { type: 'text' }, false),
]

/** By the names of the fields. */
type Values = Readonly<Record<string, CustomValue>>

const streets = ['Cedar', 'Juniper', 'Maple', 'Orchard', 'Willow']
const landmarks = ['the water tower', 'the church', 'the feed store', 'the second stop sign', 'the old mill']

/** What record number `index` of a company has in these fields; its own chance, so that nothing else of it depends on them. */
export function customFieldsOf(seed: string, index: number, kind: RecordKind, now: Date): Values {
  const random = seededRandom(`${seed}/custom`, index)
  const optionOf = (name: string) => {
    const field = demoCustomFields.find((planned) => planned.name === name)
    return random.pick((field?.data as CustomFieldInput).options ?? []).value
  }
  const phone = () => `801555${String(random.int(200, 9999)).padStart(4, '0')}`
  const custom: Values = {
    ...(random.chance(0.25) && { Pets: [optionOf('Pets')] }),
    ...(random.chance(0.12) && { 'Gate code': `${random.int(1000, 99_999)}#` }),
    ...(random.chance(0.05) && { 'Landlord e-mail': `leasing${random.int(1, 90)}@rentals.test` }),
    ...(random.chance(0.08) && {
      Directions: `Turn at ${random.pick(landmarks)}, then left on ${random.pick(streets)}.\nThe house stands behind the ${random.pick(streets).toLowerCase()} trees.`,
    }),
    ...(random.chance(0.15) && { 'Referral phone': phone() }),
    ...(random.chance(0.04) && { 'Previous provider': random.pick(['Beacon Alarm', 'Redrock Security']) }),
  }
  if (kind === 'lead') return custom
  return {
    ...custom,
    ...(random.chance(0.7) && { 'Panel location': optionOf('Panel location') }),
    ...(random.chance(0.55) && { 'Install difficulty': random.int(1, 9) }),
    ...(custom['Referral phone'] !== undefined && { 'Referral bonus': random.pick([2500, 5000, 10_000]) }),
    ...(random.chance(0.3) && { 'Permit renewal': daysBefore(now, random.int(-700, 60)) }),
    ...(random.chance(0.6) && { 'Welcome call made': true }),
    ...(random.chance(0.1) && {
      'Permit page': `https://permits.city.test/alarm/${random.int(10_000, 99_999)}`,
    }),
  }
}

/** The written records, by number. */
export const storyCustom = (now: Date): Readonly<Record<number, Values>> => ({
  1001: {
    'Panel location': 'hall-closet',
    'Install difficulty': 4,
    Pets: ['dog', 'cat'],
    'Gate code': '4471#',
    Directions: 'Second entrance on Canyon Road.\nApartment 4 is above the garages.',
    'Referral phone': '8015550167',
    'Referral bonus': 5000,
    'Permit renewal': daysBefore(now, -120),
    'Welcome call made': true,
    'Permit page': 'https://permits.city.test/alarm/20417',
  },
  1002: { 'Panel location': 'garage', 'Install difficulty': 2, 'Welcome call made': true },
  1003: { 'Install difficulty': 7, 'Landlord e-mail': 'leasing@rentals.test' },
  1006: { 'Panel location': 'basement', 'Previous provider': 'Beacon Alarm', 'Welcome call made': true },
  1013: { 'Panel location': 'utility-room', 'Gate code': '*8820', 'Permit renewal': daysBefore(now, 14) },
  1017: { Pets: ['large-dog-loose-in-the-yard'], 'Referral phone': '8015550112' },
})
