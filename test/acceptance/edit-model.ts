/** A record as a few lines of bookkeeping: what the acts of three people make of it, and which of them are refused. */
import fc from 'fast-check'
import type { SaveCustom, SaveFields } from '#shared/contracts/customers.ts'
import { type Permission, permissions } from '#shared/permissions.ts'
import type { FieldName } from '#shared/rules/customer-fields.ts'
import { type Kind, shows, told, writes } from './field-table.ts'
import type { FullCompany } from './full-record.ts'

export type Who = 'owner' | 'clerk' | 'rep'
const but = (...without: string[]) => permissions.filter((p) => !without.some((begin) => p.startsWith(begin)))
/** The clerk sees no confidential value, the rep no card but the first, and changes no tags. */
export const staff: Record<Who, readonly Permission[]> = {
  owner: permissions,
  clerk: but('confidential_'),
  rep: ['customers.view', 'customers.modify', 'leads.view', 'leads.modify', 'contact_information.modify'],
}

/** Each field's possible values beside none: texts as they are stored and as people read them. */
const choices: Record<string, readonly { value: string | number | boolean; text: string }[]> = {
  spouse: [
    { value: 'Alma', text: 'Alma' },
    { value: 'Bo', text: 'Bo' },
  ],
  creditScore: [
    { value: 700, text: '700' },
    { value: 640, text: '640' },
  ],
  ssn: [
    { value: '900111222', text: '900-11-1222' },
    { value: '900333444', text: '900-33-3444' },
  ],
  birthdate: [
    { value: '1960-01-02', text: 'Jan 2, 1960' },
    { value: '1970-03-04', text: 'Mar 4, 1970' },
  ],
  adtNumber: [{ value: 'ADT-7', text: 'ADT-7' }],
  installed: [
    { value: true, text: 'Yes' },
    { value: false, text: 'No' },
  ],
  abortCode: [
    { value: 'Fennel', text: 'Fennel' },
    { value: 'Dill', text: 'Dill' },
  ],
  leadComments: [
    { value: 'Call again', text: 'Call again' },
    { value: 'Wants a quote', text: 'Wants a quote' },
  ],
}
const customChoices: Record<string, readonly { value: string | number | string[]; text: string }[]> = {
  text: [
    { value: 'Gate 4', text: 'Gate 4' },
    { value: 'Gate 5', text: 'Gate 5' },
  ],
  number: [{ value: 12, text: '12' }],
  multi_select: [
    { value: ['north'], text: 'north' },
    { value: ['north', 'south'], text: 'north, south' },
  ],
  confidential: [
    { value: 'Sumac', text: 'Sumac' },
    { value: 'Thyme', text: 'Thyme' },
  ],
}

/** A value by its place among the choices; null for none. */
type Picks = Record<string, number | null>
export type Act =
  | { who: Who; does: 'save'; behind: number; fields: Picks; custom: Picks }
  | { who: Who; does: 'convert'; behind: number }
  | { who: Who; does: 'archive' }
  | { who: Who; does: 'unarchive' }
  | { who: Who; does: 'tag'; add: number[]; remove: number[] }
export type Life = { kind: Kind; acts: Act[] }

const picks = (from: Record<string, readonly unknown[]>, maxKeys: number, none: (name: string) => boolean) =>
  fc
    .subarray(Object.keys(from), { maxLength: maxKeys })
    .chain((names) =>
      fc.record(
        Object.fromEntries(
          names.map((name) => [
            name,
            none(name)
              ? fc.option(fc.nat({ max: from[name]!.length - 1 }), { freq: 4 })
              : fc.nat({ max: from[name]!.length - 1 }),
          ]),
        ),
      ),
    ) as fc.Arbitrary<Picks>
const who = fc.constantFrom<Who>('owner', 'owner', 'owner', 'owner', 'clerk', 'rep')
/** How many saves ago its author read the record. */
const behind = fc.constantFrom(0, 0, 0, 0, 0, 0, 1)
const some = fc.subarray([0, 1], { minLength: 1 })
const shared = Object.fromEntries(
  Object.entries(choices).filter(([name]) => told.customer[name]?.card === 'personal'),
)
const ofLeads = { ...shared, leadComments: choices['leadComments']! }

const anyAct = (kind: Kind): fc.Arbitrary<Act> => {
  const save = (fields: typeof choices) =>
    fc.record({
      who,
      does: fc.constant('save' as const),
      behind,
      fields: picks(fields, 3, (name) => name !== 'installed'),
      custom: picks(customChoices, 2, () => true),
    })
  return fc.oneof(
    { weight: 8, arbitrary: save(kind === 'lead' ? ofLeads : shared) },
    { weight: 5, arbitrary: save(choices) },
    {
      weight: 2,
      arbitrary: fc.oneof(
        fc.record({ who, does: fc.constant('tag' as const), add: some, remove: fc.constant<number[]>([]) }),
        fc.record({ who, does: fc.constant('tag' as const), add: fc.constant<number[]>([]), remove: some }),
      ),
    },
    {
      weight: kind === 'lead' ? 2 : 0,
      arbitrary: fc.record({ who, does: fc.constant('convert' as const), behind }),
    },
    { weight: kind === 'lead' ? 1 : 2, arbitrary: fc.record({ who, does: fc.constant('archive' as const) }) },
    { weight: 4, arbitrary: fc.record({ who, does: fc.constant('unarchive' as const) }) },
  )
}
export const anyLife: fc.Arbitrary<Life> = fc.constantFrom<Kind>('customer', 'lead').chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    acts: fc.array(anyAct(kind), { minLength: 8, maxLength: 16, size: 'max' }),
  }),
)

