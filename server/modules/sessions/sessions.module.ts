import { sessions } from '#shared/contracts/sessions.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  changePassword,
  createToken,
  endSession,
  listOwnSessions,
  signIn,
  signOut,
  toMe,
} from './sessions.service.ts'

export const sessionsModule = (): Module =>
  module('sessions', sessions, {
    signIn,
    me: { statements: () => [], answer: ({ actor }) => toMe(actor) },
    signOut,
    list: listOwnSessions,
    end: endSession,
    createToken,
    changePassword,
  })
