import { expect, it } from 'vitest'
import { readPlatformMail } from './platform-mail.ts'

const env = {
  PLATFORM_SMTP_URL: 'smtps://mailer:p%40ss@mail.example.test:465',
  PLATFORM_MAIL_FROM: 'Keyholder <no-reply@example.test>',
  PUBLIC_URL: 'https://keyholder.example.test',
}

it('[ADM-002] the platform’s mail server is named by three variables, or by none', () => {
  expect(readPlatformMail({})).toBeNull()
  expect(readPlatformMail({ PUBLIC_URL: env.PUBLIC_URL })).toBeNull()
  expect(readPlatformMail(env)).toEqual({
    host: 'mail.example.test',
    port: 465,
    security: 'tls',
    user: 'mailer',
    password: 'p@ss',
    from: { name: 'Keyholder', address: 'no-reply@example.test' },
    publicUrl: 'https://keyholder.example.test',
  })
  expect(readPlatformMail({ ...env, PLATFORM_SMTP_URL: 'smtp://mail.example.test' })).toMatchObject({
    ...{ port: 587, security: 'starttls', user: '' },
  })
})

it('[ADM-002] [SEC-003] a wrong one stops the start by its name, and its password is not repeated', () => {
  for (const [name, value] of [
    ['PLATFORM_SMTP_URL', 'https://mailer:p%40ss@mail.example.test'],
    ['PLATFORM_SMTP_URL', 'mailer:p%40ss'],
    ['PLATFORM_MAIL_FROM', 'Keyholder'],
    ['PUBLIC_URL', 'keyholder.example.test/'],
    ['PUBLIC_URL', ''],
  ] as const) {
    expect(() => readPlatformMail({ ...env, [name]: value })).toThrow(name)
    expect(() => readPlatformMail({ ...env, [name]: value })).not.toThrow('p%40ss')
  }
})
