/** The baseline of `signals`: answers every frame with the same bytes, and neither reads nor keeps any. */
import net from 'node:net'

const answer = Buffer.from('\nD6A20012"ACK"0001L0#AAA[]\r')

net
  .createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) socket.write(answer)
    })
  })
  .listen({ port: Number(process.env['DC09_PORT']), host: '127.0.0.1', backlog: 4096 })
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())
