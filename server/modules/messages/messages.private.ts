/**
 * Sends a message that nobody but its reader may see: a one-time code. It leaves at once, stands in no thread and in no
 * history, and is not tried again; whoever waits for it asks for another.
 */
import { randomBytes } from 'node:crypto'
import type { MessageChannel } from '#shared/rules/messages.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import { findChannel, findSender } from './messages.channels.queries.ts'
import { openEmail, openSms, smtpAllowsPrivate, type Surroundings } from './messages.channels.ts'
import { htmlOf, textOf } from './messages.mail-text.ts'
import { toE164 } from './messages.people.ts'
import { sendMail } from './smtp.ts'
import { createMessage } from './twilio.ts'

export type PrivateMessage = {
  channel: MessageChannel
  locationId: number
  /** An e-mail address, or ten digits. */
  to: string
  name: string
  subject: string
  text: string
}

/** What the company can send by: e-mail with links that lead here, and text messages. */
export async function readReach(db: Db, companyId: number): Promise<{ publicUrl: string | null; email: boolean; hasMail: boolean; sms: boolean }> {
  const [email, sms] = [await findChannel(db, 'email'), await findChannel(db, 'sms')]
  const publicUrl = email?.active ? openEmail(companyId, email).settings.publicUrl : null
  return { publicUrl, email: publicUrl !== null, hasMail: email?.active === true, sms: sms?.active === true }
} // prettier-ignore

/** @returns whether it left, as far as the provider said */
export async function sendPrivately(
  tx: <T>(work: (db: Db) => Promise<T>) => Promise<T>,
  surroundings: Surroundings,
  companyId: number,
  message: PrivateMessage,
): Promise<boolean> {
  const { channel } = message
  const found = await tx(async (db) => {
    const row = await findChannel(db, channel)
    return row?.active ? { row, sender: await findSender(db, channel, message.locationId) } : null
  })
  if (!found) return false
  try {
    if (channel === 'sms') {
      const { settings, secrets } = openSms(companyId, found.row)
      const to = toE164(message.to)
      if (!to) return false
      const own = found.sender?.address
      await createMessage(
        companyId,
        { ...settings, authToken: secrets.authToken ?? '' },
        surroundings.allowsPrivate(settings.baseUrl),
        {
          to,
          body: message.text,
          from:
            settings.messagingServiceSid && !own
              ? { serviceSid: settings.messagingServiceSid }
              : { number: own ?? settings.fromNumber ?? '' },
          statusCallback: null,
        },
      )
      return true
    }
    const { settings, secrets } = openEmail(companyId, found.row)
    const address = found.sender?.address ?? settings.fromAddress
    await sendMail(
      { ...settings, password: secrets.password ?? '' },
      smtpAllowsPrivate(surroundings, settings),
      {
        from: { address, name: found.sender?.name || settings.fromName },
        to: { name: message.name, address: message.to },
        replyTo: settings.replyTo,
        subject: message.subject,
        text: textOf(message.text, null),
        html: htmlOf(message.text, null),
        messageId: `<${randomBytes(18).toString('base64url')}@${address.split('@')[1] ?? 'keyholder'}>`,
        inReplyTo: null,
        unsubscribeUrl: null,
        attachments: [],
      },
    )
    return true
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    // A lost answer: it may have left. Saying otherwise would have a second code make the first one useless.
    return error.outcome === 'unknown'
  }
}
