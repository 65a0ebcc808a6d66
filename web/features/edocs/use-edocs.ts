/** Reading and changing documents, and what a change makes outdated. */
import { useParams } from '@tanstack/react-router'
import type { Edoc, EdocRow } from '#shared/contracts/edoc-values.ts'
import { edocs } from '#shared/contracts/edocs.ts'
import { customers } from '#shared/contracts/customers.ts'
import { files } from '#shared/contracts/files.ts'
import { history } from '#shared/contracts/history.ts'
import { isFinal } from '#shared/rules/edocs.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

/** Something still comes by itself: a provider’s answer, the seal. */
const isUnderWay = (doc: EdocRow): boolean =>
  doc.providerState === 'sending' ||
  doc.providerState === 'unknown' ||
  (doc.status === 'completed' && doc.sealedAt === null)
/** Signers come at any time: a document that is out is looked at now and then. */
const pollMs = (doc: EdocRow): number | false => (isUnderWay(doc) ? 1500 : isFinal(doc.status) || doc.status === 'draft' ? false : 15_000) // prettier-ignore

export const useEdocs = (customerId: number) =>
  useEndpointQuery(
    edocs.list,
    { params: { customerId } },
    {
      refetchInterval: ({ state }) => {
        const waits = (state.data?.items ?? []).map(pollMs).filter((ms) => ms !== false)
        return waits.length ? Math.min(...waits) : false
      },
    },
  )

export const useEdoc = (customerId: number, edocId: number) =>
  useEndpointQuery(
    edocs.get,
    { params: { customerId, edocId } },
    { refetchInterval: ({ state }) => (state.data ? pollMs(state.data) : false) },
  )

/** Takes the document that a change was answered with, and has all else that shows of it read anew. */
export function useTake(customerId: number): (doc?: Edoc) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return (doc) => {
    if (doc) put(edocs.get, { params: { customerId, edocId: doc.id } }, doc)
    void invalidate(edocs.list, params)
    void invalidate(customers.open, params)
    void invalidate(files.list, params)
    void invalidate(history.ofCustomer, params)
  }
}
