/** A write was refused as the record is archived: says so, and offers Unarchive to who may (REC-200). */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { useRecord } from '../record-context.ts'
import classes from './lifecycle.module.css'
import { UnarchiveDialog } from './UnarchiveDialog.tsx'

export function ArchivedDialog({ onClose }: { onClose: () => void }) {
  const { abilities, header } = useRecord()
  const [unarchiving, setUnarchiving] = useState(false)
  if (unarchiving) return <UnarchiveDialog onClose={onClose} />
  return (
    <Modal opened onClose={onClose} title="This customer is archived">
      <Stack gap="md">
        <p className={classes.lead}>
          {header.name} was archived and cannot be changed. Nothing was saved, and nothing that you typed is
          lost as long as you stay on this page.
        </p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          {abilities.actions.includes('unarchive') && (
            <Button onClick={() => setUnarchiving(true)} data-autofocus>
              Unarchive customer
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
