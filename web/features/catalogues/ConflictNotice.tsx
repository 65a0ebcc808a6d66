/** Somebody else saved the value meanwhile: what theirs says, and which of the two goes on. */
import { Button, Group } from '@mantine/core'
import type { CatalogueConflict } from '#shared/contracts/catalogues.ts'
import { type Data, valueText } from '#shared/rules/catalogue-fields.ts'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './catalogues.module.css'
import type { Catalogue } from './use-catalogue.ts'
import type { Draft, ValueForm } from './use-value-form.ts'

type Props = { catalogue: Catalogue; form: ValueForm; conflict: CatalogueConflict }

export function ConflictNotice({ catalogue, form, conflict }: Props) {
  const theirs = textsOf(catalogue, conflict.value as Draft)
  const mine = textsOf(catalogue, form.draft)
  const different = Object.keys(theirs).filter((label) => theirs[label] !== mine[label])
  return (
    <Notice tone="attention" title={`${conflict.changedBy} changed this meanwhile.`}>
      Nothing of yours is lost.
      {different.length > 0 && (
        <table className={classes.sides}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Theirs</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {different.map((label) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{theirs[label] ?? '–'}</td>
                <td>{mine[label] ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={() => form.resolve('theirs')}>
          Take theirs
        </Button>
        <Button size="xs" variant="default" onClick={() => form.resolve('mine')}>
          Keep mine, then save again
        </Button>
      </Group>
    </Notice>
  )
}

function textsOf(
  { definition, texts }: Catalogue,
  { name, active, data }: { name: string; active: boolean; data: Data },
) {
  return Object.fromEntries([
    [definition.nameLabel ?? 'Name', name],
    ...Object.entries(definition.fields).map(([field, f]) => [f.label, written(f, data[field] ?? null)]),
    ['Active', active ? 'Yes' : 'No'],
  ]) as Record<string, string | null>

  // What is typed and no value yet is shown as it is typed.
  function written(f: Parameters<typeof valueText>[0], value: Data[string]): string | null {
    const isText = typeof value === 'string' && ['money', 'whole', 'decimal'].includes(f.type)
    return isText ? value : valueText(f, value, texts)
  }
}
