import { groups } from '#shared/contracts/groups.ts'
import { type Module, module } from '#server/http/module.ts'
import { explainAccess, listHolders } from './groups.explain.ts'
import {
  createGroup,
  listGroupHistory,
  listGroups,
  openGroup,
  removeGroup,
  saveGroup,
} from './groups.service.ts'

export const groupsModule = (): Module =>
  module('groups', groups, {
    list: listGroups,
    open: openGroup,
    create: createGroup,
    save: saveGroup,
    remove: removeGroup,
    history: listGroupHistory,
    explain: explainAccess,
    holders: listHolders,
  })
