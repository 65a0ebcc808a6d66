/** Whether the end of a list has been on the screen: the list counts as read then. */
import { useCallback, useEffect, useRef, useState } from 'react'

/** @param subject what is being read; another one has not been read yet. */
export function useReadToEnd(subject: string) {
  const [read, setRead] = useState<string | null>(null)
  const node = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (!node.current) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) setRead(subject)
    })
    observer.observe(node.current)
    return () => observer.disconnect()
  }, [subject])
  const ref = useCallback((element: HTMLElement | null) => {
    node.current = element
  }, [])
  /** For the keyboard: brings the end onto the screen and the focus to it. */
  const jump = () => {
    node.current?.scrollIntoView({ block: 'center' })
    node.current?.focus({ preventScroll: true })
  }
  return { ref, read: read === subject, jump }
}
