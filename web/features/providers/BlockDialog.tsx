/** Adds a block of account numbers, or changes what may still change of one. */
import { Button, Checkbox, Group, Modal, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { customers } from '#shared/contracts/customers.ts'
import { type AccountNumberBlock, providers } from '#shared/contracts/providers.ts'
import { readRange } from '#shared/rules/account-numbers.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './providers.module.css'

type Props = {
  monitoringCompanyId: number
  /** null: a new one. */
  block: AccountNumberBlock | null
  help: string | null
  onClose: () => void
}

export function BlockDialog({ monitoringCompanyId, block, help, onClose }: Props) {
  const params = { monitoringCompanyId }
  const { invalidate, put } = useInvalidate()
  const [draft, setDraft] = useState({
    first: block?.first ?? '',
    last: block?.last ?? '',
    receiverNumber: block?.receiverNumber ?? '',
    twoWay: block?.twoWay ?? false,
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const add = useEndpointMutation(providers.addBlock)
  const save = useEndpointMutation(providers.saveBlock)
  const failed = (problem: Problem) => {
    setErrors(fieldErrors(problem))
    if (problem.code === 'providers.block_stale') void invalidate(providers.blocks, params)
  }
  const done = (words: string) => (blocks: Output<typeof providers.blocks>) => {
    put(providers.blocks, { params }, blocks)
    void invalidate(providers.history)
    void invalidate(customers.options)
    toastDone(words)
    onClose()
  }
  const change = (active: boolean) => ({
    params: { ...params, blockId: block!.id },
    body: { version: block!.version, receiverNumber: draft.receiverNumber, twoWay: draft.twoWay, active },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (block) return save.mutate(change(block.active), { onSuccess: done('Block saved.'), onError: failed })
    const checked = check(providers.addBlock.body, draft)
    if (checked.errors) return setErrors(checked.errors)
    const { errors: wrong } = readRange(draft.first, draft.last)
    if (wrong) return setErrors(Object.fromEntries(wrong.map(({ path, message }) => [path, message])))
    setErrors({})
    add.mutate({ params, body: checked.value }, { onSuccess: done('Block added.'), onError: failed })
  }
  const { range } = readRange(draft.first, draft.last)
  const text = (name: 'first' | 'last' | 'receiverNumber') => ({
    value: draft[name],
    error: errors[name],
    autoComplete: 'off',
    className: 'tabular',
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const problem = add.error ?? save.error
  return (
    <Modal opened onClose={onClose} title={block ? `${block.first} to ${block.last}` : 'New block'}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
            </Notice>
          )}
          {!block && (
            <>
              <SimpleGrid cols={2} spacing="md">
                <TextInput
                  label="First number"
                  withAsterisk
                  data-autofocus
                  maxLength={32}
                  placeholder="NX0001"
                  {...text('first')}
                />
                <TextInput
                  label="Last number"
                  withAsterisk
                  maxLength={32}
                  placeholder="NX0999"
                  {...text('last')}
                />
              </SimpleGrid>
              <p className={classes.honesty} role="status">
                {range
                  ? `${(range.last - range.first + 1).toLocaleString('en-US')} numbers`
                  : (help ?? 'As the station writes them, with leading zeros.')}
              </p>
            </>
          )}
          <TextInput
            label="Receiver number"
            description="Given to the customer together with an account number of this block"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maxLength={40}
            {...text('receiverNumber')}
          />
          <Checkbox
            label="For two-way accounts"
            description="Customers with 2-Way Voice get their number from here first"
            checked={draft.twoWay}
            onChange={(event) => setDraft({ ...draft, twoWay: event.currentTarget.checked })}
          />
          <Group justify="flex-end">
            {block?.active && (
              <ConfirmButton
                label="Make inactive"
                title={`Make ${block.first} to ${block.last} inactive?`}
                danger
                mr="auto"
                acknowledge="I know that it can never be made active again"
                onConfirm={async () => done('The block is inactive.')(await save.mutateAsync(change(false)))}
              >
                No number is issued from it any more. Customers keep theirs.
              </ConfirmButton>
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending || save.isPending}>
              {block ? 'Save block' : 'Add block'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
