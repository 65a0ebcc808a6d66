/** Looks for who a new record may be already, before it is made (NEW-002). */
import { useRef, useState } from 'react'
import type { PossibleDuplicate } from '#shared/contracts/customers-lifecycle.ts'
import { duplicateFields } from '#shared/rules/duplicate-rules.ts'
import type { RecordValues } from '#shared/rules/custom-fields.ts'
import { call } from '#web/api/call.ts'

export function useDuplicateCheck() {
  const [found, setFound] = useState<PossibleDuplicate[] | null>(null)
  const [asking, setAsking] = useState(false)
  /** What was looked up last, and what the user has said to create nevertheless. */
  const asked = useRef('')
  const accepted = useRef<string | null>(null)

  /** Whether nobody alike was found, or the user has seen them. Throws Problem if it cannot be found out. */
  const mayCreate = async (values: RecordValues): Promise<boolean> => {
    const query = Object.fromEntries(
      duplicateFields.map((name) => [name, values[name]] as const).filter(([, v]) => typeof v === 'string'),
    ) as Partial<Record<(typeof duplicateFields)[number], string>>
    asked.current = JSON.stringify(query)
    if (accepted.current === asked.current) return true
    setAsking(true)
    try {
      // Asked of new records alone: the form of others does without its script.
      const { customersLifecycle } = await import('#shared/contracts/customers-lifecycle.ts')
      const { items } = await call(customersLifecycle.findDuplicates, { query })
      setFound(items.length > 0 ? items : null)
      return items.length === 0
    } finally {
      setAsking(false)
    }
  }
  return {
    /** Not null: to be shown. */
    found,
    asking,
    mayCreate,
    /** They are not the same: the next try with these values creates. */
    accept: () => {
      accepted.current = asked.current
      setFound(null)
    },
    close: () => setFound(null),
  }
}
