/**
 * The end of a list that comes in pages: loads the next one when it scrolls into sight. After ten pages it asks,
 * so that nobody drags a whole company through the browser by holding the scroll bar.
 */
import { Button, Loader } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { problemText } from '#web/api/problem.ts'
import { Notice } from './Notice.tsx'
import classes from './MoreRows.module.css'

const automaticPages = 10

type Pages = {
  data?: { pages: unknown[] }
  error: Error | null
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
}

/** @param pages what `useInfiniteQuery` returned. @param shown how many rows are on the page. */
export function MoreRows({ pages, shown }: { pages: Pages; shown: number }) {
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, error, fetchNextPage } = pages
  const waits =
    hasNextPage && !isFetchingNextPage && !error && (pages.data?.pages.length ?? 0) < automaticPages
  useEffect(() => {
    if (!waits || !end.current) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      root: end.current.closest('[data-scroll-restoration-id]'),
      rootMargin: '600px',
    })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [waits, fetchNextPage, shown])

  return (
    <div ref={end} className={classes.end}>
      {error && <Notice tone="bad">{problemText(error)}</Notice>}
      {isFetchingNextPage ? (
        <Loader size="xs" type="dots" aria-label="Loading more" />
      ) : hasNextPage ? (
        <Button variant="default" size="xs" onClick={() => void fetchNextPage()}>
          Load more
        </Button>
      ) : (
        shown > 20 && <span className={classes.last}>That is all of them</span>
      )}
    </div>
  )
}
