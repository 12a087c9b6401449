import { evaluateCounts, weakest } from '../../common/assess/evaluate.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { STATES_NO_MORE } from '../../common/log/statement.ts'
import type {
  SignedStatement,
  StatedFramework,
  StatedRequirement,
  Statement,
} from '../../common/log/statement.ts'
import { atLevel, leavesOf, mappingsOf, onlyLeaves } from '../../common/model/index.ts'
import type { Framework } from '../../common/model/index.ts'
import { worstOf } from '../judge/monitoring.ts'
import { sha256 } from '../log/crypto.ts'
import { chainOf, keysAt, textOfKey } from '../log/key-history.ts'
import { version } from '../version.ts'
import { asText } from './format.ts'
import type { ExportFormat } from './format.ts'
import { keysOf } from './log-files.ts'
import { besides } from './said-beside.ts'
import type { ExportSource, Window } from './window.ts'

/** What was measured of a scope over a window, signed by the log's key; no certificate. */
export const statementFormat: ExportFormat = {
  title: 'Monitoring statement (JSON, signed by the log)',
  ending: 'json',
  write: asText(async function* ({ source, window }) {
    yield `${JSON.stringify(await signedStatement(source, window), null, 2)}\n`
  }),
}

async function signedStatement(source: ExportSource, window: Window): Promise<SignedStatement> {
  const { note, size, root, at } = window.checkpoint
  const origin = note.split('\n')[0] ?? ''
  const keys = await keysOf(source.store, window)
  const [signer] = keysAt(keys, origin, size)
  const key = source.log.verifierKey()
  const statement: Statement = {
    tool: `witnessmark ${version}`,
    says: STATES_NO_MORE,
    window: { from: window.from, to: window.to },
    checkpoint: { origin, size, root, at, note, key: signer ? textOfKey(signer) : key },
    level: window.level,
    beside: besides(window),
    catalogue: window.catalogue,
    frameworks: window.frameworks.map(framework => statedOf(window, framework)),
  }
  return {
    format: 'witnessmark/monitoring-statement',
    version: 1,
    statement,
    key,
    chain: chainOf(keys).map((item, index) => ({
      key: textOfKey(item),
      entry: item.entry,
      handOver: index === 0 ? null : (item.note ?? null),
    })),
    signature: source.log.attest('statement', sha256(canonicalBytes(statement))),
  }
}

function statedOf(window: Window, whole: Framework): StatedFramework {
  const { scopes, applicability, certificates } = window.stated
  const scope = scopes.find(({ said }) => said.framework === whole.id) ?? null
  const out = new Set(
    applicability
      .filter(({ said }) => said.framework === whole.id && !said.applies)
      .map(({ said }) => said.requirement),
  )
  // Where a level was asked for, the framework is of it already.
  const level = window.assurance === null ? scope?.said.level : undefined
  const framework = onlyLeaves(atLevel(whole, level), ({ id }) => !out.has(id))
  const wanted = scope?.said.tenants ?? window.tenants.map(({ id }) => id)
  const judged = window.tenants.flatMap(({ id, service, moments, left }) => {
    const moment = moments.at(-1)
    return moment && !left && wanted.includes(id) ? [{ id, service: service.id, moment }] : []
  })
  const missing = wanted.filter(id => !judged.some(item => item.id === id)).toSorted()
  const requirements = requirementsOf(
    framework,
    judged.map(({ moment }) => moment),
    missing.length > 0,
  )
  const last = certificates.findLast(step => step.framework === whole.id)
  return {
    id: framework.id,
    title: framework.title,
    version: framework.version,
    scope: scope && {
      tenants: [...scope.said.tenants],
      level: scope.said.level ?? null,
      entry: scope.entry,
    },
    tenants: judged.map(({ id, service, moment }) => ({
      id,
      service,
      assessed: moment.at,
      entry: moment.entry,
    })),
    missing,
    certificate: last
      ? { state: last.state, on: last.on, until: last.until, entry: last.entry }
      : null,
    figures: figuresOf(requirements),
    requirements,
  }
}

/** As they are in all tenants together; where one is missing, nothing is satisfied. */
function requirementsOf(
  framework: Framework,
  moments: readonly Window['tenants'][number]['moments'][number][],
  isMissing: boolean,
): StatedRequirement[] {
  const evaluations = evaluateCounts(
    framework,
    moments.flatMap(({ checks }) => checks),
    worstOf(moments.flatMap(({ monitoring }) => monitoring)),
  )
  const byId = new Map(evaluations.map(item => [item.requirement, item]))
  return leavesOf(framework).map(requirement => {
    const { id, title } = requirement
    const { status = 'undetermined', grade = null, acceptedUntil = null } = byId.get(id) ?? {}
    const isLess = isMissing && status === 'satisfied'
    return {
      id,
      title,
      status: isLess ? 'undetermined' : status,
      measured: mappingsOf(requirement).length > 0,
      grade,
      acceptedUntil,
    }
  })
}

function figuresOf(requirements: readonly StatedRequirement[]): StatedFramework['figures'] {
  const measured = requirements.filter(item => item.measured)
  const count = (status: StatedRequirement['status']): number =>
    measured.filter(item => item.status === status).length
  return {
    satisfied: count('satisfied'),
    notSatisfied: count('not-satisfied'),
    undetermined: count('undetermined'),
    notMeasured: requirements.length - measured.length,
    grade: weakest(requirements.flatMap(({ grade }) => grade ?? [])),
  }
}
