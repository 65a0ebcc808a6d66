/** What a report's words mean, on the page itself. */
import { Panel } from '#web/ui/Panel.tsx'
import classes from './reports.module.css'

export function Definitions({ words }: { words: readonly (readonly [string, string])[] }) {
  return (
    <Panel title="What is counted">
      <dl className={classes.definitions}>
        {words.map(([word, meaning]) => (
          <div key={word} style={{ display: 'contents' }}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
