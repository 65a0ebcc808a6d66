/** A file looked at in the page: images and PDFs by the browser, texts as they are. */
import { Button, Group, Modal } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FileRow, files } from '#shared/contracts/files.ts'
import { previewOf, sizeText } from '#shared/rules/files.ts'
import { readBeginning } from '#web/api/download.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { contentAddress } from './files-words.ts'
import classes from './files.module.css'
import { useCustomerParams } from './use-files.ts'

export function PreviewDialog({ file, onClose }: { file: FileRow; onClose: () => void }) {
  const { customerId } = useCustomerParams()
  const address = contentAddress(customerId, file, { inline: 'true' })
  const kind = previewOf(file.contentType)
  return (
    <Modal opened onClose={onClose} size={980} title={file.name}>
      <div className={classes.preview} data-kind={kind}>
        {kind === 'image' && <img src={address} alt={file.description || file.name} />}
        {/* In no sandbox: Chromium shows no PDF in one. The answer itself forbids everything else (sendStored). */}
        {kind === 'pdf' && <iframe src={address} title={file.name} />}
        {kind === 'text' && <TextPreview file={file} customerId={customerId} />}
      </div>
      <Group justify="flex-end" mt="md">
        <Button
          component="a"
          href={contentAddress(customerId, file)}
          download={file.name}
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          Download {sizeText(file.sizeBytes)}
        </Button>
      </Group>
    </Modal>
  )
}

const shownBytes = 256 * 1024

function TextPreview({ file, customerId }: { file: FileRow; customerId: number }) {
  const input = { params: { customerId, fileId: file.id } }
  const { data, error, refetch } = useQuery({
    queryKey: ['file text', customerId, file.id, file.number],
    queryFn: ({ signal }) => readBeginning(files.download, input, shownBytes, signal),
  })
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data === undefined)
    return (
      <div role="status" aria-label="Loading the text">
        <LinesSkeleton count={8} />
      </div>
    )
  return (
    <>
      <pre tabIndex={0} aria-label={file.name}>
        {data}
      </pre>
      {file.sizeBytes > shownBytes && <p className={classes.note}>The first {sizeText(shownBytes)} of it.</p>}
    </>
  )
}
