/**
 * Mail to the company's own users, with what is attached: reports. It stands in no record's thread. Whoever sends keeps what
 * became of it: an answer that was lost is unknown, and nothing here sends twice.
 */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import { findChannel } from './messages.channels.queries.ts'
import { openEmail, smtpAllowsPrivate, type Surroundings } from './messages.channels.ts'
import { htmlOf, textOf } from './messages.mail-text.ts'
import { sendMail, SmtpError } from './smtp.ts'

export type UserMail = {
  /** The same mail under the same key has the same Message-ID, by which mail programs know it. */
  key: string
  to: { name: string; address: string }
  subject: string
  text: string
  attachment: { fileName: string; contentType: string; content: string }
}
export type UserMailOutcome =
  { kind: 'sent' } | { kind: 'again'; reason: string } | { kind: 'failed' | 'unknown'; reason: string }

export async function mailUser(
  tx: <T>(work: (db: Db) => Promise<T>) => Promise<T>,
  surroundings: Surroundings,
  companyId: number,
  mail: UserMail,
): Promise<UserMailOutcome> {
  const row = await tx((db) => findChannel(db, 'email'))
  if (!row?.active) return { kind: 'failed', reason: `E-mail is ${row ? 'switched off' : 'not set up'}` }
  const { settings, secrets } = openEmail(companyId, row)
  const digest = createHash('sha256').update(`${companyId} ${mail.key}`).digest('base64url').slice(0, 24)
  try {
    await sendMail(
      { ...settings, password: secrets.password ?? '' },
      smtpAllowsPrivate(surroundings, settings),
      {
        from: { address: settings.fromAddress, name: settings.fromName },
        to: mail.to,
        replyTo: settings.replyTo,
        subject: mail.subject,
        text: textOf(mail.text, null),
        html: htmlOf(mail.text, null),
        messageId: `<${digest}@${settings.fromAddress.split('@')[1] ?? 'keyholder'}>`,
        inReplyTo: null,
        unsubscribeUrl: null,
        attachments: [
          {
            filename: mail.attachment.fileName,
            contentType: mail.attachment.contentType,
            content: Readable.from([mail.attachment.content], { objectMode: false }),
          },
        ],
      },
    )
    return { kind: 'sent' }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    if (error.outcome === 'unknown') return { kind: 'unknown', reason: reasonOf(error) }
    const forGood = error instanceof SmtpError && (error.bounced || error.kind === 'rejected')
    return { kind: forGood ? 'failed' : 'again', reason: reasonOf(error) }
  }
}

const reasonOf = (error: ConnectorError): string =>
  error.providerMessage ?? error.reason ?? 'The mail server gave no reason'
