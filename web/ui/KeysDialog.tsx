/** The keys that work on this page. */
import { Modal } from '@mantine/core'
import { useState } from 'react'
import { listHotkeys } from './hotkeys.ts'
import { KeyHint } from './KeyHint.tsx'
import classes from './KeysDialog.module.css'

const everywhere = [
  { keys: 'escape', does: 'Close what is open' },
  { keys: '↑ ↓', does: 'Walk through a list' },
  { keys: 'enter', does: 'Open the row, or save the form' },
]

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const [keys] = useState(listHotkeys)
  return (
    <Modal opened onClose={onClose} title="Keys" size={400}>
      <dl className={classes.keys}>
        {[...keys, ...everywhere].map(({ keys, does }) => (
          <div key={keys} className={classes.key}>
            <dt>{does}</dt>
            <dd>
              <KeyHint keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
