/** What `AccountOnline`, `Update` and `Immediate` do: each answers the rows of a confirmation, or refuses whole. */
import type { Account, Accounts, Columns } from './accounts.ts'
import { isOnTest, testEnd } from './reads.ts'
import { agencies, reference } from './reference.ts'
import { readAccount, readRow, Refusal, type AccountParts, type Values } from './request.ts'
import { table, type Entity, type Immediate } from './table.ts'

const numberPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,15}$/
/** Columns of an account that the station keeps for itself. */
const ownColumns = ['servco_no', 'install_servco_no']

const knows = (entity: Entity, column: string, value: string | undefined): boolean =>
  !value || reference[entity]!.some((row) => row[column] === value)

function checkCodes(row: Values, where: string, codes: readonly [string, Entity, string][]): void {
  for (const [name, entity, column] of codes)
    if (!knows(entity, column, row[name])) throw new Refusal(`${name} is not one of ours`, where, name)
}
const siteCodes = [
  ['systype_id', 'Systypes', 'systype_id'],
  ['sec_systype_id', 'Systypes', 'systype_id'],
  ['twoway_device_id', 'Twoways', 'twoway_device_id'],
] as const satisfies readonly [string, Entity, string][]
const zoneCodes = [
  ['event_id', 'Events', 'event_id'],
  ['equiptype_id', 'Equiptypes', 'equiptype_id'],
  ['equiploc_id', 'Equiplocs', 'equiploc_id'],
] as const satisfies readonly [string, Entity, string][]

function checkZone(zone: Values): void {
  checkCodes(zone, 'Zone', [...zoneCodes])
  const { equiptype_id, event_id } = zone
  if (
    equiptype_id &&
    event_id &&
    !reference.Equip_event_xref!.some((row) => row.equiptype_id === equiptype_id && row.event_id === event_id)
  )
    throw new Refusal(`event_id ${event_id} is not for equiptype_id ${equiptype_id}`, 'Zone', 'event_id')
}

export function accountOnline(accounts: Accounts, csNo: string, xml: string, dealer: string): Values[] {
  if (!numberPattern.test(csNo)) throw new Refusal('cs_no is not valid', 'SiteSystem', 'cs_no')
  if (accounts.inUse(csNo)) throw new Refusal('cs_no is online already', 'SiteSystem', 'cs_no')
  const parts = readAccount(xml)
  const site = parts.SiteSystems?.[0]
  for (const name of ['site_name', 'lang_id', 'servco_no', 'sitestat_id', 'sitetype_id', 'systype_id'])
    if (!site?.[name]) throw new Refusal(`${name} is required`, 'SiteSystem', name)
  if (site!.servco_no !== dealer)
    throw new Refusal('servco_no is not this user’s dealer', 'SiteSystem', 'servco_no')
  if (site!.sitestat_id !== 'P')
    throw new Refusal('sitestat_id must be P for a new account', 'SiteSystem', 'sitestat_id')
  checkCodes(site!, 'SiteSystem', [...siteCodes])
  if (site!.twoway_device_id && accounts.twoWayOf(csNo) !== site!.twoway_device_id)
    throw new Refusal('twoway_device_id has not been set by Twoway', 'SiteSystem', 'twoway_device_id')
  parts.Zones?.forEach(checkZone)
  const owned = (rows: Values[] = []) => rows.map((row): Columns => ({ ...row, cs_no: csNo }))
  const account: Account = {
    accountNumber: csNo,
    site: { ...site, cs_no: csNo },
    contacts: owned(parts.Contacts).map((contact, index) => accounts.numbered(contact, index + 1)),
    zones: owned(parts.Zones),
    agencies: owned(parts.SiteAgencyPermits),
    siteOptions: owned(parts.SiteOptions),
    systemOptions: owned(parts.SiteSystemOptions),
    events: [],
  }
  accounts.apply(account, 'create', parts)
  const { err_text, ...online } = table.confirmation.online
  return [
    {
      ...online,
      cs_no: csNo,
      msg_type: '0',
      err_text: `${err_text}, ${accounts.effects().length + 70_000};`,
    },
  ]
}

