/** What surrounds the sign-in form when it has the page to itself. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Mark } from '#web/ui/Mark.tsx'
import classes from './SignInFrame.module.css'

type Props = { company?: string; /** A line above the form. */ note?: ReactNode; children: ReactNode }

export function SignInFrame({ company, note, children }: Props) {
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <Mark size={40} />
        <h1 className={classes.title}>{company ? `Sign in to ${company}` : 'Sign in to Keyholder'}</h1>
        <p className={classes.note}>{note ?? 'Your customers and their central stations, in one record.'}</p>
        {children}
        {company && (
          <p className={classes.other}>
            <Link to="/">Another company</Link>
          </p>
        )}
      </div>
    </main>
  )
}
