// The report's own verifier, out of the file, where there is a page to write on and no browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../../agent/export/export.ts'
import { earlierHomes, judgeAgain, openEarlierHome } from '../../support/homes/open.ts'
import { temporaryFolder } from '../../support/agent.ts'
import { verdictOf } from '../../support/report.ts'

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
    const holds = await verdictOf(html)
    assert.equal(holds.verified, 'true', holds.said.join('\n'))
    assert.ok(holds.said.some(text => /the \d+ findings behind this page are the ones/.test(text)))
    const changed = await verdictOf(html, record =>
      record.replace('\\"severity\\":\\"high\\"', '\\"severity\\":\\"low\\"'),
    )
    assert.equal(changed.verified, 'false', kind)
    assert.ok(changed.said.some(text => /the findings are not the ones sealed/.test(text)))
  }
})
