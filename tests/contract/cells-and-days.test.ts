import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createContext } from '../../agent/cli/context.ts'
import { exportCommand } from '../../agent/cli/export.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'
import { isRefusal } from '../support/problem.ts'
import { loadBundle } from '../support/tamper.ts'

/** As a spreadsheet reads a cell: XML first, then ST_Xstring of ECMA-376. */
const shown = (cell: string): string =>
  cell
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))

test('a text that looks like an escape stands in the spreadsheet as it is, one that no cell takes is cut and says so; the CSV has both whole', async context => {
  const { agent, home, replay, at, scanOn } = await recorded(context)
  const name = 'a_x0041_b_X000a_c_x005F_'
  const long = `x${'\u{1f600}'.repeat(16_400)}`
  const repositories = replay.state.repositories as unknown as Record<string, unknown>[]
  for (const [index, called] of [name, long].entries())
    Object.assign(repositories[index] ?? {}, { name: called, full_name: `aurora-labs/${called}` })
  at('2026-03-20')
  await scanOn('2026-03-20')
  const out = join(home, 'exports', 'findings.xlsx')
  await perform(agent, tester, 'export', { format: 'xlsx', out })
  const sheet = String((await loadBundle(out)).get('xl/worksheets/sheet1.xml'))
  const cells = [...sheet.matchAll(/<t xml:space="preserve">([^<]*)</g)].map(cell => cell[1] ?? '')
  assert.ok(cells.some(cell => shown(cell).includes(name)))
  assert.ok(!cells.some(cell => shown(cell).includes('aAb')))
  const most = Math.max(...cells.map(cell => shown(cell).length))
  assert.ok(most > 32_000 && most <= 32_767, `${most}`)
  const cut = cells.filter(cell => shown(cell).length > 32_000)
  assert.ok(
    cut.length > 0 && cut.every(cell => cell.endsWith(' (cut here)') && cell.isWellFormed()),
  )
  const csv = join(home, 'exports', 'findings.csv')
  await perform(agent, tester, 'export', { format: 'csv', out: csv })
  const text = readFileSync(csv, 'utf8')
  assert.ok(text.includes(name) && text.includes(long))
})

test('a day that there is not ends no acceptance', async context => {
  const { agent } = await recorded(context)
  const [finding] = await agent.store.findings('aurora-labs')
  for (const until of ['2027-02-30', '2027-02-29T12:00:00Z', '2027-13-01', '2027-04-31'])
    await assert.rejects(
      addException(agent, tester, {
        tenant: 'aurora-labs',
        check: finding?.check ?? '',
        reason: 'known',
        until,
      }),
      isRefusal('exception-end', new RegExp(until)),
      until,
    )
})

test('a day that there is not is no edge of a window or a comparison', async context => {
  const { agent, home, close } = await recorded(context)
  await assert.rejects(
    perform(agent, tester, 'changes', { from: '2026-02-30' }),
    isRefusal('time-invalid', /2026-02-30/),
  )
  await close()
  for (const flags of [
    { from: '2026-02-30' },
    { to: '2026-02-30T12:00:00Z' },
    { sample: '2026-02-30' },
  ])
    await assert.rejects(
      exportCommand(createContext({ home }), { format: 'csv', out: join(home, 'x'), ...flags }),
      isRefusal('usage', /2026-02-30/),
    )
})
