import { isDeepStrictEqual } from 'node:util'
import { existsSync, readFileSync } from 'node:fs'
import { folded } from '../../common/assess/members.ts'
import { baseOf, belowBase } from '../../common/capture/match.ts'
import type { MatchTenant } from '../../common/capture/match.ts'
import { Recipe } from '../../common/capture/recipe.ts'
import { routeOf } from '../../common/capture/redact.ts'
import type { Setting } from '../../common/model/index.ts'
import type { Lesson } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import { editConfig } from '../home/config.ts'
import { ownFile } from '../home/schemas.ts'
import { yamlDocument } from '../home/yaml.ts'
import { writeAtomically } from '../files.ts'
import { issuesText, Problem } from '../problem.ts'
import { attempt, filesOf } from './attempt.ts'
import { carryAnswers } from './confirm.ts'
import { checkOf, freeName, savedBy, settingOf, slug } from './lesson.ts'
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
  /** There is a setting of this title. */
  readonly same: Setting | undefined
  readonly today: string
}

/**
 * Makes a setting and a check of what the user pointed at, and puts it into the recipe of its page,
 * as YAML in the user's own folders: what is taught later on the same page goes into the same files. A
 * site that no tenant has becomes one. What does not compile is taken back at once; what was taught
 * already, word for word (a browser that did not hear the answer sends again), changes nothing.
 * @throws Problem `lesson-invalid`, `lesson-known` with the place and what was expected
 */
export async function teach(agent: Agent, lesson: Lesson): Promise<void> {
  const place = placeOf(agent, lesson)
  const { service, url } = place
  const taught = recipeOf(place)
  if (place.same) {
    if (isThere(agent, place, taught)) return
    throw new Problem('lesson-known', { setting: place.same.title })
  }
  const page = pageOf(agent, taught)
  const recipe = page ? extended(page, taught) : { ...taught, id: freeId(agent, place) }
  const files = filesOf(agent, recipe.id)
  await attempt(agent, files, async () => {
    writeAtomically(files.checks, withChecks(files.checks, place))
    writeAtomically(
      files.recipe,
      page ? withRecipe(files.recipe, recipe) : ownFile('recipes', recipe),
    )
    if (page) await carryAnswers(agent, page, recipe)
  })
  if (!place.fresh) return
  const target = { url: url.origin }
  editConfig(agent.home, ['tenants', service], {
    service,
    title: url.host,
    target,
    schedule: 'off',
  })
}

function placeOf(agent: Agent, told: Lesson): Place {
  const url = new URL(told.address)
  const known = tenantAt(agent, url)
  const lesson = known && names(told.heading, known) ? { ...told, heading: null } : told
  const service = known?.service ?? slug(url.host)
  const { services } = agent.catalogue()
  const resource = services.find(item => item.id === service)?.resourceTypes[0]?.id ?? 'tenant'
  const settings = services.find(item => item.id === service)?.settings ?? []
  const prefix = `${service}.${resource}.`
  const same = settings.find(
    setting => setting.id.startsWith(prefix) && folded(setting.title) === folded(lesson.title),
  )
  const taken = new Set(settings.map(setting => setting.id))
  const id = same?.id ?? prefix + freeName(slug(lesson.title), name => taken.has(prefix + name))
  const place = known && belowBase(url, known)
  const path = place?.path ?? url.pathname
  const route = routeOf(url) && (place?.route ?? routeOf(url))
  const base = known && baseOf(known)
  const mark = /^#!?/.exec(url.hash)?.[0] ?? '#'
  const link = base && routeOf(base) ? `{base}${route}` : `{base}${path}${route && mark + route}`
  const today = agent.clock().toISOString().slice(0, 10)
  return { lesson, url, service, fresh: !known, path, route, link, resource, id, same, today }
}

/** Whether setting, check and reading are those of this lesson. */
function isThere(agent: Agent, place: Place, taught: Recipe): boolean {
  const { service, id, same } = place
  const [reading] = taught.settings
  const known = pageOf(agent, taught)?.settings.find(item => item.setting === id)
  const check = agent
    .catalogue()
    .checksOf(service)
    .find(item => item.check.id === id)?.check
  const wanted = checkOf(place)
  return (
    isDeepStrictEqual(known, reading) &&
    isDeepStrictEqual(same?.type, settingOf(place).type) &&
    (['metric', 'expect', 'severity'] as const).every(key =>
      isDeepStrictEqual(check?.[key], wanted?.[key]),
    )
  )
}

/** Whether a heading says whose page it is: another tenant's would not be known again. */
function names(
  heading: string | null,
  { title, target }: MatchTenant & { title: string },
): boolean {
  const text = folded(heading ?? '')
  return [title, ...Object.values(target)].some(
    value => value.length > 2 && text.includes(folded(value)),
  )
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
  const { heading, by } = lesson
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
    context: savedBy(lesson),
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
 * way, whatever message confirms it. Another view of the same address is another page: what it does
 * not show is not read there.
 */
function pageOf(agent: Agent, taught: Recipe): Recipe | undefined {
  return agent
    .recipes()
    .find(
      item =>
        item.id.startsWith(`${taught.id}-`) &&
        existsSync(filesOf(agent, item.id).recipe) &&
        item.service === taught.service &&
        isDeepStrictEqual(item.where, taught.where) &&
        isDeepStrictEqual(item.resource, taught.resource) &&
        item.context.save === taught.context.save &&
        isDeepStrictEqual(item.context.saveButton, taught.context.saveButton),
    )
}

/** The page's recipe with one setting more, as a version of its own. */
function extended(page: Recipe, { settings, languages, context }: Recipe): Recipe {
  return {
    ...page,
    context: context.saved ? context : page.context,
    version: page.version + 1,
    settings: [...page.settings, ...settings],
    languages: [...new Set([...page.languages, ...languages])],
  }
}

/** `taught-SERVICE-PAGE`, with a number where that is taken. */
function freeId(agent: Agent, { service, path, route }: Place): string {
  const name = path + route === '/' ? 'home' : slug(path + route)
  return freeName(
    `taught-${service}-${name}`,
    id =>
      agent.recipes().some(item => item.id === id) ||
      Object.values(filesOf(agent, id)).some(file => existsSync(file)),
  )
}

/** The page's file of checks with this one. What a person wrote into it stays. */
function withChecks(file: string, place: Place): string {
  const { service, url, fresh } = place
  const [setting, check] = [settingOf(place), checkOf(place)]
  const checks = check ? [check] : []
  if (!existsSync(file))
    return ownFile('checks', {
      service: { id: service, ...(fresh ? { title: url.host } : {}) },
      settings: [setting],
      checks,
    })
  const document = yamlDocument('definition-invalid', file, readFileSync(file, 'utf8'))
  document.addIn(['settings'], document.createNode(setting))
  for (const item of checks) document.addIn(['checks'], document.createNode(item))
  return document.toString()
}

function withRecipe(file: string, { version, settings, languages, context }: Recipe): string {
  const document = yamlDocument('definition-invalid', file, readFileSync(file, 'utf8'))
  if (context.saved) document.setIn(['context', 'saved'], document.createNode(context.saved))
  document.setIn(['version'], version)
  document.setIn(['languages'], document.createNode(languages))
  document.addIn(['settings'], document.createNode(settings.at(-1)))
  return document.toString()
}
