import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { diff } from '../../common/assess/diff.ts'
import { testAgent } from '../support/agent.ts'
import { forwardTo, startFront, startProduct } from './github-front.ts'
import { installProduct } from './install.ts'
import { freePort } from '../support/free-port.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-emulate-'))
const token = 'test_token_owner'
let upstream = ''
let emulate: Awaited<ReturnType<typeof startProduct>>

before(async () => {
  const installed = installProduct('emulate', ['emulate@0.12.2'])
  const seed = join(folder, 'seed.json')
  writeFileSync(
    seed,
    JSON.stringify({
      tokens: { [token]: { login: 'octocat', scopes: ['repo', 'admin:org'] } },
      github: {
        users: [{ login: 'octocat', name: 'Octocat' }],
        orgs: [
          { login: 'harbour', name: 'Harbour', members: [{ login: 'octocat', role: 'admin' }] },
        ],
        repos: [],
      },
    }),
  )
  const port = await freePort()
  upstream = `http://127.0.0.1:${port}`
  emulate = await startProduct(
    join(installed, 'node_modules/emulate/dist/index.js'),
    ['start', '-s', 'github', '-p', String(port), '--seed', seed],
    upstream,
    folder,
  )
})
after(async () => {
  await emulate?.close()
  rmSync(folder, { recursive: true, force: true })
})

test("a change made through the service's own API is in the next scan's diff; what it does not serve is unknown with its reason", async context => {
  const front = await startFront(forwardTo(upstream))
  context.after(() => front.close())
  const { agent } = await testAgent(context, {
    harbour: {
      service: 'github',
      target: { organization: 'harbour', url: front.url },
      secret: token,
    },
  })
  const run = () => scan(agent, tester, 'harbour', { transport: { sleep: async () => undefined } })
  const change = async (permission: string): Promise<void> => {
    const reply = await fetch(`${upstream}/orgs/harbour`, {
      method: 'PATCH',
      headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ default_repository_permission: permission }),
    })
    assert.equal(reply.status, 200)
  }
  const minimal = 'github.organization.default-permission-minimal'

  await change('read')
  const first = await run()
  assert.equal(first.findings.find(item => item.check === minimal)?.outcome, 'pass')
  const reasons = Object.fromEntries(
    first.findings
      .filter(item => item.outcome === 'unknown')
      .map(item => [item.check.replace('github.', ''), item.reason]),
  )
  assert.equal(
    reasons['organization.two-factor-required'],
    'forbidden',
    'left out of the reply: unknown, not off',
  )
  assert.equal(reasons['organization.workflow-token-reads'], 'not-found')
  assert.equal(reasons['repository.branch-protected'], 'not-found')
  assert.equal(reasons['organization.saml-enforced'], 'never-captured')

  await change('write')
  const second = await run()
  assert.deepEqual(
    diff(first.findings, second.findings)
      .filter(({ drift }) => drift !== 'still-failing')
      .map(({ drift, after: now }) => [drift, now?.check]),
    [['new-failing', minimal]],
  )
  await change('none')
  assert.deepEqual(
    diff(second.findings, (await run()).findings)
      .filter(({ drift }) => drift !== 'still-failing')
      .map(({ drift, after: now }) => [drift, now?.check]),
    [['fixed', minimal]],
  )
})
