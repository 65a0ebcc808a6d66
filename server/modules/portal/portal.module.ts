import { portal } from '#shared/contracts/portal.ts'
import { portalLinks } from '#shared/contracts/portal-links.ts'
import { type Module, module } from '#server/http/module.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { readBills, readHome, readMoney, readPdf } from './portal.account.ts'
import { readLinks, revokeLink, sendPaymentLink } from './portal.links.ts'
import { pay, readOutcome } from './portal.paying.ts'
import { askForLink, leave, lookAtLink, openLink, readDoor } from './portal.signin.ts'

export const portalModules = (desk: StationDesk): Module[] => [
  module('portalLinks', portalLinks, {
    ofCustomer: readLinks,
    send: (ctx, input) => sendPaymentLink(ctx, { allowsPrivate: (url) => desk.allowsPrivate(url) }, input),
    revoke: revokeLink,
  }),
  module('portal', portal, {
    door: readDoor,
    ask: askForLink,
    look: lookAtLink,
    open: openLink,
    home: (ctx, input) => readHome(ctx, desk, input),
    invoices: readBills,
    payments: readMoney,
    paper: readPdf,
    pay: (ctx, input) => pay(ctx, desk, input),
    outcome: readOutcome,
    leave,
  }),
]
