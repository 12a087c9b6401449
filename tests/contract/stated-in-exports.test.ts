// What people decided stands in every export that has a place for it, apart from what is measured.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { exportFormats } from '../../agent/export/formats.ts'
import type { Format } from '../../agent/export/formats.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { readWindow } from '../../agent/export/window.ts'
import type { Window } from '../../agent/export/window.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { editConfig } from '../../agent/home/config.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { recorded } from '../support/export.ts'

const Prop = z.looseObject({ value: z.string() })
const System = z.looseObject({
  'system-security-plan': z.looseObject({
    'system-characteristics': z.looseObject({
      'authorization-boundary': z.looseObject({ description: z.string() }),
      'props': z.array(z.looseObject({ name: z.string(), value: z.string(), group: z.string() })),
    }),
    'control-implementation': z.looseObject({
      'implemented-requirements': z.array(
        z.looseObject({
          'control-id': z.string(),
          'remarks': z.string().optional(),
          'props': z.array(Prop).optional(),
          'links': z.array(z.looseObject({ href: z.string() })).optional(),
        }),
      ),
    }),
    'back-matter': z.looseObject({ resources: z.array(z.looseObject({ uuid: z.string() })) }),
  }),
})
const Poam = z.looseObject({
  'plan-of-action-and-milestones': z.looseObject({
    'poam-items': z.array(z.looseObject({ props: z.array(Prop) })),
    'risks': z.array(z.looseObject({ status: z.string(), deadline: z.string().optional() })),
  }),
})
const framework = 'eucs'
const tenant = 'aurora-labs'
const check = 'github.organization.two-factor-required'
const frameworks = [framework]

