/** Takes a CSV file: what is in it, and the file itself. */
import { Button, FileInput, Group, Modal, NativeSelect, Progress, Stack } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { imports } from '#shared/contracts/imports.ts'
import { sizeText } from '#shared/rules/files.ts'
import { importKinds, type ImportKind, maxImportBytes } from '#shared/rules/imports.ts'
import { problemText } from '#web/api/problem.ts'
import { useInvalidate } from '#web/api/queries.ts'
import { upload } from '#web/api/upload.ts'
import { Notice } from '#web/ui/Notice.tsx'

type Props = { company: string; first: ImportKind; onClose: () => void }

export function UploadDialog({ company, first, onClose }: Props) {
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const [kind, setKind] = useState<ImportKind>(first)
  const [file, setFile] = useState<File | null>(null)
  const [missing, setMissing] = useState<string | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!file) return setMissing('Choose a file')
    if (file.size > maxImportBytes) return setMissing(`Larger than ${sizeText(maxImportBytes)}`)
    setError(null)
    setSent(0)
    stop.current = new AbortController()
    try {
      const made = await upload(imports.upload, { query: { kind, name: file.name } }, file, {
        onProgress: (bytes) => setSent((100 * bytes) / file.size),
        signal: stop.current.signal,
        idempotencyKey: crypto.randomUUID(),
      })
      void invalidate(imports.list)
      void navigate({
        to: '/$company/administration/imports/$importId',
        params: { company, importId: made.id },
      })
    } catch (failure) {
      setSent(null)
      if (!stop.current.signal.aborted) setError(failure)
    }
  }
  return (
    <Modal opened onClose={onClose} title="Import a file" closeOnClickOutside={!file}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {error !== null && <Notice tone="bad">{problemText(error)}</Notice>}
          <NativeSelect
            label="What is in it"
            data-autofocus
            value={kind}
            data={Object.entries(importKinds).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget: { value } }) => setKind(value as ImportKind)}
          />
          <FileInput
            label="CSV file"
            description={`The first row holds the headings. Up to ${sizeText(maxImportBytes)}. Nothing is written yet.`}
            placeholder="Choose a file"
            leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            clearable
            value={file}
            error={missing}
            onChange={(chosen) => {
              setFile(chosen)
              setMissing(null)
            }}
          />
          {sent !== null && (
            <Progress
              value={sent}
              aria-label={sent < 100 ? 'Uploading' : 'Reading the file'}
              animated={sent >= 100}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={sent !== null}>
              Upload
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
