/** The company's add-ons, for its own administration and for the platform's staff (ADM-007, ADM-012). */
import { z } from 'zod'
import { endpoint, id, instant, text } from '../contract.ts'
import { addOnKeys } from '../rules/add-ons.ts'

const key = z.enum(addOnKeys)

const addOn = z
  .object({
    key,
    on: z.boolean(),
    /** When it was last switched, and by whom; null: since the company began. */
    switchedAt: instant.nullable(),
    switchedBy: z.string().nullable(),
  })
  .meta({ id: 'AddOnState' })
export type AddOnState = z.output<typeof addOn>

const list = z.object({
  items: z.array(addOn),
  abilities: z.object({ switch: z.boolean() }),
})

export const companyAddOns = {
  list: endpoint({
    method: 'GET',
    path: '/company/add-ons',
    access: 'account_management.view',
    scope: 'company',
    summary: 'The company’s add-ons, and which of them are on',
    response: list,
  }),
  switch: endpoint({
    method: 'PUT',
    path: '/company/add-ons/:addOn',
    access: 'account_management.modify',
    scope: 'company',
    summary:
      'Switch an add-on on or off: off, its tabs, pages and endpoints are gone, and what was made is kept',
    params: z.object({ addOn: key }),
    body: z.strictObject({ on: z.boolean() }),
    response: list,
    history: { event: 'companies.add_on_switched' },
  }),
}

const ofCompany = z.object({ companyId: id })

export const operatorAddOns = {
  list: endpoint({
    method: 'GET',
    path: '/operator/companies/:companyId/add-ons',
    access: 'operator',
    summary: 'A company’s add-ons, and which of them are on',
    params: ofCompany,
    response: list,
  }),
  switch: endpoint({
    method: 'PUT',
    path: '/operator/companies/:companyId/add-ons/:addOn',
    access: 'operator',
    summary: 'Switch an add-on of a company on or off, with a reason that the company reads in its History',
    params: ofCompany.extend({ addOn: key }),
    body: z.strictObject({
      on: z.boolean(),
      reason: text(300).pipe(z.string().min(5, 'Say why, in a few words')),
    }),
    response: list,
    history: { event: 'companies.add_on_switched' },
  }),
}
