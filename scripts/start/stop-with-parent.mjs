/**
 * Loaded before a child's own code (`node --import`): when the parent is gone, even by `kill -9`, the child gets
 * the SIGTERM that the parent would have sent. For processes that do not watch by themselves.
 */
process.once('disconnect', () => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  setTimeout(() => process.exit(1), 10_000).unref()
  process.kill(process.pid, 'SIGTERM')
})
process.channel?.unref()
