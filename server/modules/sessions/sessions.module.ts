import { factors } from '#shared/contracts/factors.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { signIn as steps, signInLinks } from '#shared/contracts/sign-in.ts'
import { type Module, module } from '#server/http/module.ts'
import { readOwnActivity } from './sessions.activity.ts'
import { askForLink, choosePassword, lookAtLink } from './sessions.links.ts'
import { toMe } from './sessions.opening.ts'
import {
  addOwnPasskey,
  beginOwnApp,
  beginOwnPasskey,
  confirmOwnApp,
  listOwnFactors,
  removeOwn,
  renameOwn,
  renewOwnCodes,
} from './sessions.own-factors.ts'
import { changePassword } from './sessions.passwords.ts'
import { createToken, endOthers, endSession, listOwnSessions, signOut } from './sessions.service.ts'
import {
  beginPasskeySignIn,
  enrolAuthenticator,
  enrolPasskey,
  finishEnrolment,
  finishSignIn,
  readUserAwaited,
  signIn,
  signInByPasskey,
} from './sessions.signing-in.ts'
import { readVerifyWays, verifySession } from './sessions.verifying.ts'

export const sessionsModules = (): Module[] => [
  module('sessions', sessions, {
    signIn,
    me: { statements: () => [], answer: ({ actor }) => toMe(actor) },
    signOut,
    list: listOwnSessions,
    end: endSession,
    endOthers,
    createToken,
    changePassword,
    verifyWays: readVerifyWays,
    verify: verifySession,
  }),
  module('signIn', steps, {
    awaited: readUserAwaited,
    finish: finishSignIn,
    enrolAuthenticator,
    enrolPasskey,
    finishEnrolment,
    beginPasskey: beginPasskeySignIn,
    passkey: signInByPasskey,
  }),
  module('signInLinks', signInLinks, { ask: askForLink, look: lookAtLink, choose: choosePassword }),
  module('factors', factors, {
    list: listOwnFactors,
    beginAuthenticator: beginOwnApp,
    confirmAuthenticator: confirmOwnApp,
    beginPasskey: beginOwnPasskey,
    addPasskey: addOwnPasskey,
    rename: renameOwn,
    remove: removeOwn,
    renewCodes: renewOwnCodes,
    activity: readOwnActivity,
  }),
]
