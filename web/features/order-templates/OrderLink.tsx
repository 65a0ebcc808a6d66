/** Apply Order Template, on the Sale card of a customer (NEW-040). */
import { Button, Modal } from '@mantine/core'
import { IconShoppingCart } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'

// Rarely pressed: its script comes when it is.
const OrderPicker = lazy(async () => ({ default: (await import('./OrderPicker.tsx')).OrderPicker }))

export function OrderLink({ customerId }: { customerId: number }) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconShoppingCart size={15} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        Apply Order Template
      </Button>
      {open && (
        <Modal opened onClose={close} size={760} title="Apply Order Template" closeOnClickOutside={false}>
          <Suspense fallback={<LinesSkeleton count={6} />}>
            <OrderPicker
              customerId={customerId}
              onApplied={close}
              beside={
                <Button variant="default" onClick={close}>
                  Cancel
                </Button>
              }
            />
          </Suspense>
        </Modal>
      )}
    </>
  )
}
