/**
 * Plots with nothing but bars: columns over time, stacked up and, below zero, down; and a list of bars by size. The same
 * numbers stand in a table for screen readers; a column tells its own on hover.
 */
import { VisuallyHidden } from '@mantine/core'
import classes from './BarPlot.module.css'

/** One column: parts from the line of zero outwards. */
export type Bar = { label: string; values: readonly number[] }
export type BarTone = 'good' | 'attention' | 'bad' | 'info' | 'special' | 'neutral'
export type Series = { name: string; tone: BarTone }

type Props = {
  title: string
  series: readonly Series[]
  bars: readonly Bar[]
  first: string
  last: string
  /** How a value is written; a plain number unless given. */
  format?: (value: number) => string
  /** For a page of its own, not for a side. */
  tall?: boolean
  /** What a column is, for the table: "Month". */
  when?: string
  /** The page shows the same numbers in a table that everybody sees. */
  hasTable?: boolean
}

const height = 72
const width = 10
const gap = 3
/** A plot of less has room to the right. */
const fewest = 14

const plain = (value: number) => value.toLocaleString('en-US')
const sumOf = (values: readonly number[], fits: (n: number) => boolean) =>
  values.reduce((sum, n) => (fits(n) ? sum + n : sum), 0)

export function BarPlot(props: Props) {
  const { title, series, bars, first, last, format = plain, tall = false, when = 'When', hasTable } = props
  const ups = bars.map(({ values }) => sumOf(values, (n) => n > 0))
  const downs = bars.map(({ values }) => -sumOf(values, (n) => n < 0))
  const [most, least] = [Math.max(0, ...ups), Math.max(0, ...downs)]
  const scale = height / Math.max(1, most + least)
  const zero = most > 0 || least === 0 ? height - least * scale : 0
  const wide = Math.max(tall ? 1 : fewest, bars.length) * (width + gap) - gap
  return (
    <figure className={classes.plot}>
      <figcaption className={classes.plotHead}>
        <strong>{title}</strong>
        <span className={classes.legend} aria-hidden>
          {series.map(({ name, tone }) => (
            <span key={name} data-tone={tone}>
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${wide} ${height}`}
        preserveAspectRatio="none"
        className={classes.bars}
        data-tall={tall || undefined}
        aria-hidden
      >
        {bars.map((bar, at) => (
          <g key={at}>
            <title>{`${bar.label}: ${series.map(({ name }, i) => `${name.toLowerCase()} ${format(bar.values[i] ?? 0)}`).join(', ')}`}</title>
            <rect x={at * (width + gap)} y={0} width={width} height={height} className={classes.ground} />
            {stack(bar.values, scale, zero).map(({ y, tall: size }, i) => (
              <rect
                key={i}
                x={at * (width + gap)}
                y={y}
                width={width}
                height={size}
                data-tone={series[i]!.tone}
              />
            ))}
          </g>
        ))}
        {least > 0 && <line x1={0} x2={wide} y1={zero} y2={zero} className={classes.zero} />}
      </svg>
      <div className={classes.axis} aria-hidden>
        <span>{first}</span>
        <span>{most === 0 && least === 0 ? 'None' : `Most: ${format(most > 0 ? most : -least)}`}</span>
        <span>{last}</span>
      </div>
      {!hasTable && (
        <VisuallyHidden>
          <table>
            <caption>{title}</caption>
            <thead>
              <tr>
                <th scope="col">{when}</th>
                {series.map(({ name }) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.map((bar, at) => (
                <tr key={at}>
                  <th scope="row">{bar.label}</th>
                  {bar.values.map((value, i) => (
                    <td key={i}>{format(value)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </VisuallyHidden>
      )}
    </figure>
  )
}

/** A part that is not nothing is at least a pixel tall. */
function stack(values: readonly number[], scale: number, zero: number): { y: number; tall: number }[] {
  let [up, down] = [zero, zero]
  return values.map((value) => {
    const tall = value === 0 ? 0 : Math.max(1, Math.abs(value) * scale)
    if (value < 0) {
      down += tall
      return { y: Math.min(down - tall, height - 1), tall }
    }
    up = Math.max(0, up - tall)
    return { y: up, tall }
  })
}

type Item = { key: string | number; label: string; value: number }
type ListProps = {
  /** Names the list for screen readers. */
  label: string
  items: readonly Item[]
  tone?: BarTone
  format?: (value: number) => string
}

/** Bars by size with their words: what somebody sold, why customers left. */
export function BarList({ label, items, tone = 'info', format = plain }: ListProps) {
  const most = Math.max(1, ...items.map(({ value }) => Math.abs(value)))
  return (
    <figure className={classes.plot} aria-label={label}>
      <dl className={classes.list}>
        {items.map((item) => (
          <div key={item.key} style={{ display: 'contents' }}>
            <dt title={item.label}>{item.label}</dt>
            <dd className={classes.track} data-tone={tone} aria-hidden>
              {item.value !== 0 && <span style={{ width: `${(Math.abs(item.value) / most) * 100}%` }} />}
            </dd>
            <dd className={`${classes.value} tabular`}>{format(item.value)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}
