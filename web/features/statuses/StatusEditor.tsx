/** The categories in their order, their values, and what they would say of a customer; saved as one. */
import { Button, VisuallyHidden } from '@mantine/core'
import { IconPlus, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { statuses, type StatusSetup } from '#shared/contracts/statuses.ts'
import { mostCategories, type StatusCategory, usualCategories } from '#shared/rules/statuses.ts'
import type { StatusNames } from '#shared/rules/status-words.ts'
import { check } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { type Stored, useDraft } from '#web/ui/draft.ts'
import { FormTrouble, DraftBar } from '#web/ui/FormPage.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useDraftTrouble } from '#web/ui/use-draft-save.ts'
import { CategoryPanel } from './CategoryPanel.tsx'
import { Preview } from './Preview.tsx'
import classes from './statuses.module.css'
import { useSort } from './use-sort.ts'
import { type Edited, ValueDialog } from './ValueDialog.tsx'

type Fields = { categories: StatusCategory[] }

const draftOf = ({ version, categories }: StatusSetup): Stored<Fields> => ({
  version,
  fields: { categories },
})

export const namesOf = ({ options }: StatusSetup): StatusNames => ({
  rows: { tag: options.tags, account_class: options.accountClasses, monitored_by: options.monitors },
  fields: options.fields,
})

function newKey(categories: readonly StatusCategory[]): string {
  let n = 1
  while (categories.some(({ key }) => key === `own_${n}`)) n++
  return `own_${n}`
}

export function StatusEditor({ setup }: { setup: StatusSetup }) {
  const { invalidate, put } = useInvalidate()
  // Version 0, the usual boxes, is older than any.
  const draft = useDraft<Fields>(draftOf(setup))
  const trouble = useDraftTrouble<Fields>({ categories: 'Status boxes' })
  const save = useEndpointMutation(statuses.save)
  const [edited, setEdited] = useState<Edited | null>(null)
  const { categories } = draft.fields
  const set = (next: StatusCategory[]) => draft.set({ categories: next })
  const sort = useSort(categories, ({ name }) => name, set)
  const replace = (at: number, category: StatusCategory) => set(categories.with(at, category))
  const submit = () => {
    const checked = check(statuses.save.body, { version: draft.version, categories })
    if (checked.errors) return trouble.refuse(checked.errors)
    save.mutate(
      { body: checked.value },
      {
        onSuccess: (saved) => {
          draft.settle(draftOf(saved))
          trouble.clear()
          put(statuses.open, {}, saved)
          void invalidate(statuses.history)
          void invalidate(customers.open)
          void invalidate(customers.list)
          toastDone('Saved. Every record and list shows these boxes now.')
        },
        onError: (problem) =>
          trouble.fail(problem, (stored) => draft.merge(draftOf(stored as unknown as StatusSetup))),
      },
    )
  }
  const names = namesOf(setup)
  const isUsual = JSON.stringify(categories) === JSON.stringify(usualCategories)
  return (
    <>
      <FormTrouble problem={trouble.problem} clashes={trouble.clashes} />
      <Preview categories={categories} />
      <div data-sort-list className={classes.categories}>
        {categories.map((category, at) => (
          <CategoryPanel
            key={category.key}
            category={category}
            names={names}
            at={at}
            sort={sort}
            dragged={sort.dragged?.key === category.key}
            errors={trouble.errors}
            onChange={(next) => replace(at, next)}
            onRemove={() => set(categories.filter((_, i) => i !== at))}
            onEdit={(value) => setEdited({ category: at, value })}
          />
        ))}
      </div>
      <VisuallyHidden role="status">{sort.said}</VisuallyHidden>
      <div className={classes.more}>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={categories.length >= mostCategories}
          onClick={() =>
            set([
              ...categories,
              {
                key: newKey(categories),
                name: '',
                shown: true,
                values: [{ label: '', tone: 'neutral', detail: '', when: [] }],
              },
            ])
          }
        >
          Add a category
        </Button>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconRestore size={15} aria-hidden />}
          disabled={isUsual}
          onClick={() => set([...usualCategories])}
        >
          Go back to the usual boxes
        </Button>
      </div>
      <DraftBar draft={draft} trouble={trouble} saving={save.isPending} onSave={submit} />
      {edited && (
        <ValueDialog
          edited={edited}
          category={categories[edited.category]!}
          options={setup.options}
          onDone={(category) => {
            replace(edited.category, category)
            setEdited(null)
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}
