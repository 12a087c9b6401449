import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainParts } from '../../../../common/services/google-workspace/collect/directory.ts'
import { dmarcNotRejecting } from '../../../../common/services/google-workspace/predicates/dns.ts'
import type { CollectorContext, Value } from '../../../../common/model/index.ts'
import { wordsOf } from '../../../../common/words/english/index.ts'

async function read(
  domains: readonly string[],
  txt: Readonly<Record<string, readonly string[]>>,
): Promise<readonly Value[]> {
  const part = domainParts.find(item => item.id === 'dmarc-records')
  const api = {
    async *pages() {
      yield { items: domains.map(domainName => ({ domainName })), evidence: 0 }
    },
  }
  const context = {
    api,
    dns: { txt: async (name: string) => ({ records: txt[name] ?? [], evidence: 1 }) },
    target: {},
    now: () => new Date(0),
  } as unknown as CollectorContext
  for await (const item of part?.collect(context) ?? [])
    if (item.kind === 'value') return item.value as readonly Value[]
  return []
}

test('DMARC is looked up at the organisational domain, which the public suffix list tells; what it says of names below it holds for them', async () => {
  const domains = ['a.b.example.co.uk', 'example.co.uk', 'own.example.com']
  const found = await read(domains, {
    '_dmarc.example.co.uk': ['v=DMARC1; p=reject; sp=none'],
    '_dmarc.co.uk': ['v=DMARC1; p=reject'],
    '_dmarc.own.example.com': ['v=DMARC1; p=quarantine'],
    '_dmarc.a.b.example.co.uk': ['unrelated'],
  })
  assert.deepEqual(found, [
    {
      domain: 'a.b.example.co.uk',
      records: ['v=DMARC1; p=reject; sp=none'],
      inheritedFrom: 'example.co.uk',
    },
    { domain: 'example.co.uk', records: ['v=DMARC1; p=reject; sp=none'] },
    { domain: 'own.example.com', records: ['v=DMARC1; p=quarantine'] },
  ])
  assert.deepEqual(
    dmarcNotRejecting(domains, found).map(item => `${item.domain}: ${wordsOf(item.problem)}`),
    ['a.b.example.co.uk: p=none', 'own.example.com: p=quarantine'],
  )
})
