/** Uploads on their way, each with how far it is, and with what went wrong. */
import { Button, CloseButton, Progress } from '@mantine/core'
import { sizeText } from '#shared/rules/files.ts'
import { problemText } from '#web/api/problem.ts'
import classes from './files.module.css'
import type { Upload } from './upload-queue.ts'
import type { Uploads } from './use-files.ts'

const percentOf = ({ sentBytes, totalBytes }: Upload): number =>
  totalBytes === 0 ? 100 : Math.min(100, Math.round((100 * sentBytes) / totalBytes))

const stateText = (upload: Upload): string => {
  if (upload.state === 'waiting') return 'Waiting'
  if (upload.sentBytes >= upload.totalBytes) return 'Being stored'
  return `${sizeText(upload.sentBytes)} of ${sizeText(upload.totalBytes)}`
}

export function UploadList({ uploads: { uploads, queue } }: { uploads: Uploads }) {
  if (uploads.length === 0) return null
  return (
    <ul className={classes.uploads} aria-label="Uploads">
      {uploads.map((upload) => (
        <li key={upload.key} className={classes.upload}>
          <span className={classes.uploadName}>{upload.name}</span>
          {upload.state === 'failed' ? (
            <>
              <span className={classes.failed} role="alert">
                {upload.problem?.errors[0]?.message ?? problemText(upload.problem)}
              </span>
              <Button size="compact-xs" variant="default" onClick={() => queue.retry(upload.key)}>
                Try again
              </Button>
            </>
          ) : (
            <>
              <Progress
                className={classes.bar}
                value={percentOf(upload)}
                aria-label={`Upload of ${upload.name}`}
                size="sm"
              />
              <span className={`${classes.size} tabular`}>{stateText(upload)}</span>
            </>
          )}
          <CloseButton
            size="sm"
            aria-label={
              upload.state === 'failed' ? `Put ${upload.name} away` : `Stop uploading ${upload.name}`
            }
            onClick={() => queue.drop(upload.key)}
          />
        </li>
      ))}
    </ul>
  )
}
