import { existsSync, readFileSync, rmSync } from 'node:fs'
import { isMap, isSeq } from 'yaml'
import type { Document } from 'yaml'
import { folded } from '../../common/assess/members.ts'
import type { Recipe } from '../../common/capture/recipe.ts'
import type { Check, Setting } from '../../common/model/index.ts'
import type { Claim, Lesson } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import { writeAtomically } from '../files.ts'
import { UserChecks } from '../home/user-checks.ts'
import { parseYaml, yamlDocument } from '../home/yaml.ts'
import { Problem } from '../problem.ts'
import { attempt, filesOf } from './attempt.ts'
import { carryAnswers } from './confirm.ts'
import { checkOf, claimedBy } from './lesson.ts'

/** A setting that was taught: where it stands, and what is wanted of it. */
export type TaughtSetting = {
  readonly setting: string
  readonly title: string
  readonly service: string
  /** The page's title, and its address. */
  readonly page: string
  readonly url: string
  readonly type: Lesson['type']
  /** Null where nothing is claimed of it. */
  readonly claim: Claim | null
  /** Its check says something that teach mode cannot: it is changed in its file. */
  readonly own: boolean
}

type Found = {
  readonly page: Recipe
  readonly setting: Setting
  readonly check: Check | undefined
}

/** All settings that were taught and stand in the home's files, page by page. */
export function taughtSettings(agent: Agent): readonly TaughtSetting[] {
  return taughtPages(agent).flatMap(page =>
    page.settings.flatMap(item => {
      const found = foundIn(agent, page, item.setting)
      return found ? [shown(found)] : []
    }),
  )
}

/**
 * Gives a taught setting another title, or wants something else of it. Its id stays, and with it what
 * was read.
 * @param claim what is wanted from now on; with no metric nothing is claimed, and the check goes;
 * undefined leaves the check as it stands
 * @throws Problem `taught-unknown`; `lesson-known`, `lesson-invalid` with the files as they were
 */
export async function editTaught(
  agent: Agent,
  id: string,
  title: string,
  claim: Claim | undefined,
): Promise<void> {
  const found = findTaught(agent, id)
  const service = agent.catalogue().services.find(item => item.id === found.page.service)
  const others = service?.settings.filter(item => item.id !== id) ?? []
  if (others.some(item => folded(item.title) === folded(title)))
    throw new Problem('lesson-known', { setting: title })
  const { checks } = filesOf(agent, found.page.id)
  await attempt(agent, filesOf(agent, found.page.id), async () => {
    const document = opened(checks)
    document.setIn(['settings', placeIn(document, 'settings', 'id', id), 'title'], title)
    if (claim) putCheck(document, found, checkOf(lessonOf(agent, found, title, claim)))
    writeAtomically(checks, document.toString())
  })
}

/**
 * Takes a taught setting out of its page: it is read and judged no more; what was recorded stays. With
 * the last one its page goes.
 * @throws Problem `taught-unknown`, `lesson-invalid` with the files as they were
 */
export async function removeTaught(agent: Agent, id: string): Promise<void> {
  const found = findTaught(agent, id)
  const { page } = found
  const files = filesOf(agent, page.id)
  await attempt(agent, files, async () => {
    if (page.settings.length === 1 && isAlone(files.checks)) {
      for (const file of Object.values(files)) rmSync(file)
      return
    }
    const checks = opened(files.checks)
    checks.deleteIn(['settings', placeIn(checks, 'settings', 'id', id)])
    putCheck(checks, found, null)
    writeAtomically(files.checks, checks.toString())
    if (page.settings.length === 1) return rmSync(files.recipe)
    const recipe = opened(files.recipe)
    recipe.setIn(['version'], page.version + 1)
    recipe.deleteIn(['settings', placeIn(recipe, 'settings', 'setting', id)])
    writeAtomically(files.recipe, recipe.toString())
    await carryAnswers(agent, page, { ...page, version: page.version + 1 })
  })
}

/** Nothing else stands in a file of checks than one setting: not the service, which tenants name. */
function isAlone(file: string): boolean {
  const { service, settings, resourceTypes } = parseYaml(
    'definition-invalid',
    file,
    readFileSync(file, 'utf8'),
    UserChecks,
  )
  return service.title === undefined && settings.length === 1 && resourceTypes.length === 0
}

/** Writes, replaces or takes away the setting's check. */
function putCheck(document: Document, { setting, check }: Found, next: object | null): void {
  const at = check ? placeIn(document, 'checks', 'id', check.id) : null
  if (at !== null && next) document.setIn(['checks', at], document.createNode(next))
  else if (at !== null) document.deleteIn(['checks', at])
  else if (next) document.addIn(['checks'], document.createNode({ ...next, reads: [setting.id] }))
}

/** What teaching it anew would say. */
function lessonOf(
  agent: Agent,
  { page, setting }: Found,
  title: string,
  claim: Claim,
): Parameters<typeof checkOf>[0] {
  const address = setting.console?.url ?? page.url ?? ''
  const type = setting.type.type as Lesson['type']
  return {
    lesson: { address, title, type, ...claim },
    resource: setting.resource,
    id: setting.id,
    today: agent.clock().toISOString().slice(0, 10),
  }
}

function findTaught(agent: Agent, id: string): Found {
  const page = taughtPages(agent).find(item => item.settings.some(({ setting }) => setting === id))
  const found = page && foundIn(agent, page, id)
  if (found) return found
  throw new Problem('taught-unknown', { setting: id })
}

function taughtPages(agent: Agent): readonly Recipe[] {
  return agent
    .recipes()
    .filter(
      ({ id }) =>
        id.startsWith('taught-') &&
        Object.values(filesOf(agent, id)).every(file => existsSync(file)),
    )
}

function foundIn(agent: Agent, page: Recipe, id: string): Found | null {
  const catalogue = agent.catalogue()
  const service = catalogue.services.find(item => item.id === page.service)
  const setting = service?.settings.find(item => item.id === id)
  const check = catalogue.checksOf(page.service).find(item => item.check.id === id)?.check
  return setting ? { page, setting, check } : null
}

function shown({ page, setting, check }: Found): TaughtSetting {
  const compared = check?.expect ? claimedBy(check.expect) : null
  return {
    setting: setting.id,
    title: setting.title,
    service: page.service,
    page: page.title,
    url: setting.console?.url ?? '',
    type: setting.type.type as Lesson['type'],
    claim:
      check && compared ? { ...compared, metric: check.metric, severity: check.severity } : null,
    own: check !== undefined && compared === null,
  }
}

function opened(file: string): Document {
  return yamlDocument('definition-invalid', file, readFileSync(file, 'utf8'))
}

/** Where in a list of a file the entry with this id stands. @throws Problem `taught-unknown` */
function placeIn(document: Document, list: string, key: 'id' | 'setting', id: string): number {
  const items = document.get(list)
  const place = isSeq(items)
    ? items.items.findIndex(item => isMap(item) && item.get(key) === id)
    : -1
  if (place >= 0) return place
  throw new Problem('taught-unknown', { setting: id })
}
