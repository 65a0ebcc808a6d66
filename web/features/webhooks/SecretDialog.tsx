/** Shows a webhook's secret, this once. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { CopyButton } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './webhooks.module.css'

export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="The signing secret" closeOnClickOutside={false}>
      <Stack gap="md">
        <Notice tone="attention">Copy it now. It is shown this once and cannot be read again.</Notice>
        <div className={classes.secret}>
          <code>{secret}</code>
          <CopyButton value={secret} label="secret" />
        </div>
        <p>
          Your receiver verifies each message with it: <code>webhook-signature</code> is an HMAC-SHA256 over{' '}
          <code>webhook-id</code>, <code>webhook-timestamp</code> and the body, as Standard Webhooks
          describes.
        </p>
        <Group justify="flex-end">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
