/** Before anything can be added somebody must say what there is. */
import { Modal } from '@mantine/core'
import { IconDeviceCctv } from '@tabler/icons-react'
import { useMay } from '#web/api/session.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { useCustomerParams } from './use-equipment.ts'

export function NoItems({ onClose }: { onClose: () => void }) {
  const { company } = useCustomerParams()
  const may = useMay()
  const mayFill = may('administration_page.view') && may('inventory.create')
  return (
    <Modal opened onClose={onClose} title="Add equipment">
      <EmptyState
        icon={IconDeviceCctv}
        title="The company has no equipment items yet"
        action={
          mayFill && (
            <LinkButton
              to="/$company/administration/catalogues/$catalogue"
              params={{ company, catalogue: 'equipment_item' }}
            >
              Open Equipment Items
            </LinkButton>
          )
        }
      >
        {mayFill
          ? 'Enter the makes and models that you install; they can be added to customers then.'
          : 'Ask whoever keeps your inventory to enter makes and models in Administration, Equipment Items.'}
      </EmptyState>
    </Modal>
  )
}
