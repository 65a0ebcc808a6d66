/** A record's tags as chips, with the way to the window that changes them (REC-060). */
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { RecordTag } from '#shared/contracts/tags.ts'
import { TagMark } from './TagMark.tsx'
import classes from './tags.module.css'

/** More chips than this fold behind a count. */
const shownAtFirst = 12

/** @param onEdit opens the window; null if one may not change the tags. */
export function TagsLink({ list, onEdit }: { list: readonly RecordTag[]; onEdit: (() => void) | null }) {
  const [all, setAll] = useState(false)
  if (list.length === 0 && !onEdit) return null
  const shown = all ? list : list.slice(0, shownAtFirst)
  const folded = list.length - shown.length
  return (
    <ul className={classes.chips} aria-label="Tags">
      {shown.map((tag) => (
        <li key={tag.id}>
          <TagMark tag={tag} />
        </li>
      ))}
      {folded > 0 && (
        <li>
          <button type="button" className={classes.more} onClick={() => setAll(true)}>
            {folded} more
          </button>
        </li>
      )}
      {onEdit && (
        <li className="no-print">
          {list.length === 0 ? (
            <button type="button" className={classes.add} onClick={onEdit}>
              <IconPlus size={12} aria-hidden /> Add tags
            </button>
          ) : (
            <Tooltip label="Edit tags">
              <ActionIcon variant="subtle" color="gray" size={22} aria-label="Edit tags" onClick={onEdit}>
                <IconPencil size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </li>
      )}
    </ul>
  )
}
