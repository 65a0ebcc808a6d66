/** Reading and working on the workflows of one record. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { customers } from '#shared/contracts/customers.ts'
import { history } from '#shared/contracts/history.ts'
import { type Enrolment, type OfferedWorkflow, workflows } from '#shared/contracts/workflows.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'

/** Workflows change rarely; one that is offered no more the server refuses. */
const offeredStaleMs = 5 * 60_000

/** The workflows that can be begun now; undefined until they are read. */
export const useOffered = (enabled: boolean): OfferedWorkflow[] | undefined =>
  useEndpointQuery(workflows.offered, {}, { enabled, staleTime: offeredStaleMs }).data?.items

/** Takes the run that a change was answered with, and has all else that shows of it read anew. */
export function useTakeEnrolment(customerId: number): (enrolment: Enrolment) => void {
  const { put, invalidate } = useInvalidate()
  const params = { customerId }
  return (enrolment) => {
    put(workflows.open, { params: { customerId, enrolmentId: enrolment.id } }, enrolment)
    void invalidate(workflows.ofCustomer, params)
    void invalidate(customers.open, params)
    void invalidate(history.ofCustomer, params)
  }
}

/** Begins a workflow on the record, and opens it. */
export function useBegin(customerId: number) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const take = useTakeEnrolment(customerId)
  const enrol = useEndpointMutation(workflows.enrol)
  return {
    beginning: enrol.isPending,
    begin: (workflowId: number) =>
      enrol.mutate(
        { params: { customerId }, body: { workflowId } },
        {
          onSuccess: (enrolment) => {
            take(enrolment)
            void navigate({
              to: '/$company/customers/$customerId/workflows/$enrolmentId',
              params: { company, customerId, enrolmentId: enrolment.id },
            })
          },
          onError: toastFailed,
        },
      ),
  }
}
