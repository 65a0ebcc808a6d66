/** /{company}/administration/groups/{id}: what a group grants, who holds it, what was changed. */
import { Button, Switch, Textarea, TextInput } from '@mantine/core'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type Group, groups } from '#shared/contracts/groups.ts'
import { permissions } from '#shared/permissions.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { type Stored, useDraft } from '#web/ui/draft.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, formGrid, FormTrouble, SaveBar, wideField } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { GrantMatrix } from './GrantMatrix.tsx'
import { NewGroupDialog } from './GroupsPage.tsx'
import classes from './groups.module.css'
import { finding, grantDiff } from './matrix.ts'

const labels = {
  name: 'Name',
  description: 'Description',
  assignable: 'Given to users',
  grants: 'Permissions',
} as const

export function GroupPage() {
  const { company, groupId } = useParams({ from: '/$company/administration/groups/$groupId' })
  const { tab = 'grants' } = useSearch({ from: '/$company/administration/groups/$groupId' })
  const navigate = useNavigate({ from: '/$company/administration/groups/$groupId' })
  const may = useMay()
  const { invalidate } = useInvalidate()
  const [copying, setCopying] = useState(false)
  const { data: group, error, refetch } = useEndpointQuery(groups.open, { params: { groupId } })
  const remove = useEndpointMutation(groups.remove)
  useTitle(group?.fields.name ?? 'Permission group')
  if (error && !group) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!group) return <PageSkeleton />
  const people = new Set(group.members.map(({ userId }) => userId)).size
  return (
    <Page>
      <BackLink to="/$company/administration/groups" params={{ company }}>
        Permission groups
      </BackLink>
      <PageHeader
        title={group.fields.name}
        note={people === 1 ? '1 member' : `${people} members`}
        actions={
          <>
            {may('permission_groups.modify') && (
              <Button variant="default" onClick={() => setCopying(true)}>
                Duplicate
              </Button>
            )}
            {group.abilities.delete && (
              <ConfirmButton
                label="Delete"
                title={`Delete “${group.fields.name}”?`}
                danger
                disabled={people > 0}
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { groupId } })
                  void invalidate(groups.list)
                  toastDone(`“${group.fields.name}” is deleted.`)
                  void navigate({
                    to: '/$company/administration/groups',
                    params: { company },
                    ignoreBlocker: true,
                  })
                }}
              >
                Nobody holds it, so that nobody loses a permission.
              </ConfirmButton>
            )}
          </>
        }
      />
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          { value: 'grants', label: 'Permissions', content: () => <Grants group={group} key={group.id} /> },
          { value: 'members', label: 'Members', content: () => <Members group={group} company={company} /> },
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel title="Changes" flush>
                <EntityHistory
                  endpoint={groups.history}
                  input={{ params: { groupId } }}
                  empty="Nothing was changed yet"
                />
              </Panel>
            ),
          },
        ]}
      />
      {copying && (
        <NewGroupDialog
          copyOf={{ id: group.id, name: group.fields.name }}
          onClose={() => setCopying(false)}
        />
      )}
    </Page>
  )
}

