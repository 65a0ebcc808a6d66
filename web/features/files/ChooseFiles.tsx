/** A button that opens the computer's own dialog for choosing files. */
import { Button, type ButtonProps } from '@mantine/core'
import { useRef } from 'react'

type Props = ButtonProps & { label: string; several?: boolean; onFiles: (files: File[]) => void }

export function ChooseFiles({ label, several = true, onFiles, ...button }: Props) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button {...button} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple={several}
        hidden
        aria-label={label}
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])]
          // The same file may be chosen once more.
          currentTarget.value = ''
          if (chosen.length) onFiles(chosen)
        }}
      />
    </>
  )
}
