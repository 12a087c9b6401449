import assert from 'node:assert/strict'
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

test('a text that looks like an escape stands in the spreadsheet as it is', async context => {
  const { agent, home, replay, at, scanOn } = await recorded(context)
  const name = 'a_x0041_b_X000a_c_x005F_'
  const [repository] = replay.state.repositories as unknown as Record<string, unknown>[]
  Object.assign(repository ?? {}, { name, full_name: `aurora-labs/${name}` })
  at('2026-03-20')
  await scanOn('2026-03-20')
  const out = join(home, 'exports', 'findings.xlsx')
  await perform(agent, tester, 'export', { format: 'xlsx', out })
  const sheet = String((await loadBundle(out)).get('xl/worksheets/sheet1.xml'))
  const cells = [...sheet.matchAll(/<t xml:space="preserve">([^<]*)</g)].map(cell => cell[1] ?? '')
  assert.ok(cells.some(cell => shown(cell).includes(name)))
  assert.ok(!cells.some(cell => shown(cell).includes('aAb')))
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
