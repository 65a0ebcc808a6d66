import { describe, expect, it } from 'vitest'
import { conformancePage } from './conformance-table.ts'

const asked = (
  connector: string,
  tests: [title: string, status: string][],
  suite = 'X against its sandbox',
) => ({
  name: `/x/server/connectors/${connector}/${connector}.test.ts`,
  assertionResults: tests.map(([title, status]) => ({ ancestorTitles: [suite], title, status })),
})

describe('the table of answers', () => {
  it('[CON-101] says per question what each connector proved, does not claim, or failed', () => {
    const page = conformancePage({
      testResults: [
        asked('bold', [
          ['[CON-013] [SYS-01] sets zones', 'passed'],
          ['[SYS-01] lists events', 'skipped'],
        ]),
        asked('cops', [
          ['[CON-013] [SYS-02] sets zones', 'failed'],
          ['[CON-013] [SYS-02] sets zones', 'passed'],
        ]),
        asked('cops', [['its own', 'passed']], 'something else'),
        { name: '/x/server/connectors/http.test.ts', assertionResults: [] },
      ],
    })
    expect(page).toContain('| question | bold | cops |')
    expect(page).toContain('| sets zones | yes | NO |')
    expect(page).toContain('| lists events | – |  |')
    expect(page).not.toContain('its own')
  })
})
