import { createHash } from 'node:crypto'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tenantOf } from '../../agent/agent.ts'
import type { Agent } from '../../agent/agent.ts'
import { demoToken } from '../../agent/demo/github.ts'
import type { Input, OperationName, Output } from '../../agent/operations/index.ts'
import { editConfig } from '../../agent/home/config.ts'
import { ownFile } from '../../agent/home/schemas.ts'
import { alertOf } from '../../agent/notify/news.ts'
import { perform } from '../../agent/operations/perform.ts'
import type { Capture, Picture } from '../../common/protocol/message.ts'
import { tester } from './actor.ts'
import { postgresServer } from './postgres/server.ts'

/**
 * Where operations are asked: an agent with the scanned tenant `aurora-labs`, and with `content`, a
 * Directus at `site`.
 */
export type World = {
  readonly agent: Agent
  /** A folder for files, gone with the test. */
  readonly folder: string
  /** An agent over a home that is not there yet, for what makes one. */
  readonly elsewhere: Agent
  /** What an operation that was asked before answered. */
  answered<N extends OperationName>(name: N): Output<N>
}

/** With which agent, where it is another than the world's. */
export type Question<N extends OperationName> = {
  readonly input: Input<N>
  readonly agent?: Agent
}
type Questions = {
  readonly [N in OperationName]: (world: World) => Question<N> | Promise<Question<N>>
}

export const site = 'https://cms.example'
const page = {
  tenant: 'content',
  recipe: 'directus-policy',
  address: `${site}/admin/settings/policies/one`,
}
const nothing = () => ({ input: {} })
const policyText = '# Passwords\n\n## 4.2 Length\n\nPasswords have at least 12 characters.\n'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The last requirement of the first framework. */
function requirementOf(agent: Agent): { readonly framework: string; readonly requirement: string } {
  const [first] = agent.catalogue().frameworks
  const requirement = first?.requirements.at(-1)?.id
  if (!first || requirement === undefined) throw new Error('no requirement')
  return { framework: first.id, requirement }
}

/**
 * One realistic question for each operation, in the order in which they are asked: a later one may
 * build on what an earlier one left. An operation without one does not compile.
 */