export function update(
  accounts: Accounts,
  reqType: string,
  csNo: string,
  xml: string,
  dealer: string,
): Values[] {
  const account = accounts.find(csNo, dealer)
  if (!account) throw new Refusal(`CS number ${csNo} was not found`, 'SiteSystem', 'cs_no')
  const parts = readAccount(xml)
  const rows = Object.entries(parts).flatMap(([group, list]) => list.map((row) => [group, row] as const))
  if (rows.length === 0) throw new Refusal('Nothing to do')
  let after = account
  for (const [group, row] of rows) after = changes[group]!(accounts, after, reqType, row)
  accounts.apply(after, kindOf(parts, reqType), valuesOf(parts, reqType))
  const { informative } = table.confirmation
  return rows.map(([group]) => ({
    table_name: group.slice(0, -1),
    cs_no: csNo,
    ...informative,
    err_text: 'Accepted',
  }))
}

const kinds: Record<string, string> = {
  SiteSystems: 'update',
  Contacts: 'contacts',
  Zones: 'zones',
  SiteAgencyPermits: 'agencies',
}
const kindOf = (parts: AccountParts, reqType: string): string => {
  const [group] = Object.keys(parts)
  if (group === 'SiteSystems' && parts.SiteSystems?.[0]?.sitestat_id && reqType === 'C') return 'service'
  return kinds[group ?? ''] ?? 'details'
}
const valuesOf = (parts: AccountParts, reqType: string): unknown => {
  const groups = Object.keys(parts)
  if (groups.length === 1 && groups[0] === 'SiteSystems') return parts.SiteSystems![0]
  if (groups.length === 1 && groups[0] === 'Contacts')
    return reqType === 'A' ? { added: parts.Contacts } : { removed: parts.Contacts }
  return { reqType, ...parts }
}

type Change = (accounts: Accounts, account: Account, reqType: string, row: Values) => Account

/** Adds, changes or deletes a row of a list that is known by `keys`. */
const inList =
  (
    name: 'zones' | 'agencies' | 'siteOptions' | 'systemOptions',
    row: string,
    keys: readonly string[],
  ): Change =>
  (_, account, reqType, values) => {
    for (const key of keys) if (!values[key]) throw new Refusal(`${key} is required`, row, key)
    const isIt = (one: Columns) => keys.every((key) => one[key] === values[key])
    const held = account[name]
    const there = held.find(isIt)
    const naming = keys.map((key) => `${key} ${values[key]}`).join(', ')
    if (reqType === 'A' && there) throw new Refusal(`${naming} is on this account already`, row, keys[0])
    if (reqType !== 'A' && !there) throw new Refusal(`${naming} is not on this account`, row, keys[0])
    if (name === 'zones' && reqType !== 'D') checkZone({ ...there, ...values })
    const added = { ...values, cs_no: account.accountNumber }
    const list =
      reqType === 'A'
        ? [...held, added]
        : reqType === 'C'
          ? held.map((one) => (isIt(one) ? { ...one, ...values } : one))
          : held.filter((one) => !isIt(one))
    return { ...account, [name]: list }
  }

