/** Recovery codes, shown this once: copied, or kept as a file. */
import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './sign-in.module.css'

type Props = {
  codes: readonly string[]
  /** Whose, for the file: `olivia at acme`. */ whose: string
  onDone: () => void
}

export function RecoveryCodes({ codes, whose, onDone }: Props) {
  const clipboard = useClipboard({ timeout: 1_500 })
  const [kept, setKept] = useState(false)
  const save = () => {
    const text = `Keyholder recovery codes of ${whose}\nEach works once, in place of the second factor.\n\n${codes.join('\n')}\n`
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    link.download = 'keyholder-recovery-codes.txt'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  }
  return (
    <Stack gap="md">
      <Notice tone="attention">
        Keep these where you find them without your phone. They are shown this once; each signs you in once,
        in place of the second factor.
      </Notice>
      <ol className={classes.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={
            clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
          }
          onClick={() => clipboard.copy(codes.join('\n'))}
        >
          {clipboard.copied ? 'Copied' : 'Copy all'}
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={save}
        >
          Keep as a file
        </Button>
      </Group>
      <Checkbox
        label="I have kept them"
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Group justify="flex-end">
        <Button disabled={!kept} onClick={onDone}>
          Go on
        </Button>
      </Group>
    </Stack>
  )
}
