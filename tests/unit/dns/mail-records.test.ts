import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDkimKey } from '../../../common/dns/dkim.ts'
import { dmarcTree, isDmarc, readDmarc } from '../../../common/dns/dmarc.ts'
import { dmarcProblem, dmarcRules, reportsTo } from '../../../common/dns/domains.ts'
import { lookUpDmarc, lookUpSpf } from '../../../common/dns/look-up.ts'
import { answersIn, failedLookUp } from '../../../common/dns/query-log.ts'
import { Unreadable } from '../../../common/model/index.ts'
import type { Dns } from '../../../common/model/index.ts'
import { said } from '../../../common/words/said.ts'

test('a DKIM key needs p, not v; an empty p is revoked', () => {
  for (const key of [
    'v=DKIM1; k=rsa; p=MIGf',
    'k=rsa; p=MIGf',
    ' v = DKIM1 ; p = MI Gf',
    't=y; p=M',
  ])
    assert.equal(isDkimKey(key), true, key)
  for (const none of [
    'v=DKIM1; p=',
    'v=DKIM1;',
    'k=rsa; v=DKIM1; p=M',
    'v=DKIM2; p=M',
    'p=M; p=N',
    'K=rsa; P=M',
  ])
    assert.equal(isDkimKey(none), false, none)
})

test('the version of a DMARC record is first and exact in case', () => {
  for (const record of ['v=DMARC1; p=none', ' v = DMARC1 ;', 'V=DMARC1;p=none'])
    assert.equal(isDmarc(record), true, record)
  for (const record of [
    'v=dmarc1; p=reject',
    'p=reject; v=DMARC1',
    'v=DMARC1, p=none',
    'v=DMARC12',
  ])
    assert.equal(isDmarc(record), false, record)
})

const rejects = (...records: string[]): string | null =>
  dmarcProblem({ domain: 'a.example', records }, dmarcRules.rejects)?.code ?? null

test('a policy rejects only if it applies to all failing mail', () => {
  assert.equal(rejects('v=DMARC1; p=ReJect'), null)
  assert.equal(rejects('v=DMARC1; p=reject; pct=100'), null)
  assert.equal(rejects('v=DMARC1; p=reject; pct=25'), 'dmarc-share')
  assert.equal(rejects('v=DMARC1; p=reject; pct=0'), 'dmarc-share')
  assert.equal(rejects('v=DMARC1; p=reject; t=y'), 'dmarc-testing')
  assert.equal(rejects('v=DMARC1; p=reject; p=none'), 'dmarc-repeats')
  assert.equal(rejects('v=DMARC1; p=reject', 'v=DMARC1; p=none'), 'dmarc-many')
  assert.equal(rejects('v=DMARC1; p=rejct; rua=mailto:a@b.example'), 'dmarc-policy')
})

test('below the name that has the record, its sp holds', () => {
  const records = ['v=DMARC1; p=reject; sp=none']
  const below = { domain: 'm.a.example', records, inheritedFrom: 'a.example' }
  assert.equal(dmarcProblem(below, dmarcRules.rejects)?.code, 'dmarc-policy')
  assert.equal(rejects(...records), null)
})

test('report addresses are mailto: addresses', () => {
  const reports = (rua: string): string | null =>
    dmarcProblem(
      { domain: 'a.example', records: [`v=DMARC1; p=none; rua=${rua}`] },
      reportsTo('r@b.example'),
    )?.code ?? null
  assert.equal(reports('mailto:x@b.example, MAILTO:R@b.example!10m'), null)
  assert.equal(reports('r@b.example'), 'dmarc-without-recipient')
  const found = readDmarc(['v=DMARC1; p=none; rua=mailto:a@b.example,mailto:a@b.example'], false)
  assert.deepEqual('aggregate' in found && found.aggregate, ['a@b.example'])
})

const dnsOf = (names: Readonly<Record<string, readonly string[]>>, broken: string[] = []): Dns => ({
  txt: name =>
    broken.includes(name)
      ? Promise.reject(new Unreadable('unreachable', said('dns-failed', { name, message: 'x' })))
      : Promise.resolve({ records: names[name] ?? [], evidence: { hash: name } as never }),
})

test('the walk up the tree takes the record with the fewest labels, below the registry', async () => {
  assert.deepEqual(dmarcTree('a.b.example'), ['a.b.example', 'b.example', 'example'])
  assert.equal(dmarcTree('1.2.3.4.5.6.7.8.9.example')[1], '5.6.7.8.9.example'.replace('5', '4.5'))
  const org = 'v=DMARC1; p=reject; sp=none'
  const walked = await lookUpDmarc(dnsOf({ '_dmarc.b.example': [org] }), 'a.b.example')
  assert.deepEqual([walked.records, walked.inheritedFrom], [[org], 'b.example'])
  const registry = { '_dmarc.b.example': [org], '_dmarc.example': ['v=DMARC1; p=none; psd=y'] }
  assert.equal((await lookUpDmarc(dnsOf(registry), 'a.b.example')).inheritedFrom, 'b.example')
  assert.equal((await lookUpDmarc(dnsOf(registry), 'c.example')).inheritedFrom, 'example')
})

test('a look-up that fails is told for its domain; of an included name it is not', async () => {
  assert.equal((await lookUpSpf(dnsOf({}, ['a.example']), 'a.example')).failed, 'unreachable')
  const names = { 'a.example': ['v=spf1 include:b.example include:c.example -all'] }
  const found = await lookUpSpf(dnsOf(names, ['b.example']), 'a.example')
  assert.deepEqual(
    [found.failed, found.included],
    [undefined, [{ name: 'c.example', records: [] }]],
  )
})

test('a log of look-ups tells names that nobody answered for', () => {
  const query = (query_name: string, query_result: string, query_answers: string[] = []) => ({
    query_name,
    query_result,
    query_answers,
  })
  const failed = 'Query resulted in exception, DNS_ERROR_RCODE_SERVER_FAILURE'
  const told = (log: unknown, records: string[] = []): string | null =>
    failedLookUp('a.example', records, log)
  assert.equal(told([query('a.example', failed), query('a.example', failed)]), failed)
  for (const other of ['NA, DoH servers unreachable', 'Query returned response code 2'])
    assert.equal(told([query('a.example', failed), query('a.example', other)]), failed, other)
  for (const answer of ['Query returned NXDOMAIN', 'Query returned 0 txt records'])
    assert.equal(told([query('a.example', failed), query('a.example', answer)]), null, answer)
  assert.equal(told('none'), null)
  assert.deepEqual(
    answersIn([query('B.example', 'Query returned 1 txt records', ['v=spf1 -all'])]),
    [{ name: 'b.example', records: ['v=spf1 -all'] }],
  )
})

test('a name above does not speak for one whose own DMARC record nobody answered for', async () => {
  const above = ['v=DMARC1; p=reject']
  const log = (own: string): unknown => [
    { query_name: '_dmarc.m.a.example', query_result: own, query_answers: [] },
    {
      query_name: '_dmarc.a.example',
      query_result: 'Query returned 1 txt records',
      query_answers: above,
    },
  ]
  assert.equal(
    failedLookUp('M.a.example', above, log('Query resulted in exception timeout')) !== null,
    true,
  )
  assert.equal(failedLookUp('m.a.example', above, log('Query returned NXDOMAIN')), null)
  const found = await lookUpDmarc(
    dnsOf({ '_dmarc.a.example': above }, ['_dmarc.m.a.example']),
    'm.a.example',
  )
  assert.deepEqual([found.failed, found.records], ['unreachable', []])
})
