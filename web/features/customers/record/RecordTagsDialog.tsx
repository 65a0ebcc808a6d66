/** The record's tags, to be changed: opened by the tab, the pencil and the quick actions. */
import { TagsDialog } from '#web/features/tags/TagsPicker.tsx'
import { useRecord } from './record-context.ts'

export function RecordTagsDialog({ onClose }: { onClose: () => void }) {
  const { id, tags, header } = useRecord()
  return (
    <TagsDialog
      customerId={id}
      carried={tags}
      closedReason={
        header.archivedAt === null ? null : 'This customer is archived. Its tags cannot be changed.'
      }
      onClose={onClose}
    />
  )
}
