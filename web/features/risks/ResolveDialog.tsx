/** Ends an at-risk entry: how, by whose doing, and for what money. */
import { Button, Modal, NativeSelect, SimpleGrid, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Risk, type RiskConflict, risks } from '#shared/contracts/risks.ts'
import { riskEnds, riskStatuses, type RiskEnd } from '#shared/rules/risks.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { MoneyFields } from './MoneyFields.tsx'
import { Refusal } from './Refusal.tsx'
import { moneyBody, moneyOf, optionalData } from './risk-draft.ts'
import classes from './risks.module.css'
import { useChoices, useCustomerParams, useTakeList } from './use-risks.ts'

export function ResolveDialog({ risk, onClose }: { risk: Risk; onClose: () => void }) {
  const { customerId } = useCustomerParams()
  const choices = useChoices(customerId)
  const take = useTakeList(customerId)
  const { invalidate } = useInvalidate()
  const resolve = useEndpointMutation(risks.resolve)
  const [status, setStatus] = useState<RiskEnd>('resolved')
  const [resolutionId, setResolutionId] = useState('')
  const [savedById, setSavedById] = useState('')
  const [money, setMoney] = useState(() => moneyOf(risk))
  const [version, setVersion] = useState(risk.version)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(risks.resolve.body, {
      version,
      status,
      resolutionId: resolutionId === '' ? null : Number(resolutionId),
      savedById: savedById === '' ? null : Number(savedById),
      ...moneyBody(money),
    })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    resolve.mutate(
      { params: { customerId, riskId: risk.id }, body: checked.value },
      {
        onSuccess: (list) => {
          take(list)
          toastDone(`At-risk entry ended: ${riskStatuses[status].toLowerCase()}.`)
          onClose()
        },
        onError: (problem) => {
          setErrors(fieldErrors(problem))
          if (problem.code === 'risks.stale') setVersion((problem.extra as RiskConflict).current.version)
          if (problem.errors.length === 0) void invalidate(risks.ofCustomer, { customerId })
        },
      },
    )
  }
  return (
    <Modal opened onClose={onClose} size={560} title={`End “${risk.reason.name}”`}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <Refusal problem={resolve.error} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <NativeSelect
              label="Resolution"
              data-autofocus
              data={optionalData(choices?.resolutions, resolutionId)}
              value={resolutionId}
              error={errors.resolutionId}
              onChange={(event) => {
                const chosen = event.currentTarget.value
                setResolutionId(chosen)
                const proposed = choices?.resolutions.find(({ id }) => String(id) === chosen)?.status
                if (proposed) setStatus(proposed)
              }}
            />
            <NativeSelect
              label="Status"
              data={riskEnds.map((value) => ({ value, label: riskStatuses[value] }))}
              value={status}
              error={errors.status}
              onChange={(event) => setStatus(event.currentTarget.value as RiskEnd)}
            />
            <NativeSelect
              label="Saved by"
              data={[{ value: '', label: 'Nobody' }, ...optionalData(choices?.people, savedById).slice(1)]}
              value={savedById}
              error={errors.savedById}
              onChange={(event) => setSavedById(event.currentTarget.value)}
            />
          </SimpleGrid>
          <MoneyFields
            draft={money}
            onChange={(change) => setMoney({ ...money, ...change })}
            errors={errors}
            choices={choices}
          />
          <div className={classes.buttons}>
            <span />
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={resolve.isPending} disabled={!choices}>
              End entry
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
