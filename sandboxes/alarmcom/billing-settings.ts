/** What each dealer's software has set for Billing, and which reps' logins may set it. */
import { openJournal } from '../journal.ts'

export type DealerBilling = { enabled: boolean; url: string; keyId: string; key: string }
type Entry = { dealerId?: number; settings?: DealerBilling; login?: string; granted?: boolean }
export type BillingSettings = ReturnType<typeof openBillingSettings>

const none: DealerBilling = { enabled: false, url: '', keyId: '', key: '' }
/** A rep of the first dealer's who was never given the role. */
const withoutRole = ['guarded_adc']

export function openBillingSettings(file: string | null) {
  const byDealer = new Map<number, DealerBilling>()
  const refused = new Set(withoutRole)
  const { entries, journal } = openJournal<Entry>(file)
  const take = ({ dealerId, settings, login, granted }: Entry) => {
    if (dealerId !== undefined && settings) byDealer.set(dealerId, settings)
    if (login !== undefined) {
      if (granted) refused.delete(login)
      else refused.add(login)
    }
  }
  for (const entry of entries) take(entry)
  journal.rewrite(entries)
  const record = (entry: Entry) => {
    journal.append(entry)
    take(entry)
  }
  return {
    of: (dealerId: number): DealerBilling => byDealer.get(dealerId) ?? none,
    set: (dealerId: number, settings: DealerBilling) => record({ dealerId, settings }),
    hasRole: (login: string): boolean => !refused.has(login),
    grant: (login: string, granted: boolean) => record({ login, granted }),
    reset() {
      byDealer.clear()
      refused.clear()
      for (const login of withoutRole) refused.add(login)
      journal.rewrite([])
    },
    close: () => journal.close(),
  }
}
