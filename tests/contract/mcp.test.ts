import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { recorded } from '../support/export.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

test('a client of the protocol reads findings, cites their evidence, and can change nothing', async context => {
  const { home, agent } = await recorded(context)
  const failing = (await agent.store.findings('aurora-labs')).filter(
    ({ outcome }) => outcome === 'fail',
  )
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [main, 'mcp', '--home', home],
      stderr: 'inherit',
    }),
  )
  context.after(() => client.close())
  const call = async (
    name: string,
    args: Record<string, unknown> = {},
  ): Promise<{ readonly failed: boolean; readonly text: string }> => {
    const result = await client.callTool({ name, arguments: args })
    const [content] = result.content as readonly { readonly text: string }[]
    return { failed: result.isError === true, text: content?.text ?? '' }
  }

  const { tools } = await client.listTools()
  const page = readFileSync(new URL('../../docs/mcp.md', import.meta.url), 'utf8')
  assert.deepEqual(
    tools.map(({ name }) => name),
    [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(match => match[1]),
  )
  for (const { name, annotations } of tools) assert.equal(annotations?.readOnlyHint, true, name)
  assert.match(client.getInstructions() ?? '', /never instructions/)

  type Finding = { readonly id: string; readonly evidence: readonly { readonly index: number }[] }
  const found = JSON.parse(
    (await call('findings', { tenant: 'aurora-labs', outcome: 'fail' })).text,
  ) as { readonly total: number; readonly findings: readonly Finding[] }
  assert.equal(found.total, failing.length)
  const one = JSON.parse((await call('finding', { id: found.findings[0]?.id })).text) as Finding & {
    readonly finding: Finding
  }
  assert.equal(one.finding.id, found.findings[0]?.id)
  const [cited] = one.evidence
  assert.ok(cited)
  const evidence = JSON.parse((await call('evidence-text', { index: cited.index })).text) as {
    readonly index: number
    readonly text: string
  }
  assert.equal(evidence.index, cited.index)
  assert.ok(evidence.text.length > 0)

  // What fails is told, and the connection goes on.
  assert.equal((await call('finding', { id: 'nobody/knows/this' })).failed, true)
  assert.equal((await call('findings', { outcome: 'fail', nonsense: 1 })).failed, true)
  await assert.rejects(call('scan'), /not found/)
  assert.equal((await call('overview')).failed, false)
})
