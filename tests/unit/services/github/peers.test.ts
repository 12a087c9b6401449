import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checks } from '../../../../common/services/github/checks/index.ts'
import { peers } from '../../../../common/services/github/checks/peers.ts'

const readme = readFileSync(
  new URL('../../../../common/services/github/README.md', import.meta.url),
  'utf8',
)
const reference = new URL('../../../../../shared/reference/', import.meta.url)
const beside = (name: string) => ({
  skip: existsSync(new URL(name, reference))
    ? false
    : `SKIPPED, NOT PASSED: ${name} is not beside this clone`,
})
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, reference), 'utf8'))
const idsOf = (source: string) =>
  (peers.find(peer => peer.source === source)?.checks ?? []).map(({ id }) => id).sort()

test('every check of others has one of ours or a reason, and the README says which', () => {
  for (const { source, checks: theirs } of peers)
    for (const { id, ours, why } of theirs) {
      const row = readme.split('\n').find(line => line.startsWith(`| \`${id}\` |`))
      assert.ok(row, `${source} ${id}`)
      for (const said of [...ours, ...(why === undefined ? [] : [why])])
        assert.ok(row.includes(said.replaceAll('|', '\\|')), `${source} ${id}: ${said}`)
      assert.equal(ours.length > 0, why === undefined, `${source} ${id}`)
      for (const check of ours) {
        const references = checks.find(item => item.id === check)?.references
        assert.ok(
          references?.some(item => item.source === source && item.id === id),
          check,
        )
      }
    }
  const named = new Set(peers.flatMap(peer => peer.checks.flatMap(({ ours }) => ours)))
  assert.deepEqual(
    [...named].filter(id => !checks.some(check => check.id === id)),
    [],
  )
})

test(
  'the lists are whole: 27 of Prowler and 120 of CIS',
  beside('prowler-5.46-framework-ids.json'),
  () => {
    const saas = read('prowler-5.46-saas-checks.json') as { checks: { github: { id: string }[] } }
    assert.deepEqual(idsOf('prowler'), saas.checks.github.map(({ id }) => id).sort())
    const { frameworks } = read('prowler-5.46-framework-ids.json') as {
      frameworks: Record<string, { requirements: number; checks: Record<string, string[]> }>
    }
    const cis = frameworks['cis_1.2.0_github']!
    assert.equal(cis.requirements, 120)
    assert.deepEqual(idsOf('cis-github-1.2.0'), Object.keys(cis.checks).sort())
  },
)

test('the list is whole: 55 of legitify', beside('github-checks.json'), () => {
  const { legitify } = read('github-checks.json') as {
    legitify: { platform: string; namespace: string; policy: string }[]
  }
  const theirs = legitify
    .filter(({ platform }) => platform === 'github')
    .map(({ namespace, policy }) => `${namespace}/${policy}`)
  assert.deepEqual(idsOf('legitify'), theirs.sort())
  assert.equal(idsOf('openssf-scm-best-practices').length, 46)
})
