/** HART's form-post API as public client code shows it. README.md: subjects, and what is invented. */
import { join } from 'node:path'
import type { Sandbox, WireAnswer, WireCall } from '../kit.ts'
import { type Inquiry, openFiles } from '../open-credit/files.ts'
import { sentinelOf } from '../open-credit/server.ts'

const account = { ACCOUNT: 'keyholder', PASSWD: 'sandbox-demo' }
const names: Record<string, string> = { TU: 'TransUnion', EFX: 'Equifax', XPN: 'Experian' }
const needed = ['PROCESS', 'PRODUCT', 'BUREAU', 'NAME', 'SSN', 'ADDRESS', 'CITY', 'STATE', 'ZIP']

const text = (status: number, body: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})
const xml = (body: string): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
})
const escape = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const hart = (dataDir: string | null): Sandbox => {
  const files = openFiles(dataDir && join(dataDir, 'hart.jsonl'), 'HX')
  let pulls = 0

  function answer(call: WireCall): WireAnswer {
    if (call.method !== 'POST' || call.path !== '/api') return text(404, 'Not found')
    if (!call.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return text(200, 'UNAUTHORIZED METHOD OF ACCESS')
    const form = new URLSearchParams(call.body)
    if (form.get('ACCOUNT') !== account.ACCOUNT || form.get('PASSWD') !== account.PASSWD)
      return text(200, 'Login was not successful')
    const pass = form.get('PASS')
    if (pass === '109') {
      const found = files.inquiries().find(({ requestKey }) => requestKey === form.get('TOKEN'))
      return found ? reply(found) : text(200, 'NO TRANSACTION OF THIS TOKEN')
    }
    if (pass !== '2') return text(200, 'PASS IS NOT KNOWN')
    const missing = needed.find((name) => !form.get(name))
    if (missing) return text(200, `REQUIRED FIELD ${missing} IS MISSING`)
    const bureau = names[form.get('BUREAU')!]
    const ssn = form.get('SSN')!
    if (!bureau || !/^\d{9}$/.test(ssn)) return text(200, 'REQUIRED FIELD IS NOT VALID')
    if (files.find(ssn).match && form.get('CONTINUEONMATCH') !== 'Y')
      return text(200, 'MATCH FOUND: an account exists for this person or address')
    return reply(
      files.make({
        subscriber: account.ACCOUNT,
        // The wire takes no key of ours: every pull is another.
        requestKey: `TOK${String(++pulls).padStart(6, '0')}${Date.now().toString(36)}`,
        digest: '',
        ssn,
        name: form.get('NAME')!,
        bureau,
        born: (form.get('DOB') ?? '').replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2'),
      }),
    )
  }

  return {
    key: 'hart',
    name: 'HART (Monitronics, SAFE)',
    about: `A form post to /hart/api with account ${account.ACCOUNT}, password ${account.PASSWD}. What a subject shows is decided by the last four digits of the SSN.`,
    columns: [
      { title: 'SSN', path: 'accountNumber' },
      { title: 'Shows', path: 'shows' },
      { title: 'Result', path: 'result' },
      { title: 'Score', path: 'score' },
    ],
    answer,
    accountNumberOf: (call) => sentinelOf(new URLSearchParams(call.body).get('SSN') ?? undefined),
    isSignIn: () => false,
    isWrite: (call) => new URLSearchParams(call.body).get('PASS') === '2',
    refuse: (status, _code, detail, headers) => ({ ...text(status, detail), headers }),
    accounts: files.files,
    effects: files.effects,
    upsert: files.upsert,
    reset: files.reset,
    close: files.close,
  }
}

/** Each bureau's score stands elsewhere. */
function scoreOf(bureau: string, score: number | null): string {
  const inner = score === null ? '' : `<score>${String(score).padStart(5, '0')}</score>`
  switch (bureau) {
    case 'Equifax':
      return `<EFX_Report><subject_segments><beacon>${inner}</beacon></subject_segments></EFX_Report>`
    case 'Experian':
      return `<XPN_Report><subject_segments><risk_models><risk_model>${inner}</risk_model></risk_models></subject_segments></XPN_Report>`
    default:
      return `<TU_Report><subject_segments><scoring_segments><scoring>${inner}</scoring></scoring_segments></subject_segments></TU_Report>`
  }
}

const reply = ({ id, requestKey, bureau, score, report }: Inquiry): WireAnswer =>
  xml(
    `<HX5><HX5_transaction_information><Transid>${id}</Transid><Token>${requestKey}</Token></HX5_transaction_information>` +
      `<bureau_xml_data>${scoreOf(bureau, score)}</bureau_xml_data>` +
      `<TTY_Reports><TTY_Report>${escape(report)}</TTY_Report></TTY_Reports></HX5>`,
  )
