import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/agent.ts'
import { copyOfTree } from '../support/copy.ts'

/** Both streams, and waiting until a text was said so many times. */
function listen(child: ChildProcess) {
  let said = ''
  const heard = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', chunk => {
      said += String(chunk)
      for (const again of heard) again()
    })
  return (text: string, times: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (said.split(text).length > times) resolve()
      }
      heard.add(look)
      child.once('exit', () => reject(new Error(`ended before "${text}": ${said}`)))
      look()
    })
}

test('npm run dev: a change starts the agent again, or builds the dashboard again; it ends as a whole', async context => {
  const copy = copyOfTree(context)
  const home = temporaryFolder(context)
  const args = ['tests/support/dev.ts', 'serve', '--home', home, '--port', '0', '--no-input']
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const dev = spawn(process.execPath, args, { cwd: copy.root, env })
  context.after(() => dev.kill('SIGKILL'))
  const hears = listen(dev)
  await hears('Dashboard: ', 1)
  const built = (): string => readFileSync(join(copy.root, 'dist/dashboard/index.html'), 'utf8')
  const before = built()

  appendFileSync(`${copy.root}agent/version.ts`, '// changed\n')
  await hears('Dashboard: ', 2)
  await hears('dashboard built', 1)
  appendFileSync(`${copy.root}agent/dashboard/style.css`, '.changed { color: red }\n')
  await hears('dashboard built', 2)
  assert.notEqual(built(), before, 'the page names another style sheet')

  const { url } = JSON.parse(readFileSync(join(home, 'agent.lock'), 'utf8')) as { url: string }
  assert.equal((await fetch(url)).status, 200)
  dev.kill('SIGTERM')
  await once(dev, 'exit')
  assert.ok(!existsSync(join(home, 'agent.lock')), 'the agent let go of its home')
  await assert.rejects(fetch(url))
})
