import { isDeepStrictEqual } from 'node:util'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { baseOf, belowBase } from '../../common/capture/match.ts'
import { Recipe } from '../../common/capture/recipe.ts'
import { routeOf } from '../../common/capture/redact.ts'
import type { Lesson } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import { editConfig } from '../home/config.ts'
import { ownFile } from '../home/schemas.ts'
import { yamlDocument } from '../home/yaml.ts'
import { writeAtomically } from '../files.ts'
import { issuesText, Problem } from '../problem.ts'
import { carryAnswers } from './confirm.ts'
import { matchTenants } from './tenants.ts'

/** Where what is taught belongs. */
type Place = {
  readonly lesson: Lesson
  readonly url: URL
  readonly service: string
  /** The site is no tenant's yet. */
  readonly fresh: boolean
  /** Below the tenant's own address; the fragment's, where the console keeps its pages there. */
  readonly path: string
  readonly route: string
  /** The page's address in a recipe. */
  readonly link: string
  readonly resource: string
  /** Of the setting and of its check. */
  readonly id: string
  readonly today: string
}

/**
 * Makes a setting and a check of what the user pointed at, and puts it into the recipe of its page,
 * as YAML in the user's own folders: what is taught later on the same page goes into the same files. A
 * site that no tenant has becomes one. What does not compile is taken back at once.
 * @throws Problem `lesson-invalid`, `lesson-known` with the place and what was expected
 */
export async function teach(agent: Agent, lesson: Lesson): Promise<void> {
  const place = placeOf(agent, lesson)
  const { service, url } = place
  const taught = recipeOf(place)
  const page = pageOf(agent, taught)
  const recipe = page ? extended(page, taught) : { ...taught, id: freeId(agent, place) }
  const name = `${recipe.id}.yaml`
  const files = [join(agent.home, 'checks', name), join(agent.home, 'recipes', name)] as const
  const before = files.map(file => (existsSync(file) ? readFileSync(file) : null))
  const takeBack = (): void =>
    files.forEach((file, i) => {
      const content = before[i]
      if (content) writeAtomically(file, content)
      else rmSync(file, { force: true })
    })
  try {
    writeAtomically(files[0], withChecks(files[0], place))
    writeAtomically(files[1], page ? withRecipe(files[1], recipe) : ownFile('recipes', recipe))
    await assertUsable(agent, name)
    if (page) await carryAnswers(agent, page, recipe)
  } catch (error) {
    takeBack()
    throw error
  }
  if (!place.fresh) return
  const target = { url: url.origin }
  editConfig(agent.home, ['tenants', service], {
    service,
    title: url.host,
    target,
    schedule: 'off',
  })
}

/** @throws Problem `lesson-known` */
function placeOf(agent: Agent, lesson: Lesson): Place {
  const url = new URL(lesson.address)
  const known = tenantAt(agent, url)
  const service = known?.service ?? slug(url.host)
  const { services } = agent.catalogue()
  const resource = services.find(item => item.id === service)?.resourceTypes[0]?.id ?? 'tenant'
  const id = `${service}.${resource}.${slug(lesson.title)}`
  if (services.some(item => item.settings.some(setting => setting.id === id)))
    throw new Problem('lesson-known', { setting: id })
  const place = known && belowBase(url, known)
  const path = place?.path ?? url.pathname
  const route = routeOf(url) && (place?.route ?? routeOf(url))
  const base = known && baseOf(known)
  const mark = /^#!?/.exec(url.hash)?.[0] ?? '#'
  const link = base && routeOf(base) ? `{base}${route}` : `{base}${path}${route && mark + route}`
  const today = agent.clock().toISOString().slice(0, 10)
  return { lesson, url, service, fresh: !known, path, route, link, resource, id, today }
}

/** The tenant whose address this is below, or whose site it is of. */
function tenantAt(agent: Agent, url: URL): ReturnType<typeof matchTenants>[number] | undefined {
  const tenants = matchTenants(agent)
  return (
    tenants.find(tenant => belowBase(url, tenant)) ??
    tenants.find(tenant => {
      const base = baseOf(tenant)
      return base?.origin === url.origin && routeOf(base) === ''
    })
  )
}

