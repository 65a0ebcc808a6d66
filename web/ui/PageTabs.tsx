/** The parts of a page of which one is open; which one stands in the address. */
import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './FormPage.module.css'

type Props<T extends string> = {
  tabs: readonly { value: T; label: string; content: () => ReactNode }[]
  value: T
  onChange: (value: T) => void
}

export function PageTabs<T extends string>({ tabs, value, onChange }: Props<T>) {
  return (
    <Tabs value={value} keepMounted={false} onChange={(next) => next && onChange(next as T)}>
      <Tabs.List mb={14}>
        {tabs.map(({ value: key, label }) => (
          <Tabs.Tab key={key} value={key}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value: key, content }) => (
        <Tabs.Panel key={key} value={key} className={classes.part}>
          {key === value && content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
