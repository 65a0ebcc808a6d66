/** A bureau that is reached by the Open Credit API. A brand gives its settings' meaning and nothing else. */
import type { CreditAnswer, CreditBureau, CreditInquiry } from '../credit.ts'
import type { ProviderFetch } from '../http.ts'
import { openCreditClient } from './client.ts'
import type { OpenCreditAccess } from './settings.ts'
import { inquiriesReply, inquiryReply, type InquiryReply, reportReply, subscriberReply } from './wire.ts'

export function openCreditBureau(access: OpenCreditAccess, fetch: ProviderFetch): CreditBureau {
  const send = openCreditClient(access, fetch)
  return {
    async check() {
      const call = { call: 'Test connection', effect: 'read', method: 'GET', path: '/subscriber' } as const
      const { name, environment } = await send(call, subscriberReply)
      return `${name} answers${environment === 'test' ? ' (test environment)' : ''}.`
    },
    async inquire({ requestKey, subject, purpose, extras }) {
      const body = {
        product: access.product,
        subject: wireSubject(subject),
        permissiblePurpose: purpose,
        ...(typeof extras.subjectPin === 'string' && extras.subjectPin && { subjectPin: extras.subjectPin }),
      }
      const secrets = [subject.ssn, subject.birthdate, String(extras.subjectPin ?? '')].filter(Boolean)
      return toAnswer(
        await send(
          {
            call: 'Run credit',
            effect: 'write',
            method: 'POST',
            path: '/inquiries',
            body,
            requestKey,
            secrets,
          },
          inquiryReply,
        ),
      )
    },
    async find(requestKey) {
      const { inquiries } = await send(
        { call: 'Look up inquiry', effect: 'read', method: 'GET', path: '/inquiries', query: { requestKey } },
        inquiriesReply,
      )
      const found = inquiries.find((one) => one.requestKey === requestKey)
      return found ? toAnswer(found) : null
    },
    async fetchReport(transactionId) {
      const path = `/inquiries/${encodeURIComponent(transactionId)}/report`
      return (await send({ call: 'Fetch report', effect: 'read', method: 'GET', path }, reportReply)).text
    },
  }
}

const wireAddress = ({ addressLine1, city, state, zip }: CreditInquiry['subject']['previous'] & object) => ({
  street: addressLine1,
  city,
  state,
  postalCode: zip,
})

const wireSubject = (subject: CreditInquiry['subject']) => ({
  firstName: subject.firstName,
  lastName: subject.lastName,
  ssn: subject.ssn,
  ...(subject.birthdate && { birthdate: subject.birthdate }),
  address: wireAddress(subject),
  ...(subject.previous && { previousAddress: wireAddress(subject.previous) }),
})

const toAnswer = (reply: InquiryReply): CreditAnswer => ({
  transactionId: reply.id,
  trackingNumber: reply.trackingNumber,
  source: reply.bureau,
  outcome: reply.result,
  score: reply.result === 'scored' ? reply.score : null,
  alerts: reply.alerts,
  factors: reply.factors,
  report: reply.reportAvailable ? 'apart' : null,
})