export const questions: Questions = {
  'init': ({ elsewhere }) => ({ input: {}, agent: elsewhere }),
  'connect': ({ agent }) => {
    const { service, target } = tenantOf(agent, 'aurora-labs').config
    return { input: { service, name: 'twin', target, credential: demoToken } }
  },
  'alert-secret': ({ agent }) => {
    const file = join(agent.home, 'exports', 'alerts.ndjson')
    editConfig(agent.home, ['alerts'], [{ name: 'siem', to: 'ocsf', file }])
    return { input: { channel: 'siem', secret: 'whsec_c2VjcmV0' } }
  },
  'alert-test': nothing,
  'service-access': () => ({ input: { service: 'github' } }),
  'scan': () => ({ input: { tenants: ['aurora-labs'] } }),
  'alert-resend': async ({ agent }) => ({ input: { id: await givenUp(agent) } }),
  'alert-list': nothing,
  'import': ({ folder }) => ({
    input: { tool: 'scubagear', tenant: 'contoso', file: scubaExport(folder) },
  }),
  'document': () => ({
    input: {
      tenant: 'contoso',
      setting: 'microsoft-365.tenant.power-platform-environments',
      value: [{ environmentName: 'Default-1', displayName: 'Contoso' }],
      by: 'Ada Example',
      name: 'environments.csv',
      body: Buffer.from('name\nDefault-1\n').toString('base64'),
    },
  }),
  'pairing-offer': nothing,
  'pairing-add': () => ({
    input: { name: 'Test browser', origin: 'chrome-extension://abc', publicKey: 'key' },
  }),
  'pairing-find': ({ answered }) => ({ input: answered('pairing-add') }),
  'pairing-seen': ({ answered }) => ({ input: answered('pairing-add') }),
  'welcome': nothing,
  'held': () => ({ input: { ids: [captureId] } }),
  'capture': ({ agent }) => ({
    input: { captures: [captured(agent), { ...captured(agent), tenant: 'nobody' }], skew: 20 },
  }),
  'confirm': () => ({
    input: { recipe: page.recipe, setting: 'directus.policy.admin-access', right: true },
  }),
  'picture-announce': ({ agent }) => ({ input: { picture: pictured(agent) } }),
  'picture': ({ agent }) => ({
    input: { picture: pictured(agent), parts: [firstBytes()], skew: null },
  }),
  'page': () => ({ input: page }),
  'round': nothing,
  'pairings': nothing,
  'pairing-revoke': ({ answered }) => ({ input: answered('pairing-add') }),
  'exception-add': async ({ agent }) => {
    const failing = (await agent.store.findings('aurora-labs')).find(
      item => item.outcome === 'fail' && item.exception === null,
    )
    if (!failing) throw new Error('nothing fails')
    const until = new Date(Date.now() + 86_400_000).toISOString()
    const { tenant, check, resource } = failing
    return { input: { tenant, check, resource: resource.id, reason: 'Until June', until } }
  },
  'repair-plan': async ({ agent }) => {
    const failing = (await agent.store.findings('aurora-labs')).findLast(
      item => item.outcome === 'fail' && item.exception === null,
    )
    if (!failing) throw new Error('nothing fails')
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    const { tenant, check } = failing
    return { input: { tenant, check, owner: 'Ada Example', until } }
  },
  'non-conformities': nothing,
  'access-start': () => {
    const due = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10)
    return { input: { tenant: 'aurora-labs', id: 'spring', reviewer: 'Ada Example', due } }
  },
  'access-decide': () => ({
    input: {
      tenant: 'aurora-labs',
      review: 'spring',
      account: 1,
      decision: 'keep',
      by: 'Ada Example',
    },
  }),
  'access-reviews': nothing,
  'access-file': () => ({ input: { tenant: 'aurora-labs', review: 'spring' } }),
  'exception-add-all': () => {
    const until = new Date(Date.now() + 86_400_000).toISOString()
    const of = ['github.organization.two-factor-required', 'github.organization.domain-verified']
    return {
      input: {
        tenant: 'aurora-labs',
        of: of.map(check => ({ check })),
        reason: 'Until we moved',
        until,
      },
    }
  },
  'exceptions': nothing,
  'exception-apply': ({ agent, answered }) => {
    const { exception } = answered('exception-add')
    const file = join(agent.home, 'exceptions', `${exception.id}.yaml`)
    writeFileSync(file, ownFile('exception', { ...exception, reason: 'Until the review in June' }))
    return { input: { id: exception.id } }
  },
  'exception-end': ({ answered }) => ({
    input: { id: answered('exception-add').exception.id },
  }),
  'target-apply': ({ agent }) => {
    const target = { value: 3, by: 'Ada Example' }
    editConfig(agent.home, ['targets', 'administrators-number'], target)
    return { input: { metric: 'administrators-number' } }
  },
  'targets': nothing,
  'target-end': () => ({ input: { metric: 'administrators-number', reason: 'Tried it' } }),
  'overview': nothing,
  'metrics': nothing,
  'findings': () => ({ input: { outcome: 'fail', severity: 'high' } }),
  'findings-whole': () => ({ input: { tenant: 'aurora-labs', text: 'TWO-FACTOR' } }),
  'finding': () => ({
    input: { id: 'aurora-labs/github.organization.two-factor-required/aurora-labs' },
  }),
  // To a time: what they say up to now is another thing a moment later.
  'runs': () => ({ input: {} }),
  'trend': () => ({ input: { tenant: 'aurora-labs' } }),
  'tree': ({ agent }) => ({
    input: {
      framework: agent.catalogue().frameworks[0]?.id ?? '',
      over: 'period',
      to: agent.clock().toISOString(),
    },
  }),
  'scope-set': ({ agent }) => ({
    input: {
      framework: agent.catalogue().frameworks[0]?.id ?? '',
      tenants: ['aurora-labs'],
      responsibilities: 'The provider runs it, we configure it.',
      by: 'Ada Example',
    },
  }),
  'applicability-set': ({ agent }) => ({
    input: { ...requirementOf(agent), applies: false, reason: 'Nothing of it here', by: 'Ada' },
  }),
  'manual-set': ({ agent }) => ({
    input: {
      ...requirementOf(agent),
      title: 'Training records',
      owner: 'Ada Example',
      review: new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10),
      document: { name: 'training.pdf', body: Buffer.from('%PDF-1.7').toString('base64') },
    },
  }),
  'scope': ({ agent }) => ({ input: { framework: requirementOf(agent).framework } }),
  'applicability-file': ({ agent }) => ({
    input: { framework: requirementOf(agent).framework },
  }),
  'audit-request-import': () => ({
    input: { name: 'requests.csv', text: 'id,kind,from,text\nR-1,request,Ann Auditor,Show it\n' },
  }),
  'audit-request-answer': () => ({ input: { id: 'R-1', text: 'Here it is', by: 'Ada Example' } }),
  'audit-requests': nothing,
  'certificate-set': ({ agent }) => ({
    input: {
      framework: agent.catalogue().frameworks[0]?.id ?? '',
      state: 'draft',
      on: agent.clock().toISOString().slice(0, 10),
      reason: 'We prepare it',
      by: 'Ada Example',
    },
  }),
  'certificate': ({ agent }) => ({ input: { framework: requirementOf(agent).framework } }),
  'credential-draft': async ({ agent, folder }) => {
    const file = join(folder, 'drafted-from.json')
    await perform(agent, tester, 'export', { format: 'statement', out: file })
    return {
      input: {
        statement: readFileSync(file, 'utf8'),
        pinned: agent.log.verifierKey(),
        framework: agent.catalogue().frameworks[0]?.id ?? '',
        issuer: 'https://assessor.example',
        until: new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10),
        status: { uri: 'https://assessor.example/status/1', index: 3 },
      },
    }
  },
  'credential-status': () => ({
    input: {
      uri: 'https://assessor.example/status/1',
      size: 8,
      key: String(
        generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ),
    },
  }),
  'framework-import': () => ({
    input: { id: 'own-rules', name: 'rules.csv', text: 'id,title\nR-1,One\n' },
  }),
  'framework-library': ({ agent }) => ({
    input: { framework: requirementOf(agent).framework },
  }),
  'framework-crosswalk': () => ({
    input: {
      id: 'own-rules',
      other: 'iso-27001-2022',
      name: 'like.csv',
      text: 'id,requirement\nR-1,A.8.5\n',
    },
  }),
  'framework-map': () => ({
    input: {
      framework: 'own-rules',
      requirement: 'R-1',
      metric: 'mfa-enforced',
      verdict: 'accepted',
      why: 'It asks for a second factor.',
      by: 'Ada',
    },
  }),
  'framework-proposals': ({ agent }) => ({
    input: { framework: requirementOf(agent).framework },
  }),
  'policy-read': () => ({
    input: { tenant: 'handbook', name: 'passwords.md', body: base64(policyText) },
  }),
  'policies': nothing,
  'policy-passages': () => ({ input: { tenant: 'handbook', document: 'passwords' } }),
  'policy-accept': ({ answered }) => {
    const [passage] = answered('policy-passages').passages
    const [proposed] = passage?.proposed ?? []
    if (!passage || !proposed) throw new Error('nothing is proposed')
    const { section, text } = passage
    const of = { tenant: 'handbook', document: 'passwords', by: 'Ada Example' }
    return { input: { ...of, metric: proposed.metric, section, text } }
  },
  'demand': () => ({ input: { sentence: 'password-length at least 14 characters' } }),
  'recommend': () => ({ input: { text: 'Accounts are locked after failed log-on attempts' } }),
  'what-if': () => ({ input: { repaired: 'github.organization.two-factor-required' } }),
  'finding-groups': () => ({ input: { outcome: 'fail', sort: 'check' } }),
  'findings-file': () => ({ input: { outcome: 'fail', sort: 'recent' } }),
  'finding-period': ({ agent }) => ({
    input: {
      id: 'aurora-labs/github.organization.two-factor-required/aurora-labs',
      to: agent.clock().toISOString(),
    },
  }),
  'period': ({ agent }) => ({
    input: {
      tenant: 'aurora-labs',
      framework: agent.catalogue().frameworks[0]?.id,
      to: agent.clock().toISOString(),
    },
  }),
  'sample': ({ agent }) => ({
    input: {
      tenant: 'aurora-labs',
      items: 3,
      days: 2,
      seed: 'seven',
      to: agent.clock().toISOString(),
    },
  }),
  'evidence': ({ answered }) => ({
    input: { index: answered('finding').evidence[0]?.index ?? -1 },
  }),
  'evidence-text': ({ answered }) => ({
    input: { index: answered('finding').evidence[0]?.index ?? -1 },
  }),
  'view-save': () => ({ input: { name: 'Mine', query: 'outcome=fail&page=2' } }),
  'view-rename': () => ({ input: { name: 'Mine', to: 'Failing here' } }),
  'views': nothing,
  'view-remove': () => ({ input: { name: 'Failing here' } }),
  'owners': nothing,
  'tenants': nothing,
  'status': nothing,
  'unsealed': nothing,
  'frameworks': nothing,
  'catalogue': nothing,
  'catalogue-whole': nothing,
  'diff': () => ({ input: { tenant: 'aurora-labs' } }),
  'drift': () => ({ input: { from: '2026-01-01', to: '2026-12-31' } }),
  'changes': () => ({ input: { tenant: 'aurora-labs', from: '2020-01-01' } }),
  'credentials': nothing,
  'doctor': nothing,
  'anchor': nothing,
  'key': nothing,
  'log': nothing,
  'verify': () => ({ input: { every: true } }),
  'export': ({ folder }) => ({
    input: {
      format: 'bundle',
      from: '2020-01-01T00:00:00Z',
      out: join(folder, 'bundle.zip'),
      force: true,
    },
  }),
  'reperform': ({ agent, folder }) => ({
    input: {
      file: join(folder, 'bundle.zip'),
      tenant: 'aurora-labs',
      as: 'aurora-labs',
      pinned: agent.log.verifierKey(),
    },
  }),
  'verify-bundle': ({ folder }) => ({ input: { file: join(folder, 'bundle.zip') } }),
  'verify-statement': async ({ agent, folder }) => {
    const file = join(folder, 'statement.json')
    await perform(agent, tester, 'export', { format: 'statement', out: file })
    return { input: { text: readFileSync(file, 'utf8') } }
  },
  'verify-oscal': async ({ agent, folder }) => {
    const file = join(folder, 'oscal.json')
    await perform(agent, tester, 'export', { format: 'oscal', out: file })
    return { input: { file } }
  },
  'export-start': () => ({ input: { format: 'csv', from: '2020-01-01T00:00:00Z' } }),
  'exports': async ({ agent }) => ({ input: await exported(agent) }),
  'export-file': ({ answered }) => ({
    input: { name: answered('exports').files[0]?.name ?? '' },
  }),
  'export-remove': ({ answered }) => ({
    input: { name: answered('exports').files[0]?.name ?? '' },
  }),
  'tiles': ({ folder }) => ({ input: { folder: join(folder, 'tiles') } }),
  'backup': ({ folder }) => ({ input: { file: join(folder, 'backup.zip') } }),
  'restore': ({ folder, elsewhere }) => ({
    input: { file: join(folder, 'backup.zip'), accept: true },
    agent: elsewhere,
  }),
  'conformance': ({ folder }) => ({ input: { files: [policyCases(folder)] } }),
  'erase': ({ answered }) => ({
    input: {
      entries: answered('finding').evidence.map(item => item.index),
      reason: 'A request of the person',
    },
  }),
  'prune': nothing,
  'key-rotate': () => ({ input: { reason: 'A year is over' } }),
  'teach': ({ elsewhere }) => ({ agent: elsewhere, input: lesson }),
  'taught': async ({ agent }) => {
    await perform(agent, tester, 'teach', lesson)
    return { input: {} }
  },
  'taught-edit': () => ({
    input: {
      setting: 'admin-example-com.tenant.require-sso',
      title: 'Single sign-on is required',
      claim: { metric: null, wanted: true, severity: 'high' },
    },
  }),
  'taught-remove': () => ({ input: { setting: 'admin-example-com.tenant.require-sso' } }),
  'baseline': () => ({
    input: { tenant: 'aurora-labs', reason: 'As we found it', until: '2099-01-31', by: 'Ada' },
  }),
  'disconnect': () => ({ input: { tenant: 'twin' } }),
  'tenant-end': () => ({ input: { tenant: 'contoso', reason: 'The subscription is over' } }),
  'migrate': async ({ elsewhere }) => {
    const server = await postgresServer()
    const { url, password } = server.reach(await server.database({ after: () => undefined }))
    return { agent: elsewhere, input: { to: url, password } }
  },
}

