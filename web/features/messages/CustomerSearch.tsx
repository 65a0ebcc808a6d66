/** Finds a customer or lead as one types: by name, number or phone. */
import { Autocomplete } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { customers } from '#shared/contracts/customers.ts'
import { useEndpointQuery } from '#web/api/queries.ts'

type Chosen = { id: number; name: string }
type Props = { label: string; chosen: Chosen | null; onChoose: (chosen: Chosen | null) => void }

export function CustomerSearch({ label, chosen, onChoose }: Props) {
  const [typed, setTyped] = useState(chosen ? `${chosen.name} (#${chosen.id})` : '')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const { data } = useEndpointQuery(
    customers.search,
    { query: { text: text.slice(0, 80) || ' ', limit: 8 } },
    { enabled: text.length > 1 && !text.endsWith(')') },
  )
  const words = ({ name, id }: Chosen) => `${name} (#${id})`
  return (
    <Autocomplete
      label={label}
      placeholder="Name, number or phone"
      value={typed}
      data={[...new Set((data?.items ?? []).filter(({ archived }) => !archived).map(words))]}
      filter={({ options }) => options}
      onChange={(value) => {
        setTyped(value)
        onChoose(data?.items.find((one) => words(one) === value) ?? null)
      }}
    />
  )
}
