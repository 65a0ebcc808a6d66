/** A new document: from a template, or from a PDF on which the fields are placed afterwards. */
import { Button, FileInput, Modal, NativeSelect, Progress, SegmentedControl, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { edocs, type EdocList } from '#shared/contracts/edocs.ts'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { upload } from '#web/api/upload.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './edocs.module.css'
import { proposeSigner, type SignerDraft } from './signer-draft.ts'
import { SignersForm } from './SignersForm.tsx'
import { useCustomerParams, useTake } from './use-edocs.ts'

export function NewEdocDialog({ list, onClose }: { list: EdocList; onClose: () => void }) {
  const params = useCustomerParams()
  const navigate = useNavigate()
  const take = useTake(params.customerId)
  const { templates, providers } = list
  const create = useEndpointMutation(edocs.create)
  const first = templates[0]
  const signersOf = (id: number) =>
    (templates.find((one) => one.id === id)?.roles ?? ['customer' as const]).map((role) =>
      proposeSigner(role, list),
    )
  const [from, setFrom] = useState<'template' | 'file'>(first ? 'template' : 'file')
  const [templateId, setTemplateId] = useState(first?.id ?? 0)
  const [providerId, setProviderId] = useState(providers[0]!.id)
  const [name, setName] = useState(first?.name ?? '')
  const [signers, setSigners] = useState<SignerDraft[]>(() => (first ? signersOf(first.id) : []))
  const [file, setFile] = useState<File | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const errors = fieldErrors(error)
  const done = (doc: Edoc) => {
    take(doc)
    void navigate({
      to: '/$company/customers/$customerId/e-docs/$edocId',
      params: { ...params, edocId: doc.id },
    })
  }
  const begin = async () => {
    setError(null)
    try {
      if (from === 'file') {
        if (!file) return
        setSent(0)
        const query = { name: name || file.name, providerId }
        const how = {
          onProgress: (bytes: number) => setSent(Math.round((bytes / file.size) * 100)),
          signal: new AbortController().signal,
          idempotencyKey: crypto.randomUUID(),
        }
        return done(await upload(edocs.upload, { params, query } as never, file, how))
      }
      const template = templates.find((one) => one.id === templateId)!
      const { subject, message, expiresDays, reminderDays } = template
      done(
        await create.mutateAsync({
          params,
          body: { name, providerId, templateId, signers, subject, message, expiresDays, reminderDays },
        }),
      )
    } catch (failure) {
      setError(failure)
    } finally {
      setSent(null)
    }
  }
  const connector = providers.find(({ id }) => id === providerId)?.connector ?? null
  return (
    <Modal opened onClose={onClose} title="New document" size={640} closeOnClickOutside={false}>
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
        {templates.length > 0 && (
          <SegmentedControl
            aria-label="Made from"
            value={from}
            onChange={(value) => setFrom(value as 'template' | 'file')}
            data={[
              { value: 'template', label: 'From a template' },
              { value: 'file', label: 'From a PDF' },
            ]}
          />
        )}
        {from === 'template' ? (
          <NativeSelect
            label="Template"
            withAsterisk
            data-autofocus
            value={String(templateId)}
            description={templates.find(({ id }) => id === templateId)?.description || undefined}
            data={templates.map((one) => ({ value: String(one.id), label: one.name }))}
            onChange={(event) => {
              const id = Number(event.currentTarget.value)
              const before = templates.find((one) => one.id === templateId)
              setTemplateId(id)
              setSigners(signersOf(id))
              if (name === '' || name === before?.name) setName(templates.find((one) => one.id === id)!.name)
            }}
          />
        ) : (
          <FileInput
            label="PDF file"
            withAsterisk
            accept="application/pdf,.pdf"
            placeholder="Choose a PDF of at most 10 MB"
            value={file}
            onChange={(chosen) => {
              setFile(chosen)
              if (chosen && !name) setName(chosen.name.replace(/\.pdf$/i, ''))
            }}
          />
        )}
        <div className={classes.pair}>
          <TextInput
            label="Name"
            withAsterisk
            maxLength={191}
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label="Provider"
            value={String(providerId)}
            error={errors.providerId}
            data={providers.map((one) => ({ value: String(one.id), label: one.name }))}
            onChange={(event) => setProviderId(Number(event.currentTarget.value))}
          />
        </div>
        {from === 'template' && (
          <SignersForm
            signers={signers}
            list={list}
            byProvider={connector !== null}
            errors={errors}
            onChange={setSigners}
          />
        )}
        {sent !== null && <Progress value={sent} aria-label="Upload" />}
        <div className={`${classes.buttons} ${classes.end}`}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={create.isPending || sent !== null}
            disabled={from === 'file' ? !file : templateId === 0}
          >
            Create draft
          </Button>
        </div>
      </form>
    </Modal>
  )
}
