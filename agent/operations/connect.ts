import { isRealDay } from '../../common/model/day.ts'
import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'
import type { Collector, CredentialReport, Service } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'
import type { Agent } from '../agent.ts'
import { keptSecret } from '../collect/auth/credential.ts'
import { openBrowser } from '../collect/auth/open-browser.ts'
import { unreached } from '../collect/reach-service.ts'
import { probeContext } from '../collect/scan.ts'
import { assertTarget } from '../collect/target.ts'
import { keepCredential, originsOf } from '../collect/tenant-credential.ts'
import { editConfig } from '../home/config.ts'
import { makeHome } from '../home/furnish.ts'
import { Problem } from '../problem.ts'
import { list, steps, streaming } from './operation.ts'
import type { Progress } from './operation.ts'

const DAILY = '0 6 * * *'

const Report = z.strictObject({
  account: z.string().nullable(),
  validUntil: z.string().nullable(),
  granted: list(z.string()),
  missing: list(z.strictObject({ right: z.string(), costs: list(z.string()) })),
  canWrite: list(z.string()).nullable(),
  notes: list(z.string()),
})

/**
 * Connects a tenant: tests a read-only credential at once, says what will be readable and where it
 * could write, and keeps it. A service without a collector needs none.
 */
export const connect = streaming({
  title: 'Connect a tenant with a read-only credential',
  role: 'administrator',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    service: z.string(),
    name: z.string().optional(),
    target: z.record(z.string(), z.string()).default({}),
    schedule: z.string().optional(),
    credential: z.string().nullable(),
    /** A person sits here: the address to sign in at may be opened. */
    interactive: z.boolean().default(false),
  }),
  kind: 'credential',
  output: z.strictObject({
    tenant: z.string(),
    service: z.string(),
    title: z.string(),
    /** Null where no API is read. */
    report: Report.nullable(),
    /** Where the credential is kept, as a person is told it. */
    keptIn: z.string().nullable(),
    readable: z.strictObject({ byApi: z.int(), ofApi: z.int(), byPage: z.int() }),
  }),
  stream: (agent, _, { service: id, name, target, schedule, credential, interactive }) =>
    steps(async tell => {
      const service = serviceOf(agent, id)
      const collector = collectors.find(item => item.service === id)
      const tenant = name ?? nameOf(service, target)
      makeHome(agent.home)
      const about = { tenant, service: id, title: service.title }
      if (!collector) {
        writeTenant(agent, tenant, { service: id, target, schedule: 'off' })
        return { ...about, report: null, keptIn: null, readable: readableOf(service, []) }
      }
      assertTarget(service.title, collector, target)
      if (!credential) throw new Problem('credential-missing', {})
      const asked = { service, collector, target, credential, interactive }
      const { secret, report } = await tested(asked, tell)
      await keepCredential(agent, tenant, secret, originsOf(collector, target))
      const fresh = { service: id, target, schedule: schedule ?? DAILY }
      const until = report.validUntil?.slice(0, 10)
      writeTenant(
        agent,
        tenant,
        { ...fresh, ...(until && isRealDay(until) ? { credentialUntil: until } : {}) },
        schedule,
      )
      const keptIn = await agent.secrets.where()
      return { ...about, report, keptIn, readable: readableOf(service, report.missing) }
    }),
})

type Written = {
  readonly service: string
  readonly target: Readonly<Record<string, string>>
  readonly credentialUntil?: string
}

/**
 * Whoever connects a tenant again renews its credential or says where it is now: its schedule and whatever
 * else a person wrote of it stays.
 * @param asked the schedule that somebody asks for now
 */
function writeTenant(
  { home, config }: Pick<Agent, 'home' | 'config'>,
  tenant: string,
  { schedule, ...fresh }: Written & { readonly schedule: string },
  asked?: string,
): void {
  const place = ['tenants', tenant]
  const known = config().tenants[tenant]
  if (known?.service !== fresh.service) {
    editConfig(home, place, { ...fresh, schedule })
    return
  }
  editConfig(home, [...place, 'target'], fresh.target)
  // Of the one before it says nothing any more.
  if (known.credentialUntil !== fresh.credentialUntil)
    editConfig(home, [...place, 'credentialUntil'], fresh.credentialUntil)
  if (asked !== undefined) editConfig(home, [...place, 'schedule'], asked)
}

type Asked = {
  readonly service: Service
  readonly collector: Collector
  readonly target: Readonly<Record<string, string>>
  readonly credential: string
  readonly interactive: boolean
}

/**
 * @throws Problem `credential-form`, `credential-refused` in the service's words, `credential-untested`, `service-unreached`;
 * nothing is kept then
 */
async function tested(
  { service, collector, target, credential, interactive }: Asked,
  tell: (progress: Progress) => void,
): Promise<{ readonly secret: string; readonly report: CredentialReport }> {
  const { baseUrl } = collector.endpoint(target)
  const { words: form = null, fits } = collector.credentialForm ?? {}
  if (form !== null && fits?.test(credential) === false)
    throw new Problem('credential-form', { title: service.title, form })
  const say = (text: string): void => tell({ done: 0, total: 0, text, notice: true })
  try {
    const secret = await keptSecret(collector, credential, target, baseUrl, (address, code) => {
      say(
        code === undefined
          ? `Sign in here: ${address}`
          : `Open ${address} in a browser and enter ${code}`,
      )
      if (code === undefined && interactive) openBrowser(address)
    })
    return { secret, report: await collector.probe(probeContext(collector, target, secret)) }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const away = unreached(error, baseUrl, true)
    if (away) throw away
    const { message: detail, reason } = error
    // A network's own page, a mistyped name: nothing of that is the credential's doing.
    if (reason === 'malformed' || reason === 'not-found')
      throw new Problem('credential-untested', { address: baseUrl, detail, reason })
    const made = service.credentialUrl ?? null
    throw new Problem('credential-refused', { address: baseUrl, detail, reason, form, made })
  }
}

function readableOf(
  service: Service,
  missing: CredentialReport['missing'],
): { byApi: number; ofApi: number; byPage: number } {
  const lost = new Set(missing.flatMap(item => item.costs))
  const ofApi = service.settings.filter(setting => setting.api)
  return {
    byApi: ofApi.filter(setting => !lost.has(setting.id)).length,
    ofApi: ofApi.length,
    byPage: service.settings.filter(setting => !setting.api && setting.console).length,
  }
}

/** Shipped, or of the home's own files. @throws Problem `no-such-service` */
export function serviceOf(agent: Agent, id: string): Service {
  const { services } = agent.catalogue()
  const service = services.find(item => item.id === id)
  if (service) return service
  throw new Problem('no-such-service', { service: id, known: services.map(item => item.id) })
}

/** `github-aurora-labs`: the service and the first thing that names the tenant. */
function nameOf(service: Service, target: Readonly<Record<string, string>>): string {
  const [first] = Object.values(target)
  return `${service.id}-${first ?? 'tenant'}`
    .toLowerCase()
    .replace(/^([a-z0-9-]+)-https?:\/\//, '$1-')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}
