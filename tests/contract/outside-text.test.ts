import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { names, recorded } from '../support/export.ts'

const root = new URL('../../', import.meta.url)
/** What services, pages and persons named: any of it may turn the direction of what follows. */
const outside = /\.(?:resource\.name|resources\.join|detail|acceptedBy)\b|exception\.reason\b/
const isolated = /<(Outside|code|q)>.*?<\/\1>/gs

test('every page of the dashboard isolates what others named: a name cannot scramble a verdict', () => {
  const pages = globSync('agent/dashboard/pages/*.tsx', { cwd: root })
  let seen = 0
  for (const page of pages) {
    const source = readFileSync(new URL(page, root), 'utf8')
    seen += [...source.matchAll(isolated)].filter(([text]) => outside.test(text)).length
    // Attributes are not laid out beside a verdict; a comparison is not shown.
    const rest = source
      .replaceAll(isolated, '')
      .replaceAll(/[\w-]+=\{[^{}]*\}/g, '')
      .replaceAll(/[\w.]+ (?:[!=]== [\w.]+|&& |\? )/g, '')
    for (const [shown] of rest.matchAll(/\{[^{}]*\}/g))
      assert.ok(!outside.test(shown), `${page}: ${shown} stands outside of <Outside>`)
  }
  assert.ok(seen >= 8, `${seen} places`)
  const style = readFileSync(new URL('agent/dashboard/style.css', root), 'utf8')
  assert.match(style, /code,\s*q \{\s*unicode-bidi: isolate;/)
  const parts = readFileSync(new URL('agent/dashboard/parts.tsx', root), 'utf8')
  assert.match(parts, /function Outside\([^]*?<bdi>\{children\}<\/bdi>/)
})

test('so does the report, and what turns direction outright is made visible', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'exports', 'report.html')
  await perform(agent, tester, 'export', { format: 'html', out })
  const report = readFileSync(out, 'utf8')
  const rows = report
    .split('<bdi>')
    .slice(1)
    .map(text => text.split('</bdi>')[0])
  for (const name of [names.greek, names.polish, names.japanese]) {
    assert.ok(
      rows.some(row => row?.includes(name)),
      `${name} is isolated`,
    )
    assert.doesNotMatch(report, new RegExp(`<td>[^<]*${name}</td>`), `${name} everywhere`)
  }
  assert.match(report, /td,\s*li,\s*span,\s*code\s*\{\s*unicode-bidi:\s*isolate/)
  assert.doesNotMatch(report, /[\u202a-\u202e\u2066-\u2069]/)
})
