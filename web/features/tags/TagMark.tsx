/** One tag as a chip in its colour; one that warns carries the sign of it. */
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { RecordTag } from '#shared/contracts/tags.ts'
import classes from './tags.module.css'

type Props = { tag: Pick<RecordTag, 'name' | 'colour' | 'warning'>; mark?: ReactNode }

export const TagMark = ({ tag, mark }: Props) => (
  <span className={classes.tag} data-colour={tag.colour} title={tag.warning ?? undefined}>
    {mark}
    {tag.warning && <IconAlertTriangle size={12} aria-hidden />}
    {tag.name}
  </span>
)
