import { callbacks } from '#shared/contracts/callbacks.ts'
import { type Module, module } from '#server/http/module.ts'
import {
  readUnsubscription,
  takeEmail,
  takeText,
  takeTextStatus,
  unsubscribe,
} from '../messages/messages.service.ts'
import { takeConnect } from '../edocs/edocs.service.ts'
import { readStanding, takeAlarmnet, takeTotalConnect } from './callbacks.service.ts'

export const callbacksModule = (): Module =>
  module('callbacks', callbacks, {
    alarmnet: takeAlarmnet,
    totalConnect: takeTotalConnect,
    docusign: takeConnect,
    standing: readStanding,
    twilioInbound: takeText,
    twilioStatus: takeTextStatus,
    email: takeEmail,
    unsubscription: readUnsubscription,
    unsubscribe,
  })
