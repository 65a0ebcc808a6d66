/** Reading and changing work orders, and what a change makes outdated. */
import { useParams } from '@tanstack/react-router'
import { appointments, mySchedule } from '#shared/contracts/appointments.ts'
import { customers } from '#shared/contracts/customers.ts'
import { equipment } from '#shared/contracts/equipment.ts'
import { history } from '#shared/contracts/history.ts'
import { notes } from '#shared/contracts/notes.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import type { WorkOrder } from '#shared/contracts/work-order-values.ts'
import { workOrders } from '#shared/contracts/work-orders.ts'
import { useEndpointQuery, useInvalidate } from '#web/api/queries.ts'

/** Company and customer of the address. */
export const useCustomerParams = () => useParams({ from: '/$company/customers/$customerId' })

/** What a work order of this record is chosen from. */
export const useChoices = (customerId: number) =>
  useEndpointQuery(workOrders.choices, { params: { customerId } }, { staleTime: 60_000 }).data

/** Has everything that shows of work orders read anew. */
export function useRefresh(): () => void {
  const { invalidate } = useInvalidate()
  return () => {
    for (const endpoint of [
      workOrders.ofCustomer,
      workOrders.get,
      workOrders.history,
      workOrders.list,
      workOrders.count,
      workOrders.mine,
      appointments.ofCustomer,
      appointments.calendar,
      mySchedule.list,
      customers.open,
      equipment.list,
      notes.ofCustomer,
      history.ofCustomer,
      notifications.unread,
    ])
      void invalidate(endpoint)
  }
}

/** Takes the work order that a change was answered with, and has all else that shows of it read anew. */
export function useTake(): (order: WorkOrder) => void {
  const { put } = useInvalidate()
  const refresh = useRefresh()
  return (order) => {
    refresh()
    put(workOrders.get, { params: { customerId: order.customerId, workOrderId: order.id } }, order)
  }
}
