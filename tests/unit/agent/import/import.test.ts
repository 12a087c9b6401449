import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Agent } from '../../../../agent/agent.ts'
import { importers } from '../../../../agent/import/index.ts'
import type { ProblemCode } from '../../../../agent/problems.ts'
import { openLog } from '../../../../agent/log/log.ts'
import { openSqliteStore } from '../../../../agent/store/sqlite/sqlite-store.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import { services } from '../../../../common/services/index.ts'
import { inWords } from '../../../support/in-words.ts'
import { tester } from '../../../support/actor.ts'
import { isRefusal } from '../../../support/problem.ts'
import { importExport } from '../../../support/scan.ts'

const home = mkdtempSync(join(tmpdir(), 'import-'))
after(() => rmSync(home, { recursive: true }))
const scubagear = importers.find(item => item.name === 'scubagear')
assert.ok(scubagear)

const now = new Date('2026-11-23T12:00:00Z')
const catalogue = loadCatalogue({ services, metrics, frameworks: [] })
const store = openSqliteStore(join(home, 'test.sqlite'))
after(() => store.close())
const log = await openLog(store, home, {
  by: 'test@1',
  catalogue: () => 'digest',
  clock: () => now,
})
const agent = {
  home,
  store,
  log,
  catalogue: () => catalogue,
  catalogueDigest: () => 'digest',
  exceptions: async () => [],
  setAside: async () => [],
  clock: () => now,
  events: new EventEmitter(),
  config: () => ({
    staleAfterDays: 35,
    frequencies: {},
    tenants: {
      contoso: { service: 'microsoft-365', accepted: {} },
      hub: { service: 'github', accepted: {} },
    },
  }),
} as unknown as Agent

