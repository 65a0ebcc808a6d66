/**
 * Two small plots with nothing but bars: what went out on each day, and what each run found. The same numbers stand in a
 * table for screen readers; a column tells its own on hover.
 */
import { VisuallyHidden } from '@mantine/core'
import classes from './health.module.css'

/** One column: parts from the bottom up. */
export type Bar = { label: string; values: readonly number[] }
export type Series = { name: string; tone: 'good' | 'attention' | 'bad' }

type Props = { title: string; series: readonly Series[]; bars: readonly Bar[]; first: string; last: string }

const height = 72
const width = 10
const gap = 3
/** A plot of less has room to the right. */
const fewest = 14

export function BarPlot({ title, series, bars, first, last }: Props) {
  const sums = bars.map(({ values }) => values.reduce((sum, n) => sum + n, 0))
  const most = Math.max(1, ...sums)
  const wide = Math.max(fewest, bars.length) * (width + gap) - gap
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
      <svg viewBox={`0 0 ${wide} ${height}`} preserveAspectRatio="none" className={classes.bars} aria-hidden>
        {bars.map((bar, at) => (
          <g key={at}>
            <title>{`${bar.label}: ${series.map(({ name }, i) => `${name.toLowerCase()} ${bar.values[i]}`).join(', ')}`}</title>
            <rect x={at * (width + gap)} y={0} width={width} height={height} className={classes.ground} />
            {stack(bar.values, most).map(({ y, tall }, i) => (
              <rect
                key={i}
                x={at * (width + gap)}
                y={y}
                width={width}
                height={tall}
                data-tone={series[i]!.tone}
              />
            ))}
          </g>
        ))}
      </svg>
      <div className={classes.axis} aria-hidden>
        <span>{first}</span>
        <span>{sums.every((sum) => sum === 0) ? 'None' : `Most: ${most.toLocaleString('en-US')}`}</span>
        <span>{last}</span>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">When</th>
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
                  <td key={i}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  )
}

/** A part that is not nothing is at least two pixels tall. */
function stack(values: readonly number[], most: number): { y: number; tall: number }[] {
  let y = height
  return values.map((value) => {
    const tall = value === 0 ? 0 : Math.max(2, (value / most) * height)
    y = Math.max(0, y - tall)
    return { y, tall }
  })
}
