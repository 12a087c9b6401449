import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

/**
 * `witnessmark serve` in a process of its own: what ends it ends no test.
 * @returns where it listens, what it said, and whether it still runs
 */
export async function serving(context: { after(end: () => unknown): unknown }, home: string) {
  const child = spawn(
    process.execPath,
    [main, 'serve', '--port', '0', '--home', home, '--no-input'],
    { env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  context.after(() => child.kill('SIGKILL'))
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  let printed = ''
  for await (const chunk of child.stdout as AsyncIterable<Buffer>)
    if ((printed += chunk.toString()).includes('Dashboard')) break
  child.stdout.resume()
  const { url, token } = JSON.parse(readFileSync(join(home, 'agent.lock'), 'utf8')) as {
    readonly url: string
    readonly token: string
  }
  return {
    port: Number(new URL(url).port),
    url,
    token,
    said: () => said,
    ended: () => child.exitCode !== null || child.signalCode !== null,
    async stop() {
      child.kill('SIGTERM')
      return ((await once(child, 'exit')) as [number | null])[0]
    },
  }
}
