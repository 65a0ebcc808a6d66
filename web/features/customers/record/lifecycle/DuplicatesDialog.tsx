/** Who a new record may be already: open one, or create anyway (NEW-002). */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { PossibleDuplicate } from '#shared/contracts/customers-lifecycle.ts'
import { duplicateRuleLabels } from '#shared/rules/duplicate-rules.ts'
import type { RecordKind } from '#shared/rules/customer-fields.ts'
import { formatPhone } from '#shared/phone.ts'
import { useMe } from '#web/api/session.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import classes from './lifecycle.module.css'

type Props = {
  found: readonly PossibleDuplicate[]
  kind: RecordKind
  onClose: () => void
  onCreate: () => void
}

export function DuplicatesDialog({ found, kind, onClose, onCreate }: Props) {
  const { company } = useMe()
  return (
    <Modal opened onClose={onClose} title="Is it one of these?" size="lg">
      <Stack gap="md">
        <p className={classes.lead}>
          {found.length === 1 ? 'A record that is' : `${found.length} records that are`} already here may be
          the same {kind}. Nothing is created yet, and what you typed stays.
        </p>
        <ul className={classes.found} aria-label="Possible duplicates">
          {found.map((one) => (
            <li key={one.id} className={classes.foundOne}>
              <div className={classes.foundText}>
                <div>
                  <strong>{one.name}</strong> <span className="tabular">#{one.id}</span>
                  {one.businessName && <> · {one.businessName}</>}
                </div>
                <div className={classes.fieldValue}>
                  {[
                    one.kind === 'lead' ? 'Lead' : one.location,
                    formatPhone(one.primaryPhone),
                    one.email,
                    [one.addressLine1, one.city, `${one.state} ${one.zip ?? ''}`.trim()]
                      .filter(Boolean)
                      .join(', '),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
                <div className={classes.reasons}>
                  {one.reasons.map((reason) => (
                    <Chip key={reason}>{duplicateRuleLabels[reason]}</Chip>
                  ))}
                  {one.archived && <Chip>Archived</Chip>}
                </div>
              </div>
              <LinkButton
                to="/$company/customers/$customerId"
                params={{ company: company.slug, customerId: one.id }}
                target="_blank"
                rel="noreferrer"
                size="compact-sm"
                variant="default"
                rightSection={<IconExternalLink size={14} aria-hidden />}
                aria-label={`Open ${one.name} in a new tab`}
              >
                Open
              </LinkButton>
            </li>
          ))}
        </ul>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back to the form
          </Button>
          <Button onClick={onCreate}>Create anyway</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
