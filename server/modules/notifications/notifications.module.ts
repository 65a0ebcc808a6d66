import { notifications } from '#shared/contracts/notifications.ts'
import { type Module, module } from '#server/http/module.ts'
import { listStatement, type NotificationRow, unreadStatement } from './notifications.queries.ts'
import {
  markAllNotifications,
  markNotification,
  removeNotification,
  toNotifications,
} from './notifications.service.ts'

const countLimit = 100

export const notificationsModule = (): Module =>
  module('notifications', notifications, {
    list: {
      statements: ({ query }) => [listStatement(query.before ?? null, query.limit)],
      answer: (_ctx, [rows], { query }) => toNotifications(rows as NotificationRow[], query.limit),
    },
    unread: {
      statements: () => [unreadStatement(countLimit)],
      answer: (_ctx, [rows]) => ({ count: rows![0]!.n as number }),
    },
    mark: markNotification,
    markAll: markAllNotifications,
    remove: removeNotification,
  })