/** The recipe of the page, as if this were the first setting of it. @throws Problem `lesson-invalid` */
function recipeOf(place: Place): Recipe {
  const { lesson, service, path, route, link, resource, id, today } = place
  const { heading, save, saveButton, by } = lesson
  const parsed = Recipe.safeParse({
    id: `taught-${service}`,
    service,
    title: heading ?? lesson.title,
    where: {
      hosts: ['{base}'],
      paths: [path],
      ...(route ? { fragments: [route] } : {}),
      ...(heading ? { headings: [heading] } : {}),
    },
    url: link,
    resource: { type: resource },
    context: { save, ...(saveButton ? { saveButton: [saveButton] } : {}) },
    settings: [{ setting: id, locate: lesson.locate, read: lesson.read, ...(by ? { by } : {}) }],
    languages: [lesson.language || 'en'],
    certainty: 'confirmed',
    basis: `taught by pointing at the control on ${today}`,
  })
  if (parsed.success) return parsed.data
  throw new Problem('lesson-invalid', { detail: issuesText(parsed.error) })
}

/**
 * The recipe that was taught of this page before: the same address and heading, saved in the same
 * way. Another view of the same address is another page: what it does not show is not read there.
 */
function pageOf(agent: Agent, taught: Recipe): Recipe | undefined {
  return agent
    .recipes()
    .find(
      item =>
        item.id.startsWith(`${taught.id}-`) &&
        existsSync(join(agent.home, 'recipes', `${item.id}.yaml`)) &&
        item.service === taught.service &&
        isDeepStrictEqual(item.where, taught.where) &&
        isDeepStrictEqual(item.resource, taught.resource) &&
        isDeepStrictEqual(item.context, taught.context),
    )
}

/** The page's recipe with one setting more, as a version of its own. */
function extended(page: Recipe, { settings, languages }: Recipe): Recipe {
  return {
    ...page,
    version: page.version + 1,
    settings: [...page.settings, ...settings],
    languages: [...new Set([...page.languages, ...languages])],
  }
}

/** `taught-SERVICE-PAGE`, with a number where that is taken. */
function freeId(agent: Agent, { service, path, route }: Place): string {
  const name = path + route === '/' ? 'home' : slug(path + route)
  for (let number = 1; ; number++) {
    const id = `taught-${service}-${name}${number === 1 ? '' : `-${number}`}`
    const taken =
      agent.recipes().some(item => item.id === id) ||
      ['checks', 'recipes'].some(folder => existsSync(join(agent.home, folder, `${id}.yaml`)))
    if (!taken) return id
  }
}

/** The page's file of checks with this one. What a person wrote into it stays. */
function withChecks(file: string, place: Place): string {
  const { service, url, fresh } = place
  const [setting, check] = [settingOf(place), checkOf(place)]
  if (!existsSync(file))
    return ownFile('checks', {
      service: { id: service, ...(fresh ? { title: url.host } : {}) },
      settings: [setting],
      checks: [check],
    })
  const document = yamlDocument('definition-invalid', file, readFileSync(file, 'utf8'))
  document.addIn(['settings'], document.createNode(setting))
  document.addIn(['checks'], document.createNode(check))
  return document.toString()
}

function withRecipe(file: string, { version, settings, languages }: Recipe): string {
  const document = yamlDocument('definition-invalid', file, readFileSync(file, 'utf8'))
  document.setIn(['version'], version)
  document.setIn(['languages'], document.createNode(languages))
  document.addIn(['settings'], document.createNode(settings.at(-1)))
  return document.toString()
}

function settingOf({ lesson, url, resource, id }: Place): object {
  const path = `${lesson.heading ?? lesson.title} (${url.pathname}${url.hash})`
  return {
    id,
    title: lesson.title,
    resource,
    type: { type: lesson.type },
    console: { path, url: lesson.address, certainty: 'confirmed' },
  }
}

function checkOf({ lesson, resource, id, today }: Place): object {
  const { title, metric, severity, wanted, address } = lesson
  const word = wanted === true ? 'on' : wanted === false ? 'off' : String(wanted)
  return {
    id,
    title,
    metric,
    resource,
    reads: [id],
    expect: { op: 'equals', value: wanted },
    expected: `${title}: ${word}`,
    severity,
    remediation: {
      steps: [`Open ${address}`, `Set "${title}" as wanted and save`],
      url: address,
      seen: today,
    },
  }
}

/** @throws Problem `lesson-invalid` where one of the files was set aside at once */
async function assertUsable(agent: Agent, name: string): Promise<void> {
  const wrong = (await agent.setAside()).find(
    ({ file }) => file === `checks/${name}` || file === `recipes/${name}`,
  )
  if (wrong) throw new Problem('lesson-invalid', { detail: wrong.problem })
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '') || 'setting'
  )
}
