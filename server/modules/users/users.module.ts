import { users } from '#shared/contracts/users.ts'
import { type Module, module } from '#server/http/module.ts'
import { createUser, listOptions, listUserHistory, listUsers, openUser, saveUser } from './users.service.ts'
import { endSessions, listSessions, setPassword } from './users.sign-in.ts'

export const usersModule = (): Module =>
  module('users', users, {
    list: listUsers,
    options: listOptions,
    open: openUser,
    create: createUser,
    save: saveUser,
    setPassword,
    sessions: listSessions,
    endSessions,
    history: listUserHistory,
  })
