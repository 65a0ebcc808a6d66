/**
 * E-mail by SMTP (RFC 5321) with nodemailer's connection. It tells what became of a mail: until the server has asked for
 * the mail's text nothing was sent; from then on, only the server's own answer says so. Whoever loses that answer does not
 * know, and nothing is sent again by itself.
 */
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { EmailSettings } from '#shared/contracts/message-setup.ts'
import { guardedLookup, isPrivateAddress } from '#server/connectors/http.ts'
import { ConnectorError, type ErrorKind } from '#server/connectors/errors.ts'
import { assertNoTransaction } from '#server/platform/open-transaction.ts'

export type Smtp = Pick<EmailSettings, 'host' | 'port' | 'security' | 'user'> & { password: string }

export type Mail = {
  from: { name: string; address: string }
  to: { name: string; address: string }
  replyTo: string | null
  subject: string
  text: string
  html: string
  messageId: string
  inReplyTo: string | null
  /** One click, and the mail program unsubscribes (RFC 8058). */
  unsubscribeUrl: string | null
  attachments: { filename: string; contentType: string; content: Readable }[]
}

const timeoutMs = 20_000
/** Submission, submission over TLS, relay, and what providers offer where those are blocked. */
const mailPorts = new Set([25, 465, 587, 2525])

/** What an SMTP server said, or did not. */
export class SmtpError extends ConnectorError {
  /** Its reply code; 0 without a reply. */
  readonly code: number
  /** Whether the recipient was refused, for good. */
  readonly bounced: boolean
  constructor(
    kind: ErrorKind,
    detail: {
      call: string
      outcome: 'not_applied' | 'unknown'
      reason: string
      code?: number
      bounced?: boolean
    },
  ) {
    super(kind, detail)
    this.code = detail.code ?? 0
    this.bounced = detail.bounced ?? false
  }
}

type Failure = Error & { code?: string; command?: string; responseCode?: number; response?: string }

async function open(smtp: Smtp, allowPrivate: boolean, call: string): Promise<SMTPConnection> {
  assertNoTransaction(`smtp: ${call}`)
  const refuse = (reason: string) => new SmtpError('rejected', { call, outcome: 'not_applied', reason })
  if (!allowPrivate) {
    if (!mailPorts.has(smtp.port)) throw refuse(`Port ${smtp.port} is none for mail: 25, 465, 587 or 2525`)
    if (smtp.security === 'none') throw refuse('Without encryption the password would be read on the way')
  }
  return new SMTPConnection({
    host: allowPrivate ? smtp.host : await addressOf(smtp.host, call),
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    tls: isIP(smtp.host) ? {} : { servername: smtp.host },
    allowInternalNetworkInterfaces: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    logger: false,
  })
}

/** An address of the server that is not in our own network; the connection goes there and nowhere else. */
function addressOf(host: string, call: string): Promise<string> {
  const refused = new SmtpError('rejected', {
    call,
    outcome: 'not_applied',
    reason: `${host} leads into a private network`,
  })
  if (isIP(host)) return isPrivateAddress(host) ? Promise.reject(refused) : Promise.resolve(host)
  return new Promise((resolve, reject) => {
    guardedLookup(host, { all: true }, (error, found) => {
      if (!error) return resolve((found as LookupAddress[])[0]!.address)
      const missing = (error as Failure).code === 'ENOTFOUND'
      reject(
        missing || (error as Failure).code === 'EAI_AGAIN'
          ? new SmtpError('unavailable', {
              call,
              outcome: 'not_applied',
              reason: `There is no server ${host}`,
            })
          : refused,
      )
    })
  })
}

