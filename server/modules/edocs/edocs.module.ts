import { edocTemplates } from '#shared/contracts/edoc-templates.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { signing } from '#shared/contracts/signing.ts'
import { type Module, module } from '#server/http/module.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import { downloadEdoc, uploadEdoc, verifyEdoc } from './edocs.contents.ts'
import { resendEdoc, sendEdoc, signInPerson, syncEdoc, voidEdoc } from './edocs.sending.ts'
import {
  createEdoc,
  listEdocHistory,
  readEdoc,
  readEdocs,
  removeEdoc,
  saveEdoc,
  saveFields,
} from './edocs.service.ts'
import {
  declineDocument,
  giveConsent,
  openRoom,
  readCopy,
  readDoor,
  sendCode,
  signDocument,
  verifyCode,
} from './edocs.signing.ts'
import * as templates from './edocs.templates.ts'

export const edocModules = (desk: StationDesk): Module[] => [
  module('edocs', edocs, {
    list: readEdocs,
    create: createEdoc,
    upload: uploadEdoc,
    get: readEdoc,
    save: saveEdoc,
    saveFields,
    send: sendEdoc,
    resend: (ctx, input) => resendEdoc(ctx, desk, input),
    inPerson: (ctx, input) => signInPerson(ctx, desk, input),
    void: voidEdoc,
    sync: syncEdoc,
    verify: verifyEdoc,
    remove: removeEdoc,
    document: downloadEdoc,
    history: listEdocHistory,
  }),
  module('edocTemplates', edocTemplates, {
    list: templates.listTemplates,
    create: templates.createTemplate,
    get: templates.readTemplate,
    save: templates.saveTemplate,
    saveFields: templates.saveTemplateFields,
    upload: templates.uploadTemplate,
    document: templates.downloadTemplate,
    sort: templates.sortTemplates,
    remove: templates.removeTemplate,
    history: templates.listTemplateHistory,
  }),
  module('signing', signing, {
    door: readDoor,
    code: (ctx, input) => sendCode(ctx, { allowsPrivate: (url) => desk.allowsPrivate(url) }, input),
    verify: verifyCode,
    open: openRoom,
    consent: giveConsent,
    sign: signDocument,
    decline: declineDocument,
    copy: readCopy,
  }),
]