/** A piece of news that the channel did not take. */
async function givenUp(agent: Agent): Promise<string> {
  const words = { title: 'A test', text: 'Given up.' }
  const about = { kind: 'test', tenant: null, severity: 'high', words } as const
  const alert = alertOf(agent, 'given up', about)
  const { id, at } = alert
  const row = { id, channel: 'siem', alert: JSON.stringify(alert), madeAt: at, dueAt: at }
  await agent.store.putDeliveries([{ ...row, state: 'dead' }])
  return id
}

const lesson = {
  address: 'https://admin.example.com/security',
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
} satisfies Input<'teach'>

const captureId = '00000000-0000-4000-9000-000000000001'

function captured(agent: Agent): Capture {
  return {
    ...page,
    id: captureId,
    recipeVersion: 1,
    title: 'Policy',
    heading: null,
    language: 'en',
    account: 'admin',
    tenantShown: null,
    seenAt: agent.clock().toISOString(),
    zone: 120,
    browser: 'test',
    extension: '0.1.0',
    readings: [
      {
        setting: 'directus.policy.admin-access',
        reading: { state: 'observed', value: true },
      },
    ],
  }
}

/** The first bytes of a picture: the agent looks at no more. */
function firstBytes(): Buffer {
  const body = Buffer.alloc(33)
  body.set([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82])
  body.writeUInt32BE(1000, 16)
  body.writeUInt32BE(700, 20)
  return body
}

