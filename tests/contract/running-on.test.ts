// What goes wrong with one tenant stays with it: a target that throws, a service that asks to wait, a list
// that does not end.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig } from '../../agent/home/config.ts'
import { createScanQueue } from '../../agent/collect/scan-queue.ts'
import { createTransport } from '../../agent/collect/transport.ts'
import { perform } from '../../agent/operations/perform.ts'
import { scanAll } from '../../agent/operations/scan.ts'
import { Unreadable } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'

const transport = { sleep: async () => undefined, timeoutMs: 5000, random: () => 0 }

async function github(context: TestContext, more = {}) {
  const replay = await startGithubReplay({ throttle: false, repositories: 4 })
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  const open = await testAgent(context, {
    'aurora-labs': { service: 'github', target, secret: demoToken },
    ...more,
  })
  return { ...open, replay, target }
}

test('a target that throws ends its own run and no other, and is named', async context => {
  const { agent } = await github(context, {
    aaa: { service: 'wordpress', target: { url: 'no address at all' }, secret: 'x' },
  })
  const { assessments, failed } = await perform(agent, tester, 'scan', {})
  assert.deepEqual(
    assessments.map(item => item.tenant),
    ['aurora-labs'],
  )
  assert.deepEqual(
    failed.map(item => item.tenant),
    ['aaa'],
  )
  assert.match(failed[0]?.problem ?? '', /\w/)
  await assert.rejects(perform(agent, tester, 'scan', { tenants: ['aaa'] }))
  const runs = await agent.store.runs({ tenant: 'aaa' })
  assert.ok(runs.length > 0 && runs.every(run => run.status === 'interrupted'))
})

test('a target that throws since a change leaves no old outcome standing', async context => {
  const { agent, home, target } = await github(context)
  await scan(agent, tester, 'aurora-labs', { transport })
  assert.ok((await agent.store.findings('aurora-labs')).some(item => item.outcome === 'pass'))
  editConfig(home, ['tenants', 'aurora-labs', 'target'], { ...target, url: 'no address at all' })
  await scan(agent, tester, 'aurora-labs', { transport })
  const after = await agent.store.findings('aurora-labs')
  assert.ok(after.length > 0)
  assert.deepEqual(
    after.filter(item => item.outcome !== 'unknown' && item.outcome !== 'not-applicable'),
    [],
  )
})

test('a part that brings more, or takes longer, than it may is cut: what it lists and reads is unknown', async context => {
  for (const perPart of [
    { bytes: 2000, milliseconds: 60_000 },
    { bytes: 1e9, milliseconds: 0 },
  ]) {
    const { agent, home } = await github(context)
    await scan(agent, tester, 'aurora-labs', { transport })
    const before = await agent.store.resources('aurora-labs')
    await scan(agent, tester, 'aurora-labs', { transport, perPart })
    assert.deepEqual(await agent.store.resources('aurora-labs'), before, 'none of them is gone')
    const why = [...(await agent.store.unlisted('aurora-labs')).values()].map(
      item => item.why?.code,
    )
    assert.ok(
      why.includes(perPart.milliseconds === 0 ? 'part-too-long' : 'part-too-large'),
      String(why),
    )
    assert.deepEqual(
      readdirSync(home).filter(name => name.startsWith('.spool')),
      [],
    )
  }
})

test('time that a service takes counts for the part, a wait that it asks for does not; a reply without end is cut', async () => {
  const ask = async (milliseconds: number, reply: () => Response, maxBytes = 1e6) => {
    let asked = 0
    const sent = createTransport({
      allowance: { bytes: 1e9, milliseconds },
      maxBytes,
      sleep: () => new Promise(resolve => setTimeout(resolve, 3 * milliseconds)),
      fetch: async () => {
        asked++
        await new Promise(resolve => setTimeout(resolve, milliseconds + 5))
        return asked === 1 ? reply() : new Response('{}')
      },
    })
    const codes = []
    for (let time = 0; time < 3; time++)
      codes.push(
        await sent('https://api.example/x', {}).then(
          ({ status }) => status,
          (error: unknown) => (error instanceof Unreadable ? error.said.code : String(error)),
        ),
      )
    return { asked, codes }
  }
  const long = await ask(20, () => new Response('{}'))
  assert.deepEqual(long, { asked: 1, codes: [200, 'part-too-long', 'part-too-long'] })
  const endless = () =>
    new Response(new ReadableStream({ pull: to => to.enqueue(new Uint8Array(1000)) }))
  const cut = await ask(20, endless, 50_000)
  assert.deepEqual(cut.codes, ['reply-too-large', 'part-too-long', 'part-too-long'])

  let asked = 0
  const waits: number[] = []
  const allowance = { bytes: 1e9, milliseconds: 60_000 }
  const patient = createTransport({
    allowance,
    sleep: async milliseconds => void waits.push(milliseconds),
    fetch: async () =>
      ++asked === 1
        ? new Response('', { status: 429, headers: { 'retry-after': '600' } })
        : new Response('{}'),
  })
  assert.equal((await patient('https://api.example/x', {})).status, 200)
  assert.deepEqual(waits, [600_000])
  assert.ok(allowance.milliseconds > 0, 'ten minutes were asked for, one was allowed')
})

