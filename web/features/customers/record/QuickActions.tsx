/** The quick-actions menu: a grid that mirrors the tabs, Home first (REC-050). */
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useMe } from '#web/api/session.ts'
import { useRecord } from './record-context.ts'
import classes from './record.module.css'
import { tabLinks, tabWords } from './tabs.ts'

export function QuickActions() {
  const { company } = useMe()
  const record = useRecord()
  const navigate = useNavigate()
  return (
    <Menu position="bottom-end" width={264}>
      <Menu.Target>
        <Tooltip label="Quick actions">
          <ActionIcon variant="default" size={30} aria-label="Quick actions" className="no-print">
            <IconMenu2 size={17} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Go to</Menu.Label>
        <div className={classes.grid}>
          {record.tabs.map((tab) => {
            const { label, icon: Icon } = tabWords[tab.key]
            return (
              <Menu.Item
                key={tab.key}
                className={classes.gridItem}
                onClick={() =>
                  void navigate(tabLinks[tab.key]({ company: company.slug, customerId: record.id }))
                }
              >
                <Icon size={20} stroke={1.6} aria-hidden />
                <span>{label}</span>
              </Menu.Item>
            )
          })}
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}
