/** Search params of pages whose schema comes with the page: a contract that only they need stays out of the first script. */
import { redirect } from '@tanstack/react-router'

type Read<T> = (search: Record<string, unknown>) => T

/**
 * For a route: `createRoute({ …, ...lazySearch(async () => (await import('./notes-search.ts')).notesSearch) })`.
 * Until the schema is there the address passes as it is; when it has come, and before the page is drawn, what does not
 * fit is dropped.
 */
export function lazySearch<T extends object>(load: () => Promise<Read<T>>) {
  let read: Read<T> | undefined
  return {
    validateSearch: (search: Record<string, unknown>): T => (read ? read(search) : (search as T)),
    beforeLoad: async ({
      search,
      location,
    }: {
      search: T
      location: { pathname: string }
    }): Promise<void> => {
      if (read) return
      read = await load()
      const fitting = read(search as Record<string, unknown>)
      if (written(fitting) !== written(search))
        throw redirect({ to: location.pathname, search: fitting, replace: true } as never)
    },
  }
}

const written = (search: object): string =>
  JSON.stringify(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
