/**
 * Mail to a company's own users about their account: invitations, forgotten passwords, new devices. By the company's mail server, or, where
 * it has none, by the platform's. It stands in no thread, is not tried again, and whoever waits for it asks for another.
 */
import { randomBytes } from 'node:crypto'
import { ConnectorError } from '#server/connectors/errors.ts'
import type { Db } from '#server/db/database.ts'
import { platformMail } from '#server/platform/platform-mail.ts'
import { findChannel } from './messages.channels.queries.ts'
import { openEmail, smtpAllowsPrivate, type Surroundings } from './messages.channels.ts'
import { htmlOf, textOf } from './messages.mail-text.ts'
import { type Mail, sendMail, type Smtp } from './smtp.ts'

/** Who sends, and where the links in it lead. */
export type AccountMail = { by: 'company' | 'platform'; publicUrl: string }

type Way = AccountMail & { smtp: Smtp; allowsPrivate: boolean; from: Mail['from']; replyTo: string | null }

async function findWay(db: Db, companyId: number, surroundings: Surroundings | null): Promise<Way | null> {
  const row = await findChannel(db, 'email')
  const platform = platformMail()
  if (row?.active) {
    const { settings, secrets } = openEmail(companyId, row)
    const publicUrl = settings.publicUrl ?? platform?.publicUrl
    if (publicUrl)
      return {
        ...{ by: 'company', publicUrl, replyTo: settings.replyTo },
        smtp: { ...settings, password: secrets.password ?? '' },
        allowsPrivate: surroundings ? smtpAllowsPrivate(surroundings, settings) : false,
        from: { address: settings.fromAddress, name: settings.fromName },
      }
  }
  if (!platform) return null
  const { publicUrl, from, ...smtp } = platform
  // Whoever runs the platform may name a server in their own network.
  return { by: 'platform', publicUrl, from, smtp, allowsPrivate: true, replyTo: null }
}

/** How mail about accounts leaves; null: it cannot, as nobody has set up a server, or said where links lead. */
export async function readAccountMail(db: Db, companyId: number): Promise<AccountMail | null> {
  const way = await findWay(db, companyId, null)
  return way && { by: way.by, publicUrl: way.publicUrl }
}

/** @returns whether it left, as far as the server said */
export async function mailAccount(
  tx: <T>(work: (db: Db) => Promise<T>) => Promise<T>,
  surroundings: Surroundings,
  companyId: number,
  mail: { to: { name: string; address: string }; subject: string; text: string },
): Promise<boolean> {
  const way = await tx((db) => findWay(db, companyId, surroundings))
  if (!way) return false
  try {
    await sendMail(way.smtp, way.allowsPrivate, {
      from: way.from,
      to: mail.to,
      replyTo: way.replyTo,
      subject: mail.subject,
      text: textOf(mail.text, null),
      html: htmlOf(mail.text, null),
      messageId: `<${randomBytes(18).toString('base64url')}@${way.from.address.split('@')[1] ?? 'keyholder'}>`,
      inReplyTo: null,
      unsubscribeUrl: null,
      attachments: [],
    })
    return true
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    // A lost answer: it may have left. Saying otherwise would have a second link make the first one useless.
    return error.outcome === 'unknown'
  }
}
