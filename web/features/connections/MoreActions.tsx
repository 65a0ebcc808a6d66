/** What else the linked account's connector can do, each a step away (CON-011). */
import { Button, Menu, Modal } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactElement, Suspense, useState } from 'react'
import type { ConnectionAction, Monitoring } from '#shared/contracts/connections.ts'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import classes from './connections.module.css'
import { useCustomerParams } from './customer-params.ts'

const ResetCodeForm = lazy(async () => ({
  default: (await import('./manage/ResetCodeForm.tsx')).ResetCodeForm,
}))

/** In the order of the menu. */
const keys = ['pull', 'reset_code', 'contacts', 'agencies', 'zones', 'tests', 'service'] as const
type Key = (typeof keys)[number]

export function MoreActions({ monitoring }: { monitoring: Monitoring }) {
  const [resetting, setResetting] = useState(false)
  const actions = keys.flatMap((key) => monitoring.actions.filter((action) => action.key === key))
  if (actions.length === 0) return null
  const company = monitoring.connection?.company ?? monitoring.company?.name ?? 'the station'
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown maw={300}>
          {actions.map((action) => (
            <Item key={action.key} action={action} onReset={() => setResetting(true)} />
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={resetting} onClose={() => setResetting(false)} title="Reset abort code">
        <Suspense fallback={<LinesSkeleton count={3} />}>
          <ResetCodeForm company={company} onClose={() => setResetting(false)} />
        </Suspense>
      </Modal>
    </>
  )
}

function Item({ action, onReset }: { action: ConnectionAction; onReset: () => void }) {
  const { label, disabledReason } = action
  const text = (
    <>
      {label}
      {disabledReason && <div className={classes.reason}>{disabledReason}</div>}
    </>
  )
  if (disabledReason !== null) return <Menu.Item disabled>{text}</Menu.Item>
  if (action.key === 'reset_code') return <Menu.Item onClick={onReset}>{text}</Menu.Item>
  return <Way of={action.key as Exclude<Key, 'reset_code'>}>{text}</Way>
}

/** Where the action is done. */
function Way({ of, children }: { of: Exclude<Key, 'reset_code'>; children: ReactElement }) {
  const params = useCustomerParams()
  if (of === 'pull')
    return (
      <Menu.Item
        renderRoot={(props) => (
          <Link to="/$company/customers/$customerId/connections/monitoring/pull" params={params} {...props} />
        )}
      >
        {children}
      </Menu.Item>
    )
  if (of === 'contacts')
    return (
      <Menu.Item
        renderRoot={(props) => (
          <Link to="/$company/customers/$customerId/contacts" params={params} {...props} />
        )}
      >
        {children}
      </Menu.Item>
    )
  const tab = of === 'zones' ? 'zones' : of === 'tests' ? 'tests' : undefined
  return (
    <Menu.Item
      renderRoot={(props) => (
        <Link
          to="/$company/customers/$customerId/connections/monitoring/manage"
          params={params}
          search={{ tab }}
          {...props}
        />
      )}
    >
      {children}
    </Menu.Item>
  )
}
