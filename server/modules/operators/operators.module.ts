import { operators, operatorSessions } from '#shared/contracts/operators.ts'
import { type Module, module } from '#server/http/module.ts'
import { readSetup, saveSetup } from '../app-billing/app-billing.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import {
  createCompany,
  enterCompany,
  listActs,
  listCompanies,
  readCompany,
  readOperator,
  signOutOperator,
} from './operators.service.ts'
import {
  enrolOperatorApp,
  enrolOperatorPasskey,
  finishOperatorEnrolment,
  finishOperatorSignIn,
  readOperatorAwaited,
  signInOperator,
} from './operators.signing-in.ts'

export const operatorModules = (desk: StationDesk): Module[] => [
  module('operatorSessions', operatorSessions, {
    signIn: signInOperator,
    awaited: readOperatorAwaited,
    finish: finishOperatorSignIn,
    enrolAuthenticator: enrolOperatorApp,
    enrolPasskey: enrolOperatorPasskey,
    finishEnrolment: finishOperatorEnrolment,
  }),
  module('operators', operators, {
    me: readOperator,
    signOut: signOutOperator,
    companies: listCompanies,
    createCompany,
    company: readCompany,
    acts: listActs,
    enter: enterCompany,
    readSetup,
    saveSetup: saveSetup(desk),
  }),
]
