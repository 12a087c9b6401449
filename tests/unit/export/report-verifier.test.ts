// The report's own verifier, out of the file, where there is a page to write on and no browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { exportTo } from '../../../agent/export/export.ts'
import { earlierHomes, judgeAgain, openEarlierHome } from '../../support/homes/open.ts'
import { temporaryFolder } from '../../support/agent.ts'

type Verdict = { readonly verified: string | undefined; readonly said: readonly string[] }

/** Runs the report's script over its record. */
async function verdictOf(html: string, change: (record: string) => string): Promise<Verdict> {
  const record = /<script type="application\/json" id="record">(.*?)<\/script>/s.exec(html)?.[1]
  const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? assert.fail()
  const said: string[] = []
  const dataset: Record<string, string> = {}
  const done = Promise.withResolvers<void>()
  const elements: Readonly<Record<string, object>> = {
    'record': { textContent: change(record ?? assert.fail()) },
    'verdict': {
      append: (item: { readonly textContent: string }) => said.push(item.textContent),
    },
    'verdict-headline': {
      set textContent(_: string) {
        setImmediate(done.resolve)
      },
    },
  }
  const document = {
    getElementById: (id: string) => elements[id] ?? null,
    createElement: () => ({}),
    documentElement: { dataset },
  }
  runInNewContext(script, { document, crypto, TextEncoder, Uint8Array, atob })
  await done.promise
  return { verified: dataset['verified'], said }
}

test('the report recomputes the seals of either kind over its findings, and finds a changed line', async context => {
  const [home = assert.fail()] = earlierHomes()
  const { agent } = await openEarlierHome(context, home)
  const out = join(temporaryFolder(context), 'report.html')
  for (const kind of ['flat', 'rfc9162']) {
    if (kind !== 'flat')
      for (const tenant of Object.keys(home.expected.tenants)) await judgeAgain(agent, tenant)
    await exportTo(agent, { format: 'html', out, to: agent.clock().toISOString() })
    const html = readFileSync(out, 'utf8')
    assert.equal(html.includes('\\"tree\\":\\"rfc9162\\"'), kind !== 'flat')
    const holds = await verdictOf(html, record => record)
    assert.equal(holds.verified, 'true', holds.said.join('\n'))
    assert.ok(holds.said.some(text => /the \d+ findings behind this page are the ones/.test(text)))
    const changed = await verdictOf(html, record =>
      record.replace('\\"severity\\":\\"high\\"', '\\"severity\\":\\"low\\"'),
    )
    assert.equal(changed.verified, 'false', kind)
    assert.ok(changed.said.some(text => /the findings are not the ones sealed/.test(text)))
  }
})
