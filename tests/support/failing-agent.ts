// An agent in which something fails that nobody waits for: while it serves, or ("start") before.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { serveAgent } from '../../agent/serve.ts'
import { rawRequest } from './raw-request.ts'

const home = mkdtempSync(join(tmpdir(), 'witnessmark-test-'))
process.on('exit', () => rmSync(home, { recursive: true, force: true }))
initHome(home)
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

if (process.argv[2] === 'start') {
  setTimeout(() => {
    throw new Error('thrown at the start')
  })
  await pause(50)
}
const open = await openAgent(home, { secrets: memorySecrets() })
const running = await serveAgent(open, 0, text => process.stderr.write(`${text}\n`))
setTimeout(() => {
  throw new Error('thrown from a timer')
})
void Promise.reject(new Error('rejected and not waited for'))
await pause(50)
const { status } = await rawRequest(running.server.port, { path: '/api/v1/overview' })
process.stdout.write(`still answers: ${status}\n`)
await running.stop()
await open.close()