function pictured(agent: Agent): Picture {
  const body = firstBytes()
  return {
    id: '00000000-0000-4000-a000-000000000001',
    tenant: page.tenant,
    recipes: [page.recipe],
    address: page.address,
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
  }
}

export function scubaExport(folder: string): string {
  const file = join(folder, 'ProviderSettingsExport.json')
  writeFileSync(
    file,
    JSON.stringify({
      module_version: '1.6.0',
      timestamp_zulu: '2026-10-05T08:00:00.000Z',
      tenant_details: [{ TenantId: 't-1', DisplayName: 'Contoso' }],
      scuba_config: { ProductNames: ['teams'] },
      meeting_policies: [{ Identity: 'Global', AllowAnonymousUsersToStartMeeting: false }],
    }),
  )
  return file
}

/** One that agrees and one that does not. */
function policyCases(folder: string): string {
  const file = join(folder, 'cases.jsonl')
  const lines = ['unknown', 'pass'].map(outcome =>
    JSON.stringify({ policy: 'NOBODYS.1', case: outcome, input: {}, outcome }),
  )
  writeFileSync(file, lines.join('\n'))
  return file
}

/** Waits until nothing is exported any more. */
async function exported(agent: Agent): Promise<Input<'exports'>> {
  for (;;) {
    const { jobs } = await perform(agent, tester, 'exports', {})
    if (jobs.every(job => job.state !== 'running')) return {}
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
