/** What surrounds the sign-in form when it has the page to itself. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Mark } from '#web/ui/Mark.tsx'
import classes from './SignInFrame.module.css'

type Props = {
  company?: string
  /** In place of the name of the company. */
  title?: string
  /** A line above the form. */
  note?: ReactNode
  /** In place of the link to a forgotten password. */
  foot?: ReactNode
  children: ReactNode
}

export function SignInFrame({ company, title, note, foot, children }: Props) {
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <Mark size={40} />
        <h1 className={classes.title}>
          {title ?? (company ? `Sign in to ${company}` : 'Sign in to Keyholder')}
        </h1>
        <p className={classes.note}>{note ?? 'Your customers and their central stations, in one record.'}</p>
        {children}
        <p className={classes.other}>
          {foot ??
            (company ? (
              <Link to="/$company/forgot-password" params={{ company }}>
                Forgot your password?
              </Link>
            ) : (
              <Link to="/forgot-password">Forgot your password?</Link>
            ))}
          {company && <Link to="/">Another company</Link>}
        </p>
      </div>
    </main>
  )
}