/** Runs `work` on a connection that has signed in, and closes it. */
async function signedIn<T>(
  smtp: Smtp,
  allowPrivate: boolean,
  call: string,
  work: (connection: SMTPConnection) => Promise<T>,
  maySentYet: () => boolean,
): Promise<T> {
  const connection = await open(smtp, allowPrivate, call)
  let broke: (error: Error) => void = () => {}
  const broken = new Promise<never>((_resolve, reject) => (broke = reject))
  broken.catch(() => {})
  connection.on('error', (error: Error) => broke(error))
  connection.on('end', () =>
    broke(Object.assign(new Error('The connection was closed'), { code: 'ECONNECTION' })),
  )
  const deadline = setTimeout(
    () => broke(Object.assign(new Error('No answer'), { code: 'ETIMEDOUT' })),
    3 * timeoutMs,
  )
  try {
    await Promise.race([
      broken,
      new Promise<void>((resolve, reject) =>
        connection.connect((error?: Error | null) => (error ? reject(error) : resolve())),
      ),
    ])
    if (smtp.user)
      await Promise.race([
        broken,
        new Promise<void>((resolve, reject) =>
          connection.login({ credentials: { user: smtp.user, pass: smtp.password } }, (error) =>
            error ? reject(error) : resolve(),
          ),
        ),
      ])
    return await Promise.race([broken, work(connection)])
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw judge(error as Failure, call, smtp, maySentYet())
  } finally {
    clearTimeout(deadline)
    connection.close()
  }
}

/** What a failure means. A reply of the server is its last word; without one, all hangs on whether the text had begun. */
function judge(error: Failure, call: string, { password }: Smtp, begun: boolean): SmtpError {
  const code = error.responseCode ?? 0
  const said = (error.response ?? error.message).replace(/\s+/g, ' ').slice(0, 300)
  const reason = password ? said.replaceAll(password, '***') : said
  if (code === 0)
    return new SmtpError('unavailable', {
      call,
      outcome: begun ? 'unknown' : 'not_applied',
      reason: begun
        ? 'The connection broke after the mail was handed over, and before the server said that it has it'
        : `The mail server cannot be reached (${reason})`,
    })
  const bounced = code >= 500 && error.command === 'RCPT TO'
  const kind: ErrorKind = error.command?.startsWith('AUTH')
    ? 'bad_credentials'
    : code >= 500
      ? 'rejected'
      : 'unavailable'
  return new SmtpError(kind, { call, outcome: 'not_applied', reason, code, bounced })
}

/** Signs in and sends nothing. @throws ConnectorError */
export async function checkSmtp(smtp: Smtp, allowPrivate: boolean): Promise<string> {
  await signedIn(
    smtp,
    allowPrivate,
    'Check mail server',
    () => Promise.resolve(),
    () => false,
  )
  return smtp.user
    ? `${smtp.host} accepted the user ${smtp.user}. No mail was sent.`
    : `${smtp.host} answers. No mail was sent.`
}

/** Hands one mail over. @throws ConnectorError; its `outcome` says whether the server may have it all the same */
export async function sendMail(smtp: Smtp, allowPrivate: boolean, mail: Mail): Promise<void> {
  let begun = false
  await signedIn(
    smtp,
    allowPrivate,
    'Send e-mail',
    async (connection) => {
      const message = await compose(mail)
      // The connection reads it once the server has answered DATA with 354.
      const stream = Readable.from(
        (function* () {
          begun = true
          yield message
        })(),
        { objectMode: false },
      )
      await new Promise<void>((resolve, reject) =>
        connection.send(
          { from: mail.from.address, to: [mail.to.address], size: message.length },
          stream,
          (error) => (error ? reject(error) : resolve()),
        ),
      )
    },
    () => begun,
  )
}

async function compose(mail: Mail): Promise<Buffer> {
  const { unsubscribeUrl: url } = mail
  const built = new MailComposer({
    from: mail.from,
    to: mail.to,
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    ...(mail.inReplyTo && { inReplyTo: mail.inReplyTo, references: mail.inReplyTo }),
    attachments: mail.attachments,
    headers: url
      ? { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
      : {},
  })
  return built.compile().build() as Promise<Buffer>
}
