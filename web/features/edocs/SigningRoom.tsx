/**
 * The document with one’s own fields on it, and a guide below that goes from one to the next: what one fills in stands there
 * as large as on any form, also on a phone, where the page itself is small.
 */
import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { signing, type SigningRoom as Room } from '#shared/contracts/signing.ts'
import { type EdocField, type Entries, initialsOf, inReadingOrder, maxEntryLength, openFields } from '#shared/rules/edocs.ts' // prettier-ignore
import { formatDate, todayIn } from '#shared/time.ts'
import { Problem, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { type SignatureHandle, SignaturePad } from '#web/ui/SignaturePad.tsx'
import { fieldText } from './designer-fields.ts'
import classes from './edocs.module.css'
import { PdfPages } from './PdfPages.tsx'

type Props = {
  params: { companyId: number; token: string }
  sessionKey: string
  room: Room
  onLocked: () => void
  onEnded: (state: 'signed' | 'completed' | 'declined') => void
}
type Pictures = { signature: string | null; initials: string | null; name: string }

export function SigningRoom({ params, sessionKey, room, onLocked, onEnded }: Props) {
  const source = useMemo(() => Uint8Array.from(atob(room.pdf), (c) => c.charCodeAt(0)), [room.pdf])
  const fields = useMemo(() => inReadingOrder(room.fields.filter(({ type }) => type !== 'date_signed')), [room.fields])
  const dates = room.fields.filter(({ type }) => type === 'date_signed')
  const [entries, setEntries] = useState<Entries>({})
  const [pictures, setPictures] = useState<Pictures>({ signature: null, initials: null, name: room.signer.name })
  const [at, setAt] = useState(0)
  const [drawing, setDrawing] = useState<'signature' | 'initials' | null>(null)
  const [declining, setDeclining] = useState(false)
  const sign = useEndpointMutation(signing.sign)
  const current = fields[at]
  const open = openFields(room.fields, room.signer.role, entries)
  const total = fields.filter(({ required }) => required).length
  const goTo = (index: number) => {
    setAt(index)
    document.querySelector(`[data-field="${fields[index]?.key}"]`)?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  }
  const set = (key: string, value: string | boolean) => setEntries((all) => ({ ...all, [key]: value }))
  const next = () => {
    const later = fields.findIndex((field, index) => index > at && open.includes(field))
    const first = fields.findIndex((field) => open.includes(field) && field !== current)
    goTo(later >= 0 ? later : first >= 0 ? first : Math.min(at + 1, fields.length - 1))
  }
  const finish = () =>
    sign.mutate(
      {
        params,
        body: { key: sessionKey, name: pictures.name, signature: pictures.signature!, initials: pictures.initials, entries },
      },
      {
        onSuccess: ({ state }) => onEnded(state),
        onError: (problem) => void ((problem.code === 'signing.locked' || problem.code === 'signing.ended') && onLocked()),
      },
    )
  const picture = (kind: 'signature' | 'initials') => (pictures[kind] ? `data:image/png;base64,${pictures[kind]}` : null)
  const today = formatDate(todayIn(room.timeZone, new Date()))
  return (
    <>
      <div className={classes.room}>
        <PdfPages
          source={source}
          pages={room.pages}
          label={room.document}
          overlay={(page, scale) =>
            [...fields, ...dates]
              .filter((field) => field.page === page)
              .map((field) => {
                const entry = entries[field.key]
                const png = field.type === 'signature' || field.type === 'initials' ? picture(field.type) : null
                const index = fields.indexOf(field)
                const name = fieldText(field)
                const shown =
                  field.type === 'date_signed'
                    ? today
                    : field.type === 'checkbox'
                      ? entry === true && '✓'
                      : typeof entry === 'string' && entry
                        ? entry
                        : name
                return (
                  <button
                    key={field.key}
                    type="button"
                    data-field={field.key}
                    data-done={entry || field.type === 'date_signed' ? true : undefined}
                    data-current={field === current || undefined}
                    className={classes.mine}
                    disabled={index < 0}
                    // What is read out holds what is seen.
                    aria-label={`${name}${shown && shown !== name ? ` ${shown}` : ''}${field.required ? ', required' : ''}${entry ? ', filled in' : ''}`}
                    style={{ left: field.x * scale, top: field.y * scale, width: field.width * scale, height: field.height * scale, fontSize: Math.max(7, Math.min(13, field.height * scale * 0.62)) }}
                    onClick={() => index >= 0 && goTo(index)}
                  >
                    {png && entry === true ? (
                      <img src={png} alt="" />
                    ) : (
                      <span>{shown}</span>
                    )}
                  </button>
                )
              })
          }
        />
      </div>
      <div className={classes.guide} role="group" aria-label="Guide">
        {sign.error && (
          <div className={classes.guideRow}>
            <Notice tone="bad">{problemText(sign.error)}</Notice>
          </div>
        )}
        {current && (
          <div className={classes.guideRow}>
            <CurrentField
              key={current.key}
              field={current}
              entry={entries[current.key]}
              onChange={(value) => set(current.key, value)}
              onDraw={(kind) => (pictures[kind] ? set(current.key, true) : setDrawing(kind))}
              onRedraw={setDrawing}
              hasPicture={(kind) => pictures[kind] !== null}
            />
            {open.length > 0 && (
              <Button size="md" variant={entries[current.key] || !current.required ? 'filled' : 'default'} onClick={next}>
                Next field
              </Button>
            )}
          </div>
        )}
        <div className={classes.guideRow}>
          <span className={classes.dim} role="status">
            {open.length === 0 ? 'Everything that is required is filled in.' : `${total - open.length} of ${total} required fields filled in`}
          </span>
          <Button size="md" variant="subtle" color="gray" onClick={() => setDeclining(true)}>
            Decline
          </Button>
          <Button size="md" loading={sign.isPending} disabled={open.length > 0 || !pictures.signature} onClick={finish}>
            Finish and sign
          </Button>
        </div>
      </div>
      {drawing && (
        <DrawDialog
          kind={drawing}
          name={pictures.name}
          onClose={() => setDrawing(null)}
          onDone={(png, name) => {
            setPictures((all) => ({ ...all, [drawing]: png, ...(drawing === 'signature' && { name }) }))
            if (current?.type === drawing) set(current.key, true)
            setDrawing(null)
          }}
        />
      )}
      {declining && (
        <DeclineDialog params={params} sessionKey={sessionKey} company={room.company} onClose={() => setDeclining(false)} onDeclined={() => onEnded('declined')} />
      )}
    </>
  )
} // prettier-ignore

type CurrentProps = {
  field: EdocField
  entry: string | boolean | undefined
  onChange: (value: string | boolean) => void
  onDraw: (kind: 'signature' | 'initials') => void
  onRedraw: (kind: 'signature' | 'initials') => void
  hasPicture: (kind: 'signature' | 'initials') => boolean
}

function CurrentField({ field, entry, onChange, onDraw, onRedraw, hasPicture }: CurrentProps) {
  const label = fieldText(field)
  if (field.type === 'text')
    return (
      <TextInput
        label={label}
        size="md"
        withAsterisk={field.required}
        maxLength={maxEntryLength}
        value={typeof entry === 'string' ? entry : ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  if (field.type === 'checkbox')
    return (
      <Checkbox
        label={`${field.label || 'Check this box'}${field.required ? ' (required)' : ''}`}
        size="md"
        checked={entry === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  const kind = field.type as 'signature' | 'initials'
  return (
    <div className={classes.buttons}>
      {entry === true ? (
        <>
          <strong>{kind === 'signature' ? 'Signed here.' : 'Initialed here.'}</strong>
          <Button size="compact-md" variant="default" onClick={() => onRedraw(kind)}>
            Change it
          </Button>
        </>
      ) : (
        <Button size="md" onClick={() => onDraw(kind)}>
          {hasPicture(kind) ? (kind === 'signature' ? 'Sign here, too' : 'Initial here, too') : kind === 'signature' ? 'Sign here' : 'Initial here'}
        </Button>
      )}
    </div>
  )
} // prettier-ignore

type DrawProps = {
  kind: 'signature' | 'initials'
  name: string
  onClose: () => void
  onDone: (png: string, name: string) => void
}

function DrawDialog({ kind, name: given, onClose, onDone }: DrawProps) {
  const pad = useRef<SignatureHandle>(null)
  const [name, setName] = useState(kind === 'signature' ? given : initialsOf(given))
  const [error, setError] = useState<string | undefined>()
  return (
    <Modal opened onClose={onClose} title={kind === 'signature' ? 'Your signature' : 'Your initials'} size={520} closeOnClickOutside={false}>
      <form
        noValidate
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault()
          const png = pad.current?.read()
          if (!png || !name.trim()) return setError(name.trim() ? 'Draw or type it' : 'Enter your name')
          onDone(png, name.trim())
        }}
      >
        <TextInput
          label={kind === 'signature' ? 'Your full name' : 'Your initials'}
          withAsterisk
          maxLength={kind === 'signature' ? 120 : 6}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SignaturePad ref={pad} name={name} error={error} label={kind === 'signature' ? 'Signature' : 'Initials'} />
        <div className={`${classes.buttons} ${classes.end}`}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">{kind === 'signature' ? 'Use this signature' : 'Use these initials'}</Button>
        </div>
      </form>
    </Modal>
  )
} // prettier-ignore

type DeclineProps = {
  params: { companyId: number; token: string }
  sessionKey: string
  company: string
  onClose: () => void
  onDeclined: () => void
}

function DeclineDialog({ params, sessionKey, company, onClose, onDeclined }: DeclineProps) {
  const decline = useEndpointMutation(signing.decline)
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    if (decline.data) onDeclined()
  }, [decline.data, onDeclined])
  return (
    <Modal opened onClose={onClose} title="Decline to sign?">
      <form
        noValidate
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (reason.trim()) decline.mutate({ params, body: { key: sessionKey, reason } })
        }}
      >
        <p className={classes.hint}>
          The document ends for everybody, and {company} reads your reason. If something is wrong in it, say
          what.
        </p>
        {decline.error instanceof Problem && <Notice tone="bad">{problemText(decline.error)}</Notice>}
        <Textarea
          label="Reason"
          withAsterisk
          data-autofocus
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={asked && !reason.trim() && 'Say why'}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={`${classes.buttons} ${classes.end}`}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" color="red" loading={decline.isPending}>
            Decline
          </Button>
        </div>
      </form>
    </Modal>
  )
}
