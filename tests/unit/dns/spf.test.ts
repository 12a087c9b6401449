import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeSpf } from '../../../common/dns/spf.ts'

const state = (record: string, others: Readonly<Record<string, readonly string[]>> = {}): string =>
  judgeSpf([record], name => others[name]).state

test('a policy that ends in -all or ~all fails others, in any case', () => {
  for (const record of ['v=spf1 -all', 'v=spf1 mx ~all', 'V=SPF1 IP4:192.0.2.1 -ALL'])
    assert.equal(state(record), 'fails-others', record)
  for (const record of ['v=spf1 +all', 'v=spf1 all', 'v=spf1 ?all', 'v=spf1 mx', 'v=spf10 -all'])
    assert.equal(state(record), 'open', record)
  assert.equal(state('v=spf1 ip4:0.0.0.0/0 -all'), 'open')
})

test('one policy, or none is applied', () => {
  assert.equal(judgeSpf([]).state, 'open')
  assert.equal(judgeSpf(['v=spf1 -all', 'v=spf1 -all']).state, 'open')
  assert.equal(judgeSpf(['other=1', 'v=spf1 -all']).state, 'fails-others')
})

test('an error anywhere makes receivers apply no policy', () => {
  for (const term of [
    'include: _spf.example.org',
    'ipv4:192.0.2.1',
    'ip4:192.0.2.0/33',
    'ip4:192.0.2.300',
    'ip6:2001:db8::/129',
    'include:',
    'a:example.org/33',
    'mx//129',
    'exists:%{z}.example.org',
    '-all:example.org',
    'redirect=a.example redirect=b.example',
  ])
    assert.equal(state(`v=spf1 ${term} -all`), 'open', term)
  for (const term of [
    'ip6:2001:db8::/32',
    'a:example.org/24//64',
    'mx/24',
    'exists:%{i}._spf.%{d2}',
    'unknown-modifier=x',
    'exp=explain._spf.%{d}',
    'ptr',
  ])
    assert.equal(state(`v=spf1 ${term} -all`), 'fails-others', term)
})

test('more than ten look-ups are an error, counted over includes', () => {
  const includes = (count: number): string =>
    Array.from({ length: count }, (_, i) => `include:s${i}.example.org`).join(' ')
  assert.equal(state(`v=spf1 ${includes(10)} -all`), 'fails-others')
  assert.equal(state(`v=spf1 ${includes(11)} -all`), 'open')
  const nested = { 's0.example.org': ['v=spf1 a mx ?all'] }
  assert.equal(state(`v=spf1 ${includes(8)} -all`, nested), 'fails-others')
  assert.equal(state(`v=spf1 ${includes(9)} -all`, nested), 'open')
  assert.equal(state(`v=spf1 -all ${includes(12)}`), 'fails-others')
})

test('a redirect is followed where its target was read, and is unknown where not', () => {
  const record = 'v=spf1 redirect=_spf.example.org'
  assert.equal(state(record), 'unknown')
  assert.equal(state(record, { '_spf.example.org': ['v=spf1 -all'] }), 'fails-others')
  assert.equal(state(record, { '_spf.example.org': ['v=spf1 ?all'] }), 'open')
  assert.equal(state(record, { '_spf.example.org': [] }), 'open')
  assert.equal(state('v=spf1 redirect=%{d}.example.org'), 'unknown')
  assert.equal(state('v=spf1 -all redirect=_spf.example.org'), 'fails-others')
  assert.equal(
    state('v=spf1 redirect=a.example', {
      'a.example': [record.replace('_spf.example.org', 'a.example')],
    }),
    'open',
  )
})

test('who includes a policy that everybody passes lets everybody pass', () => {
  assert.equal(state('v=spf1 include:a.example -all', { 'a.example': ['v=spf1 +all'] }), 'open')
  assert.equal(state('v=spf1 include:a.example -all', { 'a.example': [] }), 'open')
})
