/** Saved views: filters, order and columns under a name, one’s own and those that the company shares. */
import { Button, Checkbox, Group, Menu, Modal, Stack, TextInput } from '@mantine/core'
import { IconBookmark, IconCheck, IconHome, IconTrash, IconUsersGroup } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { type ListView, lists } from '#shared/contracts/lists.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import type { ListSearch } from './list-search.ts'
import classes from './list.module.css'
import type { Widths } from './use-setup.ts'

export type Setup = Output<typeof lists.setup>

type Props = {
  kind: 'customer' | 'lead'
  setup: Setup
  search: ListSearch
  columns: readonly string[]
  widths: Widths
  /** The view that is in use, if one is. */
  current: ListView | undefined
  onChoose: (view: ListView) => void
}

export function Views({ kind, setup, search, columns, widths, current, onChoose }: Props) {
  const [naming, setNaming] = useState(false)
  const { invalidate } = useInvalidate()
  const again = { onSuccess: () => invalidate(lists.setup), onError: toastFailed }
  const update = useEndpointMutation(lists.updateView, again)
  const remove = useEndpointMutation(lists.removeView, again)
  const choose = useEndpointMutation(lists.chooseDefault, again)
  const mine = setup.views.filter((view) => view.mine)
  const others = setup.views.filter((view) => !view.mine)
  const item = (view: ListView) => (
    <Menu.Item
      key={view.id}
      leftSection={view.id === current?.id ? <IconCheck size={14} /> : <span className={classes.noMark} />}
      rightSection={
        <Group gap={4} c="dimmed">
          {view.shared && <IconUsersGroup size={14} aria-label="Shared" />}
          {view.id === setup.defaultViewId && <IconHome size={14} aria-label="Opens first" />}
        </Group>
      }
      onClick={() => onChoose(view)}
    >
      {view.name}
      {!view.mine && <span className={classes.viewOwner}> · {view.owner}</span>}
    </Menu.Item>
  )
  const isDefault = current !== undefined && current.id === setup.defaultViewId
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" size="xs" h={30} leftSection={<IconBookmark size={15} />}>
            {current?.name ?? 'Views'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.views}>
          {mine.length > 0 && <Menu.Label>My views</Menu.Label>}
          {mine.map(item)}
          {others.length > 0 && <Menu.Label>Shared with the company</Menu.Label>}
          {others.map(item)}
          {setup.views.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setNaming(true)}>Save this as a view…</Menu.Item>
          {current && (
            <Menu.Item
              onClick={() =>
                choose.mutate({ params: { kind }, body: { viewId: isDefault ? null : current.id } })
              }
            >
              {isDefault ? 'Do not open the list with it' : `Open the list with “${current.name}”`}
            </Menu.Item>
          )}
          {current?.mine && (
            <>
              <Menu.Item
                onClick={() =>
                  update.mutate(
                    {
                      params: { viewId: current.id },
                      body: {
                        version: current.version,
                        search,
                        columns: [...columns],
                        widths: { ...widths },
                      },
                    },
                    { onSuccess: () => toastDone(`“${current.name}” now shows this`) },
                  )
                }
              >
                Change “{current.name}” to this
              </Menu.Item>
              {setup.mayShare && (
                <Menu.Item
                  onClick={() =>
                    update.mutate({
                      params: { viewId: current.id },
                      body: { version: current.version, shared: !current.shared },
                    })
                  }
                >
                  {current.shared ? 'Stop sharing it' : 'Share it with the company'}
                </Menu.Item>
              )}
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={14} />}
                onClick={() => remove.mutate({ params: { viewId: current.id } })}
              >
                Remove “{current.name}”
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {naming && (
        <NameDialog
          {...{ kind, search, columns, widths, mayShare: setup.mayShare, onChoose }}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  )
}

type NameProps = Pick<Props, 'kind' | 'search' | 'columns' | 'widths' | 'onChoose'> & {
  mayShare: boolean
  onClose: () => void
}

function NameDialog({ kind, search, columns, widths, mayShare, onChoose, onClose }: NameProps) {
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(lists.createView)
  const errors = fieldErrors(create.error)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const made = await create
      .mutateAsync({
        params: { kind },
        body: { name, shared, search, columns: [...columns], widths: { ...widths } },
      })
      .catch((error: unknown) => {
        if (!Object.keys(fieldErrors(error)).length) toastFailed(error)
        return null
      })
    if (!made) return
    await invalidate(lists.setup)
    onChoose(made)
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Save this as a view">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <TextInput
            label="Name"
            description="The filters, the order and the columns of now, as wide as they are, come back with it."
            data-autofocus
            maxLength={60}
            value={name}
            error={errors['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {mayShare && (
            <Checkbox
              label="Share it with the company"
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Save view
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