export class Model {
  kind: Kind
  version = 1
  archived = false
  readonly names = Object.keys(choices) as FieldName[]
  readonly #fields: Picks = {}
  readonly #custom: Picks = {}
  #tags = new Set<number>()

  constructor(kind: Kind) {
    this.kind = kind
  }

  /** Nothing but what a record of its kind needs. */
  firstFields(full: FullCompany): SaveFields {
    const needed = 'firstName lastName city state primaryPhone accountType'.split(' ')
    return full.fieldsOf(
      [...needed, ...(this.kind === 'lead' ? ['sourceId', 'leadStatusId'] : ['locationId'])],
      0,
    )
  }

  /** Whether the act is taken, and does anything. */
  judge(act: Act): 'refused' | 'done' | 'nothing' {
    const holds = staff[act.who]
    if (act.does === 'archive' || act.does === 'unarchive') {
      const may = holds.includes(`${act.does}_customer.yes` as Permission)
      return may && this.kind === 'customer' && this.archived === (act.does === 'unarchive')
        ? 'done'
        : 'refused'
    }
    if (this.archived) return 'refused'
    if (act.does === 'tag') {
      if (!holds.includes('tags.modify')) return 'refused'
      return this.#tagsAfter(act).symmetricDifference(this.#tags).size > 0 ? 'done' : 'nothing'
    }
    if (act.behind > 0 && this.version > 1) return 'refused'
    if (act.does === 'convert')
      return this.kind === 'lead' && holds.includes('customers.create') ? 'done' : 'refused'
    return this.#judgeSave(act, holds)
  }

  #judgeSave(act: Act & { does: 'save' }, holds: readonly Permission[]): 'refused' | 'done' | 'nothing' {
    let changes = 0
    for (const [name, pick] of Object.entries(act.fields)) {
      if (!told[this.kind][name]) return 'refused'
      // REC-078: an SSN may be entered by who may not see one.
      const bare = name === 'ssn' && this.#valueOf('ssn') === null
      const eyes = bare ? [...holds, 'confidential_ssn.yes' as const] : holds
      const unseen = shows(this.kind, name, { holds: eyes }) !== 'value'
      if (!unseen && this.#valueOf(name) === valueIn(choices, name, pick)) continue
      if (!writes(this.kind, name, { holds: eyes })) return 'refused'
      changes++
    }
    for (const [type, pick] of Object.entries(act.custom)) {
      const held = this.#custom[type] ?? null
      if (type === 'confidential' && held !== null && !holds.includes('confidential_custom_fields.yes'))
        return 'refused'
      if (held !== pick) changes++
    }
    return changes > 0 ? 'done' : 'nothing'
  }

  /** Notes what an act that was taken has done. */
  take(act: Act): void {
    if (act.does === 'archive' || act.does === 'unarchive') this.archived = act.does === 'archive'
    else if (act.does === 'tag') this.#tags = this.#tagsAfter(act)
    else {
      this.version++
      if (act.does === 'convert') this.kind = 'customer'
      else {
        Object.assign(this.#fields, act.fields)
        Object.assign(this.#custom, act.custom)
      }
    }
  }

  /** The act's values as a save sends them. */
  written(act: Act & { does: 'save' }, full: FullCompany): { fields: SaveFields; custom: SaveCustom } {
    const fields = Object.entries(act.fields).map(([name, pick]) => [name, valueIn(choices, name, pick)])
    const custom = Object.entries(act.custom).map(([type, pick]) => [
      full.custom[type],
      valueIn(customChoices, type, pick),
    ])
    return {
      fields: Object.fromEntries(fields) as SaveFields,
      custom: Object.fromEntries(custom) as SaveCustom,
    }
  }

  /** As the API shows it to who may see everything. */
  state(full: FullCompany) {
    const custom = Object.entries(this.#custom).filter(([, pick]) => pick !== null)
    return {
      kind: this.kind,
      version: this.version,
      archived: this.archived,
      fields: Object.fromEntries(
        this.names.map((name) => [name, told[this.kind][name] ? this.#valueOf(name) : null]),
      ),
      custom: Object.fromEntries(
        custom.map(([type, pick]) => [full.custom[type], valueIn(customChoices, type, pick)]),
      ),
      tags: [...this.#tags].toSorted(),
    }
  }

  /** As people read it; `ever`: with what it had as a lead. */
  readable(full: FullCompany, ever = false) {
    const own = this.names
      .filter((name) => ever || told[this.kind][name])
      .map((name) => [
        name,
        choices[name]![this.#fields[name] ?? -1]?.text ?? (name === 'installed' ? 'No' : null),
      ])
    const custom = Object.keys(customChoices).map((type) => [
      `custom.${full.custom[type]}`,
      customChoices[type]![this.#custom[type] ?? -1]?.text ?? null,
    ])
    return {
      kind: this.kind,
      texts: Object.fromEntries([...own, ...custom]) as Record<string, string | null>,
      tags: [...this.#tags].toSorted(),
    }
  }

  /** The tags that history names: Anise is the first, Basil the second. */
  tagText = (text: string): number[] =>
    ['Anise', 'Basil'].flatMap((name, i) => (text.includes(name) ? [i] : []))

  #tagsAfter = (act: Act & { does: 'tag' }): Set<number> =>
    new Set([...this.#tags, ...act.add].filter((tag) => !act.remove.includes(tag)))

  #valueOf(name: string): unknown {
    const value = valueIn(choices, name, this.#fields[name] ?? null)
    return value ?? (name === 'installed' ? false : null)
  }
}

const valueIn = (
  from: Record<string, readonly { value: unknown }[]>,
  name: string,
  pick: number | null,
): unknown => (pick === null ? null : from[name]![pick]!.value)
