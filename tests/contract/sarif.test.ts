import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'

type Log = {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly kind: string
      readonly level: string
      readonly message: { readonly text: string }
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }
      }[]
      readonly partialFingerprints: Readonly<Record<string, string>>
      readonly suppressions?: readonly { readonly justification: string }[]
      readonly properties: { readonly outcome: string }
    }[]
  }[]
}

test('SARIF: one rule a check; what fails is an alert, what could not be told is open, what passes is none', async context => {
  const { agent } = await recorded(context)
  const out = join(temporaryFolder(context), 'alerts.sarif')
  const write = async (): Promise<Log> => {
    await exportTo(agent, { format: 'sarif', out })
    return JSON.parse(readFileSync(out, 'utf8')) as Log
  }
  const { version, runs } = await write()
  assert.equal(version, '2.1.0')
  const [run, ...more] = runs
  assert.ok(run && more.length === 0)
  const { results } = run
  const rules = run.tool.driver.rules.map(({ id }) => id)
  assert.equal(new Set(rules).size, rules.length)

  const findings = await agent.store.findings('aurora-labs')
  const standing = (outcome: string): string[] =>
    findings
      .filter(finding => finding.outcome === outcome)
      .map(({ check }) => check)
      .sort()
  const told = (kind: string): string[] =>
    results
      .filter(result => result.kind === kind)
      .map(({ ruleId }) => ruleId)
      .sort()
  assert.ok(standing('fail').length > 10 && standing('unknown').length > 0)
  assert.deepEqual(told('fail'), standing('fail'))
  assert.deepEqual(told('open'), standing('unknown'))
  assert.equal(results.length, standing('fail').length + standing('unknown').length)
  for (const { ruleId, ruleIndex, kind, level, message, locations } of results) {
    assert.equal(rules[ruleIndex], ruleId)
    assert.equal(level === 'none', kind === 'open')
    assert.ok(message.text.length > 0)
    const uri = locations[0]?.physicalLocation.artifactLocation.uri ?? ''
    assert.ok(URL.canParse(uri, 'https://example.org/') && !/[ <>"]/.test(uri), uri)
  }
  const accepted = findings.filter(({ outcome, exception }) => outcome === 'fail' && exception)
  assert.ok(accepted.length > 0)
  assert.deepEqual(
    results.flatMap(({ suppressions = [] }) => suppressions.map(item => item.justification)),
    accepted.map(({ exception }) => exception),
  )
  // By these a reader knows an alert again.
  const prints = results.map(({ partialFingerprints }) => partialFingerprints['finding/v1'])
  assert.equal(new Set(prints).size, prints.length)
  const again = (await write()).runs[0]?.results ?? []
  assert.deepEqual(
    again.map(({ partialFingerprints }) => partialFingerprints['finding/v1']),
    prints,
  )
})
