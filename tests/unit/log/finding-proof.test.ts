import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { fromHex } from '../../../common/log/bytes.ts'
import { proveFinding, verifyFinding } from '../../../agent/log/finding-proof.ts'
import { earlierHomes, judgeAgain, openEarlierHome } from '../../support/homes/open.ts'

const Body = z.object({ tree: z.literal('rfc9162'), findings: z.string(), count: z.int() })
const tenant = 'aurora-labs'

test('every single finding is proved to be in its assessment, and nothing else is', async context => {
  const [home = assert.fail()] = earlierHomes()
  const { agent } = await openEarlierHome(context, home)
  await judgeAgain(agent, tenant)
  const heads = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'assessment' }))
  const index = heads.findLast(head => head.tenant === tenant)?.index ?? assert.fail()
  const { body } = (await agent.store.evidence(index)) ?? assert.fail()
  const sealed = Body.parse(JSON.parse(Buffer.from(body ?? []).toString('utf8')))
  const findings = await agent.store.findings(tenant)
  assert.equal(sealed.count, findings.length)
  assert.equal(fromHex(sealed.findings).length, 32)
  for (const { id } of findings) {
    const proof = await proveFinding(agent.store.eachFinding(tenant), id)
    assert.ok((JSON.parse(proof.line) as { id: string }).id === id)
    assert.ok(proof.hashes.length <= Math.ceil(Math.log2(findings.length)))
    assert.ok(verifyFinding(proof, sealed), id)
    const forged = proof.line.replace('"outcome":"', '"outcome":"not-')
    assert.ok(!verifyFinding({ ...proof, line: forged }, sealed))
    const [first = '', ...rest] = proof.hashes
    const other = first.replace(/^./, digit => (digit === '0' ? '1' : '0'))
    assert.ok(!verifyFinding({ ...proof, hashes: [other, ...rest] }, sealed))
    assert.ok(!verifyFinding({ ...proof, hashes: rest }, sealed))
    assert.ok(!verifyFinding({ ...proof, index: (proof.index + 1) % sealed.count }, sealed))
    assert.ok(!verifyFinding(proof, { ...sealed, count: Math.max(1, proof.index) }))
    assert.ok(!verifyFinding(proof, { ...sealed, findings: '0'.repeat(64) }))
  }
  await assert.rejects(proveFinding(agent.store.eachFinding(tenant), 'nobody'), RangeError)
})
