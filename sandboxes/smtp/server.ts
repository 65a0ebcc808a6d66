/** A mail server (RFC 5321) that keeps what it is handed, for people and tests to read. README.md has the lies. */
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Effect, Sandbox, Served, WireAnswer } from '../kit.ts'
import { logCall } from '../kit.ts'

export const credentials = { user: 'keyholder', password: 'sandbox-demo' }

const faults = {
  drop_before: 'asks for the mail’s text, then closes the connection without taking it',
  drop_after: 'takes the mail, then closes the connection: the answer is lost',
  greylist: 'refuses the recipient for now (451)',
  reject: 'refuses the recipient for good (550)',
  refuse_mail: 'refuses the mail after its text (554)',
  auth_down: 'refuses to sign anybody in for now (454)',
}

type Mail = {
  /** To whom; names the entry. */
  accountNumber: string
  id: number
  at: string
  from: string
  to: string
  subject: string
  messageId: string
  replyTo: string
  text: string
  html: string
  headers: Record<string, string>
  attachments: { name: string; type: string; bytes: number }[]
}

const failure = (code: number, message: string) => Object.assign(new Error(message), { responseCode: code })

export const smtp = (): Sandbox => {
  const mails: Mail[] = []
  const effects: Effect[] = []
  const none: WireAnswer = {
    status: 404,
    body: 'This sandbox speaks SMTP on its own port; /smtp/_control/accounts has its mails\n',
  }

  async function keep(raw: Buffer, from: string, to: string): Promise<Mail> {
    const parsed = await PostalMime.parse(raw)
    const mail: Mail = {
      accountNumber: to,
      id: mails.length + 1,
      at: new Date().toISOString(),
      from: parsed.from?.name
        ? `${parsed.from.name} <${parsed.from.address}>`
        : (parsed.from?.address ?? from),
      to,
      subject: parsed.subject ?? '',
      messageId: parsed.messageId ?? '',
      replyTo: parsed.replyTo?.[0]?.address ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? '',
      headers: Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value])),
      attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
        name: filename ?? '',
        type: mimeType,
        bytes: typeof content === 'string' ? content.length : content.byteLength,
      })),
    }
    mails.push(mail)
    effects.push({
      ...{
        seq: effects.length + 1,
        at: mail.at,
        kind: 'mail',
        accountNumber: to,
        idempotencyKey: mail.messageId,
      },
      values: { subject: mail.subject, text: mail.text },
    })
    return mail
  }

  function open(served: Served): SMTPServer {
    const fault = (path: string, accountNumber: string | null, fits: readonly (keyof typeof faults)[]) => {
      const target = { method: '', path, accountNumber, write: true, signIn: false }
      const next = served.faults.list().find((one) => fits.includes(one.fault as keyof typeof faults))
      return next ? (served.faults.take(target) as keyof typeof faults | null) : null
    }
    const log = (
      method: string,
      path: string,
      accountNumber: string | null,
      met: string | null,
      status: number,
    ) => {
      const logged = logCall(served, { method, path, accountNumber, idempotencyKey: null, fault: met })
      logged.status = status || null
      logged.durationMs = 0
    }
    /** Recipients whose mail meets a fault once its text is there. */
    const server: SMTPServer = new SMTPServer({
      name: 'sandbox.test',
      banner: 'Sandbox',
      size: 30 * 1_048_576,
      authMethods: ['PLAIN', 'LOGIN'],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 500,
      onAuth(auth, _session, done) {
        if (fault('AUTH', null, ['auth_down'])) {
          log('AUTH', auth.username ?? '', null, 'auth_down', 454)
          return done(failure(454, '4.7.0 Temporary authentication failure'))
        }
        if (auth.username === credentials.user && auth.password === credentials.password)
          return done(null, { user: credentials.user })
        log('AUTH', auth.username ?? '', null, null, 535)
        done(failure(535, '5.7.8 Authentication credentials invalid'))
      },
      onRcptTo({ address }, _session, done) {
        const met = fault('RCPT', address, ['greylist', 'reject'])
        if (met || address.endsWith('@nobody.test')) {
          const code = met === 'greylist' ? 451 : 550
          log('RCPT', address, address, met, code)
          return done(
            code === 451
              ? failure(451, '4.7.1 Greylisted, please try again later')
              : failure(550, `5.1.1 <${address}>: Recipient address rejected: User unknown`),
          )
        }
        done()
      },
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const met = fault('DATA', to, ['drop_before', 'drop_after', 'refuse_mail'])
        const drop = () => {
          for (const connection of server.connections as Set<{ id: string; _socket?: { destroy(): void } }>)
            if (connection.id === session.id) connection._socket?.destroy()
        }
        if (met === 'drop_before') {
          log('DATA', to, to, met, 0)
          return drop()
        }
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          log('DATA', to, to, met, met === 'refuse_mail' ? 554 : met ? 0 : 250)
          if (met === 'refuse_mail') return done(failure(554, '5.6.0 Message content rejected'))
          keep(Buffer.concat(chunks), from, to).then(
            (mail) => (met === 'drop_after' ? drop() : done(null, `Taken as ${mail.id}`)),
            (error: Error) => done(error),
          )
        })
      },
    })
    server.on('error', () => {})
    return server
  }

  return {
    key: 'smtp',
    name: 'Mail server (SMTP)',
    about: `Takes e-mail without encryption at its own port, the one two above the sandboxes’, from the user ${credentials.user} with the password ${credentials.password}. Whoever is at nobody.test is unknown. /smtp/_control/accounts has the mails.`,
    columns: [
      { title: 'To', path: 'to' },
      { title: 'From', path: 'from' },
      { title: 'Subject', path: 'subject' },
      { title: 'Text', path: 'text' },
    ],
    answer: () => none,
    accountNumberOf: () => null,
    isSignIn: () => false,
    refuse: () => none,
    accounts: () => mails,
    effects: () => effects,
    upsert: () => 0,
    reset() {
      mails.length = 0
      effects.length = 0
    },
    close: () => {},
    ownWire: {
      faults,
      titles: {
        'accounts-title': 'Mails',
        'calls-title': 'Commands that were answered',
        'calls-call': 'Command',
        'effects-title': 'Mails taken',
        'effects-change': 'Mail',
        'effects-key': 'Message-ID',
        reset: 'Forget all mails',
      },
      async listen(served, { host, port }) {
        const server = open(served)
        await new Promise<void>((resolve, reject) => {
          server.server.once('error', reject)
          server.listen(port, host, resolve)
        })
        const address = server.server.address()
        return {
          port: typeof address === 'object' && address ? address.port : port,
          close: () => new Promise((resolve) => server.close(() => resolve())),
        }
      },
    },
  }
}
