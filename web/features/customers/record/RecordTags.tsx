/** Below the header, on every page of the record: its tags, with the way to change them (REC-060). */
import { TagsLink } from '#web/features/tags/TagsLink.tsx'
import { useRecord } from './record-context.ts'
import { useStartAction } from './RecordActions.tsx'

export function RecordTags() {
  const { tags, tabs, header } = useRecord()
  const start = useStartAction()
  const mayEdit = header.archivedAt === null && tabs.some(({ key }) => key === 'tags')
  return <TagsLink list={tags} onEdit={mayEdit ? () => start('tags') : null} />
}
