/** What finds the record of a row, and what happens to it then. */
import { NativeSelect } from '@mantine/core'
import type { ImportChoices } from '#shared/contracts/imports.ts'
import classes from './imports.module.css'

type Props = {
  choices: ImportChoices
  /** Customers or leads; equipment and recurring invoices are known by their serial number, or their name and start. */
  records: boolean
  matchKeys: Record<ImportChoices['matchBy'], string>
  error: string | undefined
  onChange: (change: Partial<ImportChoices>) => void
}

export function MatchFields({ choices, records, matchKeys, error, onChange }: Props) {
  if (!records)
    return (
      <div className={classes.grid}>
        <NativeSelect
          label="What the customer has already"
          description="Equipment by its serial number, a recurring invoice by its name and start"
          value={choices.onMatch}
          data={[
            { value: 'skip', label: 'Is skipped' },
            { value: 'update', label: 'Is added once more' },
          ]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ onMatch: value as ImportChoices['onMatch'] })
          }
        />
      </div>
    )
  const matches = choices.matchBy !== 'none'
  return (
    <div className={classes.grid}>
      <NativeSelect
        label="A record is found by"
        value={choices.matchBy}
        error={error}
        data={Object.entries(matchKeys).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => onChange({ matchBy: value as ImportChoices['matchBy'] })}
      />
      {matches && (
        <>
          <NativeSelect
            label="A record that is found"
            value={choices.onMatch}
            data={[
              { value: 'skip', label: 'Is left as it is' },
              { value: 'update', label: 'Gets the row’s values' },
            ]}
            onChange={({ currentTarget: { value } }) =>
              onChange({ onMatch: value as ImportChoices['onMatch'] })
            }
          />
          <NativeSelect
            label="A row without a record"
            value={choices.onNoMatch}
            data={[
              { value: 'create', label: 'Becomes a new one' },
              { value: 'refuse', label: 'Is refused' },
            ]}
            onChange={({ currentTarget: { value } }) =>
              onChange({ onNoMatch: value as ImportChoices['onNoMatch'] })
            }
          />
        </>
      )}
      {matches && choices.onMatch === 'update' && (
        <NativeSelect
          label="An empty cell"
          value={choices.blanks}
          data={[
            { value: 'keep', label: 'Keeps what the record has' },
            { value: 'clear', label: 'Clears the field' },
          ]}
          onChange={({ currentTarget: { value } }) => onChange({ blanks: value as ImportChoices['blanks'] })}
        />
      )}
      <NativeSelect
        label="A new record that looks like another"
        description="By the company’s rules for duplicates"
        value={choices.duplicates}
        data={[
          { value: 'refuse', label: 'Is refused' },
          { value: 'allow', label: 'Is created all the same' },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ duplicates: value as ImportChoices['duplicates'] })
        }
      />
    </div>
  )
}
