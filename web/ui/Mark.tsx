/** The product's sign: a key in a rounded square. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
      <g fill="none" stroke="#ffffff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="12" cy="12" r="4.6" />
        <path d="m15.4 15.4 8.2 8.2m-3-3 2.4-2.4" />
      </g>
    </svg>
  )
}
