/* Runs in the measured page before any script of it. Leaves `shown` behind when the record's header and the first card
   of its form are painted; milliseconds from the beginning of the visit. */
{
  const at = {}
  const afterPaint = (then) => requestAnimationFrame(() => setTimeout(then))
  const note = (what, selector) => {
    if (what in at || !document.querySelector(selector)) return
    at[what] = Number.NaN
    afterPaint(() => {
      at[what] = performance.now()
      if (!(at.headerMs > 0 && at.formMs > 0)) return
      observer.disconnect()
      new PerformanceObserver((list) => {
        const contentful = list.getEntriesByName('first-contentful-paint')[0]
        if (contentful) Object.assign(globalThis, { shown: { ...at, contentfulMs: contentful.startTime } })
      }).observe({ type: 'paint', buffered: true })
    })
  }
  const observer = new MutationObserver(() => {
    note('headerMs', 'header h1')
    note('formMs', '#field-firstName')
  })
  observer.observe(document, { childList: true, subtree: true })
}
