/** The sign-in form over a page whose session has ended; it closes by signing in alone. */
import { Modal } from '@mantine/core'
import type { Me } from '#shared/contracts/sessions.ts'
import { SignInForm } from './SignInForm.tsx'

type Props = { me: Me; onSignedIn: (next: Me) => void }

export function EndedDialog({ me, onSignedIn }: Props) {
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your session has ended"
      size={380}
    >
      <p style={{ margin: '0 0 14px' }}>
        Sign in again to go on where you were. What you have typed is still here.
      </p>
      <SignInForm company={me.company.slug} username={me.user.username} onSignedIn={onSignedIn} />
    </Modal>
  )
}
