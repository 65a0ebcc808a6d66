/** What was deleted within the last 30 days, to be brought back. */
import { Button } from '@mantine/core'
import { type FileRow, files } from '#shared/contracts/files.ts'
import { restoreDays } from '#shared/rules/files.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { countText } from './files-words.ts'
import classes from './files.module.css'
import { useCustomerParams, useFilesChanged } from './use-files.ts'

export function DeletedFiles({ deleted }: { deleted: readonly FileRow[] }) {
  const { customerId } = useCustomerParams()
  const changed = useFilesChanged(customerId)
  const restore = useEndpointMutation(files.restore)
  if (deleted.length === 0) return null
  return (
    <details className={classes.deleted}>
      <summary>
        {countText(deleted.length)} deleted within the last {restoreDays} days
      </summary>
      <ul>
        {deleted.map((file) => (
          <li key={file.id}>
            <span className={classes.uploadName}>{file.name}</span>
            <span className={classes.size}>
              gone for good <Time at={file.restorableUntil!} short />
            </span>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Bring ${file.name} back`}
              loading={restore.isPending && restore.variables.params.fileId === file.id}
              onClick={() =>
                restore.mutate(
                  { params: { customerId, fileId: file.id } },
                  {
                    onSuccess: () => toastDone(`${file.name} is back.`),
                    onError: toastFailed,
                    onSettled: changed,
                  },
                )
              }
            >
              Bring back
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}
