import { Fragment, type ReactNode } from 'react'
import classes from './connections.module.css'

/** Names and their values, one a line; an empty value reads "None". */
export function FactList({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value || <span className={classes.none}>None</span>}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
