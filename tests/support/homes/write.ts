// Writes a home as today's code does, and what is to be found in it later:
// `node tests/support/homes/write.ts FOLDER`. A home that is kept is never written again: this
// shows how it was made, and makes the next one.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { stringify } from 'yaml'
import { browserActor } from '../../../agent/actor.ts'
import type { Agent } from '../../../agent/agent.ts'
import { addException, endException } from '../../../agent/judge/exceptions.ts'
import { editConfig, initHome } from '../../../agent/home/config.ts'
import { demoToken, startGithubReplay } from '../../../agent/demo/github.ts'
import type { GithubReplay } from '../../../agent/demo/github.ts'
import { erase } from '../../../agent/keep/erasure.ts'
import { confirmReading } from '../../../agent/console/confirm.ts'
import { agentKey, publicKeyOf } from '../../../agent/console/handshake.ts'
import { announcePicture, storePicture, takePart } from '../../../agent/console/picture.ts'
import { teach } from '../../../agent/console/teach.ts'
import { importDocument } from '../../../agent/import/document.ts'
import { importExport } from '../../../agent/import/import.ts'
import { importers } from '../../../agent/import/index.ts'
import { openAgent } from '../../../agent/open-agent.ts'
import { scan } from '../../../agent/collect/scan.ts'
import { memorySecrets } from '../../../agent/home/secrets.ts'
import type { Value } from '../../../common/model/index.ts'
import type { Capture } from '../../../common/protocol/message.ts'
import { DATABASE, digestOfText, factsOf } from './open.ts'
import type { Facts } from './open.ts'
import { ingestCapture, tester } from '../actor.ts'
import { recordGap } from '../../../agent/record/gap.ts'

const organization = 'aurora-labs'
const pairing = '00000000-0000-4000-8000-000000000001'
const policyPage = 'https://cms.example/admin/settings/policies/'
const taughtPage = 'https://admin.example.com/security'

/** A clock that stands where it is put, and steps whenever it is read. */
type Clock = { readonly now: () => Date; readonly day: (day: number) => void }
/** What the steps of making a home share. */
type Making = {
  readonly home: string
  readonly agent: Agent
  readonly replay: GithubReplay
  readonly clock: Clock
}

