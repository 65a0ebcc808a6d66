/** The dialog of the step that the address names: what is done with one account. */
import { Modal } from '@mantine/core'
import { type ComponentType, lazy, Suspense } from 'react'
import type { InteractiveAccount, InteractiveAction, InteractivePage } from '#shared/contracts/interactive.ts'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { nameOf } from './interactive-words.ts'
import { useStep } from './use-interactive.ts'

export type StepProps = { account: InteractiveAccount; page: InteractivePage; onClose: () => void }
type Step = {
  title: (account: InteractiveAccount) => string
  size?: string
  content: ComponentType<StepProps>
}

const life = () => import('./LifeSteps.tsx')
const device = () => import('./DeviceSteps.tsx')

const at = (words: string) => (account: InteractiveAccount) =>
  `${words} ${nameOf(account)} at ${account.provider}`
const ask = (words: string) => (account: InteractiveAccount) => `${at(words)(account)}?`

const steps: Partial<Record<InteractiveAction, Step>> = {
  change_plan: {
    title: at('Change the plan of'),
    size: 'lg',
    content: lazy(async () => ({ default: (await import('./PlanStep.tsx')).PlanStep })),
  },
  devices: {
    title: at('Devices of'),
    size: '90rem',
    content: lazy(async () => ({ default: (await import('./DevicesStep.tsx')).DevicesStep })),
  },
  logins: {
    title: at('Logins of'),
    content: lazy(async () => ({ default: (await import('./LoginsStep.tsx')).LoginsStep })),
  },
  impersonate: {
    title: at('Open the app of'),
    content: lazy(async () => ({ default: (await import('./OpenStep.tsx')).OpenStep })),
  },
  central_station: {
    title: at('Where alarms go of'),
    content: lazy(async () => ({ default: (await import('./CentralStationStep.tsx')).CentralStationStep })),
  },
  activate: {
    title: ask('Activate'),
    content: lazy(async () => ({ default: (await device()).ActivateStep })),
  },
  swap_modem: {
    title: at('Swap the modem of'),
    content: lazy(async () => ({ default: (await device()).SwapStep })),
  },
  refresh_devices: {
    title: ask('Ask the panel for the devices of'),
    content: lazy(async () => ({ default: (await life()).RefreshDevicesStep })),
  },
  push: {
    title: ask('Push everything to'),
    content: lazy(async () => ({ default: (await life()).PushStep })),
  },
  suspend: {
    title: ask('Suspend'),
    content: lazy(async () => ({ default: (await life()).SuspendStep })),
  },
  resume: {
    title: ask('Resume'),
    content: lazy(async () => ({ default: (await life()).ResumeStep })),
  },
  restore: {
    title: ask('Restore'),
    content: lazy(async () => ({ default: (await life()).RestoreStep })),
  },
  terminate: {
    title: ask('Terminate'),
    content: lazy(async () => ({ default: (await life()).TerminateStep })),
  },
  unlink: {
    title: ask('Unlink'),
    content: lazy(async () => ({ default: (await life()).UnlinkStep })),
  },
}

export function AccountStep({ page }: { page: InteractivePage }) {
  const { account: id, step: key, close } = useStep()
  const account = page.accounts.find((one) => one.id === id)
  const offered = account?.actions.some((action) => action.key === key && action.disabledReason === null)
  const step = offered && key ? steps[key] : undefined
  return (
    <Modal
      opened={step !== undefined}
      onClose={close}
      title={account && step?.title(account)}
      size={step?.size}
    >
      {account && step && (
        <Suspense fallback={<LinesSkeleton count={4} />}>
          <step.content key={`${account.id} ${key}`} account={account} page={page} onClose={close} />
        </Suspense>
      )}
    </Modal>
  )
}