const header = {
  module_version: '1.6.0',
  timestamp_zulu: '2026-11-22T08:00:00.000Z',
  tenant_details: [{ TenantId: 't-1', DisplayName: 'Contoso' }],
}
const body = {
  scuba_config: {
    ProductNames: ['teams', 'aad'],
    Aad: { 'MS.AAD.1.1v1': { CapExclusions: { Users: ['x'] } } },
  },
  meeting_policies: [
    {
      Identity: 'Global',
      AllowAnonymousUsersToStartMeeting: false,
      AllowPSTNUsersToBypassLobby: true,
    },
  ],
  teams_unsuccessful_commands: ['Get-CsTenantFederationConfiguration'],
  federation_configuration: [],
  risky_applications: [{ never: 'kept' }],
}
let count = 0
function file(content: unknown): string {
  const path = join(home, `export-${count++}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

test('an export becomes evidence, observations and findings of grade D at the time it was taken', async () => {
  const result = await importExport(
    agent,
    tester,
    'contoso',
    scubagear,
    file({ ...header, ...body }),
  )
  const outcome = (check: string) =>
    result.assessment.findings
      .map(inWords)
      .find(finding => finding.check === `microsoft-365.tenant.${check}`)
  assert.equal(outcome('teams-anonymous-cannot-start')?.outcome, 'pass')
  assert.equal(outcome('teams-callers-wait-in-lobby')?.outcome, 'fail')
  assert.equal(outcome('teams-unmanaged-cannot-start')?.outcome, 'unknown')
  assert.match(
    outcome('teams-unmanaged-cannot-start')?.detail ?? '',
    /Get-CsTenantFederationConfiguration/,
  )
  assert.equal(outcome('sharepoint-sharing-limited')?.reason, 'not-found')
  const finding = outcome('teams-callers-wait-in-lobby')
  assert.deepEqual(
    [finding?.grade, finding?.source, finding?.resource.name],
    ['D', 'import', 'Contoso'],
  )
  const evidence = await store.evidence(finding?.evidence[0]?.index ?? -1)
  assert.deepEqual(
    JSON.parse(new TextDecoder().decode(evidence?.body ?? new Uint8Array())),
    body.meeting_policies,
  )
  assert.equal(evidence?.ipe.filters, `sha256 ${result.sha256}`)
  assert.equal(evidence?.ipe.seenAt, header.timestamp_zulu)
  const personal = (await Array.fromAsync(store.evidenceOf({ tenant: 'contoso' })))
    .filter(item => item.personal)
    .map(item => item.ipe.request.split(' section ')[1])
  assert.ok(personal.includes('tenant_details') && !personal.includes('meeting_policies'))
  assert.deepEqual(result.undeclared, ['MS.AAD.1.1v1'])
  assert.equal(
    (await Array.fromAsync(store.evidenceOf({ tenant: 'contoso' }))).filter(item =>
      new TextDecoder().decode(item.body ?? new Uint8Array()).includes('never'),
    ).length,
    0,
  )
})

test('what cannot be imported says why and leaves nothing behind', async () => {
  const before = [await store.logSize(), (await store.runs()).length]
  const refused: [unknown, ProblemCode, RegExp][] = [
    ['{"module_version": "1.6.0", "meeting_policies": [', 'import-cut-off', /cut off/],
    [{ ...header, ...body, module_version: '9.0.0' }, 'import-unfit', /9\.0\.0/],
    [{ meeting_policies: [] }, 'import-unfit', /module_version/],
    [{ MetaData: {}, Raw: {} }, 'import-unfit', /ProviderSettingsExport/],
    [
      { MetaData: {}, Raw: { ...header, ...body, module_version: '9.0.0' } },
      'import-unfit',
      /9\.0\.0/,
    ],
    [
      { ...header, ...body, tenant_details: [{ TenantId: 't-2' }] },
      'import-other-tenant',
      /another tenant/,
    ],
    [{ ...header, ...body, module_version: '1.1.0' }, 'import-unfit', /1\.2 and later/],
    [{ ...header, ...body, module_version: '2.0.0' }, 'import-unfit', /1\.2 and later/],
    [{ ...header, ...body, timestamp_zulu: undefined }, 'import-unfit', /when it was taken/],
    [{ ...header, ...body, timestamp_zulu: '' }, 'import-unfit', /when it was taken/],
    [{ ...header, ...body, timestamp_zulu: 'soon' }, 'import-unfit', /not a time/],
    [{ ...header, ...body, timestamp_zulu: '2999-01-01T00:00:00Z' }, 'import-unfit', /future/],
    ['[]', 'import-not-object', /one JSON object/],
    ['{"module_version": tru}', 'import-section-invalid', /json: section "module_version"/],
  ]
  for (const [content, code, expected] of refused)
    await assert.rejects(
      importExport(agent, tester, 'contoso', scubagear, file(content)),
      isRefusal(code, expected),
    )
  await assert.rejects(
    importExport(agent, tester, 'none', scubagear, file(header)),
    isRefusal('tenant-unknown', /no tenant "none"/),
  )
  assert.deepEqual([await store.logSize(), (await store.runs()).length], before)
})

test('a failure while storing rolls everything back', async () => {
  const before = [await store.logSize(), (await store.runs()).length]
  const broken = {
    ...agent,
    store: {
      ...store,
      putObservations: async () => {
        throw new Error('disk full')
      },
    },
  } as Agent
  await assert.rejects(
    importExport(broken, tester, 'contoso', scubagear, file({ ...header, ...body })),
    /disk full/,
  )
  assert.deepEqual([await store.logSize(), (await store.runs()).length], before)
})

test('a report that carries its export is imported like the export', async () => {
  const result = await importExport(
    agent,
    tester,
    'contoso',
    scubagear,
    file({
      MetaData: { Tool: 'ScubaGear' },
      Summary: {},
      Results: {},
      Raw: { ...header, ...body },
    }),
  )
  assert.equal(
    result.assessment.findings.find(
      finding => finding.check === 'microsoft-365.tenant.teams-callers-wait-in-lobby',
    )?.outcome,
    'fail',
  )
})

test('a second export replaces what the first one said', async () => {
  const later = {
    ...header,
    ...body,
    timestamp_zulu: '2026-11-23T08:00:00.000Z',
    meeting_policies: [{ Identity: 'Global', AllowPSTNUsersToBypassLobby: false }],
  }
  const result = await importExport(agent, tester, 'contoso', scubagear, file(later))
  assert.equal(
    result.assessment.findings.find(
      finding => finding.check === 'microsoft-365.tenant.teams-callers-wait-in-lobby',
    )?.outcome,
    'pass',
  )
})