/** Makes `folder/home` and `folder/expected.json`. @throws Error where the folder exists */
export async function writeHome(folder: string): Promise<void> {
  if (existsSync(folder)) throw new Error(`${folder} exists: a kept home is not written again`)
  const home = join(folder, 'home')
  mkdirSync(folder, { recursive: true })
  initHome(home)
  // Four repositories show every kind of finding; what nobody may read (webhooks) stays unknown.
  const replay = await startGithubReplay({ repositories: 4, throttle: false })
  const secrets = memorySecrets()
  await secrets.set(organization, demoToken)
  const clock = clockFrom('2026-10-01')
  configure(home, replay.url)
  const { agent, close } = await openAgent(home, { secrets, clock: clock.now })
  try {
    await record({ home, agent, replay, clock })
    const facts = await factsOf(agent, historiesOf(home))
    writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(facts, null, 1)}\n`)
    assertSameTexts(home, facts)
  } finally {
    await close()
    await replay.close()
  }
  pack(home)
}

function clockFrom(first: string): Clock {
  const start = Date.parse(`${first}T06:00:00Z`)
  let now = start
  return {
    now: () => new Date((now += 7)),
    day: day => {
      now = start + (day - 1) * 86_400_000
    },
  }
}

function configure(home: string, github: string): void {
  const tenant = (id: string, config: object): void => {
    editConfig(home, ['tenants', id], { ...config, schedule: 'off' })
  }
  tenant(organization, { service: 'github', target: { organization, url: github } })
  tenant('content', { service: 'directus', target: { url: 'https://cms.example' } })
  tenant('contoso', { service: 'microsoft-365', target: { tenant: 't-1' } })
  writeFileSync(
    join(home, 'checks', 'owners.yaml'),
    stringify({
      service: { id: 'github' },
      checks: [
        {
          id: 'github.organization.own-forks-closed',
          title: 'Private repositories cannot be forked (own rule)',
          metric: 'member-privileges-restricted',
          resource: 'organization',
          reads: ['github.organization.members-can-fork-private-repositories'],
          expect: { op: 'equals', value: false },
          expected: 'forking of private repositories: off',
          severity: 'medium',
          remediation: { steps: ['Ask the platform team'], seen: '2026-10-01' },
        },
      ],
    }),
  )
}

/**
 * Two weeks in the life of a home. The erasure comes early: the assessments after it can be
 * recomputed, those before it cannot.
 */
async function record(making: Making): Promise<void> {
  const { agent, clock, replay } = making
  await agent.store.putPairing({
    id: pairing,
    name: 'Test browser',
    lastSeen: null,
    revokedAt: null,
    origin: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    publicKey: publicKeyOf(agentKey(making.home)),
    pairedAt: clock.now().toISOString(),
  })
  await scanned(making)
  await captured(agent, 1, 'one', { admin: true, secondFactor: true })

  clock.day(2)
  await accepted(agent, 'actions-restricted', 'Until the list of actions is agreed')
  const ended = await accepted(agent, 'no-public-pages', 'Until the old site is gone')

  clock.day(3)
  replay.state.outside = replay.state.outside.filter(person => person.login !== 'agency-lou')
  await erase(agent, tester, { person: 'agency-lou', reason: 'A request of the person' })

  clock.day(4)
  changeOrganization(replay)
  await scanned(making)

  clock.day(5)
  await endException(agent, tester, ended)
  await captured(agent, 2, 'two', { admin: true, secondFactor: false })
  await pictured(agent)

  clock.day(6)
  await stated(agent)
  await imported(making)

  clock.day(7)
  await confirmed(agent)
  await captured(agent, 3, 'one', { admin: true, secondFactor: false })

  clock.day(8)
  await taught(agent)

  clock.day(12)
  await recordGap(agent, {
    cause: 'missed-schedule',
    tenant: organization,
    from: '2026-10-09T06:00:00.000Z',
    to: '2026-10-12T06:00:00.000Z',
    detail: 'the machine was off',
  })
  await agent.log.rotate('A year is over', tester.id)

  clock.day(13)
  replay.faults.set('/orgs/aurora-labs/actions/permissions/workflow', 'server-error')
  await scanned(making)
  await captured(agent, 5, 'two', { admin: true, secondFactor: true })
}

async function scanned({ agent }: Making): Promise<void> {
  const sleep = async (): Promise<void> => undefined
  const transport = { sleep, timeoutMs: 5000, random: () => 0, maxWaitMs: 60_000 }
  await scan(agent, tester, organization, { transport })
}

/** Something is fixed, something newly fails, a repository goes and another comes. */
function changeOrganization({ state }: GithubReplay): void {
  const settings = state.organization as Record<string, unknown>
  settings['two_factor_requirement_enabled'] = true
  settings['default_repository_permission'] = 'read'
  settings['members_can_change_repo_visibility'] = true
  const [first] = state.repositories
  state.repositories.pop()
  if (first) state.repositories.push({ ...first, name: 'Ωμέγα-証跡', pushProtection: false })
}

async function accepted(agent: Agent, check: string, reason: string): Promise<string> {
  const until = '2027-09-30T00:00:00Z'
  const { id } = await addException(agent, tester, {
    tenant: organization,
    check: `github.organization.${check}`,
    reason,
    until,
    by: 'Ada (CISO)',
  })
  return id
}

type Policy = { readonly admin: boolean; readonly secondFactor: boolean }

function captured(agent: Agent, number: number, policy: string, value: Policy): Promise<unknown> {
  return ingestCapture(
    agent,
    capture(agent, number, {
      tenant: 'content',
      recipe: 'directus-policy',
      address: `${policyPage}${policy}`,
      readings: [
        reading('directus.policy.admin-access', value.admin),
        reading('directus.policy.second-factor-required', value.secondFactor),
        reading('directus.policy.ip-access', ['192.0.2.0/24']),
      ],
    }),
    pairing,
  )
}

function reading(setting: string, value: Value): Capture['readings'][number] {
  return { setting, reading: { state: 'observed', value } }
}

type Page = Pick<Capture, 'tenant' | 'recipe' | 'address' | 'readings'>

function capture(agent: Agent, number: number, page: Page): Capture {
  return {
    id: `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`,
    recipeVersion: 1,
    title: 'Console',
    heading: null,
    language: 'en',
    account: 'admin',
    tenantShown: null,
    seenAt: agent.clock().toISOString(),
    zone: 120,
    browser: 'test',
    extension: '0.1.0',
    ...page,
  }
}

/** The first bytes of a picture: the agent looks at no more. */
async function pictured(agent: Agent): Promise<void> {
  const body = Buffer.alloc(33)
  body.set([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82])
  body.writeUInt32BE(1000, 16)
  body.writeUInt32BE(700, 20)
  const incoming = await announcePicture(agent, {
    id: '00000000-0000-4000-a000-000000000001',
    tenant: 'content',
    recipes: ['directus-policy'],
    address: `${policyPage}two`,
    title: 'Policy',
    account: 'admin',
    zone: 120,
    browser: 'test',
    seenAt: agent.clock().toISOString(),
    extension: '0.1.0',
    mediaType: 'image/png',
    length: body.length,
    digest: createHash('sha256').update(body).digest('hex'),
    width: 1000,
    height: 700,
    strip: 72,
    scale: 1,
    masks: [{ rule: 'secret-field', x: 10, y: 90, width: 100, height: 20 }],
  })
  if (!incoming) throw new Error('the picture is known already')
  takePart(incoming, 0, body.toString('base64url'))
  await storePicture(agent, browserActor(pairing), incoming, null)
}

async function stated(agent: Agent): Promise<void> {
  await importDocument(agent, tester, {
    tenant: 'contoso',
    setting: 'microsoft-365.tenant.power-platform-environments',
    value: [{ environmentName: 'Default-1', displayName: 'Contoso' }],
    until: '2027-09-30',
    by: 'Ada Example',
    name: 'environments.csv',
    body: new TextEncoder().encode('name\nDefault-1\n'),
  })
}

async function imported({ agent, home }: Making): Promise<void> {
  const scubagear = importers.find(importer => importer.name === 'scubagear')
  if (!scubagear) throw new Error('there is no importer of ScubaGear exports')
  const file = join(home, 'ProviderSettingsExport.json')
  writeFileSync(
    file,
    JSON.stringify({
      module_version: '1.6.0',
      timestamp_zulu: '2026-10-05T08:00:00.000Z',
      tenant_details: [{ TenantId: 't-1', DisplayName: 'Contoso' }],
      scuba_config: { ProductNames: ['teams'] },
      meeting_policies: [
        {
          Identity: 'Global',
          AllowAnonymousUsersToStartMeeting: false,
          AllowPSTNUsersToBypassLobby: true,
        },
      ],
      teams_unsuccessful_commands: ['Get-CsTenantFederationConfiguration'],
      federation_configuration: [],
    }),
  )
  await importExport(agent, tester, 'contoso', scubagear, file)
  rmSync(file)
}

/** One reading is said to be right; another to be wrong, so that it is unknown from then on. */
async function confirmed(agent: Agent): Promise<void> {
  const recipe = agent.recipes().find(item => item.id === 'directus-policy')
  if (!recipe) throw new Error('there is no recipe of Directus policies')
  await confirmReading(agent, browserActor(pairing), recipe, 'directus.policy.admin-access', true)
  await confirmReading(agent, browserActor(pairing), recipe, 'directus.policy.ip-access', false)
}

/** A site that no tenant had becomes one, with a setting, a check and a recipe. */
async function taught(agent: Agent): Promise<void> {
  await teach(agent, {
    address: taughtPage,
    heading: 'Security',
    language: 'en',
    title: 'Require SSO',
    type: 'boolean',
    locate: [{ role: 'switch', name: ['Require SSO'] }],
    read: 'checked',
    wanted: true,
    metric: 'single-sign-on-enforced',
    severity: 'high',
    save: 'instant',
  })
  await ingestCapture(
    agent,
    capture(agent, 4, {
      tenant: 'admin-example-com',
      recipe: 'taught-admin-example-com-security',
      address: taughtPage,
      readings: [reading('admin-example-com.tenant.require-sso', false)],
    }),
    pairing,
  )
}

type Row = { readonly tenant: string; readonly id: string; readonly finding: string }

/** Findings as they are kept, those that are gone included. */
function rowsOf(home: string): readonly Row[] {
  const database = new DatabaseSync(join(home, DATABASE), { readOnly: true })
  try {
    const read = database.prepare('SELECT tenant, id, finding FROM finding ORDER BY tenant, id')
    return read.all().map(({ tenant, id, finding }) => ({
      tenant: String(tenant),
      id: String(id),
      finding: String(finding),
    }))
  } finally {
    database.close()
  }
}

function historiesOf(home: string): Record<string, readonly string[]> {
  const ids: Record<string, string[]> = {}
  for (const { tenant, id } of rowsOf(home)) {
    const known = (ids[tenant] ??= [])
    if (!known.includes(id)) known.push(id)
  }
  return ids
}

/** The digests that are written down are those of the very texts in the file. */
function assertSameTexts(home: string, { tenants }: Facts): void {
  const kept = rowsOf(home)
    .map(row => digestOfText(row.finding))
    .sort()
  const written = Object.values(tenants).flatMap(tenant => Object.values(tenant.histories).flat())
  if (kept.join() === written.sort().join()) return
  throw new Error('findings are kept as other texts than were digested')
}

/** One packed file instead of the database with its journals. */
function pack(home: string): void {
  const file = join(home, DATABASE)
  const database = new DatabaseSync(file)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);')
  database.close()
  for (const left of [`${file}-wal`, `${file}-shm`, join(home, 'agent.lock')]) {
    if (existsSync(left)) throw new Error(`${left} was left behind`)
  }
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
  rmSync(file)
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (!folder) throw new Error('which folder is the home to be written to?')
  await writeHome(resolve(folder))
}
