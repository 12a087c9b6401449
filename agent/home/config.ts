import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../files.ts'
import { z } from 'zod'
import { isMap } from 'yaml'
import { KebabId, ServiceId, Value } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'
import { parseYaml, yamlDocument } from './yaml.ts'

/**
 * A declared exclusion: whoever or whatever a policy may leave out, why, and until when. In a list
 * each entry has both of its own.
 */
const Reasoned = z
  .object({
    reason: z.string().min(1),
    until: z.union([z.iso.datetime({ offset: true }), z.iso.date()]),
  })
  .catchall(Value)
const Declaration = z.union(
  [Reasoned, z.array(Reasoned)],
  'an exclusion needs "reason" and "until" (2027-06-30): it ends, and is shown with the finding',
)

/** One tenant in config.yaml. Never holds a secret. */
const TenantConfig = z.strictObject({
  service: ServiceId,
  title: z.string().optional(),
  /** What the collector needs to find it: organization, site, domains, base URL. */
  target: z.record(z.string(), z.string()).default({}),
  /** Cron expression in local time, or "off". */
  schedule: z.string().default('0 6 * * *'),
  /** Origins of its admin console, where they differ from the service's own. */
  consoles: z.array(z.url()).default([]),
  /**
   * Declared exclusions by check id or outside policy id, each with its reason and end; `accepted`
   * in expressions.
   */
  accepted: z.record(z.string(), Declaration).default({}),
})

const Alert = z.strictObject({
  to: z.enum(['webhook', 'command']),
  url: z.url().optional(),
  command: z.string().optional(),
  /** Lowest severity that raises it. */
  from: z.enum(['low', 'medium', 'high', 'critical']).default('high'),
})

/** config.yaml: the whole of what a user sets. */
export const Config = z.strictObject({
  version: z.literal(1),
  port: z.int().min(1).max(65535).default(7117),
  tenants: z.record(KebabId, TenantConfig).default({}),
  /** The owner's target values by metric id. */
  targets: z
    .record(
      KebabId,
      z.strictObject({ value: Value, by: z.string(), reason: z.string(), at: z.iso.datetime() }),
    )
    .default({}),
  alerts: z.array(Alert).default([]),
  /** Days after which a console or imported reading is stale. */
  staleAfterDays: z.int().min(1).default(35),
  retentionMonths: z.int().min(1).default(13),
  timestampAuthority: z.url().optional(),
  witness: z.strictObject({ url: z.url(), name: z.string(), publicKey: z.string() }).optional(),
  legalHold: z.boolean().default(false),
})
export type Config = z.infer<typeof Config>

const first = `# Witnessmark's configuration. Comments you add survive. Secrets are never in this file.
version: 1
tenants: {}
`

/**
 * Whether a home may be made or used here: a folder that is not there, is empty, or holds our
 * configuration or record. @throws Problem `home-foreign`; nothing was written then
 */
export function assertHomeOrEmpty(home: string): void {
  if (!existsSync(home)) return
  const file = join(home, 'config.yaml')
  const folder = statSync(home).isDirectory()
  const ours = existsSync(file)
    ? /^version:\s*1\s*(?:#|$)/m.test(readFileSync(file, 'utf8'))
    : folder && (readdirSync(home).length === 0 || existsSync(join(home, 'witnessmark.sqlite')))
  if (!folder || !ours) throw new Problem('home-foreign', { home })
}

/**
 * Makes the home, for its user alone (0700), with an empty configuration where there is none.
 * @returns the path of config.yaml
 * @throws Problem `home-foreign`
 */
export function initHome(home: string): { readonly file: string; readonly created: boolean } {
  assertHomeOrEmpty(home)
  if (existsSync(home) && (statSync(home).mode & 0o077) !== 0) chmodSync(home, 0o700)
  for (const folder of ['', 'checks', 'recipes', 'exceptions', 'keys', 'exports'])
    mkdirSync(join(home, folder), { recursive: true, mode: 0o700 })
  const file = join(home, 'config.yaml')
  if (existsSync(file)) return { file, created: false }
  writeAtomically(file, first)
  return { file, created: true }
}

/** What holds where nothing is configured yet. */
export function emptyConfig(): Config {
  return Config.parse({ version: 1 })
}

/** @throws Problem `config-missing`, `config-invalid` with each place and what was expected */
function readConfig(home: string): Config {
  const file = join(home, 'config.yaml')
  if (!existsSync(file)) throw new Problem('config-missing', { file })
  return parseConfig(readFileSync(file, 'utf8'), file)
}

/** @throws Problem `config-invalid` */
export function parseConfig(source: string, file: string): Config {
  return parseYaml('config-invalid', file, source, Config)
}

/**
 * Sets (or with undefined: removes) one place in config.yaml, keeping comments and order; the file
 * is replaced as a whole or not at all.
 * @throws Problem `config-invalid` when it is not YAML, or the result would not be valid; the file
 * then stays as it was
 */
export function editConfig(home: string, path: readonly string[], value: unknown): Config {
  const file = join(home, 'config.yaml')
  const document = yamlDocument('config-invalid', file, readFileSync(file, 'utf8'))
  if (value === undefined) document.deleteIn(path)
  else {
    // "tenants: {}" is written in flow style; what is put into it reads better as a block.
    const parent: unknown = document.getIn(path.slice(0, -1))
    if (isMap(parent) && parent.items.length === 0) parent.flow = false
    document.setIn(path, document.createNode(value))
  }
  const text = document.toString({ lineWidth: 0 })
  const config = parseConfig(text, file)
  writeAtomically(file, text)
  return config
}

/**
 * A reader that parses again only when the file changed: commands may edit it while the agent runs.
 */
export function configReader(home: string): () => Config {
  const file = join(home, 'config.yaml')
  let seen = ''
  let config: Config | null = null
  return () => {
    const { mtimeMs, size } = existsSync(file) ? statSync(file) : { mtimeMs: 0, size: 0 }
    const stamp = `${mtimeMs} ${size}`
    if (!config || stamp !== seen) {
      config = readConfig(home)
      seen = stamp
    }
    return config
  }
}
