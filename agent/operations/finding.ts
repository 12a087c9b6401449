import { z } from 'zod'
import {
  Difference,
  Exception,
  Ipe,
  Outcome,
  Reason,
  reasonWords,
  Reference,
  ShownFinding,
  Time,
  Value,
} from '../../common/model/index.ts'
import { remedyUrl } from '../../common/model/remedy-url.ts'
import type { Check, CheckSource, Finding, Service } from '../../common/model/index.ts'
import { differencesOf } from '../../common/assess/differences.ts'
import type { ValueType } from '../../common/model/value.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { valueWords } from '../../common/words/value.ts'
import type { Agent } from '../agent.ts'
import { picturesOf } from '../console/picture.ts'
import { longValuesOf } from '../judge/shown-findings.ts'
import { timedDisagreements } from '../judge/disagreements.ts'
import { ownerOf } from '../judge/owners.ts'
import { dueOf } from '../judge/non-conformities.ts'
import { standingOf } from '../judge/standing.ts'
import { ticketsOf } from '../notify/tickets.ts'
import { Problem } from '../problem.ts'
import { TicketShape } from './non-conformities.ts'
import { answering, list } from './operation.ts'
import { Disagreement, standing } from './shapes.ts'

const MOST_PICTURES = 5

const EvidenceItem = z.strictObject({
  index: z.int(),
  commitment: z.string(),
  ipe: Ipe.nullable(),
  length: z.int(),
  mediaType: z.string(),
  erased: z.boolean(),
})
const SettingItem = z.strictObject({
  id: z.string(),
  title: z.string(),
  observed: Value.optional(),
  /** The value in words of the setting's type. */
  shown: z.string().optional(),
  console: z.object({ path: z.string(), url: z.string().optional() }).nullable(),
})
const Interval = z.strictObject({
  outcome: Outcome,
  reason: Reason.nullable(),
  from: Time,
  to: Time.nullable(),
})
const CheckItem = z.strictObject({
  title: z.string(),
  rationale: z.string().optional(),
  remediation: z.object({
    steps: z.array(z.string()),
    url: z.string().optional(),
    seen: z.string(),
  }),
  references: list(Reference),
  /** Where the tool that the check corresponds to says otherwise of this finding, and why. */
  differences: list(Difference),
})
const RequirementItem = z.strictObject({
  id: z.string(),
  framework: z.string(),
  requirement: z.string(),
  title: z.string(),
})

/** One finding with everything that it rests on and all that it was before. */
export const finding = answering({
  title: 'One finding, with its evidence and history',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ id: z.string().default('') }),
  kind: 'finding',
  output: z.strictObject({
    finding: ShownFinding,
    disagreement: list(
      Disagreement.extend({ words: z.strictObject({ api: z.string(), console: z.string() }) }),
    ),
    check: CheckItem.nullable(),
    settings: list(SettingItem),
    evidence: list(EvidenceItem),
    /** Of the console pages that show the check's settings, newest first. */
    pictures: list(z.strictObject({ index: z.int(), at: Time, page: z.string() })),
    history: list(Interval),
    requirements: list(RequirementItem),
    testedAgainst: z.string().nullable(),
    now: Time,
    exception: Exception.nullable(),
    /** Who looks after it. */
    owner: z.string().nullable(),
    /** Until when what fails of its check in its tenant, this among it, is to be repaired. */
    due: Time.nullable(),
    /** Where tickets of that check in that tenant are. */
    tickets: list(TicketShape),
    reasonText: z.string().nullable(),
    ...standing,
  }),
  async run(agent, _, { id }) {
    const intervals = await agent.store.findingHistory(id)
    const line = intervals.findLast(item => item.to === null)?.finding
    if (!line || !agent.config().tenants[line.tenant]) throw new Problem('finding-unknown', { id })
    const long = await longValuesOf(agent.store, line)
    const found = shownFinding(line, agent.catalogue(), long)
    const service = agent.catalogue().services.find(item => item.id === found.service)
    const check = service?.checks.find(item => item.id === found.check)
    const disagreements = await timedDisagreements(agent.store, line.tenant, [line])
    const reads = check?.reads ?? []
    const settings = reads.map(read => {
      const setting = service?.settings.find(item => item.id === read)
      return {
        id: read,
        title: setting?.title ?? read,
        console: setting?.console ?? null,
        ...observedOf(found.observed[read], setting?.type ?? null),
      }
    })
    return {
      finding: found,
      disagreement: (disagreements.get(found.id) ?? []).map(item => {
        const type = service?.settings.find(({ id: of }) => of === item.setting)?.type ?? null
        const words = { api: valueWords(item.api, type), console: valueWords(item.console, type) }
        return { ...item, words }
      }),
      check: check
        ? {
            title: check.title,
            rationale: check.rationale,
            remediation: remedyOf(check, found, agent.config().tenants[found.tenant], service),
            references: check.references ?? [],
            differences: [...differencesOf(check.differences ?? [], line)],
          }
        : null,
      settings,
      evidence: await evidenceOf(agent, found),
      pictures: await picturesFor(agent, found, reads),
      history: historyOf(intervals.filter(item => item.finding.tenant === line.tenant)),
      requirements: requirementsOf(agent, found),
      testedAgainst: service?.testedAgainst ?? null,
      now: agent.clock().toISOString(),
      exception: (await agent.exceptions()).find(item => item.id === found.exception) ?? null,
      owner: ownerOf(agent.config().owners, found),
      ...(await repairOf(agent, found)),
      reasonText: found.reason ? reasonWords(found.reason, found.source) : null,
      ...(await standingOf(agent)),
    }
  },
})