test('scope, applicability, plans, manual items and own targets stand beside what is measured, in every export', async context => {
  const { agent, home, at } = await recorded(context)
  const written = async (window: Window, format: Format): Promise<string> => {
    const out = join(home, `out.${format}`)
    const asked = { oscalVersion: '1.1.2', ocsfClass: 2003, progress: () => undefined } as const
    await exportFormats[format].write({ ...asked, out, source: agent, window })
    return out
  }
  const csvOf = async (window: Window, format: Format): Promise<string> =>
    readFileSync(await written(window, format), 'utf8')
  const zipOf = async (window: Window, format: Format) => {
    const out = await written(window, format)
    return { out, zip: await openZip(out) }
  }
  const json = async <T>(
    zip: Awaited<ReturnType<typeof openZip>>,
    name: string,
    shape: z.ZodType<T>,
  ): Promise<T> => shape.parse(JSON.parse(String(await zip.bytes(`oscal/${name}.json`))))

  at('2026-03-15')
  const { requirements } = await perform(agent, tester, 'scope', { framework })
  const [out, stated] = requirements.filter(({ measured }) => measured === 'not-satisfied')
  assert.ok(out && stated)
  editConfig(home, ['targets', 'administrators-number'], { value: 1, by: 'Tara', reason: 'Few' })
  await perform(agent, tester, 'target-apply', {})
  const before = await readWindow(agent, { frameworks })
  await perform(agent, tester, 'scope-set', {
    framework,
    tenants: [tenant],
    responsibilities: 'GitHub runs it, we configure it.',
    by: 'Sam Scope',
  })
  await perform(agent, tester, 'applicability-set', {
    framework,
    requirement: out.id,
    applies: false,
    reason: 'The provider does it',
    by: 'Ann Applies',
  })
  await perform(agent, tester, 'manual-set', {
    framework,
    requirement: stated.id,
    title: '=Minutes of March',
    owner: 'Mo Manual',
    review: '2026-04-01',
    document: { name: 'minutes.pdf', body: Buffer.from('%PDF-1.7').toString('base64') },
  })
  await perform(agent, tester, 'repair-plan', {
    tenant,
    check,
    owner: 'Rae Repairs',
    until: '2026-03-20',
  })
  for (const [state, on] of [
    ['draft', '2026-03-12'],
    ['issued', '2026-03-14'],
  ] as const)
    await perform(agent, tester, 'certificate-set', {
      framework,
      state,
      on,
      ...(state === 'issued' ? { until: '2027-03-14', body: 'Body of Tests', number: 'C-1' } : {}),
      reason: 'As it wrote',
      by: 'Cary Certificate',
    })
  const window = await readWindow(agent, { frameworks })
  const rows = (await csvOf(window, 'stated')).split('\r\n')
  const row = (kind: string, ...words: string[]): void => {
    const found = rows.find(line => line.includes(kind) && words.every(it => line.includes(it)))
    assert.ok(found, `${kind} ${words.join()} in\n${rows.join('\n')}`)
  }
  row('scope', tenant, 'we configure it', 'Sam Scope')
  row('applicability', out.id, 'does not apply', 'The provider does it', 'Ann Applies')
  row('manual item', stated.id, `'=Minutes of March`, 'Mo Manual', '2026-04-01', 'minutes.pdf')
  row('non-conformity', check, 'major, to be repaired', 'Rae Repairs', '2026-03-20')
  row('non-conformity', 'nobody said when it is repaired')
  row('own target', 'every tenant', 'administrators-number', 'at most 1 people', 'Tara', 'Few')
  const names = /Sam Scope|Ann Applies|Mo Manual|Rae Repairs|Cary Certificate/
  for (const format of ['csv', 'requirements'] as const) {
    const measured = await csvOf(window, format)
    assert.doesNotMatch(measured, names, `${format}: never mixed with what is measured`)
    const outcomes = (text: string): string[] =>
      text.match(/(pass|fail|unknown|not-applicable|satisfied|undetermined),/g) ?? []
    assert.deepEqual(outcomes(measured), outcomes(await csvOf(before, format)), 'as measured')
  }

  const { zip: book } = await zipOf(window, 'xlsx')
  assert.match(String(await book.bytes('xl/workbook.xml')), /name="Stated by people"/)
  const sheets = await Promise.all(
    book.names.filter(name => name.includes('worksheets/')).map(name => book.bytes(name)),
  )
  const holding = sheets.filter(sheet => names.test(String(sheet)))
  assert.equal(holding.length, 1, 'one sheet has what people decided')

  const { out: bundle, zip } = await zipOf(window, 'bundle')
  assert.deepEqual((await verifyBundle(bundle)).problems, [])
  const report = String(await zip.bytes('report.html'))
  const section = /<section aria-labelledby="stated">[^]*?<\/section>/.exec(report)?.[0] ?? ''
  for (const word of ['Sam Scope', 'Ann Applies', 'Mo Manual', 'Rae Repairs', 'at most 1 people'])
    assert.ok(section.includes(word), word)
  assert.doesNotMatch(report.replace(section, '').replace(/<script[^]*?<\/script>/g, ''), names)
  const system = (await json(zip, 'system-security-plan', System))['system-security-plan']
  const boundary = system['system-characteristics']['authorization-boundary'].description
  assert.match(boundary, /we configure it\. \(decided by Sam Scope\)/)
  assert.deepEqual(
    system['system-characteristics'].props
      .filter(item => item.name.startsWith('certificate-'))
      .map(item => [item.group.at(-1), item.name.slice('certificate-'.length), item.value]),
    [
      ['1', 'state-before', 'draft'],
      ['1', 'on', '2026-03-12'],
      ['2', 'state', 'issued'],
      ['2', 'on', '2026-03-14'],
      ['2', 'until', '2027-03-14'],
      ['2', 'body', 'Body of Tests'],
      ['2', 'number', 'C-1'],
    ],
  )
  const implemented = system['control-implementation']['implemented-requirements']
  const left = implemented.find(item => item.remarks === 'The provider does it')
  assert.deepEqual([left?.['control-id'], left?.props?.[0]?.value], [`eucs_${out.id}`, 'no'])
  const [manual] = system['back-matter'].resources
  const linked = implemented.find(item => item.links?.[0]?.href === `#${manual?.uuid}`)
  assert.equal(linked?.['control-id'], `eucs_${stated.id}`)
  const name = 'plan-of-action-and-milestones' as const
  const poam = (await json(zip, name, Poam))[name]
  assert.ok(poam['poam-items'].length > 3, 'what nobody planned is there, too')
  assert.deepEqual(
    poam.risks.flatMap(({ status, deadline }) => (deadline ? [[status, deadline]] : [])),
    [['remediating', '2026-03-20T00:00:00.000Z']],
  )
  const values = poam['poam-items'].flatMap(({ props }) => props.map(({ value }) => value))
  assert.ok(values.includes('Rae Repairs'))
  const bodies = await Promise.all(
    zip.names.filter(name => name.includes('.body.')).map(async name => zip.bytes(name)),
  )
  assert.ok(
    bodies.some(body => String(body) === '%PDF-1.7'),
    'the document comes along',
  )
  assert.equal(bodies.filter(body => names.test(String(body))).length, 6, 'with what was sealed')

  const { out: hidden, zip: redacted } = await zipOf(
    await readWindow(agent, { frameworks, redact: true }),
    'bundle',
  )
  assert.deepEqual((await verifyBundle(hidden)).problems, [])
  for (const name of redacted.names)
    assert.doesNotMatch(String(await redacted.bytes(name)), names, `${name} names nobody`)

  // A window of before says what was decided then, also once it was sealed again.
  await restateDecisions(agent, tester)
  assert.equal((await readWindow(agent, { frameworks, to: before.to })).stated.scopes.length, 0)
  assert.equal(
    (await readWindow(agent, { frameworks })).stated.scopes[0]?.at.slice(0, 10),
    '2026-03-15',
  )
})
