/** What the address of the staff's log says. */
import { operatorLog } from '#shared/contracts/operator-log.ts'
import { searchParams } from '#web/api/search-params.ts'

export const logSearch = searchParams(
  operatorLog.list.query.pick({
    operatorId: true,
    companyId: true,
    act: true,
    search: true,
    from: true,
    to: true,
  }),
)
export type LogSearch = ReturnType<typeof logSearch>

/** Every filter, unset. */
export const nothingSet = {
  operatorId: undefined,
  companyId: undefined,
  act: undefined,
  search: undefined,
  from: undefined,
  to: undefined,
}
