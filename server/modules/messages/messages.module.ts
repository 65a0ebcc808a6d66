import { messageSetup } from '#shared/contracts/message-setup.ts'
import { messages } from '#shared/contracts/messages.ts'
import { type Module, module } from '#server/http/module.ts'
import { readChannels, saveEmail, saveSms, type Surroundings, testChannel } from './messages.channels.ts'
import {
  assignMessage,
  countStatements,
  dismissMessage,
  listCandidates,
  type ListRow,
  listStatement,
  toListRow,
} from './messages.list.ts'
import {
  cancelMessage,
  liftOptOut,
  markThreadRead,
  readComposing,
  readThread,
  retryMessage,
  sendNew,
  setOptOut,
  settleMessage,
} from './messages.service.ts'
import {
  createTemplate,
  listTemplateHistory,
  listTemplates,
  readMergeValues,
  removeTemplate,
  saveTemplate,
} from './messages.templates.ts'

export const messagesModule = (): Module =>
  module('messages', messages, {
    ofCustomer: readThread,
    compose: readComposing,
    send: sendNew,
    cancel: cancelMessage,
    retry: retryMessage,
    settle: settleMessage,
    read: markThreadRead,
    setOptOut,
    liftOptOut,
    list: {
      statements: ({ query }) => [listStatement(query)],
      answer(_ctx, [rows], { query }) {
        const page = (rows as ListRow[]).slice(0, query.limit)
        return { items: page.map(toListRow), next: rows!.length > query.limit ? page.at(-1)!.id : null }
      },
    },
    counts: {
      statements: countStatements,
      answer: (_ctx, [unread, failed, unassigned, waiting, locations]) => ({
        unread: unread![0]!.n as number,
        failed: failed![0]!.n as number,
        unassigned: unassigned![0]!.n as number,
        waiting: waiting![0]!.n as number,
        locations: locations as { id: number; name: string }[],
      }),
    },
    candidates: listCandidates,
    assign: assignMessage,
    dismiss: dismissMessage,
  })

export const messageSetupModule = (surroundings: Surroundings): Module =>
  module('messageSetup', messageSetup, {
    channels: readChannels,
    saveEmail,
    saveSms,
    test: (ctx, input) => testChannel(ctx, surroundings, input),
    templates: listTemplates,
    createTemplate,
    saveTemplate,
    removeTemplate,
    templateHistory: listTemplateHistory,
    previewValues: readMergeValues,
  })
