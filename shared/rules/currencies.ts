/** The currencies that a dealer's books may be in. */
export const currencies = [
  { value: 'USD', label: 'US dollar' },
  { value: 'CAD', label: 'Canadian dollar' },
] as const
