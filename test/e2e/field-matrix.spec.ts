/**
 * What the form shows of every field, and lets one change: read from the page once for each kind of user, and compared
 * with the table that was written from the specification.
 */
import type { Page } from '@playwright/test'
import { customersLifecycle } from '#shared/contracts/customers-lifecycle.ts'
import type { Permission } from '#shared/permissions.ts'
import type { FieldValues } from '#shared/rules/customer-fields.ts'
import { startingGroups } from '#server/modules/companies/companies.starting.ts'
import { type Kind, shows, type Standing, told, writes } from '#test/acceptance/field-table.ts'
import { expect, test } from './fixtures.ts'
import type { Records } from './house.ts'
import { openRecord } from './record-page.ts'

const groups = { viewer: 'Viewers', manager: 'Managers', tech: 'Technicians', owner: 'Owners' } as const
const held = (group: string): readonly Permission[] =>
  startingGroups.find(({ name }) => name === group)!.grants

/** Shown as text by the company's settings or by their nature, and so no inputs (REC-100, REC-101, REC-104). */
const noInputs = new Set(['callCenterRepId', 'fundingStatus', 'fundedOn', 'mmrId'])
/** On the page only where something else is so: a chosen affiliate, a status with a Lead Rep, ADT, line items. */
const elsewhere = new Set(['discountAffiliateId', 'discountMemberNumber', 'pulse', 'mmrAlaCarte', 'parentId'])

type Input = { name: string; value: string; disabled: boolean }

/** Every input of the form by its field's name. */
const inputsOf = async (page: Page): Promise<Record<string, Input>> => {
  await expect(page.locator('[name="firstName"]')).toBeVisible()
  const inputs = await page
    .locator('main [name]')
    .evaluateAll((elements) =>
      (elements as unknown as Input[]).map(({ name, value, disabled }) => ({ name, value, disabled })),
    )
  return Object.fromEntries(inputs.map((input) => [input.name, input]))
}

/** Some inputs come with a script of their own, a moment later than the form. */
const expectAsTold = (page: Page, kind: Kind, standing: Standing): Promise<void> =>
  expect(() => judge(page, kind, standing)).toPass({ timeout: 10_000 })

async function judge(page: Page, kind: Kind, standing: Standing): Promise<void> {
  const inputs = await inputsOf(page)
  const names = [...new Set([...Object.keys(told.customer), ...Object.keys(told.lead)])]
  const asked = names.filter((name) => !noInputs.has(name) && !(elsewhere.has(name) && !inputs[name]))
  expect(asked.length).toBeGreaterThan(60)
  const seen = (name: string) => {
    const input = inputs[name]
    if (!input) return 'absent'
    if (input.value === '***') return input.disabled ? 'masked' : 'masked, and open'
    return input.disabled ? 'disabled' : 'open'
  }
  const expected = (name: string) => {
    const shown = shows(kind, name, standing)
    if (shown !== 'value') return shown
    return writes(kind, name, standing) ? 'open' : 'disabled'
  }
  expect(Object.fromEntries(asked.map((name) => [name, seen(name)]))).toEqual(
    Object.fromEntries(asked.map((name) => [name, expected(name)])),
  )
}

const secrets: FieldValues = { ssn: '900663311', birthdate: '1966-03-11' }
const customerOf = async (records: Records) =>
  records.customer({
    ...secrets,
    ...{ confirmationNumber: 'C-1', receiverNumber: 'R-1', abortCode: 'Sage', isCanceled: true },
    cancelDate: '2026-01-02',
    // Without a source there is no campaign to choose.
    sourceId: await records.idOf('sourceId', 'Website'),
    cancelReasonId: (await records.options()).catalogues['cancel_reason']!.find(({ active }) => active)!.id,
  })

for (const user of ['viewer', 'manager', 'tech'] as const)
  test.describe(user, () => {
    test.use({ user })

    test('[REC-002][REC-005][REC-006][REC-082][REC-100][REC-101][REC-120][REC-130] finds every field open, disabled, masked or gone as the specification says', async ({
      page,
      records,
    }) => {
      const standing = { holds: held(groups[user]) }
      await openRecord(page, (await customerOf(records)).id)
      await expectAsTold(page, 'customer', standing)
      if (user === 'tech') return
      const statuses = (await records.options()).catalogues['lead_status']!
      const status = statuses.find(({ active, data }) => active && data['showsLeadRep'] === true)!
      const lead = await records.lead({ ...secrets, leadStatusId: status.id })
      await openRecord(page, lead.id)
      await expectAsTold(page, 'lead', standing)
    })
  })

test('[REC-200] of an archived customer every field stands disabled, also for who may do everything', async ({
  page,
  records,
  owner,
}) => {
  const { id } = await customerOf(records)
  await owner.call(customersLifecycle.archive, { params: { customerId: id } })
  await openRecord(page, id)
  await expectAsTold(page, 'customer', { holds: held(groups.owner), archived: true })
})
