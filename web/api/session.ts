/** Who is signed in, for every page below the frame. */
import { createContext, use } from 'react'
import { type Me, sessions } from '#shared/contracts/sessions.ts'
import type { Permission } from '#shared/permissions.ts'
import { endpointQuery } from './queries.ts'

export const meQuery = { ...endpointQuery(sessions.me, {}), staleTime: 5 * 60_000 }

export const MeContext = createContext<Me | null>(null)

/** The signed-in user with company and permissions. Only below the frame, which asks for sign-in otherwise. */
export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('useMe() stands outside of the frame')
  return me
}

/** Whether the user holds a permission at some location; what may be done to a row comes with the row. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe()
  return (permission) => permissions.includes(permission)
}

const lastCompanyKey = 'keyholder.company'

/** The company that was last signed in to on this computer; '' if none or if the browser keeps nothing. */
export function lastCompany(): string {
  try {
    return localStorage.getItem(lastCompanyKey) ?? ''
  } catch {
    return ''
  }
}

export function rememberCompany(slug: string): void {
  try {
    localStorage.setItem(lastCompanyKey, slug)
  } catch {
    // A browser that keeps nothing only costs the user a word to type.
  }
}
