/** /{company}/administration/users/{id}: profile and groups, sign-in, history. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type User, users } from '#shared/contracts/users.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { useDraft } from '#web/ui/draft.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, FormTrouble, DraftBar } from '#web/ui/FormPage.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { UserPayroll } from '#web/features/payroll/UserPayrollLink.tsx'
import { SignInPanels } from './SignInPanels.tsx'
import { toTyped, type TypedUser, UserForm, userLabels } from './UserForm.tsx'

export function UserPage() {
  const { company, userId } = useParams({ from: '/$company/administration/users/$userId' })
  const { tab = 'profile' } = useSearch({ from: '/$company/administration/users/$userId' })
  const navigate = useNavigate({ from: '/$company/administration/users/$userId' })
  const may = useMay()
  const { data: user, error, refetch } = useEndpointQuery(users.open, { params: { userId } })
  useTitle(user?.name ?? 'User')
  if (error && !user) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!user) return <PageSkeleton />
  return (
    <Page narrow>
      <BackLink to="/$company/administration/users" params={{ company }}>
        Users
      </BackLink>
      <PageHeader
        title={user.name}
        note={
          user.fields.active ? (
            user.fields.username
          ) : (
            <StatusDot tone="neutral" label="Inactive" detail="Cannot sign in, and is in no dropdown" />
          )
        }
        actions={
          may('permission_groups.view') && (
            <LinkButton
              variant="default"
              size="xs"
              to="/$company/administration/access/analyzer"
              params={{ company }}
              search={{ userId: user.id }}
            >
              What may they do?
            </LinkButton>
          )
        }
      />
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        tabs={[
          {
            value: 'profile',
            label: 'Profile and groups',
            content: () => <Profile user={user} key={user.id} />,
          },
          { value: 'sign-in', label: 'Sign-in', content: () => <SignInPanels user={user} /> },
          ...(may('payroll.view')
            ? [
                {
                  value: 'payroll' as const,
                  label: 'Payroll',
                  content: () => <UserPayroll userId={user.id} />,
                },
              ]
            : []),
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel title="Changes" flush>
                <EntityHistory
                  endpoint={users.history}
                  input={{ params: { userId } }}
                  empty="Nothing was changed yet"
                />
              </Panel>
            ),
          },
        ]}
      />
    </Page>
  )
}

function Profile({ user }: { user: User }) {
  const { invalidate, put } = useInvalidate()
  const options = useEndpointQuery(users.options, {}, { staleTime: 60_000 }).data
  const draft = useDraft<TypedUser>(toTyped(user))
  const trouble = useDraftTrouble<TypedUser>(userLabels)
  const save = useEndpointMutation(users.save)
  const params = { userId: user.id }
  const submit = () => {
    const checked = check(users.save.body, { ...draft.fields, version: draft.version })
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { params, body: checked.value },
      {
        onSuccess: (saved) => {
          draft.settle(toTyped(saved))
          trouble.clear()
          put(users.open, { params }, saved)
          void invalidate(users.list)
          void invalidate(users.options)
          void invalidate(users.history, params)
          toastDone('Saved.')
        },
        onError: (problem) => trouble.fail(problem, (theirs) => draft.merge(toTyped(theirs as User))),
      },
    )
  }
  const { modify, login } = user.abilities
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      {!modify && (
        <Notice tone="neutral">
          Changing users needs the permission “User Accounts: Modify”. Ask your administrator for it.
        </Notice>
      )}
      {modify && !login && (
        <Notice tone="neutral">
          {user.name} may do more than you: username, e-mail and sign-in are not yours to change.
        </Notice>
      )}
      <UserForm
        id={user.id}
        fields={draft.fields}
        stored={user.fields}
        options={options}
        errors={trouble.errors}
        mayModify={modify}
        mayLogin={login}
        onChange={draft.set}
      />
      <DraftBar draft={draft} trouble={trouble} saving={save.isPending} onSave={submit} readOnly={!modify} />
    </>
  )
}
