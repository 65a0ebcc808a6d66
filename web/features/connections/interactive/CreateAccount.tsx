/** Creates an account, or orders a commitment, with what the provider asks for; a refusal loses nothing that was typed. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { interactive } from '#shared/contracts/interactive.ts'
import { call } from '#web/api/call.ts'
import { fieldErrors, Problem } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { formGrid } from '#web/ui/FormPage.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import styles from '../connections.module.css'
import { useCustomerParams } from '../customer-params.ts'
import { FactList } from '../FactList.tsx'
import { CallFailed } from '../manage/StationPanel.tsx'
import { useStation } from '../manage/use-station.ts'
import type { Provider } from './AddPage.tsx'
import { CreateDetails } from './CreateDetails.tsx'
import classes from './interactive.module.css'
import { PlanChoice } from './PlanChoice.tsx'
import { receiverOptions } from './receiver-options.ts'
import { Refusal } from './StepForm.tsx'
import { useSettle } from './use-interactive.ts'

export type Options = Output<typeof interactive.options>
type Kind = 'customer' | 'commitment'
type Props = { provider: Provider; kind: Kind }

export function CreateAccount({ provider, kind }: Props) {
  const { customerId } = useCustomerParams()
  // Never read again by itself: what one types rests on it.
  const asked = useStation(
    interactive.options,
    { params: { customerId, serviceProviderId: provider.id } },
    { staleTime: Infinity, gcTime: 0 },
  )
  if (asked.data) return <CreateForm provider={provider} kind={kind} options={asked.data} />
  return (
    <Panel>
      {asked.error ? (
        <CallFailed error={asked.error} busy={asked.isFetching} onRetry={() => void asked.refetch()} />
      ) : (
        <div role="status" aria-label={`Loading what ${provider.name} asks for`}>
          <LinesSkeleton count={8} />
        </div>
      )}
    </Panel>
  )
}

const startOf = (options: Options) => ({
  login: options.login.proposal,
  planCode: options.plans.length === 1 ? options.plans[0]!.code : '',
  addOnCodes: [] as string[],
  deviceSerial: '',
  panelCode: '',
  forwards: options.centralStation.accountNumber !== '' && options.receivers.length > 0,
  accountNumber: options.centralStation.accountNumber,
  receiver: options.centralStation.receiver,
  forwarding: options.forwarding[0]?.code ?? '',
  details: {} as Record<string, string>,
})

function CreateForm({ provider, kind, options }: Props & { options: Options }) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const settle = useSettle()
  const [draft, setDraft] = useState(() => startOf(options))
  /** Alarms are to be forwarded, and nobody has said where to. */
  const [missing, setMissing] = useState(false)
  const set = (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change }))
  const toPage = () =>
    void navigate({ to: '/$company/customers/$customerId/connections/isp', params, search: {} })
  const create = useEndpointMutation(interactive.create, {
    onSuccess: (answer) => {
      settle(answer)
      toastDone(kind === 'commitment' ? `Ordered at ${provider.name}` : `Created at ${provider.name}`)
      toPage()
    },
    onError: async (error) => {
      settle()
      if (error.status < 500) return
      // Not refused, only unanswered: if it stands on the page as being finished, asking again would make two.
      const page = await call(interactive.page, { params: { customerId: params.customerId } }).catch(
        () => null,
      )
      if (!page?.accounts.some((a) => a.providerId === provider.id && a.state === 'creating')) return
      toastFailed(error)
      settle(page)
      toPage()
    },
  })
  const errors = errorsOf(create.error)
  const form = useRef<HTMLFormElement>(null)
  // What was refused may stand outside of the screen.
  useEffect(() => {
    if (!create.error && !missing) return
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')
    first?.scrollIntoView({ block: 'center' })
    first?.focus({ preventScroll: true })
  }, [create.error, missing])
  const { forwards, accountNumber, receiver, forwarding, ...order } = draft
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (create.isPending) return
    setMissing(forwards && options.receivers.length > 0 && receiver === '')
    if (forwards && options.receivers.length > 0 && receiver === '') return
    create.mutate({
      params: { customerId: params.customerId },
      body: {
        providerId: provider.id,
        kind,
        ...order,
        centralStation: forwards ? { accountNumber, receiver, forwarding } : null,
      },
    })
  }
  const text = (name: 'login' | 'deviceSerial' | 'accountNumber') => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  return (
    <form ref={form} onSubmit={submit} noValidate className={classes.form}>
      <div className={styles.pair}>
        <Panel title="Account">
          <div className={formGrid}>
            <TextInput
              label="Login"
              description={options.login.help}
              withAsterisk
              maxLength={100}
              {...text('login')}
            />
            <TextInput
              label={options.device.label}
              description={
                kind === 'commitment' ? 'May be left out until it is activated' : options.device.help
              }
              withAsterisk={kind === 'customer' && options.device.pattern !== ''}
              maxLength={60}
              {...text('deviceSerial')}
            />
            {options.panels.length > 0 && (
              <NativeSelect
                label="Panel"
                withAsterisk
                data={[
                  { value: '', label: 'Choose a panel' },
                  ...options.panels.map(({ code, label }) => ({ value: code, label })),
                ]}
                value={draft.panelCode}
                error={errors.panelCode}
                onChange={(event) => set({ panelCode: event.currentTarget.value })}
              />
            )}
            <CreateDetails
              details={options.details}
              values={draft.details}
              errors={errors}
              onChange={(details) => set({ details })}
            />
          </div>
        </Panel>
        <Panel title="Plan">
          <PlanChoice
            plans={options.plans}
            choice={{ ...draft, quantities: {} }}
            onChange={({ planCode, addOnCodes }) => set({ planCode, addOnCodes })}
            flagsOnly
            error={errors.planCode}
          />
        </Panel>
        {(options.receivers.length > 0 || options.forwarding.length > 0) && (
          <Panel title="Central station">
            <Checkbox
              label={`${provider.name} forwards alarms to a central station`}
              checked={forwards}
              onChange={(event) => set({ forwards: event.currentTarget.checked })}
            />
            {forwards && (
              <div className={`${formGrid} ${classes.below}`}>
                <NativeSelect
                  label="Receiver"
                  data={receiverOptions(options.receivers, receiver)}
                  value={receiver}
                  error={missing && receiver === '' ? 'Choose where alarms go to' : errors.receiver}
                  onChange={(event) => set({ receiver: event.currentTarget.value })}
                />
                <TextInput label="Account number there" maxLength={40} {...text('accountNumber')} />
                {options.forwarding.length > 0 && (
                  <NativeSelect
                    label="Forwarding"
                    data={options.forwarding.map(({ code, label }) => ({ value: code, label }))}
                    value={forwarding}
                    error={errors.forwarding}
                    onChange={(event) => set({ forwarding: event.currentTarget.value })}
                  />
                )}
              </div>
            )}
          </Panel>
        )}
        <Panel title={`Goes to ${provider.name}`} note="as it stands on this customer">
          <FactList facts={options.sends.map(({ label, value }) => [label, value] as const)} />
          <p className={styles.honesty}>
            Something is wrong here? Change it on the{' '}
            <Link to="/$company/customers/$customerId" params={params} className={styles.textLink}>
              Home form
            </Link>{' '}
            first.
          </p>
        </Panel>
      </div>
      <Refusal
        error={create.error}
        shownAt={Object.keys(fieldErrors(create.error)).filter(isShown(options))}
      />
      <div className={`${styles.linkBar} no-print`}>
        <Button variant="default" onClick={toPage}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          {kind === 'commitment' ? 'Order commitment' : 'Create account'}
        </Button>
      </div>
    </form>
  )
}

/** By field, from our own checks (`login`, `centralStation.receiver`) and the provider's (`fields.login`). */
function errorsOf(error: unknown): Record<string, string> {
  if (!(error instanceof Problem)) return {}
  return Object.fromEntries(
    Object.entries(fieldErrors(error)).map(([path, message]) => [plain(path), message]),
  )
}
const plain = (path: string) => path.replace(/^(?:fields|centralStation)\./, '')
const own = new Set([
  'login',
  'deviceSerial',
  'panelCode',
  'planCode',
  'receiver',
  'forwarding',
  'accountNumber',
])
const isShown =
  ({ details }: Options) =>
  (path: string) =>
    own.has(plain(path)) || details.some(({ key }) => plain(path) === `details.${key}`)