const changes: Record<string, Change> = {
  SiteSystems: (_, account, reqType, site) => {
    if (reqType !== 'C') throw new Refusal('A SiteSystem can be changed only', 'SiteSystem')
    for (const name of ownColumns)
      if (site[name] !== undefined) throw new Refusal(`${name} cannot be changed`, 'SiteSystem', name)
    checkCodes(site, 'SiteSystem', [...siteCodes])
    if (site.sitestat_id === 'P')
      throw new Refusal('sitestat_id cannot go back to P', 'SiteSystem', 'sitestat_id')
    const after = { ...account, site: { ...account.site, ...site } }
    if (
      site.sitestat_id &&
      after.site.twoway_device_id &&
      !account.events.some(({ event_id }) => event_id === '2AC')
    )
      throw new Refusal('The two-way test (2AC) has not been passed', 'SiteSystem', 'sitestat_id')
    return after
  },
  Contacts: (accounts, account, reqType, contact) => {
    if (reqType === 'A') {
      if (!contact.last_name && !contact.first_name)
        throw new Refusal('last_name is required', 'Contact', 'last_name')
      if (contact.ctactype_id === 'DURS' && !contact.pin)
        throw new Refusal('pin is required', 'Contact', 'pin')
      const last = Math.max(0, ...account.contacts.map(({ cs_seqno }) => Number(cs_seqno ?? 0)))
      const added = { ...accounts.numbered(contact, last + 1), cs_no: account.accountNumber }
      return { ...account, contacts: [...account.contacts, added] }
    }
    if (reqType !== 'D')
      throw new Refusal('Contacts can be added and deleted only in this sandbox', 'Contact')
    const left = account.contacts.filter(
      ({ contact_no, ctaclink_no }) =>
        contact_no !== contact.contact_no || ctaclink_no !== contact.ctaclink_no,
    )
    if (left.length === account.contacts.length)
      throw new Refusal('contact_no is not on this account', 'Contact', 'contact_no')
    return { ...account, contacts: left }
  },
  Zones: inList('zones', 'Zone', ['zone_id']),
  SiteAgencyPermits: (accounts, account, reqType, row) => {
    if (reqType === 'A' && !agencies.some(({ agency_no }) => agency_no === row.agency_no))
      throw new Refusal('agency_no is not one of ours', 'SiteAgencyPermit', 'agency_no')
    const change = inList('agencies', 'SiteAgencyPermit', ['agency_no', 'agencytype_id'])
    return change(accounts, account, reqType, row)
  },
  SiteOptions: inList('siteOptions', 'SiteOption', ['option_id']),
  SiteSystemOptions: inList('systemOptions', 'SiteSystemOption', ['option_id']),
}

export function immediate(
  accounts: Accounts,
  entity: string,
  csNo: string,
  xml: string,
  dealer: string,
): Values[] {
  const action = (Object.keys(table.immediate) as Immediate[]).find(
    (name) => name.toLowerCase() === entity.toLowerCase(),
  )
  if (!action) throw new Refusal(`Immediate ${entity} is not in this sandbox`)
  const { root, attributes } = table.immediate[action]
  const row = readRow(xml, root, action, attributes)
  const account = accounts.find(csNo, dealer)
  if (action === 'Twoway') {
    checkCodes(row, 'Twoway', [['twoway_device_id', 'Twoways', 'twoway_device_id']])
    if (!row.twoway_device_id) throw new Refusal('twoway_device_id is required', 'Twoway')
    if (!account && accounts.inUse(csNo)) throw new Refusal(`CS number ${csNo} was not found`)
    // Before the account is there as well: that is how the station wants it.
    if (account) accounts.apply({ ...account, site: { ...account.site, ...row } }, 'twoway', row)
    else accounts.setTwoWay(csNo, row.twoway_device_id)
  } else {
    if (!account) throw new Refusal(`CS number ${csNo} was not found`, action, 'cs_no')
    if (action === 'OnTest') onTest(accounts, account, row)
    else outOfService(accounts, account, row)
  }
  return [{ table_name: action, cs_no: csNo, err_no: '0', msg_type: '0', err_text: 'Done' }]
}

function onTest(accounts: Accounts, account: Account, row: Values): void {
  const { ontest_expire_date: _, ...site } = account.site
  if (row.onoff_flag === 'Off') {
    if (!isOnTest(account)) throw new Refusal('The system is off test', 'OnTest')
    return accounts.apply({ ...account, site: { ...site, ontest_flag: 'no' } }, 'test_off', row)
  }
  if (isOnTest(account)) throw new Refusal('The system is on test already', 'OnTest')
  if (!row.testcat_id || !knows('Testcats', 'testcat_id', row.testcat_id))
    throw new Refusal('testcat_id is not one of ours', 'OnTest', 'testcat_id')
  const until = testEnd(row.test_hours ?? '', row.test_minutes ?? '')
  accounts.apply(
    { ...account, site: { ...site, ontest_flag: 'yes', ontest_expire_date: until } },
    'test_on',
    row,
  )
}

function outOfService(accounts: Accounts, account: Account, row: Values): void {
  if (!knows('Ooscats', 'ooscat_id', row.ooscat_id) || !row.ooscat_id)
    throw new Refusal('ooscat_id is not one of ours', 'OutOfService', 'ooscat_id')
  const oos_flag = row.status_flag === 'O' ? 'Y' : 'N'
  accounts.apply({ ...account, site: { ...account.site, oos_flag } }, 'service', row)
}
