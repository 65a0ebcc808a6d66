/** The quick-actions menu: a grid that mirrors the tabs, Home first (REC-050), and below it what one may start (REC-051). */
import { Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useMe } from '#web/api/session.ts'
import type { LazyMenuProps } from '#web/ui/LazyMenu.tsx'
import { quickActions } from './actions.ts'
import { useRecord } from './record-context.ts'
import { useStartAction } from './RecordActions.tsx'
import classes from './record.module.css'
import { tabLinks, tabWords } from './tabs.ts'

export function QuickActionsMenu({ target, defaultOpened }: LazyMenuProps) {
  const { company } = useMe()
  const record = useRecord()
  const navigate = useNavigate()
  const start = useStartAction()
  return (
    <Menu position="bottom-end" width={264} defaultOpened={defaultOpened}>
      <Menu.Target>{target}</Menu.Target>
      {/* More than fits below the header of a small window: it scrolls by itself. */}
      <Menu.Dropdown mah="calc(100dvh - 120px)" style={{ overflowY: 'auto', overscrollBehavior: 'contain' }}>
        <Menu.Label>Go to</Menu.Label>
        <div className={classes.grid}>
          {record.tabs.map((tab) => {
            const { key } = tab
            const { label, icon: Icon } = tabWords[key]
            return (
              <Menu.Item
                key={tab.key}
                className={classes.gridItem}
                onClick={() =>
                  key === 'tags'
                    ? start('tags')
                    : void navigate(tabLinks[key]({ company: company.slug, customerId: record.id }))
                }
              >
                <Icon size={20} stroke={1.6} aria-hidden />
                <span>{label}</span>
              </Menu.Item>
            )
          })}
        </div>
        {record.abilities.actions.length > 0 && <Menu.Divider />}
        {record.abilities.actions.map((key) => {
          const { label, icon: Icon, danger } = quickActions[key]
          return (
            <Menu.Item
              key={key}
              c={danger ? 'var(--mantine-color-error)' : undefined}
              leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
              onClick={() => start(key)}
            >
              {label}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