test('bodies wait on disk until they are sealed: a long list takes no more memory than a short one', async context => {
  const page = JSON.stringify(
    Array.from({ length: 1000 }, (_, id) => ({ id, name: 'x'.repeat(1000) })),
  )
  const held: number[] = []
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    if (asked % 50 === 0) {
      globalThis.gc?.()
      held.push(process.memoryUsage().arrayBuffers)
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'link': `<http://127.0.0.1:${port}/wp-json/wp/v2/users?page=${asked}>; rel="next"`,
    })
    // No two pages are alike: equal ones are not kept twice.
    response.end(page.replace('"id":0', `"id":${asked + 1000}`))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const { createRecording } = await import('../../agent/collect/recording.ts')
  const { createSpool } = await import('../../agent/collect/spool.ts')
  const { createApi } = await import('../../agent/collect/api.ts')
  const { agent, home } = await testAgent(context, {})
  const spool = createSpool(home)
  const recording = createRecording({
    store: agent.store,
    spool,
    tenant: 't',
    run: 'r',
    collector: 'c@1',
    catalogue: '',
    clock: agent.clock,
    attest: agent.log.attest,
  })
  const api = createApi({
    baseUrl: `http://127.0.0.1:${port}`,
    headers: {},
    auth: 'Bearer',
    secret: 's',
    recorder: recording,
    maxPages: 200,
  })
  await assert.rejects(async () => {
    for await (const _ of api.pages('/wp-json/wp/v2/users', { style: 'link-header' })) continue
  }, /does not end/)
  assert.equal(recording.count, 200)
  const grown = (held.at(-1) ?? 0) - (held[0] ?? 0)
  assert.ok(grown < 150 * page.length * 0.5, `${grown} bytes of ${150 * page.length} are held`)
  spool.close()
})

test('as many tenants as are read at once wait for their service: another one is scanned meanwhile', async context => {
  const [limited, free] = [
    createServer((_, response) => response.writeHead(429, { 'retry-after': '60' }).end()),
    await startGithubReplay({ throttle: false, repositories: 1 }),
  ]
  await new Promise<void>(resolve => limited.listen(0, '127.0.0.1', resolve))
  context.after(async () => {
    limited.close()
    await free.close()
  })
  const { port } = limited.address() as AddressInfo
  const tenantAt = (url: string) => ({
    service: 'github',
    target: { organization: 'aurora-labs', url },
    secret: demoToken,
  })
  const waiting = ['a', 'b', 'c', 'd'].map(
    id => [id, tenantAt(`http://127.0.0.1:${port}`)] as const,
  )
  const { agent } = await testAgent(context, {
    ...Object.fromEntries(waiting),
    quick: tenantAt(free.url),
  })
  const gate = Promise.withResolvers<void>()
  const scanned = new Promise<string>(resolve => {
    agent.events.on('committed', ({ kind, tenant }) => {
      if (kind === 'scan') resolve(tenant ?? '')
    })
  })
  const all = scanAll(agent, tester, [...waiting.map(([id]) => id), 'quick'], {
    transport: { ...transport, sleep: () => gate.promise },
  })
  const first = await Promise.race([
    scanned,
    new Promise<string>(resolve => setTimeout(resolve, 30_000, 'nobody').unref()),
  ])
  gate.resolve()
  await all
  assert.equal(first, 'quick')
})

test('a tenant that waits for its service holds no other; of one tenant, one scan stands behind the other', async () => {
  const queue = createScanQueue()
  const waits = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  const order: string[] = []
  const waiting = waits.map(({ promise }, index) =>
    queue.run(`slow-${index}`, async wait => {
      await wait(() => promise)
      order.push(`slow-${index}`)
    }),
  )
  const second = queue.run('slow-0', async () => void order.push('slow-0 again'))
  await queue.run('quick', async () => void order.push('quick'))
  assert.deepEqual(order, ['quick'])
  for (const { resolve } of waits) resolve()
  await Promise.all([...waiting, second])
  assert.equal(order.at(-1), 'slow-0 again')
  const busy = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  let running = 0
  let most = 0
  const work = busy.map(({ promise }, index) =>
    queue.run(`busy-${index}`, async () => {
      most = Math.max(most, ++running)
      await promise
      running--
    }),
  )
  for (const { resolve } of busy) {
    await new Promise(setImmediate)
    resolve()
  }
  await Promise.all(work)
  assert.equal(most, 3)
  await assert.rejects(
    queue.run('quick', async () => {
      throw new Error('broke')
    }),
    /broke/,
  )
  await queue.run('quick', async () => void order.push('after'))
  await queue.ended()
  assert.equal(order.at(-1), 'after')
})
