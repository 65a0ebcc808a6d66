import { regulations } from '#shared/contracts/regulations.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  createJurisdiction,
  listJurisdictionHistory,
  listJurisdictions,
  requireOn,
  saveJurisdiction,
} from './regulations.jurisdictions.ts'
import { type ExpiringRow, expiringStatement } from './regulations.queries.ts'
import {
  addInspection,
  addPermit,
  readRegulations,
  removeInspection,
  removePermit,
  savePermit,
  toExpiring,
  toPosition,
} from './regulations.service.ts'

export const regulationsModule = (): Module =>
  module('regulations', regulations, {
    jurisdictions: listJurisdictions,
    createJurisdiction,
    saveJurisdiction,
    jurisdictionHistory: listJurisdictionHistory,
    ofCustomer: readRegulations,
    addPermit,
    savePermit,
    removePermit,
    addInspection,
    removeInspection,
    expiring: {
      statements: ({ query }) => [expiringStatement(query.days, toPosition(query.after), query.limit + 1)],
      answer({ actor }, [rows], { query }) {
        requireOn(actor)
        return toExpiring(rows as ExpiringRow[], query.limit)
      },
    },
  })
