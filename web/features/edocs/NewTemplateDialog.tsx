/** A new template: its name, and the PDF that it is made of. */
import { Button, FileInput, Modal, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { edocTemplates } from '#shared/contracts/edoc-templates.ts'
import { call } from '#web/api/call.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastFailed } from '#web/ui/toast.tsx'
import classes from './edocs.module.css'
import { sendTemplatePdf } from './template-upload.ts'

export function NewTemplateDialog({ onClose }: { onClose: () => void }) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const [name, setName] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const errors = fieldErrors(error)
  const begin = async () => {
    setBusy(true)
    setError(null)
    try {
      const made = await call(edocTemplates.create, { body: { name } })
      // The template is there, whatever becomes of its document: its page takes another try.
      if (file) await sendTemplatePdf(made, file).catch(toastFailed)
      void invalidate(edocTemplates.list)
      await navigate({
        to: '/$company/administration/e-doc-templates/$edocTemplateId',
        params: { company, edocTemplateId: made.id },
      })
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title="New template">
      <form
        noValidate
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
      >
        {error !== null && Object.keys(errors).length === 0 && (
          <Notice tone="bad">{problemText(error)}</Notice>
        )}
        <TextInput
          label="Name"
          withAsterisk
          data-autofocus
          maxLength={191}
          value={name}
          error={errors.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FileInput
          label="PDF file"
          accept="application/pdf,.pdf"
          placeholder="Choose a PDF of at most 10 MB"
          value={file}
          clearable
          onChange={(chosen) => {
            setFile(chosen)
            if (chosen && !name) setName(chosen.name.replace(/\.pdf$/i, ''))
          }}
        />
        <div className={`${classes.buttons} ${classes.end}`}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Create template
          </Button>
        </div>
      </form>
    </Modal>
  )
}
