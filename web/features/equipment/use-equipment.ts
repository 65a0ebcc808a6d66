/** Reading and changing the equipment of one record. */
import { useParams } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { equipment, type EquipmentList } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

export const useEquipment = (customerId: number) =>
  useEndpointQuery(equipment.list, { params: { customerId } })

/** What equipment is chosen from; the same for every record. */
export const useChoices = () => useEndpointQuery(equipment.choices, {}, { staleTime: 60_000 }).data

/** Takes the list that a change was answered with, and has the tab's count and all history read anew. */
export function useTakeList(customerId: number): (list: EquipmentList) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return ({ items, abilities, readOnlyReason }) => {
    put(equipment.list, { params }, { items, abilities, readOnlyReason })
    void invalidate(customers.open, params)
    void invalidate(history.ofCustomer, params)
    void invalidate(equipment.history)
  }
}
