/** /{company}/administration/users/new. A password comes afterwards, on the new user's page. */
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type UserFields, users } from '#shared/contracts/users.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { differing } from '#web/ui/draft.ts'
import { BackLink, FormTrouble, SaveBar } from '#web/ui/FormPage.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { type TypedUser, UserForm, userLabels } from './UserForm.tsx'

const empty: UserFields = {
  firstName: '',
  lastName: '',
  username: '',
  email: null,
  phone: null,
  active: true,
  canLogIn: true,
  roles: [],
  memberships: [],
  representativeNumbers: [],
  reportsToId: null,
}

export function NewUserPage() {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const { invalidate, put } = useInvalidate()
  const options = useEndpointQuery(users.options, {}, { staleTime: 60_000 }).data
  const [fields, setFields] = useState<TypedUser>(empty)
  const trouble = useDraftTrouble<TypedUser>(userLabels)
  const create = useEndpointMutation(users.create)
  const dirty = differing<TypedUser>(empty, fields)
  useTitle('New user')
  const save = () => {
    const checked = check(users.create.body, fields)
    if (checked.errors) return trouble.refuse(checked.errors)
    create.mutate(
      { body: checked.value },
      {
        onSuccess: (user) => {
          put(users.open, { params: { userId: user.id } }, user)
          void invalidate(users.list)
          void invalidate(users.options)
          toastDone(`${user.name} is there. Invite them or give them a password, so that they can sign in.`)
          void navigate({
            to: '/$company/administration/users/$userId',
            params: { company, userId: user.id },
            search: { tab: 'sign-in' },
            ignoreBlocker: true,
          })
        },
        onError: (problem) => trouble.fail(problem, () => []),
      },
    )
  }
  return (
    <Page narrow>
      <BackLink to="/$company/administration/users" params={{ company }}>
        Users
      </BackLink>
      <PageHeader title="New user" />
      <FormTrouble problem={trouble.problem} clashes={null} />
      <UserForm
        id={null}
        fields={fields}
        stored={empty}
        options={options}
        errors={trouble.errors}
        mayModify
        mayLogin
        onChange={(change) => setFields((now) => ({ ...now, ...change }))}
      />
      <SaveBar dirty={dirty.length} saving={create.isPending} onSave={save} label="Create user" />
      <UnsavedGuard dirty={dirty.length > 0} />
    </Page>
  )
}