function Grants({ group }: { group: Group }) {
  const { invalidate, put } = useInvalidate()
  const draft = useDraft<Group['fields']>(group)
  const trouble = useDraftTrouble<Group['fields']>(labels)
  const [typed, setTyped] = useState('')
  const [onlyChanged, setOnlyChanged] = useState(false)
  const save = useEndpointMutation(groups.save)
  const params = { groupId: group.id }
  const { fields } = draft
  const granted = new Set(fields.grants)
  const diff = grantDiff(draft.base.grants, fields.grants)
  const changed = new Set([...diff.added, ...diff.removed])
  const shown = finding(typed)
    .map((category) => ({
      ...category,
      areas: onlyChanged
        ? category.areas.filter((area) => area.levels.some((level) => changed.has(`${area.key}.${level}`)))
        : category.areas,
    }))
    .filter(({ areas }) => areas.length > 0)
  const submit = () => {
    const checked = check(groups.save.body, { ...fields, version: draft.version })
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { params, body: checked.value },
      {
        onSuccess: (saved) => {
          draft.settle(saved)
          trouble.clear()
          setOnlyChanged(false)
          put(groups.open, { params }, saved)
          void invalidate(groups.list)
          void invalidate(groups.history, params)
          toastDone('Saved. It holds for every member from now on.')
        },
        onError: (problem) =>
          trouble.fail(problem, (theirs) => draft.merge(theirs as Stored<Group['fields']>)),
      },
    )
  }
  const { modify } = group.abilities
  const count = diff.added.length + diff.removed.length
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      {!modify && (
        <Notice tone="neutral">
          Changing this group needs the permission “Permission Groups: Modify” wherever the group is held.
        </Notice>
      )}
      <Panel title="Group">
        <div className={formGrid}>
          <TextInput
            label="Name"
            withAsterisk
            maxLength={255}
            disabled={!modify}
            value={fields.name}
            error={trouble.errors.name}
            onChange={(event) => draft.set({ name: event.currentTarget.value })}
          />
          <Switch
            label="Given to users"
            description="Off: whoever has the group keeps it, nobody else gets it"
            disabled={!modify}
            checked={fields.assignable}
            onChange={(event) => draft.set({ assignable: event.currentTarget.checked })}
          />
          <Textarea
            className={wideField}
            label="Description"
            maxLength={1000}
            autosize
            minRows={1}
            maxRows={6}
            disabled={!modify}
            value={fields.description}
            error={trouble.errors.description}
            onChange={(event) => draft.set({ description: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <Panel title="Permissions" note={`${granted.size} of ${permissions.length}`} flush>
        <div className={classes.tools}>
          <SearchBox
            label="Find a permission"
            placeholder="Find a permission"
            value={typed}
            onChange={setTyped}
          />
          {count > 0 && (
            <>
              <Button
                size="xs"
                variant={onlyChanged ? 'filled' : 'default'}
                aria-pressed={onlyChanged}
                onClick={() => setOnlyChanged(!onlyChanged)}
              >
                Only what I changed
              </Button>
              <span className={classes.diff}>
                <strong>{diff.added.length}</strong> added, <strong>{diff.removed.length}</strong> taken away
              </span>
            </>
          )}
        </div>
        {shown.length === 0 ? (
          <EmptyState title="No permission fits">
            {onlyChanged ? 'Nothing that you changed is among them.' : 'Try another word.'}
          </EmptyState>
        ) : (
          <GrantMatrix
            categories={shown}
            granted={granted}
            stored={new Set(draft.base.grants)}
            grantable={new Set([...group.abilities.grants, ...draft.base.grants])}
            disabled={!modify}
            onChange={({ add, remove }) => {
              const next = new Set([...granted, ...add])
              for (const permission of remove) next.delete(permission)
              draft.set({ grants: permissions.filter((permission) => next.has(permission)) })
            }}
          />
        )}
      </Panel>
      {modify && (
        <SaveBar
          dirty={draft.dirty.filter((name) => name !== 'grants').length + count}
          saving={save.isPending}
          onSave={submit}
          onDiscard={() => {
            draft.discard()
            setOnlyChanged(false)
            trouble.clear()
          }}
        />
      )}
      <UnsavedGuard dirty={draft.dirty.length > 0} />
    </>
  )
}

function Members({ group, company }: { group: Group; company: string }) {
  return (
    <Panel title="Who holds it" flush>
      {group.members.length === 0 ? (
        <EmptyState title="Nobody holds this group">Give it to somebody on their user page.</EmptyState>
      ) : (
        <ul className={classes.members}>
          {group.members.map(({ userId, user, active, location }) => (
            <li key={`${userId} ${location}`}>
              <Link to="/$company/administration/users/$userId" params={{ company, userId }}>
                {user}
              </Link>
              <span className={classes.dim}>
                {location ? `at ${location}` : 'everywhere'}
                {!active && ', inactive'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
