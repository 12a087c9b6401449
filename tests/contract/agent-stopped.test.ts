import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { demoToken } from '../../agent/demo/github.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { temporaryFolder } from '../support/agent.ts'
import { say } from '../support/say.ts'
import { serving } from '../support/serving.ts'

test('a command whose agent is killed while it answers says so, and what comes next', async context => {
  const home = join(temporaryFolder(context), 'home')
  initHome(home)
  // The service that is read ends the agent with its first request.
  const service = createServer(() => {
    const { pid } = JSON.parse(readFileSync(join(home, 'agent.lock'), 'utf8')) as { pid: number }
    process.kill(pid, 'SIGKILL')
  })
  await new Promise<void>(resolve => {
    service.listen(0, '127.0.0.1', resolve)
  })
  context.after(() => service.close())
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  const target = { organization: 'aurora-labs', url }
  editConfig(home, ['tenants', 'aurora'], { service: 'github', target, schedule: 'off' })
  process.env['WITNESSMARK_SECRET_AURORA'] = demoToken
  context.after(() => delete process.env['WITNESSMARK_SECRET_AURORA'])
  await serving(context, home)
  const { code, text } = await say(home, 'scan', [[]])
  assert.match(
    text,
    /stopped before it had answered[^]*told as broken off\. Start it again \(witnessmark serve\)/,
  )
  assert.equal(code, 1)
})