async function repairOf(agent: Agent, { tenant, check, outcome, exception }: ShownFinding) {
  const id = `${tenant}/${check}`
  const fails = outcome === 'fail' && exception === null
  return {
    due: fails ? await dueOf(agent, tenant, check) : null,
    tickets: (await ticketsOf(agent))(id),
  }
}

function observedOf(value: Value | undefined, type: ValueType | null) {
  return value === undefined ? {} : { observed: value, shown: valueWords(value, type) }
}

/** The steps, with the page on which they are done in this tenant. */
function remedyOf(
  { remediation }: Pick<CheckSource, 'remediation'>,
  { resource }: Pick<ShownFinding, 'resource'>,
  tenant: { readonly target: Readonly<Record<string, string>> } | undefined,
  service: Pick<Service, 'address'> | undefined,
): z.input<typeof CheckItem>['remediation'] {
  const { url: template, steps, seen } = remediation
  const base = tenant?.target['url'] ?? service?.address ?? null
  const url = template === undefined ? null : remedyUrl(template, resource, base)
  return { steps: [...steps], seen, ...(url === null ? {} : { url }) }
}

function evidenceOf(agent: Agent, found: ShownFinding): Promise<z.input<typeof EvidenceItem>[]> {
  return Promise.all(
    found.evidence.map(async ref => {
      const stored = await agent.store.evidence(ref.index)
      return {
        ...ref,
        ipe: stored?.ipe ?? null,
        length: stored?.length ?? 0,
        mediaType: stored?.mediaType ?? '',
        erased: stored?.body === null,
      }
    }),
  )
}

async function picturesFor(agent: Agent, found: ShownFinding, reads: Check['reads']) {
  const pages = agent
    .recipes()
    .filter(recipe => recipe.service === found.service)
    .filter(recipe => recipe.settings.some(item => reads.includes(item.setting)))
  const pictures = pages.map(async ({ id, title: page }) =>
    (await picturesOf(agent, found.tenant, id)).map(({ index, at }) => ({ index, at, page })),
  )
  const all = (await Promise.all(pictures)).flat()
  return all.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST_PICTURES)
}

function requirementsOf(agent: Agent, found: ShownFinding): z.input<typeof RequirementItem>[] {
  const { frameworks } = agent.catalogue()
  return found.requirements.map(id => {
    const framework = frameworks.find(item => id.startsWith(`${item.id}:`))
    const requirement = framework?.requirements.find(item => `${framework.id}:${item.id}` === id)
    return {
      id,
      framework: framework?.title ?? id,
      requirement: requirement?.id ?? id,
      title: requirement?.title ?? '',
    }
  })
}

/** Outcome intervals: rows that differ in other things only are one. */
function historyOf(
  intervals: readonly {
    readonly finding: Finding
    readonly from: string
    readonly to: string | null
  }[],
): z.input<typeof Interval>[] {
  const history: z.input<typeof Interval>[] = []
  for (const { finding: row, from, to } of intervals) {
    const last = history.at(-1)
    const same = last?.outcome === row.outcome && last.reason === row.reason && last.to === from
    if (last && same) last.to = to
    else history.push({ outcome: row.outcome, reason: row.reason, from, to })
  }
  return history
}
