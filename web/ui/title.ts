/** The document's title while a page is shown: "Customers – Keyholder". */
import { useEffect } from 'react'

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} – Keyholder` : 'Keyholder'
  }, [title])
}
