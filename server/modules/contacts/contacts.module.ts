import { contacts } from '#shared/contracts/contacts.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  addContact,
  changeContact,
  readContacts,
  removeAgency,
  removeContact,
  reorderContacts,
  setAgency,
} from './contacts.service.ts'

export const contactsModule = (): Module =>
  module('contacts', contacts, {
    list: readContacts,
    create: addContact,
    reorder: reorderContacts,
    update: changeContact,
    remove: removeContact,
    setAgency,
    removeAgency,
  })
