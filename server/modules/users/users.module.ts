import { users } from '#shared/contracts/users.ts'
import { type Module, module } from '#server/http/module.ts'
import type { Surroundings } from '../messages/messages.service.ts'
import { inviteUser, listSignIns, readSignIn, resetFactors, revokeInvitation } from './users.access.ts'
import { createUser, listOptions, listUserHistory, listUsers, openUser, saveUser } from './users.service.ts'
import { endSessions, listSessions, setPassword } from './users.sign-in.ts'

export const usersModule = (surroundings: Surroundings): Module =>
  module('users', users, {
    list: listUsers,
    options: listOptions,
    open: openUser,
    create: createUser,
    save: saveUser,
    setPassword,
    sessions: listSessions,
    endSessions,
    signIn: readSignIn,
    signIns: listSignIns,
    invite: inviteUser(surroundings),
    revokeInvitation,
    resetFactors,
    history: listUserHistory,
  })
