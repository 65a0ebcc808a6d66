/** A catalogue without a value: what it is for, and the values that most dealers have, one press away. */
import { Button, Group } from '@mantine/core'
import { IconListDetails, IconPlus } from '@tabler/icons-react'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { proposedName } from '#shared/rules/catalogue-data.ts'
import { plural } from '#shared/rules/catalogue-definition.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import classes from './catalogues.module.css'
import { type Catalogue, useCatalogueChanged } from './use-catalogue.ts'

export function NoValues({ catalogue, onNew }: { catalogue: Catalogue; onNew: () => void }) {
  const { key, definition, abilities, texts } = catalogue
  const changed = useCatalogueChanged()
  const addUsual = useEndpointMutation(catalogues.addUsual, {
    onSuccess: async ({ added }) => {
      await changed()
      toastDone(`${added} ${plural(definition.one)} added. Change or delete what does not fit.`)
    },
    onError: toastFailed,
  })
  const usual = (definition.usual ?? []).map(
    ({ name, data = {} }) => name || proposedName(key, data, texts.currency),
  )
  return (
    <EmptyState
      icon={IconListDetails}
      title={`No ${plural(definition.one)} yet`}
      action={
        abilities.create && (
          <Group gap="xs" justify="center">
            {usual.length > 0 && (
              <Button
                loading={addUsual.isPending}
                onClick={() => addUsual.mutate({ params: { catalogue: key } })}
              >
                Add the usual ones
              </Button>
            )}
            <Button
              variant={usual.length ? 'default' : 'filled'}
              leftSection={<IconPlus size={16} />}
              onClick={onNew}
            >
              New {definition.one}
            </Button>
          </Group>
        )
      }
    >
      {definition.help}. Until there is one, forms have nothing to offer here.
      {abilities.create && usual.length > 0 && (
        <span className={classes.usual}>
          {usual.map((name) => (
            <Chip key={name}>{name}</Chip>
          ))}
        </span>
      )}
    </EmptyState>
  )
}
